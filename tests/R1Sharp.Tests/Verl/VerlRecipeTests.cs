// Settings in verl's keys as recipes: what each key becomes.

using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.App.Verl;
using R1Sharp.Learning;
using R1Sharp.Learning.Training;
using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Verl;

public class VerlRecipeTests
{
    const long Rows = 7_000;

    const string Math = """{"data_source":"openai/gsm8k","prompt":[{"role":"user","content":"1+1?"}],"reward_model":{"style":"rule","ground_truth":"2"}}""";

    // Seven thousand rows of everything; what a row is like, its file's name says.
    sealed class Thousands : IVerlDatasets
    {
        public long Count(DataSource source) => Rows;

        public JsonLine First(DataSource source) => new(source.Path, 1, JsonElement.Parse(source.Path switch
        {
            "countdown.parquet" => """{"target":98,"nums":[44,19,35],"prompt":[{"role":"user","content":"q"}],"reward_model":{"ground_truth":{"target":98,"numbers":[44,19,35]}}}""",
            "dapo.parquet" => Math.Replace("openai/gsm8k", "math_dapo", StringComparison.Ordinal),
            "code.parquet" => Math.Replace("\"2\"", "\"{\\\"inputs\\\":[],\\\"outputs\\\":[]}\"", StringComparison.Ordinal),
            "plain.jsonl" => """{"question":"1+1?","answer":"2"}""",
            _ => Math,
        }));
    }

    static VerlRecipe Translated(params string[] words) =>
        VerlRecipe.Of(VerlSettings.Read(["data.train_files=train.parquet", "actor_rollout_ref.model.path=model", .. words]), new Thousands());

    static Recipe Bound(params string[] words) => RecipeFile.Read(Translated(words).Text, "test", []);

    static T Stage<T>(params string[] words) => Bound(words).Stages.Select(s => s.Settings).OfType<T>().Single();

    static GrpoOptions Grpo(params string[] words) => Stage<GrpoStage>(["algorithm.adv_estimator=grpo", "actor_rollout_ref.rollout.n=8", .. words]).Options;

    static string Error(params string[] words) => Assert.Throws<UserErrorException>(() => Translated(words)).Message;

    [Fact]
    public void The_defaults_are_verls_and_its_estimator_is_ppo()
    {
        var options = Stage<PpoStage>().Options;
        // 30 epochs of 6 whole steps of 1,024 prompts, each 4 updates of 256.
        Assert.Equal((180, 1024, 1, 4, 1, 512, 1.0), (options.Steps, options.PromptsPerStep, options.GroupSize, options.MinibatchesPerStep, options.NumIterations, options.MaxCompletionTokens, options.Temperature));
        Assert.Equal((0.2, 0.2, LossAggregation.Token, 0.0, 0.0), (options.EpsilonLow, options.EpsilonHigh, options.Aggregation, options.KlWeight, options.EntropyWeight));
        Assert.Equal((1.0, 1.0, true, 0.5, 0), (options.Gamma, options.Lambda, options.WhitenAdvantages, options.ValueClip, options.ValueWarmupSteps));
        Assert.Equal(new() { Peak = 1e-6, WarmupSteps = 0, Decay = LearningRateDecay.Constant, FromZero = true }, options.LearningRate);
        Assert.Equal(1e-5, options.ValueLearningRate.Peak);
        Assert.Equal((0.9, 0.999, 1e-8, 0.01, 1.0), (options.Optimizer.Beta1, options.Optimizer.Beta2, options.Optimizer.Epsilon, options.Optimizer.WeightDecay, options.Optimizer.MaxGradientNorm));
        var recipe = Bound();
        Assert.Equal(("gsm8k", 1UL, "model", "chat"), (recipe.Name, recipe.Seed, recipe.Model.From, recipe.Template));
        Assert.True(recipe.Policy is { Layout: { Bfloat16: true, ActivationCheckpointing: true }, Adapter: null });
        Assert.Equal("checkpoints/verl_examples/gsm8k", Translated().Output);
        Assert.Equal((RunUse.Redo, RunUse.None), (Translated().Use, Translated("trainer.resume_mode=disable").Use));
    }

    [Theory]
    [InlineData("grpo", AdvantageBaseline.GroupMean, AdvantageScaling.Group)]
    [InlineData("rloo", AdvantageBaseline.LeaveOneOut, AdvantageScaling.None)]
    [InlineData("reinforce_plus_plus", AdvantageBaseline.BatchMean, AdvantageScaling.Tokens)]
    [InlineData("reinforce_plus_plus_baseline", AdvantageBaseline.GroupMean, AdvantageScaling.Tokens)]
    public void An_estimator_is_a_baseline_and_a_divisor(string estimator, AdvantageBaseline baseline, AdvantageScaling scaling)
    {
        var options = Grpo($"algorithm.adv_estimator={estimator}");
        Assert.Equal((baseline, scaling, 8, false, 3.0), (options.Baseline, options.ScaleRewards, options.GroupSize, options.DropZeroVarianceGroups, options.DualClip));
        Assert.True(options.SampleDeviation);
        Assert.Equal(AdvantageScaling.None, Grpo("algorithm.norm_adv_by_std_in_grpo=False").ScaleRewards);
    }

    [Fact]
    public void Dapos_script_is_its_paper()
    {
        string[] script = ["data.train_files=dapo.parquet", "data.max_response_length=20480", "data.train_batch_size=512", "actor_rollout_ref.rollout.n=16", "actor_rollout_ref.actor.clip_ratio_low=0.2",
            "actor_rollout_ref.actor.clip_ratio_high=0.28", "algorithm.filter_groups.enable=True", "algorithm.filter_groups.max_num_gen_batches=10", "actor_rollout_ref.actor.optim.lr_warmup_steps=10",
            "actor_rollout_ref.actor.optim.weight_decay=0.1", "actor_rollout_ref.actor.ppo_mini_batch_size=32", "actor_rollout_ref.actor.use_token_level_loss=True", "reward_model.reward_manager=dapo",
            "custom_reward_function.overlong_buffer.enable=True", "custom_reward_function.overlong_buffer.len=4096", "custom_reward_function.overlong_buffer.penalty_factor=1.0"];
        var (ours, paper) = (Grpo(script), GrpoProfiles.Find("dapo"));
        Assert.Equal((paper.PromptsPerStep, paper.GroupSize, paper.MinibatchesPerStep, paper.DynamicSamplingRounds, paper.MaxCompletionTokens), (ours.PromptsPerStep, ours.GroupSize, ours.MinibatchesPerStep, ours.DynamicSamplingRounds, ours.MaxCompletionTokens));
        Assert.Equal((paper.ScaleRewards, paper.Aggregation, paper.EpsilonLow, paper.EpsilonHigh, paper.DropZeroVarianceGroups, paper.KlWeight), (ours.ScaleRewards, ours.Aggregation, ours.EpsilonLow, ours.EpsilonHigh, ours.DropZeroVarianceGroups, ours.KlWeight));
        Assert.Equal((1e-6, 10, 0.1), (ours.LearningRate.Peak, ours.LearningRate.WarmupSteps, ours.Optimizer.WeightDecay));
        var rewards = Stage<GrpoStage>(["algorithm.adv_estimator=grpo", .. script]).Rewards;
        Assert.Equal(["accuracy 2", "soft_overlong 1"], rewards.Select(r => FormattableString.Invariant($"{r.Name} {r.Weight}")));
        Assert.Contains("a right one counts twice", string.Join(' ', Translated(["algorithm.adv_estimator=grpo", .. script]).Remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reward_model.overlong_buffer")]
    [InlineData("reward_model.reward_kwargs.overlong_buffer_cfg")]
    [InlineData("reward.reward_kwargs.overlong_buffer_cfg")]
    public void The_soft_punishment_is_found_where_versions_have_it(string place) => Assert.Equal(["accuracy 1", "soft_overlong 0.5"],
        Stage<PpoStage>($"{place}.enable=True", $"{place}.len=100", $"{place}.penalty_factor=0.5").Rewards.Select(r => FormattableString.Invariant($"{r.Name} {r.Weight}")));

    [Theory]
    [InlineData("token-mean", LossAggregation.Token)]
    [InlineData("seq-mean-token-mean", LossAggregation.Sequence)]
    [InlineData("seq-mean-token-sum-norm", LossAggregation.Constant)]
    [InlineData("seq-mean-token-sum", LossAggregation.Constant)]
    public void A_loss_is_divided_as_named(string mode, LossAggregation aggregation) => Assert.Equal(aggregation, Grpo($"actor_rollout_ref.actor.loss_agg_mode={mode}").Aggregation);

    [Theory]
    [InlineData("vanilla", RatioLevel.Token, RatioClip.Objective, 0.2, 0.3, 3.0)]
    [InlineData("gspo", RatioLevel.Sequence, RatioClip.Objective, 0.2, 0.3, null)]
    [InlineData("cispo", RatioLevel.Token, RatioClip.Weight, 0.2, 0.3, null)]
    [InlineData("sapo", RatioLevel.Token, RatioClip.Gate, 0.2, 0.3, null)]
    public void A_mode_of_the_loss_is_a_ratio_and_a_clip(string mode, RatioLevel level, RatioClip clip, double low, double high, double? dual)
    {
        var options = Grpo($"actor_rollout_ref.actor.policy_loss.loss_mode={mode}", "actor_rollout_ref.actor.clip_ratio_high=0.3");
        Assert.Equal((level, clip, low, high, dual), (options.RatioLevel, options.RatioClip, options.EpsilonLow, options.EpsilonHigh, options.DualClip));
        Assert.Equal(mode is "gspo" or "sapo" ? LossAggregation.Sequence : LossAggregation.Token, options.Aggregation);
        Assert.Equal(10, Grpo($"actor_rollout_ref.actor.policy_loss.loss_mode={mode}", "actor_rollout_ref.actor.clip_ratio_low=10").EpsilonLow);
    }

    [Theory]
    [InlineData("gspo", "seq-mean-token-mean, as in verl, whatever loss_agg_mode says")]
    [InlineData("cispo", null)]
    public void A_loss_of_its_own_divisor_keeps_it(string mode, string? remark)
    {
        string[] words = ["algorithm.adv_estimator=grpo", "actor_rollout_ref.rollout.n=8", $"actor_rollout_ref.actor.policy_loss.loss_mode={mode}", "actor_rollout_ref.actor.loss_agg_mode=seq-mean-token-sum-norm"];
        Assert.Equal(remark is null ? LossAggregation.Constant : LossAggregation.Sequence, Grpo(words[2..]).Aggregation);
        Assert.Equal(remark is not null, string.Join(' ', Translated(words).Remarks).Contains(remark ?? "loss_agg_mode", StringComparison.Ordinal));
    }

    [Fact]
    public void Gae_has_the_dual_clip_and_a_value_model_of_its_own_settings()
    {
        var options = Stage<PpoStage>("trainer.critic_warmup=10", "critic.optim.betas=[0.8,0.9]").Options;
        Assert.Equal((3.0, 9), (options.DualClip, options.ValueWarmupSteps));
        Assert.Equal((0.8, 0.9), (options.ValueOptimizer.Beta1, options.ValueOptimizer.Beta2));
        Assert.Equal((0.9, 0.999), (options.Optimizer.Beta1, options.Optimizer.Beta2));
        Assert.Equal(0, Stage<PpoStage>("trainer.critic_warmup=1").Options.ValueWarmupSteps);
        Assert.Contains("the policy learns from step 10 on", string.Join(' ', Translated("trainer.critic_warmup=10").Remarks), StringComparison.Ordinal);
    }

    // 7,000 rows, 1,536 sampled at a time for steps of 512.
    [Fact]
    public void Filtered_groups_are_counted_in_what_is_sampled_at_a_time()
    {
        string[] words = ["data.train_batch_size=512", "data.gen_batch_size=1536", "trainer.total_epochs=1", "algorithm.filter_groups.max_num_gen_batches=10"];
        Assert.Equal((13, null), (Grpo(words).Steps, Grpo(words).DynamicSamplingRounds));
        var filtered = Grpo([.. words, "algorithm.filter_groups.enable=True"]);
        Assert.Equal((4, 30, true), (filtered.Steps, filtered.DynamicSamplingRounds, filtered.DropZeroVarianceGroups));
        Assert.Equal(100, Grpo([.. words[..3], "algorithm.filter_groups.enable=True"]).DynamicSamplingRounds);
        Assert.Contains("a step asks 9000 prompts (data.gen_batch_size)", Error("algorithm.adv_estimator=grpo", "actor_rollout_ref.rollout.n=4", "algorithm.filter_groups.enable=True", "data.gen_batch_size=9000"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grpo", "actor_rollout_ref.actor.use_kl_loss=True", "actor_rollout_ref.actor.kl_loss_coef=0.002", 0.002, KlPenalty.LossK3)]
    [InlineData("grpo", "actor_rollout_ref.actor.use_kl_loss=True", "actor_rollout_ref.actor.kl_loss_type=mse", 0.001, KlPenalty.LossK2)]
    [InlineData("grpo", "algorithm.use_kl_in_reward=True", "algorithm.kl_ctrl.kl_coef=0.01", 0.01, KlPenalty.SequenceReward)]
    [InlineData("reinforce_plus_plus", "algorithm.use_kl_in_reward=True", "algorithm.kl_ctrl.kl_coef=0.01", 0.01, KlPenalty.TokenReward)]
    public void The_divergence_is_in_the_loss_or_off_the_rewards(string estimator, string where, string how, double weight, KlPenalty penalty)
    {
        var options = Grpo($"algorithm.adv_estimator={estimator}", where, how);
        Assert.Equal((weight, penalty), (options.KlWeight, options.KlPenalty));
        Assert.Equal(KlPenalty.TokenReward, Stage<PpoStage>("algorithm.use_kl_in_reward=True").Options.KlPenalty);
        Assert.Contains("verl's first versions took for granted", string.Join(' ', Translated("algorithm.kl_ctrl.kl_coef=0.001").Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_are_counted_as_there()
    {
        Assert.Equal(13 * 2, Grpo("data.train_batch_size=512", "trainer.total_epochs=2").Steps);
        Assert.Equal(40, Grpo("trainer.total_training_steps=40").Steps);
        Assert.Equal(2 * 13 * 2, Grpo("data.train_files=[a.parquet,b.parquet]", "data.train_batch_size=512", "trainer.total_epochs=2").Steps - 2);
        Assert.Equal(3, Grpo("data.train_batch_size=256", "data.train_max_samples=800", "trainer.total_epochs=1").Steps);
        var cosine = Grpo("trainer.total_training_steps=200", "actor_rollout_ref.actor.optim.lr_warmup_steps_ratio=0.05", "actor_rollout_ref.actor.optim.lr_scheduler_type=cosine", "actor_rollout_ref.actor.optim.min_lr_ratio=0.1").LearningRate;
        Assert.Equal((10, LearningRateDecay.Cosine, 0.1), (cosine.WarmupSteps, cosine.Decay, cosine.FloorShare));
        Assert.Equal(3, Grpo("data.train_batch_size=100", "actor_rollout_ref.actor.ppo_mini_batch_size=40").MinibatchesPerStep);
    }

    [Fact]
    public void Rows_say_how_they_are_asked_and_graded()
    {
        string text = Translated("data.train_files=[train.parquet,countdown.parquet,code.parquet]").Text;
        Assert.Contains("""
            path: train.parquet
            """.Trim(), text, StringComparison.Ordinal);
        var files = Stage<PpoStage>("data.train_files=[train.parquet,countdown.parquet,code.parquet]").Problems.Select(p => p.File!).ToArray();
        Assert.Equal(("prompt", "reward_model.ground_truth", null), (files[0].ProblemColumn, files[0].AnswerColumn, files[0].TestsColumn));
        Assert.Equal((null, null, null), (files[1].ProblemColumn, files[1].AnswerColumn, files[1].TestsColumn));
        Assert.Equal(("prompt", null, "reward_model.ground_truth"), (files[2].ProblemColumn, files[2].AnswerColumn, files[2].TestsColumn));
        Assert.Equal(["accuracy", "code"], Stage<PpoStage>("data.train_files=[train.parquet,code.parquet]").Rewards.Select(r => r.Name));
        Assert.Equal(["code"], Stage<PpoStage>("data.train_files=code.parquet").Rewards.Select(r => r.Name));
        Assert.Equal("question", Stage<PpoStage>("data.train_files=plain.jsonl", "data.prompt_key=question").Problems[0].File!.ProblemColumn);
        Assert.Contains("plain.jsonl: the first row has no column 'prompt'; it has question, answer: name the question's with data.prompt_key.", Error("data.train_files=plain.jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_forks_and_of_older_versions_count()
    {
        Assert.True(Grpo("trainer.rejection_sample=True").DropZeroVarianceGroups);
        Assert.Null(Grpo("actor_rollout_ref.actor.clip_ratio_c=1e9").DualClip);
        Assert.Equal((1000, 1000), (Grpo("actor_rollout_ref.actor.clip_ratio=1e9").EpsilonLow, Grpo("actor_rollout_ref.actor.clip_ratio=1e9").EpsilonHigh));
        var measured = Bound("data.val_files=test.parquet", "actor_rollout_ref.rollout.val_temperature=0.6", "actor_rollout_ref.rollout.n_val=8").Evaluation.Options;
        Assert.Equal((0.6, 8), (measured.Temperature, measured.SampleCount));
    }

    [Fact]
    public void Measurements_stand_before_on_the_way_and_after()
    {
        string[] measured = ["data.val_files=test.parquet", "trainer.test_freq=5", "data.max_response_length=64"];
        var recipe = Bound(measured);
        Assert.Equal(["before", "ppo", "after"], recipe.Stages.Select(s => s.Name ?? s.Kind.Key));
        Assert.Equal(5, Stage<PpoStage>(measured).EvaluateEverySteps);
        Assert.Equal((1, 0.0, 64), (recipe.Evaluation.Options.SampleCount, recipe.Evaluation.Options.Temperature, recipe.Evaluation.Options.MaxCompletionTokens));
        var sampled = Bound([.. measured, "actor_rollout_ref.rollout.val_kwargs.do_sample=True", "actor_rollout_ref.rollout.val_kwargs.temperature=0.6", "actor_rollout_ref.rollout.val_kwargs.n=32", "actor_rollout_ref.rollout.val_kwargs.top_p=0.95"]).Evaluation.Options;
        Assert.Equal((32, 0.6, 0.95), (sampled.SampleCount, sampled.Temperature, sampled.TopP));
        Assert.Equal(["ppo"], Bound("trainer.test_freq=5").Stages.Select(s => s.Kind.Key));
        Assert.Equal(["ppo", "evaluate"], Bound([.. measured, "trainer.val_before_train=False"]).Stages.Select(s => s.Kind.Key));
        Assert.Equal(["evaluate"], Bound([.. measured, "trainer.val_only=True"]).Stages.Select(s => s.Kind.Key));
    }

    [Fact]
    public void What_remains_becomes_parts_of_the_recipe()
    {
        var recipe = Bound("trainer.save_freq=20", "trainer.max_actor_ckpt_to_keep=3", "trainer.logger=[console,tensorboard]", "data.seed=7", "trainer.experiment_name=my run", "actor_rollout_ref.model.lora_rank=32",
            "actor_rollout_ref.model.lora_alpha=64", "data.apply_chat_template_kwargs={enable_thinking: false}", "actor_rollout_ref.rollout.dtype=float32", "actor_rollout_ref.model.enable_gradient_checkpointing=False");
        Assert.Equal((20, 3, 7UL, "my-run"), (recipe.CheckpointEverySteps, recipe.KeepCheckpoints, recipe.Seed, recipe.Name));
        Assert.NotNull(recipe.Tensorboard);
        Assert.Equal((32, 64.0), (recipe.Policy.Adapter!.Rank, recipe.Policy.Adapter.Alpha));
        Assert.False(recipe.Policy.Layout.Bfloat16 || recipe.Policy.Layout.ActivationCheckpointing);
        Assert.Equal("{\"enable_thinking\":false}", JsonSerializer.Serialize(recipe.Chat!.TemplateKwargs!.Values));
    }

    [Theory]
    [InlineData("algorithm.adv_estimator=remax", "remax' is not to be had here: gae, grpo, rloo")]
    [InlineData("algorithm.adv_estimator=grpo", "'actor_rollout_ref.rollout.n' needs a whole number from 2 with grpo")]
    [InlineData("actor_rollout_ref.rollout.n=0", "'actor_rollout_ref.rollout.n' needs a whole number from 1.")]
    [InlineData("data.train_batch_size=128", "an update learns from 256 prompts (ppo_mini_batch_size), but a step has only 128 (data.train_batch_size).")]
    [InlineData("data.train_batch_size=8000", "a step asks 8000 prompts (data.train_batch_size), but the data has only 7000 rows.")]
    [InlineData("actor_rollout_ref.actor.policy_loss.loss_mode=kl_cov", "vanilla, gspo, cispo and sapo are.")]
    [InlineData("actor_rollout_ref.actor.policy_loss.loss_mode=gspo", "the loss of gae is vanilla here; gspo goes with grpo.")]
    [InlineData("critic.optim.betas=[0.9]", "'critic.optim.betas' needs two numbers.")]
    [InlineData("critic.model.path=other", "the value model begins as a copy of the policy.")]
    [InlineData("critic.ppo_epochs=3", "value model and policy learn together")]
    [InlineData("algorithm.filter_groups.enable=True", "groups are filtered with grpo")]
    [InlineData("trainer.resume_mode=resume_path", "a run goes on in its own folder")]
    [InlineData("trainer.val_only=True", "measures data.val_files, which names nothing")]
    [InlineData("data.seed=-1", "'data.seed' needs a whole number from 0.")]
    [InlineData("actor_rollout_ref.model.path=null", "'actor_rollout_ref.model.path' is missing")]
    [InlineData("data.train_files=null", "'data.train_files' is missing")]
    public void What_cannot_be_is_one_sentence(string word, string part) => Assert.Contains(part, Error(word), StringComparison.Ordinal);

    [Fact]
    public void Two_settings_that_exclude_one_another_are_refused()
    {
        Assert.Contains("give one of the two", Error("actor_rollout_ref.actor.use_kl_loss=True", "algorithm.use_kl_in_reward=True"), StringComparison.Ordinal);
        Assert.Contains("low_var_kl (k3) and mse (k2) are", Error("actor_rollout_ref.actor.use_kl_loss=True", "actor_rollout_ref.actor.kl_loss_type=kl"), StringComparison.Ordinal);
        Assert.Contains("discounts nothing here with reinforce_plus_plus", Error("algorithm.adv_estimator=reinforce_plus_plus", "actor_rollout_ref.rollout.n=4", "algorithm.gamma=0.99"), StringComparison.Ordinal);
        Assert.Contains("waits for a value model", Error("algorithm.adv_estimator=grpo", "actor_rollout_ref.rollout.n=4", "trainer.critic_warmup=5"), StringComparison.Ordinal);
    }
}
