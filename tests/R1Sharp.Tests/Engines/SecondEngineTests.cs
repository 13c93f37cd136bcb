using R1Sharp.App.Commands;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Engines;

/// <summary>The seam: everything above the engine runs on another one, and nothing but the engine is exchanged.</summary>
public sealed class SecondEngineTests : IDisposable
{
    // Every kind of stage once; a kind that is missing here is a failure.
    const string Recipe = """
        name: second
        template: miniature
        model: {size: tiny, hidden_size: 16, intermediate_size: 16, layer_count: 1, head_count: 2, key_value_head_count: 1, max_positions: 256}
        tokenizer: {vocabulary_size: 300, sample_documents: 300}
        evaluation: {problems: [{miniature: {family: countdown, split: held-out, count: 4}}], sample_count: 2, max_completion_tokens: 12}
        stages:
          - recall: {web: {pages: 300, domains: 30}, rounds: 2, known_share: 1, classifier: {dimension: 8, buckets: 4096}}
          - texts: {web: {pages: 200, domains: 30, worked: 0.5}, copies: 20, deduplicated: true, repetition: 0.2, decontaminated: true,
              leaks: [{miniature: {family: arithmetic, split: held-out, count: 5}}]}
          - pretrain: {corpus: {miniature: {}}, steps: 6, tokens_per_step: 512, learning_rate: {peak: 1}}
          - collect: { ASK, sample_count: 3, most_per_problem: 2, require_right: false, require_format: false, problems_per_step: 8 }
          - sft: {examples: [{file: {path: EXAMPLES}}], steps: 3, tokens_per_step: 256, held_out_share: 0.2}
          - step_labels: { ASK, sample_count: 2, continuations: 2, problems_per_step: 8 }
          - reward_model: {sampled: {problems: [{miniature: {family: countdown, split: train, count: 20}}], judges: [language_consistency],
              sample_count: 4, max_completion_tokens: 12, length_balanced: false}, held_out_share: 0.2, epochs: 3, batch_size: 4}
          - judge: {count: 12, measured: 4, epochs: 1, tokens_per_step: 512}
          - {name: prm, reward_model: {scope: results, labelled: [step_labels], held_out_share: 0.2, batch_size: 8}}
          - grpo: { ASK, process: {stage: prm, outcome_weight: 1}, steps: 3, prompts_per_step: 4, group_size: 4, kl_weight: 0.01, ref_sync_steps: 2,
              ref_sync_alpha: 0.5, evaluate_every_steps: 2, evaluate_problems: 2, rewards: [{name: format}, {name: judged, stage: judge}, {name: learned, stage: reward_model}], WATCH }
          - ppo: { ASK, steps: 3, prompts_per_step: 4, group_size: 4, kl_weight: 0.01, rewards: [{name: format}, {name: learned, stage: reward_model}], WATCH }
          - recorded: {rollouts: RECORDS, rewards: REWARDS, groups_per_step: 2, mask_below: 0, mask_above: 1e6}
          - name: distilled
            from: pretrain
            distill: { ASK, teacher: ppo, steps: 3, prompts_per_step: 4, samples_per_prompt: 2 }
          - pairs: { ASK, require_right: false, sample_count: 3, least_saving: 0, problems_per_step: 8 }
          - prefer: {pairs: [{file: {path: PAIRS}}, {stage: pairs}], loss: {dpo: {}}, batch_size: 8, epochs: 2}
          - select: {method: s1, count: 3, solvers: [pretrain, prefer], solver_samples: 2, max_completion_tokens: 12, examples: [{file: {path: EXAMPLES}}]}
          - search: { ASK, require_answer: false, sample_count: 3, problems_per_step: 10 }
          - tree_search: { ASK, values: prm, leave: labelled, budget_tokens: 40, problems_per_step: 10 }
          - filter: { ASK, rewards: [{name: language_consistency}], pass_rate_min: -1, pass_rate_max: 2, sample_count: 3, problems_per_step: 10 }
          - continue: {texts: texts, against: texts, count: 20, beginning_tokens: 8, max_completion_tokens: 12, temperature: 1}
          - evaluate: {few_shot: {count: 1, examples: [{stage: pairs}, {file: {path: EXAMPLES}}]}}
        """;

    const string Ask = "problems: [{miniature: {family: countdown, split: train, count: 20}}], max_completion_tokens: 12";

    const string Watch = "watchdogs: {all_rewards_equal_steps: null, all_truncated_steps: null, "
        + "no_right_answer_steps: null, rare_right_answer_steps: null, zero_gradient_updates: null}";

    readonly InterruptedRun _run = new() { Engine = _ => new BigramEngine() };

    public void Dispose() => _run.Dispose();

    string Text()
    {
        File.WriteAllLines(_run.At("pairs.jsonl"), Enumerable.Range(0, 9).Select(i =>
            $$"""{"question":"Take {{i}},+1.","chosen":"<think>{{i}}+1={{i + 1}}</think>","rejected":"<think>{{i}}+1=0 wait</think>"}"""));
        File.WriteAllLines(_run.At("examples.jsonl"), Enumerable.Range(0, 9).Select(i =>
            $$"""{"question":"Take {{i}},+1.","completion":"<think>{{i}}+1={{i + 1}}</think>\n<answer>{{i + 1}}</answer>","answer":"{{i + 1}}"}"""));
        Directory.CreateDirectory(_run.At("records"));
        File.WriteAllLines(_run.At("records/rollouts.jsonl"), Enumerable.Range(0, 12).Select(i =>
            $$"""{"id":"cmpl-{{i / 3}}","choice":{{i % 3}},"weights_version":"x","temperature":1,"is_whole_distribution":true,"prompt_tokens":[9,{{i / 3}}],"completion_tokens":[{{i}},7],"logprobs":[-1,-2],"mask":[1,1],"finish":"stop"}"""));
        File.WriteAllLines(_run.At("rewards.jsonl"), Enumerable.Range(0, 12).Select(i => $$"""{"id":"cmpl-{{i / 3}}","choice":{{i % 3}},"reward":{{i % 3}}}"""));
        return Recipe.Replace("RECORDS", _run.At("records")).Replace("REWARDS", _run.At("rewards.jsonl")).Replace("ASK", Ask).Replace("WATCH", Watch).Replace("PAIRS", _run.At("pairs.jsonl")).Replace("EXAMPLES", _run.At("examples.jsonl"));
    }

    [Fact]
    public void Every_kind_of_stage_runs_on_it_and_is_resumed_in_the_same_bits()
    {
        string text = Text();
        Assert.All(StageKinds.All, kind => Assert.Contains(kind.Key + ":", text, StringComparison.Ordinal));
        _run.MustEndInTheSameBits(text, ("pretrain", 3), ("grpo", 2), ("ppo", 1), ("distilled", 1));
    }

    [Fact]
    public void A_recipe_of_the_house_runs_on_it_and_its_model_is_talked_to()
    {
        var engines = new List<BigramEngine>();
        IEngine open(int? threads)
        {
            engines.Add(new());
            return engines[^1];
        }
        string model = Path.Combine(_run.At("smoke"), "model");
        var recipe = SmokeSize.Of(RecipeFile.Load(Cli.Recipe("smoke.yaml"), ["model.hidden_size=16", "stages.pretrain.steps=2"]));
        using (var folder = RunFolder.Open(_run.At("smoke"), RecipeFile.Resolved(recipe), RunUse.None))
            RunCommand.Carry(open, recipe, folder, new PlainDisplay(TextWriter.Null), [], TestContext.Current.CancellationToken);
        Assert.True(File.Exists(Path.Combine(model, "model.safetensors")));
        Assert.Contains(NetworkUse.Training, engines[0].Made);
        Succeeds(open, "generate", "--model", model, "--prompt", "Use 3,4,5 to make 12.", "--max-tokens", "5", "--stop", "zz");
        Assert.Equal(2, engines.Count);
        Assert.Equal([NetworkUse.Sampling], engines[1].Made);
        using var loaded = LoadedModel.Read(model, engines[0], use: NetworkUse.Sampling);
        using var said = new StringWriter();
        ChatCommand.Answer(loaded, loaded.Template.Render("Use 3,4,5 to make 12."), new() { Prompt = [], Sampling = new() { MaxCompletionTokens = 5 }, Seed = 1 }, said);
        Assert.NotEmpty(said.ToString().Trim());
    }

    static void Succeeds(Func<int?, IEngine> engines, params string[] words)
    {
        using var error = new StringWriter();
        Assert.Equal((0, ""), (CommandLine.Run(words, error, CommandLine.RootOver(engines)), error.ToString()));
    }

    static readonly ModelOptions s_shape = new()
    {
        VocabularySize = 23,
        HiddenSize = 8,
        IntermediateSize = 8,
        LayerCount = 1,
        HeadCount = 1,
        KeyValueHeadCount = 1,
        HeadSize = 8,
        MaxPositions = 40,
        InitializerRange = 0.7
    };

    static GenerationRequest[] Requests(Interjection? interject = null) => [.. new[] { (1, 3), (4, 7), (5, 2), (11, 4) }.Select((r, i) => new GenerationRequest
    {
        Prompt = [.. Enumerable.Range(0, r.Item1).Select(t => (5 * t + i) % 23)],
        SampleCount = r.Item2,
        Sampling = new() { MaxCompletionTokens = 30, StopTokens = [7], Temperature = 0.8 },
        Seed = 3,
        PromptKey = i,
        Interject = interject,
    })];

    /// <summary>Pages of four positions, shared, copied and given up: a wrong page would be another token before the last.</summary>
    [Fact]
    public void The_scheduler_works_over_its_decoder_and_the_samples_are_exact()
    {
        using var policy = new BigramEngine().Policy(WeightSources.Fresh(s_shape, 1), NetworkUse.Training);
        Interjection tool = completion => completion.Length % 6 == 0 ? Task.FromResult(new[] { 1, 2 }) : null;
        foreach (var interject in (Interjection?[])[null, tool])
        {
            var requests = Requests(interject);
            var together = policy.Generate(requests);
            foreach (var (request, samples) in requests.Zip(together))
            {
                foreach (var sample in samples)
                    Bits.Equal(policy.LogProbs([new TokenSequence([.. request.Prompt, .. sample.Tokens], request.Prompt.Length)], 0.8)[0], sample.LogProbs);
                Assert.Equal(samples.Select(s => s.Tokens), policy.Generate([request])[0].Select(s => s.Tokens));
            }
            Assert.Equal(interject is not null, together.SelectMany(g => g).Any(c => c.ForcedTokens.Length > 0));
        }
    }

    /// <summary>The tour counts them: these, and the line that chooses an engine. No file above the engines names one.</summary>
    [Fact]
    public void An_engine_is_five_files_and_one_place_that_opens_it()
    {
        Assert.Equal(5, Directory.GetFiles(Path.Combine(Cli.Home, "tests", "R1Sharp.Tests", "Engines"), "Bigram*.cs").Length);
        var naming = Directory.EnumerateFiles(Path.Combine(Cli.Home, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains(Path.Combine("Learning", "Cpu")) && !file.Contains(Path.Combine("Commands", "Bench")))
            .Where(file => File.ReadAllText(file).Contains("CpuEngine", StringComparison.Ordinal));
        Assert.Equal(["Engines.cs"], naming.Select(Path.GetFileName));
    }

    [Fact]
    public void Networks_of_two_engines_are_not_mixed()
    {
        using var cpu = new Learning.Cpu.CpuEngine(1);
        using var student = cpu.Create(s_shape, 1);
        using var teacher = new BigramEngine().Policy(WeightSources.Fresh(s_shape, 1), NetworkUse.Training);
        Assert.Contains("another engine", Assert.Throws<Learning.UserErrorException>(() => student.BackwardDivergence([new([1, 2])], teacher, [1])).Message);
        Assert.Contains("another engine's", Assert.Throws<ArgumentException>(() => student.Restore(teacher)).Message);
    }

    /// <summary>Weights go from one engine to the other through nothing but the contract.</summary>
    [Fact]
    public void The_weights_of_one_engines_policy_make_a_policy_of_the_other()
    {
        using var cpu = new Learning.Cpu.CpuEngine(1);
        using var one = cpu.Create(s_shape, 5);
        using var other = new BigramEngine().Policy(((IPolicy)one).Weights, NetworkUse.Training);
        using var back = cpu.Policy(other.Weights, NetworkUse.Training);
        Bits.Equal(one.LogProbs([new([1, 2, 3, 4])])[0], back.LogProbs([new([1, 2, 3, 4])])[0]);
    }
}
