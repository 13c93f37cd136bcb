// Rewards by length and repetition: the numbers of their formulas.

using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Catalog;
using Xunit;
using static R1Sharp.Tests.Rewards.AccuracyRewardTests;

namespace R1Sharp.Tests.Rewards.Style;

public sealed class LengthRewardTests
{
    const string Right = "\\boxed{42}", Wrong = "\\boxed{41}";

    static IReward Make(string name, params (string Name, object? Value)[] parameters) => RewardCatalog.Create(name, parameters.ToDictionary(p => p.Name, p => p.Value));

    [Theory]
    [InlineData(Right, 20, 0.9522542485937368)]
    [InlineData(Right, 80, 0.5477457514062631)]
    [InlineData(Wrong, 20, -0.9522542485937368)]
    [InlineData(Wrong, 80, -0.5477457514062631)]
    [InlineData(Right, 0, 1)]
    [InlineData(Right, 50, 0.75)]
    [InlineData(Right, 100, 0.5)]
    [InlineData(Right, 200, 0.5)]
    [InlineData(Wrong, 0, -1)]
    [InlineData(Wrong, 50, -0.75)]
    [InlineData(Wrong, 150, -0.5)]
    public void Cosine(string completion, int tokens, double expected) =>
        Assert.Equal(expected, Make("cosine_scaled", ("max_len", 100.0)).Score(Input(completion) with { TokenCount = tokens }).Value!.Value, 12);

    [Fact]
    public void Cosine_takes_its_four_ends_and_refuses_them_upside_down()
    {
        var reward = Make("cosine_scaled", ("min_value_wrong", -10.0), ("max_value_wrong", 0.0), ("min_value_correct", 2.0), ("max_value_correct", 3.0), ("max_len", 10.0));
        Assert.Equal([3, 2.5, 2, -10, -5, 0], new[] { (Right, 0), (Right, 5), (Right, 10), (Wrong, 0), (Wrong, 5), (Wrong, 99) }
            .Select(c => Math.Round(reward.Score(Input(c.Item1) with { TokenCount = c.Item2 }).Value!.Value, 12)));
        Assert.Contains("swap", Assert.Throws<UserErrorException>(() => Make("cosine_scaled", ("min_value_wrong", 0.0), ("max_value_wrong", -0.5))).Message);
        Assert.Throws<UserErrorException>(() => Make("cosine_scaled", ("max_len", 0.0)));
    }

    [Fact]
    public void What_compares_with_a_gold_answer_that_cannot_be_used_says_nothing()
    {
        foreach (string name in new[] { "accuracy", "cosine_scaled", "len" })
            Assert.Null(Make(name).Score(Input(Right, gold: "")).Value);
    }

    [Fact]
    public void Len_compares_within_the_group()
    {
        var group = new[] { (Right, 10), (Right, 20), (Right, 30), (Wrong, 10), (Wrong, 20), (Wrong, 30), (Wrong, 15) };
        var scores = Make("len").ScoreGroup([.. group.Select(c => Input(c.Item1) with { TokenCount = c.Item2 })]);
        Assert.Equal([0.5, 0, -0.5, 0, 0, -0.5, 0], scores.Select(s => s.Value!.Value));
    }

    [Fact]
    public void Len_is_nothing_where_all_lengths_are_equal()
    {
        Assert.Equal([0, 0], Make("len").ScoreGroup([Input(Right), Input(Wrong)]).Select(s => s.Value!.Value));
        Assert.Equal(0, Make("len").Score(Input(Right)).Value);
    }

    [Theory]
    [InlineData("this is a test sentence", 2, -1, 0)]
    [InlineData("this this this this this", 2, -1, -0.75)]
    [InlineData("this is a this is a test", 2, -1, -1 / 3.0)]
    [InlineData("test test test test", 3, -0.5, -0.25)]
    [InlineData("", 2, -1, 0)]
    [InlineData("this is a this is a test", 3, -2, -0.4)]
    [InlineData("This is A Test this IS a test", 4, -1, -0.2)]
    [InlineData("two words", 3, -1, 0)]
    [InlineData("word word word word", 3, -1, -0.5)]
    [InlineData("one two one two", 3, -1, 0)]
    [InlineData("A B C A B C", 3, -1, -0.25)]
    [InlineData("A B C A B C E F G A B C A B C", 3, -1, -5 / 13.0)]
    public void Repetition(string completion, int n, double penalty, double expected) =>
        Assert.Equal(expected, Make("repetition_penalty", ("ngram_size", n), ("max_penalty", penalty)).Score(Input(completion)).Value!.Value, 12);

    [Fact]
    public void Repetition_of_tokens_and_of_Chinese_characters()
    {
        var tokens = Make("repetition_penalty", ("ngram_size", 2), ("unit", "tokens"));
        Assert.Equal(-0.75, tokens.Score(Input("") with { TokenIds = [5, 5, 5, 5, 5] }).Value);
        Assert.Equal(0, tokens.Score(Input("") with { TokenIds = [1, 2, 3, 4] }).Value);
        Assert.Throws<UserErrorException>(() => tokens.Score(Input("a a a")));
        Assert.Equal(-0.5, Make("repetition_penalty", ("ngram_size", 3), ("language", "zh")).Score(Input("好好好好")).Value);
        Assert.Equal(0, Make("repetition_penalty", ("ngram_size", 3)).Score(Input("好好好好")).Value);
    }

    [Theory]
    [InlineData(80, 0)]
    [InlineData(81, -0.05)]
    [InlineData(90, -0.5)]
    [InlineData(100, -1)]
    [InlineData(101, -1)]
    public void Soft_overlong(int tokens, double expected) =>
        Assert.Equal(expected, Make("soft_overlong", ("max_completion_len", 100), ("soft_punish_cache", 20)).Score(Input("") with { TokenCount = tokens }).Value!.Value, 12);

    [Fact]
    public void Soft_overlong_without_a_slope_falls_at_once()
    {
        var reward = Make("soft_overlong", ("max_completion_len", 100), ("soft_punish_cache", 0));
        Assert.Equal([0, -1], new[] { 100, 101 }.Select(n => reward.Score(Input("") with { TokenCount = n }).Value!.Value));
    }

    [Theory]
    [InlineData("repetition_penalty", "max_penalty", 1.0)]
    [InlineData("repetition_penalty", "ngram_size", 0)]
    [InlineData("repetition_penalty", "ngram_size", 2.5)]
    [InlineData("repetition_penalty", "ngram_size", "3")]
    [InlineData("repetition_penalty", "language", "fr")]
    [InlineData("soft_overlong", "soft_punish_cache", -1)]
    [InlineData("soft_overlong", "soft_punish_cache", 20000)]
    [InlineData("cosine_scaled", "max_len", -5)]
    [InlineData("cosine_scaled", "max_length", 5)]
    [InlineData("tag_count", "weight", 1)]
    [InlineData("language_consistency", "language", "klingon")]
    public void A_bad_parameter_is_refused(string reward, string parameter, object value) =>
        Assert.Contains(parameter, Assert.Throws<UserErrorException>(() => Make(reward, (parameter, value))).Message);
}
