using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Settings;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>What a run is going to take: every kind of stage counts what it samples and learns from.</summary>
public sealed class StagePlanTests : IDisposable
{
    const string Problems = "problems: [{miniature: {family: countdown, split: train, count: 100}}], max_completion_tokens: 100";

    const string Text = """
        name: plan
        model: {hidden_size: 32, intermediate_size: 64, layer_count: 1, head_count: 2, key_value_head_count: 1}
        tokenizer: {vocabulary_size: 300, sample_documents: 200}
        stages:
          - pretrain: {corpus: {miniature: {}}, steps: 10, tokens_per_step: 1000}
          - collect: { PROBLEMS, sample_count: 5, most_per_problem: 2 }
          - sft: {examples: [{stage: collect}], epochs: 3}
          - pairs: { PROBLEMS, sample_count: 10 }
          - prefer: {pairs: [{stage: pairs}], loss: {dpo: {}}, epochs: 2}
          - name: simpo
            prefer: {pairs: [{stage: pairs}], loss: {simpo: {}}, epochs: 2}
          - name: judged
            reward_model: {sampled: {problems: [{miniature: {family: countdown, split: train, count: 100}}], judges: [format], sample_count: 8, max_completion_tokens: 100}, held_out_share: 0.5, epochs: 4}
          - name: world
            reward_model: {preferences: {count: 50}, held_out_share: 0.5, epochs: 2}
          - name: again
            collect: { PROBLEMS, sample_count: 5, most_per_problem: 2 }
          - select: {method: s1, count: 10, solvers: [pretrain, sft], solver_samples: 3, max_completion_tokens: 200, examples: [{stage: collect}, {stage: again}]}
          - distill: {teacher: pretrain, PROBLEMS, steps: 6, prompts_per_step: 5, samples_per_prompt: 2}
        """;

    readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    Dictionary<string, PlannedStage> Plan()
    {
        var recipe = SettingsBinder.Bind<Recipe>(RecipeParser.Parse(Text.Replace("PROBLEMS", Problems), "plan.yaml"));
        using var pool = new CpuEngine(1);
        using var folder = RunFolder.Open(Path.Combine(_folder.Path, "run"), RecipeFile.Resolved(recipe), RunUse.None);
        var world = new MiniatureWorld(recipe.World);
        var corpora = new Corpora(recipe, world);
        using var models = new StageModels(recipe, corpora, folder, pool);
        var plan = new StagePlan(new RunParts(recipe, new ProblemSets(world), corpora, models, folder), 1e9);
        return StageGraph.Of(recipe.Stages).Select(node => plan.Of(node, isDone: false)).ToDictionary(p => p.Node.Name);
    }

    [Fact]
    public void Completions_are_counted_at_a_share_of_their_cap_and_learned_from_as_often_as_the_stage_says()
    {
        var plan = Plan();
        long Tokens(string stage) => plan[stage].Tokens;
        // A completion is reckoned at 25 of its 100 tokens.
        Assert.Equal(10 * 1000, Tokens("pretrain"));
        Assert.Equal(100 * 5 * 25, Tokens("collect"));
        Assert.Equal(3 * 100 * 2 * 25, Tokens("sft"));
        Assert.Equal(100 * 10 * 25, Tokens("pairs"));
        Assert.Equal(2 * 2 * 100 * 25, Tokens("prefer"));
        Assert.Equal(100 * 8 * 25 + 4 * 100 * 2 * 25 / 2, Tokens("judged"));
        // Both stages ask the same hundred questions, which two solvers answer three times with 50 of 200 tokens.
        Assert.Equal(2 * 3 * 100 * 50, Tokens("select"));
        Assert.Equal(2 * 6 * 5 * 2 * 25, Tokens("distill"));
        // Half of 50 pairs, two responses each, in two epochs scored and learned from; a tokenizer without merges has a token a byte.
        Assert.InRange(Tokens("world"), 200 * 50, 200 * 300);
        Assert.All(plan.Values, p => Assert.True(p.Seconds > 0 && p.Bytes > 0, p.Node.Name));
        // DPO asks its reference once before the first epoch; a distilled student has its teacher beside it.
        Assert.Equal(plan["simpo"].Tokens, plan["prefer"].Tokens);
        Assert.True(plan["prefer"].Seconds > plan["simpo"].Seconds);
        Assert.True(plan["distill"].Bytes > plan["sft"].Bytes);
    }
}
