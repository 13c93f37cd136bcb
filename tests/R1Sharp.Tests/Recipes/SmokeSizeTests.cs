using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using Xunit;

namespace R1Sharp.Tests.Recipes;

/// <summary>A recipe in smoke size has every stage in a size that is over in seconds.</summary>
public sealed class SmokeSizeTests
{
    const string Asked = "problems: [{miniature: {family: countdown, count: 9000}}]", Long = "max_completion_tokens: 900";

    // Every kind with numbers that take hours.
    static readonly Dictionary<string, string> s_stages = new()
    {
        ["pretrain"] = "{corpus: {miniature: {}}, steps: 9000, tokens_per_step: 90000}",
        ["sft"] = "{examples: [{file: {path: x.jsonl, completion: y}}], steps: 9000, tokens_per_step: 90000}",
        ["grpo"] = $"{{{Asked}, steps: 900, prompts_per_step: 900, group_size: 90, {Long}}}",
        ["ppo"] = $"{{{Asked}, steps: 900, prompts_per_step: 900, group_size: 90, value_warmup_steps: 9, {Long}}}",
        ["distill"] = $"{{teacher: pretrain, {Asked}, steps: 900, prompts_per_step: 900, {Long}}}",
        ["reward_model"] = $"{{sampled: {{{Asked}, judges: [format], sample_count: 90, {Long}}}, epochs: 9}}",
        ["collect"] = $"{{{Asked}, sample_count: 90, {Long}}}",
        ["select"] = $"{{examples: [{{file: {{path: x.jsonl, completion: y}}}}], method: limo, count: 900, solvers: [pretrain], solver_samples: 90, {Long}}}",
        ["pairs"] = $"{{{Asked}, sample_count: 90, {Long}}}",
        ["prefer"] = "{pairs: [{file: {path: x.jsonl}}], loss: {dpo: {}}, epochs: 90, batch_size: 900}",
        ["evaluate"] = $"{{{Asked}, sample_count: 90, {Long}}}",
    };

    public static TheoryData<string> Kinds => [.. RecipeShape.Of(typeof(StageRecipe)).Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_stage_has_a_smoke_size(string kind)
    {
        string yaml = $"name: x\nstages:\n  - name: pretrain\n    pretrain: {{corpus: {{miniature: {{}}}}}}\n  - name: it\n    {kind}: {s_stages[kind]}\nevaluation: {{{Asked}}}\n";
        var recipe = RecipeBinder.Bind<Recipe>(RecipeParser.Parse(yaml, "r.yaml"));
        var smoke = SmokeSize.Of(recipe);
        Assert.Equal(kind, smoke.Stages[1].Kind.Key);
        string before = RecipeWriter.Write(recipe.Stages[1]), after = RecipeWriter.Write(smoke.Stages[1]);
        // No count of steps, prompts, samples, tokens or examples of a thousand or nearly so is left.
        Assert.Contains("9", before, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^\s*(- )?(steps|count|prompts_per_step|group_size|sample_count|samples_per_prompt|solver_samples|max_completion_tokens|epochs|tokens_per_step|batch_size): (9\d+|9)$", after);
    }
}
