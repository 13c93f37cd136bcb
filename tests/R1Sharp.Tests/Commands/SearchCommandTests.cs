using System.Text.Json;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Training.Selection.Trees;
using R1Sharp.Tests.Trl;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Tree search as decoding: r1 search, r1 evaluate --search, and the value that needs no gold answer.</summary>
public sealed class SearchCommandTests(TrlWorkplace place) : IClassFixture<TrlWorkplace>
{
    CliResult Run(params string[] words) => Cli.RunIn(place.Folder, [.. words, "--model", "model", "--max-tokens", "12", "--budget", "60", "--temperature", "1"]);

    [Fact]
    public void AQuestionIsAnsweredAndItsTreeShown()
    {
        var result = Run("search", "--prompt", "What is 1 + 2?", "--unit", "results", "--json");
        Assert.True(result.Code == 0, result.Error);
        var tree = JsonElement.Parse(result.Output);
        Assert.True(tree.GetProperty("tokens").GetInt32() >= 12 && tree.GetProperty("branching").GetDouble() >= 1 && tree.GetProperty("depth").GetInt32() >= 1);
        Assert.Equal(JsonValueKind.Null, tree.GetProperty("right").ValueKind);
        Assert.All(tree.GetProperty("found").EnumerateArray(), f => Assert.InRange(f.GetProperty("value").GetDouble(), 0, 1));
        Assert.Equal(result.Output, Run("search", "--prompt", "What is 1 + 2?", "--unit", "results", "--json", "--threads", "1").Output);
    }

    [Fact]
    public void ProblemsAreSearchedAndCounted()
    {
        var result = Run("search", "--task", "problems.jsonl", "--problems", "2", "--unit", "tokens");
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("problems:1: ", result.Output, StringComparison.Ordinal);
        Assert.Contains(" children a node, ", result.Output, StringComparison.Ordinal);
        Assert.Contains("; right 0.0 % with 15, 0.0 % with 30, 0.0 % with 45, 0.0 % with 60 tokens.", result.Output, StringComparison.Ordinal);
        var evaluated = Run("evaluate", "--task", "problems.jsonl", "--problems", "2", "--search", "tokens", "--json");
        Assert.True(evaluated.Code == 0, evaluated.Error);
        Assert.Equal(1, JsonElement.Parse(evaluated.Output).GetProperty("sample_count").GetInt32());
    }

    [Theory]
    [InlineData("give either --prompt or --task", "search")]
    [InlineData("--values and --continuations both say", "search", "--prompt", "x", "--values", "v", "--continuations", "2")]
    [InlineData("holds no reward_model.json", "search", "--prompt", "x", "--values", "model")]
    [InlineData("--children belongs to --search, which is not given", "evaluate", "--task", "problems.jsonl", "--children", "2")]
    public void WhatIsWrongIsOneSentence(string sentence, params string[] words)
    {
        var result = Cli.RunIn(place.Folder, [.. words, "--model", "model"]);
        Assert.Equal(2, result.Code);
        Assert.Contains(sentence, Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void ABeginningIsWorthTheChanceThatTwoOfItsContinuationsAgree()
    {
        RewardInput said(string text) => new(new Problem { Id = "p", Question = "?", Answer = "" }, "", text, 1, FinishReason.Stop);
        var scores = new AgreementReward().ScoreGroup([said("</think><answer>4</answer>"), said("</think><answer>5</answer>"), said("</think><answer>4</answer>"), said("</think>hm")]);
        Assert.Equal([0.5, 0.25, 0.5, 0], scores.Select(s => s.Value!.Value));
        Assert.Equal(("4", null), (new StatedAnswer().Score(said("</think><answer> 4 </answer>")).Answer, new StatedAnswer().Score(said("hm")).Value));
    }
}
