// Settings in TRL's keys as recipes: what each key becomes, and that every one of Open-R1's recipes becomes one.

using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.App.Trl;
using R1Sharp.Learning;
using R1Sharp.Learning.Training;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Supervised;
using Xunit;

namespace R1Sharp.Tests.Trl;

public class TrlRecipeTests
{
    const long Rows = 1000;

    // A thousand rows of everything.
    sealed class Thousand : ITrlDatasets
    {
        public long Count(DataSource source) => Rows;

        public IReadOnlyList<string> Columns(DataSource source) => source.Config == "margins" ? ["chosen", "rejected", "margin"] : ["problem", "answer"];

        public bool MayHave(string path, string config) => true;

        // A hundred tokens each.
        public IReadOnlyList<int> TokenCounts(Recipe recipe) => [.. Enumerable.Repeat(100, (int)Rows)];
    }

    static TrlRecipe Translated(TrlCommand command, params string[] flags) =>
        TrlRecipe.Of(TrlSettings.Read(command, [.. flags, "--model_name_or_path", "model", "--dataset_name", "data"]), new Thousand());

    static Recipe Bound(TrlRecipe translated) => RecipeFile.Read(translated.Text, "test", []);

    static GrpoOptions Grpo(params string[] flags) => ((GrpoStage)Bound(Translated(TrlCommand.Grpo, flags)).Stages[0].Settings).Options;

    static SftOptions Sft(params string[] flags) => ((SftStage)Bound(Translated(TrlCommand.Sft, flags)).Stages[0].Settings).Options;

    [Fact]
    public void TheDefaultsOfGrpoAreTrls()
    {
        // 8 completions an update, in one group of 8; three epochs of a thousand prompts, one a step.
        var options = Grpo();
        Assert.Equal((1, 8, 1, 1, 3000), (options.PromptsPerStep, options.GroupSize, options.MinibatchesPerStep, options.NumIterations, options.Steps));
        Assert.Equal((0.2, 0.2, 0.0, 1.0, 256), (options.EpsilonLow, options.EpsilonHigh, options.KlWeight, options.Temperature, options.MaxCompletionTokens));
        Assert.Equal((LossAggregation.Token, AdvantageScaling.Group, RatioLevel.Token, false), (options.Aggregation, options.ScaleRewards, options.RatioLevel, options.DropZeroVarianceGroups));
        Assert.Equal((1e-6, 0, LearningRateDecay.Linear, true), (options.LearningRate.Peak, options.LearningRate.WarmupSteps, options.LearningRate.Decay, options.LearningRate.FromZero));
        Assert.Equal((0.9, 0.999, 1e-8, 0.0, 1.0), (options.Optimizer.Beta1, options.Optimizer.Beta2, options.Optimizer.Epsilon, options.Optimizer.WeightDecay, options.Optimizer.MaxGradientNorm));
    }

    [Fact]
    public void TheDefaultsOfSftAreTrls()
    {
        var options = Sft();
        Assert.Equal((375, 8), (options.Steps, options.SequencesPerStep));
        Assert.Equal(new() { Peak = 2e-5, WarmupSteps = 0, Decay = LearningRateDecay.Linear, FloorShare = 0, FromZero = true }, options.LearningRate);
    }

    [Theory]
    [InlineData("--per_device_train_batch_size 16 --gradient_accumulation_steps 4 --num_generations 16", 4, 1)]
    [InlineData("--per_device_train_batch_size 16 --gradient_accumulation_steps 4 --num_generations 16 --steps_per_generation 16", 16, 4)]
    [InlineData("--per_device_train_batch_size 16 --gradient_accumulation_steps 4 --num_generations 16 --generation_batch_size 128", 8, 2)]
    [InlineData("--per_device_train_batch_size 16 --gradient_accumulation_steps 4 --num_generations 14", 5, 1)]
    [InlineData("--per_device_train_batch_size 4 --gradient_accumulation_steps 8 --num_generations 4 --steps_per_generation 1", 8, 1)]
    [InlineData("--per_device_train_batch_size 4 --gradient_accumulation_steps 8 --num_generations 4 --generation_batch_size 16", 8, 1)]
    public void ABatchOfCompletionsIsPromptsTimesGenerations(string flags, int prompts, int minibatches) =>
        Assert.Equal((prompts, minibatches), (Grpo(flags.Split(' ')).PromptsPerStep, Grpo(flags.Split(' ')).MinibatchesPerStep));

    [Theory]
    [InlineData("--max_steps 100 --num_iterations 2", 50)]
    [InlineData("--max_steps 101 --num_iterations 2", 51)]
    [InlineData("--num_train_epochs 0.5 --num_generations 8", 500)]
    [InlineData("--num_train_epochs 2 --per_device_train_batch_size 48 --num_generations 8", 332)]
    public void StepsAreGenerationsOfWhichEachServesItsUpdates(string flags, int steps) => Assert.Equal(steps, Grpo(flags.Split(' ')).Steps);

    [Theory]
    [InlineData("--loss_type grpo", LossAggregation.Sequence)]
    [InlineData("--loss_type dr_grpo", LossAggregation.Constant)]
    [InlineData("--loss_type bnpo", LossAggregation.Token)]
    [InlineData("--loss_type dapo", LossAggregation.Token)]
    public void TheLossIsDividedAsItsNameSays(string flags, LossAggregation aggregation) => Assert.Equal(aggregation, Grpo(flags.Split(' ')).Aggregation);

    [Fact]
    public void TheStepsOfPackedEpochsFollowTheirTokens()
    {
        var packed = Sft("--packing", "--num_train_epochs", "2.5", "--warmup_ratio", "0.1", "--max_length", "512");
        // Forty examples of a hundred tokens fit into a step, so that an epoch of a thousand has 25 of them, and half of one 13.
        Assert.Equal((63, 8 * 512, null), (packed.Steps, packed.TokensPerStep, packed.SequencesPerStep));
        Assert.Equal((7, null), (packed.LearningRate.WarmupSteps, packed.LearningRate.WarmupShare));
        Assert.Equal(25, Bound(Translated(TrlCommand.Sft, "--packing", "--max_length", "512", "--save_strategy", "epoch")).CheckpointEverySteps);
        var few = Sft("--packing", "--max_steps", "40", "--warmup_ratio", "0.1");
        Assert.Equal((40, 4, null), (few.Steps, few.LearningRate.WarmupSteps, few.LearningRate.WarmupShare));
    }

    [Fact]
    public void VariablesOfTheTemplateAreThoseOfTheRecipe()
    {
        var chat = Bound(Translated(TrlCommand.Grpo, "--chat_template_kwargs", "{enable_thinking: false, budget: {tokens: 5, of: [1, a]}}")).Chat!;
        Assert.Equal("{\"enable_thinking\":false,\"budget\":{\"tokens\":5,\"of\":[1,\"a\"]}}", System.Text.Json.JsonSerializer.Serialize(chat.TemplateKwargs!.Values));
        Assert.Null(Bound(Translated(TrlCommand.Grpo)).Chat);
    }

    [Theory]
    [InlineData(TrlCommand.Dpo, "", BestBy.Loss), InlineData(TrlCommand.Dpo, "--metric_for_best_model eval_rewards/margins", BestBy.Margin)]
    [InlineData(TrlCommand.Reward, "--metric_for_best_model accuracy --greater_is_better true", BestBy.Accuracy)]
    [InlineData(TrlCommand.Grpo, "", BestBy.Reward), InlineData(TrlCommand.Grpo, "--metric_for_best_model eval_rewards/accuracy_reward/mean", BestBy.Accuracy)]
    public void TheBestModelIsToldByWhatTheSettingsSay(object command, string flags, object by)
    {
        var translated = Translated((TrlCommand)command,
            [.. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--load_best_model_at_end", "--eval_strategy", "epoch"]);
        object stage = Bound(translated).Stages[0].Settings;
        Assert.Equal((BestBy)by, stage switch { PreferStage s => s.KeepBest, RewardModelStage s => s.KeepBest, GrpoStage s => s.KeepBest, _ => null });
        Assert.Equal((TrlCommand)command == TrlCommand.Grpo && flags.Length == 0,
            translated.Remarks.Any(r => r.Contains("without metric_for_best_model", StringComparison.Ordinal)));
        var refused = Assert.Throws<UserErrorException>(() => Translated((TrlCommand)command,
            "--load_best_model_at_end", "--eval_strategy", "epoch", "--metric_for_best_model", "eval_runtime"));
        Assert.Contains("'metric_for_best_model: eval_runtime' is not to be had here: the best model is told by eval_", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AServerSamplesWhereItsFolderIsNamed()
    {
        string[] server = ["--use_vllm", "--vllm_server_host", "gpu", "--vllm_server_port", "8001", "--vllm_server_timeout", "90.0"];
        var here = Translated(TrlCommand.Grpo, server);
        Assert.Null(((GrpoStage)Bound(here).Stages[0].Settings).Rollout);
        Assert.Contains(here.Remarks, r => r.StartsWith("vllm_server_host: this program samples by itself;", StringComparison.Ordinal));
        var there = ((GrpoStage)Bound(Translated(TrlCommand.Grpo, [.. server, "--use_peft", "--rollout_dir", "/shared"])).Stages[0].Settings).Rollout!;
        Assert.Equal((RolloutServerKind.Vllm, "http://gpu:8001", "/shared", 90), (there.Server, there.Url, there.AdapterDir, there.PatienceSeconds));
        var elsewhere = Translated(TrlCommand.Grpo, "--use_vllm", "--vllm_server_base_url", "https://gpu/x", "--use_peft", "--rollout_dir", "/shared");
        there = ((GrpoStage)Bound(elsewhere).Stages[0].Settings).Rollout!;
        Assert.Equal(("https://gpu/x", 600), (there.Url, there.PatienceSeconds));
        // Recipes that start a server of TRL's name no address.
        Assert.DoesNotContain(Translated(TrlCommand.Grpo, "--use_vllm").Remarks, r => r.Contains("vllm", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--use_vllm --rollout_dir /shared", "all weights learn: say use_peft: true.")]
    [InlineData("--rollout_dir /shared --use_peft", "say use_vllm: true and vllm_mode: server")]
    [InlineData("--use_vllm --vllm_mode colocate --rollout_dir /shared --use_peft", "say use_vllm: true and vllm_mode: server")]
    public void AFolderOfRolloutsAloneIsASentence(string flags, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<UserErrorException>(() => Translated(TrlCommand.Grpo, flags.Split(' '))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", null)]
    [InlineData("--report_to none", null)]
    [InlineData("--report_to tensorboard", "")]
    [InlineData("--report_to all --logging_dir here", "here")]
    public void TensorBoardIsWrittenWhereItIsAskedFor(string flags, string? folder)
    {
        var board = Bound(Translated(TrlCommand.Sft, flags.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Tensorboard;
        Assert.Equal(folder, board is null ? null : board.Folder ?? "");
    }

    [Fact]
    public void CispoCutsWeightsAtItsUpperEnd()
    {
        var options = Grpo("--loss_type", "cispo", "--epsilon_high", "5.0");
        Assert.Equal((RatioClip.Weight, 1.0, 4.0), (options.RatioClip, options.EpsilonLow, options.EpsilonHigh));
        Assert.Contains(Translated(TrlCommand.Grpo, "--loss_type", "cispo").Remarks, r => r.Contains("here the weight is cut at 1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--lr_scheduler_type constant_with_warmup --warmup_ratio 0.1 --max_steps 50", LearningRateDecay.Constant, 5, 0.0)]
    [InlineData("--lr_scheduler_type cosine --warmup_steps 7 --max_steps 50", LearningRateDecay.Cosine, 7, 0.0)]
    [InlineData("--lr_scheduler_type cosine_with_min_lr --lr_scheduler_kwargs {\"min_lr_rate\":0.1} --warmup_ratio 0.03 --max_steps 50", LearningRateDecay.Cosine, 2, 0.1)]
    [InlineData("--lr_scheduler_type cosine_with_min_lr --lr_scheduler_kwargs {\"min_lr\":1e-7} --max_steps 50", LearningRateDecay.Cosine, 0, 0.1)]
    [InlineData("--lr_scheduler_type constant --warmup_ratio 0.5 --max_steps 50", LearningRateDecay.Constant, 0, 0.0)]
    [InlineData("--lr_scheduler_type linear --warmup_steps 5 --max_steps 50 --num_iterations 4", LearningRateDecay.Linear, 5, 0.0)]
    [InlineData("--lr_scheduler_type linear --warmup_ratio 0.1 --max_steps 50 --num_iterations 2", LearningRateDecay.Linear, 5, 0.0)]
    public void TheLearningRateGoesAsTransformersSays(string flags, LearningRateDecay decay, int warmup, double floor)
    {
        var rate = Grpo(flags.Split(' ')).LearningRate;
        Assert.Equal((decay, warmup), (rate.Decay, rate.WarmupSteps));
        Assert.Equal(floor, rate.FloorShare, 1e-12);
    }

    [Fact]
    public void UpdatesOfOneGenerationHaveRatesOfTheirOwn()
    {
        var options = Grpo("--max_steps", "12", "--num_iterations", "2", "--warmup_steps", "4", "--learning_rate", "1", "--lr_scheduler_type", "linear");
        Assert.Equal([0, 0.25, 0.5, 0.75, 1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125], Enumerable.Range(0, 12).Select(u => options.RateAt(u / 2, u % 2)));
        var alone = Grpo("--max_steps", "12", "--warmup_steps", "4", "--learning_rate", "1", "--lr_scheduler_type", "linear");
        Assert.Null(alone.LearningRate.PerUpdate);
        Assert.Equal([0, 0.25, 0.5, 0.75, 1, 0.875], Enumerable.Range(0, 6).Select(step => alone.RateAt(step, 0)));
    }

    // get_cosine_schedule_with_warmup of transformers, reckoned by hand: 4 steps of warm-up, 12 steps in all.
    [Theory]
    [InlineData(LearningRateDecay.Linear, 0, 0.0)]
    [InlineData(LearningRateDecay.Linear, 1, 0.25)]
    [InlineData(LearningRateDecay.Linear, 4, 1.0)]
    [InlineData(LearningRateDecay.Linear, 8, 0.5)]
    [InlineData(LearningRateDecay.Linear, 11, 0.125)]
    [InlineData(LearningRateDecay.Cosine, 8, 0.5)]
    [InlineData(LearningRateDecay.Cosine, 11, 0.03806023374435663)]
    [InlineData(LearningRateDecay.Constant, 3, 0.75)]
    [InlineData(LearningRateDecay.Constant, 11, 1.0)]
    public void AScheduleFromZeroHasTheRatesOfTransformers(LearningRateDecay decay, int step, double rate) =>
        Assert.Equal(rate, new LearningRateSchedule { Peak = 1, WarmupSteps = 4, Decay = decay, FromZero = true }.At(step, 12), 1e-12);

    [Fact]
    public void RewardsHaveOpenR1sNamesAndParameters()
    {
        var stage = (GrpoStage)Bound(Translated(TrlCommand.Grpo, "--reward_funcs", "accuracy", "format", "tag_count", "reasoning_steps", "cosine", "repetition_penalty", "length", "code_format", "soft_overlong_punishment",
            "--reward_weights", "1", "0.5", "1", "1", "1", "1", "1", "1", "0.25", "--repetition_n_grams", "4", "--cosine_max_len", "2000", "--code_language", "cpp")).Stages[0].Settings;
        Assert.Equal(["accuracy", "format", "tag_count", "reasoning_steps", "cosine_scaled", "repetition_penalty", "len", "code_format", "soft_overlong"], stage.Rewards.Select(r => r.Name));
        Assert.Equal([1, 0.5, 1, 1, 1, 1, 1, 1, 0.25], stage.Rewards.Select(r => r.Weight));
        Assert.Equal(4.0, stage.Rewards[5].Parameters["ngram_size"]);
        Assert.Equal(2000.0, stage.Rewards[4].Parameters["max_len"]);
        Assert.Equal("cpp", stage.Rewards[7].Parameters["language"]);
    }

    [Theory]
    [InlineData("--reward_funcs acuracy", "there is no reward 'acuracy'")]
    [InlineData("--reward_funcs accuracy format --reward_weights 1", "2 reward_funcs and 1 reward_weights")]
    [InlineData("--num_generations 1", "'num_generations' needs a whole number from 2")]
    [InlineData("--scale_rewards mean", "'scale_rewards: mean' is not to be had here")]
    [InlineData("--generation_batch_size 8 --steps_per_generation 1", "say the same")]
    [InlineData("--lr_scheduler_type cosine_with_min_lr", "needs lr_scheduler_kwargs")]
    [InlineData("--per_device_train_batch_size 4 --gradient_accumulation_steps 8 --num_generations 4 --generation_batch_size 48", "a generation has 48 completions and an update learns from 32")]
    [InlineData("--per_device_train_batch_size 4 --gradient_accumulation_steps 8 --num_generations 4 --steps_per_generation 1 --num_iterations 2", "is a whole number of updates.")]
    [InlineData("--steps_per_generation 0", "'steps_per_generation' needs a whole number from 1.")]
    [InlineData("--use_bias_correction_kl true --beta 0.1", "the divergence is not multiplied by the ratio")]
    [InlineData("--top_p 0.9", "'top_p: 0.9' is not to be had here: training samples from the whole distribution")]
    public void WhatCannotBeIsToldInASentence(string flags, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<UserErrorException>(() => Translated(TrlCommand.Grpo, flags.Split(' '))).Message, StringComparison.Ordinal);

    [Fact]
    public void ModelAndDataAreNeeded()
    {
        Assert.Contains("'model_name_or_path' is missing", Assert.Throws<UserErrorException>(() => TrlRecipe.Of(TrlSettings.Read(TrlCommand.Sft, ["--dataset_name", "d"]), new Thousand())).Message, StringComparison.Ordinal);
        Assert.Contains("'dataset_name' is missing", Assert.Throws<UserErrorException>(() => TrlRecipe.Of(TrlSettings.Read(TrlCommand.Sft, ["--model_name_or_path", "m"]), new Thousand())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMixtureTakesTheShareOfEachSource()
    {
        const string Mixture = "{datasets: [{id: a/b, config: c, split: train, columns: [messages], weight: 0.25}, {id: d/e}], seed: 0}";
        var translated = TrlRecipe.Of(TrlSettings.Read(TrlCommand.Sft, ["--model_name_or_path", "m", "--dataset_mixture", Mixture]), new Thousand());
        var files = ((SftStage)Bound(translated).Stages[0].Settings).Examples.Select(e => e.File!).ToList();
        Assert.Equal([("a/b", "c", "train[:250]"), ("d/e", null, "train")], files.Select(f => (f.Path, f.Config, f.Split)));
        Assert.Equal(["messages"], files[0].Columns!);
        Assert.Null(files[1].Columns);
        Assert.Contains(translated.Remarks, r => r.Contains("the first 250 of 1000 rows", StringComparison.Ordinal));
    }

    [Fact]
    public void ColumnsOfAMixtureAreAListOfNames()
    {
        const string Mixture = "{datasets: [{id: a/b, columns: messages}]}";
        var settings = TrlSettings.Read(TrlCommand.Sft, ["--model_name_or_path", "m", "--dataset_mixture", Mixture]);
        Assert.Contains("'columns' is a list of names of columns.", Assert.Throws<UserErrorException>(() => TrlRecipe.Of(settings, new Thousand())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--save_strategy epoch --per_device_train_batch_size 10", 100)]
    [InlineData("--save_steps 0.1 --max_steps 50", 5)]
    [InlineData("--save_steps 20", 20)]
    [InlineData("--save_strategy no", null)]
    public void CheckpointsAreWrittenWhenTheyAreThere(string flags, int? every) => Assert.Equal(every, Bound(Translated(TrlCommand.Sft, flags.Split(' '))).CheckpointEverySteps);

    static SftStage SftOf(params string[] flags) => (SftStage)Bound(Translated(TrlCommand.Sft, flags)).Stages[0].Settings;

    [Fact]
    public void TheTestSplitIsMeasuredWhenItIsThere()
    {
        Assert.Null(SftOf().HeldOut);
        var every = SftOf("--eval_strategy", "steps", "--eval_steps", "25", "--dataset_test_split", "held", "--load_best_model_at_end");
        Assert.Equal(("data", "held", 25, KeptWeights.Best), (every.HeldOut![0].File!.Path, every.HeldOut[0].File!.Split, every.Options.HeldOutEverySteps, every.Options.Keep));
        Assert.Equal(10, SftOf("--eval_strategy", "steps").Options.HeldOutEverySteps);
        Assert.Equal(5, SftOf("--eval_strategy", "steps", "--eval_steps", "0.1", "--max_steps", "50").Options.HeldOutEverySteps);
        Assert.Null(SftOf("--evaluation_strategy", "epoch").Options.HeldOutEverySteps);
        var pairs = (PreferStage)Bound(Translated(TrlCommand.Dpo, "--eval_strategy", "steps", "--eval_steps", "7")).Stages[0].Settings;
        Assert.Equal(("test", 7), (pairs.HeldOut![0].File!.Split, pairs.Options.HeldOutEverySteps));
        var reward = (RewardModelStage)Bound(Translated(TrlCommand.Reward, "--eval_strategy", "epoch")).Stages[0].Settings;
        Assert.Equal(("test", 125, 0.0), (reward.HeldOut![0].Split, reward.Options.HeldOutEverySteps, reward.HeldOutShare));
    }

    [Fact]
    public void PairsHaveTheBoundsAndMarginsOfTrl()
    {
        var pairs = ((PreferStage)Bound(Translated(TrlCommand.Dpo, "--max_completion_length", "300")).Stages[0].Settings).Pairs[0].File!;
        Assert.Equal((1024, 512, 300), (pairs.MaxTokens, pairs.MaxPromptTokens, pairs.MaxCompletionTokens));
        PreferenceFile Rewarded(params string[] flags) => ((RewardModelStage)Bound(Translated(TrlCommand.Reward, flags)).Stages[0].Settings).Pairs[0];
        Assert.Equal(("margin", null), (Rewarded("--dataset_config", "margins").Margin, Rewarded().Margin));
        Assert.Equal(3, ((RewardModelStage)Bound(Translated(TrlCommand.Reward)).Stages[0].Settings).Options.Epochs);
        Assert.Contains("'label_smoothing' is not to be had beside rpo_alpha", Assert.Throws<UserErrorException>(() =>
            Translated(TrlCommand.Dpo, "--rpo_alpha", "1", "--label_smoothing", "0.1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GrpoSamplesTheTestSplitAsItSamplesInTraining()
    {
        var recipe = Bound(Translated(TrlCommand.Grpo, "--eval_strategy", "steps", "--eval_steps", "8", "--num_iterations", "2", "--temperature", "0.7", "--num_generations_eval", "3"));
        var stage = (GrpoStage)recipe.Stages[0].Settings;
        Assert.Equal((4, true), (stage.EvaluateEverySteps, stage.EvaluateRewards));
        var how = recipe.Evaluation;
        Assert.Equal(("test", 3, 0.7, 1.0, 256), (how.Problems[0].File!.Split, how.Options.SampleCount, how.Options.Temperature, how.Options.TopP, how.Options.MaxCompletionTokens));
    }

    [Fact]
    public void AMixtureHoldsRowsOutAtTheEndOfEachSource()
    {
        const string Mixture = "{datasets: [{id: a/b, weight: 0.25}, {id: d/e}], test_split_size: 0.1}";
        var translated = TrlRecipe.Of(TrlSettings.Read(TrlCommand.Sft, ["--model_name_or_path", "m", "--dataset_mixture", Mixture, "--eval_strategy", "epoch"]), new Thousand());
        var stage = (SftStage)Bound(translated).Stages[0].Settings;
        Assert.Equal(["train[:225]", "train[:900]"], stage.Examples.Select(e => e.File!.Split));
        Assert.Equal(["train[225:250]", "train[900:1000]"], stage.HeldOut!.Select(e => e.File!.Split));
    }

    [Theory]
    [InlineData("--load_best_model_at_end", "'load_best_model_at_end' needs eval_strategy")]
    [InlineData("--load_best_model_at_end --eval_strategy steps --metric_for_best_model accuracy", "'metric_for_best_model: accuracy' is not to be had here")]
    [InlineData("--load_best_model_at_end --eval_strategy steps --greater_is_better true", "'greater_is_better: true' is not to be had here")]
    [InlineData("--eval_strategy steps --eval_steps 0", "'eval_steps' needs a number above 0")]
    [InlineData("--eval_on_start true", "'eval_on_start: true' is not to be had here")]
    public void WhatCannotBeMeasuredIsToldInASentence(string flags, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<UserErrorException>(() => Translated(TrlCommand.Sft, flags.Split(' '))).Message, StringComparison.Ordinal);

    [Fact]
    public void AdaptersAreThoseOfPeft()
    {
        var adapter = Bound(Translated(TrlCommand.Grpo, "--use_peft")).Policy.Adapter!;
        Assert.Equal((16, 32.0, false, "q_proj v_proj"), (adapter.Rank, adapter.Alpha, adapter.Rslora, string.Join(' ', adapter.Targets)));
        adapter = Bound(Translated(TrlCommand.Sft, "--use_peft true --lora_r 8 --lora_alpha 4 --use_rslora true --lora_target_modules all-linear".Split(' '))).Policy.Adapter!;
        Assert.Equal((8, 4.0, true, "all-linear"), (adapter.Rank, adapter.Alpha, adapter.Rslora, string.Join(' ', adapter.Targets)));
        Assert.Null(Bound(Translated(TrlCommand.Sft, "--lora_r", "8")).Policy.Adapter);
    }

    public static TheoryData<string> PublishedRecipes
    {
        get
        {
            string folder = Path.Combine(Shared, "data", "open-r1", "recipes");
            var data = new TheoryData<string>();
            IEnumerable<string> files = Directory.Exists(folder) ? Directory.GetFiles(folder, "config_*.yaml", SearchOption.AllDirectories).Where(f => f.Contains("/sft/", StringComparison.Ordinal) || f.Contains("/grpo/", StringComparison.Ordinal)) : ["absent"];
            foreach (string file in files.Order(StringComparer.Ordinal))
                data.Add(Path.GetRelativePath(folder, file));
            return data;
        }
    }

    internal static string Shared => Environment.GetEnvironmentVariable("R1SHARP_SHARED") ?? Path.Combine(Commands.Cli.Home, "..", "shared");

    [Theory, MemberData(nameof(PublishedRecipes))]
    public void EveryRecipeOfOpenR1IsARecipeHere(string file)
    {
        string path = Path.Combine(Shared, "data", "open-r1", "recipes", file);
        Assert.SkipUnless(File.Exists(path), $"{path} is not there: set R1SHARP_SHARED to the shared data folder.");
        var command = file.Contains("/sft/", StringComparison.Ordinal) ? TrlCommand.Sft : TrlCommand.Grpo;
        // A token is looked for in the model that is there.
        var recipe = Bound(TrlRecipe.Of(TrlSettings.Read(command, ["--config", path, .. command == TrlCommand.Sft ? (string[])["--eos_token", "null"] : []]), new Thousand()));
        Assert.Equal(42UL, recipe.Seed);
        Assert.True(recipe.Policy.Layout.Bfloat16);
        Assert.Equal(command == TrlCommand.Sft ? "sft" : "grpo", recipe.Stages[0].Kind.Key);
    }
}
