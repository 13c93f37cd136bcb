// Settings in the keys that Open-R1's recipes have had since its first week, in words of our own: each loads, or is refused by the sentence that helps.

using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.App.Trl;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Trl;

public sealed class HistoricRecipeTests : IDisposable
{
    const string Common = """
        model_name_or_path: some/model
        model_revision: main
        torch_dtype: bfloat16
        attn_implementation: flash_attention_2
        bf16: true
        gradient_accumulation_steps: 4
        gradient_checkpointing: true
        gradient_checkpointing_kwargs:
          use_reentrant: false
        hub_model_id: mine
        hub_strategy: every_save
        log_level: info
        logging_first_step: true
        logging_steps: 1
        logging_strategy: steps
        max_steps: -1
        num_train_epochs: 1
        output_dir: data/mine
        overwrite_output_dir: true
        per_device_eval_batch_size: 16
        per_device_train_batch_size: 16
        push_to_hub: true
        report_to:
        - wandb
        seed: 42

        """;

    const string Grpo = Common + """
        use_vllm: true
        learning_rate: 2.0e-05
        log_completions: true
        lr_scheduler_type: cosine
        max_prompt_length: 512
        max_completion_length: 1024
        num_generations: 16
        system_prompt: "Think first, then answer."
        warmup_ratio: 0.1

        """;

    readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    sealed class Data(params string[] columns) : ITrlDatasets
    {
        public long Count(DataSource source) => 1000;

        public IReadOnlyList<string> Columns(DataSource source) => columns;

        public bool MayHave(string path, string config) => true;

        public IReadOnlyList<int> TokenCounts(Recipe recipe) => [.. Enumerable.Repeat(100, 1000)];
    }

    Recipe Loaded(TrlCommand command, string yaml, params string[] columns)
    {
        string path = Path.Combine(_folder, "config.yaml");
        File.WriteAllText(path, yaml);
        return RecipeFile.Read(TrlRecipe.Of(TrlSettings.Read(command, ["--config", path]), new Data(columns)).Text, "r1", []);
    }

    string Refused(TrlCommand command, string yaml) => Assert.Throws<UserErrorException>(() => Loaded(command, yaml)).Message
        .Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    GrpoStage Reinforced(string yaml, params string[] columns) => (GrpoStage)Loaded(TrlCommand.Grpo, Grpo + yaml, columns).Stages[0].Settings;

    // The first demonstration: three rewards, one device less for vLLM, the data in a configuration.
    [Fact]
    public void ADemonstrationOfTheFirstWeeksLoads()
    {
        var stage = Reinforced("""
            dataset_name: some/numina
            dataset_prompt_column: problem
            vllm_device: auto
            vllm_gpu_memory_utilization: 0.7
            do_eval: false
            reward_funcs:
            - accuracy
            - format
            - tag_count
            reward_weights:
            - 1.0
            - 1.0
            - 1.0
            save_strategy: "epoch"
            save_total_limit: 1
            """);
        Assert.Equal(["accuracy", "format", "tag_count"], stage.Rewards.Select(r => r.ReportedName));
        Assert.Equal((4, 16, 250), (stage.Options.PromptsPerStep, stage.Options.GroupSize, stage.Options.Steps));
    }

    // The simple recipe: a test split is measured on the way, and groups of seven fit no batch of 64.
    [Fact]
    public void TheSimpleRecipeLoads()
    {
        var recipe = Loaded(TrlCommand.Grpo, Grpo.Replace("num_generations: 16", "num_generations: 7", StringComparison.Ordinal) + """
            dataset_name: some/math
            dataset_config: default
            dataset_prompt_column: problem
            do_eval: true
            eval_strategy: steps
            eval_steps: 100
            reward_funcs: [accuracy, format]
            reward_weights: [1.0, 1.0]
            save_strategy: "no"
            """);
        var stage = (GrpoStage)recipe.Stages[0].Settings;
        Assert.Equal((9, 7, 100), (stage.Options.PromptsPerStep, stage.Options.GroupSize, stage.EvaluateEverySteps));
        Assert.Equal("test", recipe.Evaluation.Problems[0].File!.Split);
    }

    // Programs: by their tests, by those of the olympiad, by those of Codeforces with its checkers.
    [Theory]
    [InlineData("reward_funcs: [code, format]\nreward_weights: [1.0, 0.1]\ncode_provider: e2b\nparallel_code_exec_per_proc: 2\nlr_scheduler_kwargs: {min_lr_rate: 0.1}", "verification_info", "code format")]
    [InlineData("reward_funcs: [ioi_code, code_format, format]\ncode_language: cpp\nioi_provider: piston\ncode_eval_test_batch_size: 3", "subtasks", "code code_format format")]
    [InlineData("dataset_config: verifiable-prompts\nreward_funcs: [cf_code, code_format]\ncode_eval_scoring_mode: weighted_sum\ncode_eval_test_batch_size: -1\nmask_truncated_completions: true\nscale_rewards: false\nloss_type: dr_grpo", "official_tests", "code code_format")]
    public void RecipesOfProgramsLoad(string yaml, string tests, string rewards)
    {
        var stage = Reinforced("dataset_name: some/programs\ndataset_prompt_column: prompt\nsave_strategy: steps\nsave_steps: 50\n" + yaml, "prompt", tests);
        Assert.Equal(rewards, string.Join(' ', stage.Rewards.Select(r => r.ReportedName)));
        Assert.Equal("*", stage.Problems[0].File!.TestsColumn);
    }

    // Distillation: packed, with the warm-up and the rate that ends above zero.
    [Theory]
    [InlineData("packing: true\nmax_seq_length: 4096\ndataset_num_proc: 48")]
    [InlineData("packing: false\nmax_length: 16384\nuse_liger_kernel: true\neos_token: null\ndo_eval: false\neval_strategy: 'no'")]
    public void DistillationsLoad(string yaml)
    {
        var recipe = Loaded(TrlCommand.Sft, Common + "dataset_name: some/traces\nlearning_rate: 5.0e-05\nlr_scheduler_type: cosine_with_min_lr\nlr_scheduler_kwargs:\n  min_lr_rate: 0.1\nsave_strategy: steps\nsave_steps: 100\nsave_total_limit: 1\nwarmup_ratio: 0.05\n" + yaml);
        var stage = (SftStage)recipe.Stages[0].Settings;
        Assert.Equal((0.1, yaml.Contains("4096", StringComparison.Ordinal) ? 4096 : 16384),
            (stage.Options.LearningRate.FloorShare, stage.Examples[0].File!.MaxTokens));
    }

    [Fact]
    public void AMixtureOfSeveralDatasetsLoads()
    {
        var recipe = Loaded(TrlCommand.Sft, Common + """
            dataset_mixture:
              datasets:
                - id: some/mixture
                  config: math
                  split: train
                  columns: [messages]
                  weight: 0.5
                - id: some/mixture
                  config: code
                  split: train
                  columns: [messages]
                  weight: 1.0
              seed: 0
              test_split_size: 0.1
            eval_strategy: epoch
            benchmarks: [math_500, aime24]
            callbacks: [push_to_hub_revision]
            """);
        var stage = (SftStage)recipe.Stages[0].Settings;
        Assert.Equal([("math", "train[:450]"), ("code", "train[:900]")], stage.Examples.Select(e => (e.File!.Config!, e.File.Split!)));
        Assert.Equal(["train[450:500]", "train[900:1000]"], stage.HeldOut!.Select(e => e.File!.Split));
    }

    [Theory]
    [InlineData(TrlCommand.Sft, "dataset_test_split_size: 0.1", "r1 sft has no key 'dataset_test_split_size'; did you mean 'dataset_test_split'?")]
    [InlineData(TrlCommand.Sft, "dataset_configs:\n- all", "r1 sft has no key 'dataset_configs'; did you mean 'dataset_config'?")]
    [InlineData(TrlCommand.Grpo, "dataset_name: a\ndataset_mixture: {datasets: [{id: b}]}", "are both given")]
    [InlineData(TrlCommand.Sft, "dataset_mixture: {datasets: [{id: b, wieght: 0.5}]}", "a source of data has no key 'wieght'; did you mean 'weight'?")]
    [InlineData(TrlCommand.Sft, "dataset_mixture: {datasets: [{id: b, weight: 1.5}]}", "a weight is the share of the rows that is taken, above 0 and at most 1.")]
    [InlineData(TrlCommand.Sft, "dataset_mixture: {datasets: [{id: b}], test_split_size: 100}", "'test_split_size' is a share of the rows, between 0 and 1.")]
    [InlineData(TrlCommand.Sft, "dataset_mixture: {datasets: []}", "dataset_mixture needs datasets, a list of maps with id.")]
    [InlineData(TrlCommand.Grpo, "dataset_name: a\nreward_funcs: [acuracy]", "there is no reward 'acuracy'")]
    [InlineData(TrlCommand.Sft, "dataset_name: a\n\tpacking: true", "config.yaml:26:15: this is not YAML: ")]
    public void WhatCannotBeIsToldInTheSentenceThatHelps(object command, string yaml, string sentence) =>
        Assert.Contains(sentence, Refused((TrlCommand)command, Common + yaml), StringComparison.Ordinal);
}
