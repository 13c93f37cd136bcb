using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.App.Tasks;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Tasks;
using R1Sharp.Tests.Trl;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>Benchmarks among the problems of a recipe: asked in their wording, judged by their measure, part of the key of what learns from them.</summary>
public sealed class RecipeBenchmarkTests(TrlWorkplace place) : IClassFixture<TrlWorkplace>
{
    static IReadOnlyList<Problem> Problems(string task) => new ProblemSets(new MiniatureWorld(new())).Load([new() { Benchmark = new() { Task = task, File = TaskFixtures.Path(task) } }]);

    static double? Accuracy(Problem problem, string completion, bool requireFormat = false) =>
        new AccuracyReward(new() { RequireFormat = requireFormat }, new() { Benchmarks = new TaskReward(new()) }).Score(new(problem, "", completion, 1, FinishReason.Stop)).Value;

    [Fact]
    public void TheyAreAskedAndJudgedAsTheyAreEvaluated()
    {
        var mmlu = Problems("mmlu")[0];
        Assert.Equal("mmlu", mmlu.Task);
        Assert.Matches("A[.)] ", mmlu.Question);
        Assert.Equal(1, Accuracy(mmlu, $"</think>The answer is ({mmlu.Answer})."));
        Assert.Equal(0, Accuracy(mmlu, $"</think>The answer is ({(mmlu.Answer == "A" ? "B" : "A")})."));
        // The form that a recipe asks for holds for benchmarks too.
        Assert.Equal(0, Accuracy(mmlu, $"</think>The answer is ({mmlu.Answer}).", requireFormat: true));
        Assert.Contains("within \\boxed{}", Problems("gsm8k")[0].Question, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("simpleqa", "the benchmark 'simpleqa' (SimpleQA) can be no source of a recipe's problems: its answers are compared by a judge")]
    [InlineData("swe_bench", "its patches are tried on checkouts")]
    [InlineData("gsm9k", "there is no benchmark 'gsm9k'; did you mean 'gsm8k'?")]
    public void WhatHasNoGoldAnswerOfItsOwnIsRefused(string task, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<UserErrorException>(() => Problems(task)).Message, StringComparison.Ordinal);

    [Fact]
    public void ARecipeLearnsFromOneAndIsMeasuredByAnother()
    {
        File.Copy(TaskFixtures.Path("gsm8k"), place.Path("rows.jsonl"), overwrite: true);
        string recipe = place.Path("benchmarks.yaml");
        File.WriteAllText(recipe, $$"""
            name: benchmarks
            model: {from: {{place.Path("model")}}}
            evaluation: {problems: [benchmark: {task: mmlu, file: {{TaskFixtures.Path("mmlu")}}}], sample_count: 1}
            stages:
              - grpo: {problems: [benchmark: {task: gsm8k, file: {{place.Path("rows.jsonl")}}}], rewards: [accuracy], steps: 1, max_completion_tokens: 8}
              - evaluate: {}
            """);
        string[] words = ["run", recipe, "--smoke", "--out", place.Path("benchmarks")];
        var result = Cli.Run(words);
        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.Contains("\"task\":\"mmlu\"", File.ReadAllText(place.Path("benchmarks/stages/evaluate/completions.jsonl")), StringComparison.Ordinal);
        // Other rows are another stage.
        File.WriteAllLines(place.Path("rows.jsonl"), File.ReadAllLines(TaskFixtures.Path("gsm8k")).Take(2));
        Assert.Contains("grpo: what goes into it has changed", Cli.Run([.. words, "--redo"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ANameAloneStandsForABenchmark()
    {
        var recipe = RecipeFile.Read("name: x\nstages:\n  - evaluate: {problems: [benchmark: gsm8k]}\n", "r.yaml", []);
        Assert.Equal("gsm8k", ((EvaluateStage)recipe.Stages[0].Settings).Problems![0].Benchmark!.Task);
    }
}
