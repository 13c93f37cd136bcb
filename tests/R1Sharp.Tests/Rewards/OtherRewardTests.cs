// Format, language, length, their sum, and the names by which recipes call them.

using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Catalog;
using R1Sharp.Learning.Rewards.Style;
using Xunit;
using static R1Sharp.Tests.Rewards.AccuracyRewardTests;

namespace R1Sharp.Tests.Rewards;

public sealed class OtherRewardTests
{
    [Theory]
    [InlineData("<think>a</think><answer>1</answer>", 1)]
    [InlineData(" <think>a</think>\n<answer>1</answer>\n", 1)]
    [InlineData("<think></think><answer>1</answer>", 1)]
    [InlineData("<think>a</think><answer> </answer>", 0)]
    [InlineData("<think>a</think>so<answer>1</answer>", 0)]
    [InlineData("Well <think>a</think><answer>1</answer>", 0)]
    [InlineData("<think>a</think><answer>1</answer>.", 0)]
    [InlineData("<think>a<think>b</think><answer>1</answer>", 0)]
    [InlineData("<think>a</think><answer>1</answer><answer>1</answer>", 0)]
    [InlineData("<answer>1</answer><think>a</think>", 0)]
    [InlineData("<think>a<answer>1</think></answer>", 0)]
    [InlineData("<answer>1</answer>", 0)]
    [InlineData("a</think><answer>1</answer>", 0)]
    [InlineData("", 0)]
    public void Format_is_strict(string completion, double expected) => Assert.Equal(expected, new FormatReward().Score(Input(completion)).Value);

    [Fact]
    public void Format_knows_thoughts_that_the_prompt_has_opened()
    {
        Assert.Equal(1, new FormatReward().Score(Input("a</think><answer>1</answer>", prompt: "Assistant: <think>")).Value);
        Assert.Equal(0, new FormatReward().Score(Input("<think>a</think><answer>1</answer>", prompt: "Assistant: <think>")).Value);
    }

    [Fact]
    public void Format_wants_an_end_that_the_model_set() =>
        Assert.Equal(0, new FormatReward().Score(Input("<think>a</think><answer>1</answer>") with { Finish = FinishReason.Length }).Value);

    [Theory]
    [InlineData("<think>try 1+2=3:3 yes</think><answer>1+2</answer>", "en", 1.0)]
    [InlineData("<think>try 1+2=3:3 对</think><answer>1+2</answer>", "en", 0.5)]
    [InlineData("<think>等等 wait</think>", "zh", 2 / 3.0)]
    [InlineData("<think>等等 A B 对</think>", "zh", 1.0)]
    [InlineData("<think>so \\frac{1}{2} да</think>", "en", 0.5)]
    [InlineData("so x<answer>1</answer>", "en", 1.0)]
    [InlineData("<think>hello world 你好</think>", "en", 0.5)]
    [InlineData("<think>I have a plan 好</think>", "en", 0.8)]
    [InlineData("<think>don't 好</think>", "en", 0.5)]
    [InlineData("<think>我们 ```python\nfor x in list: pass\n``` 好</think>", "zh", 1.0)]
    [InlineData("<think>我们 $x \\text{where} y$ 好 `print` \\(abc\\) \\[def\\]</think>", "zh", 1.0)]
    [InlineData("<think>pay $5 and $6 today</think>", "en", 1.0)]
    [InlineData("<think>これは test です</think>", "ja", 5 / 6.0)]
    [InlineData("<think>это моя answer</think>", "ru", 2 / 3.0)]
    [InlineData("<think>हिन्दी में word</think>", "hi", 2 / 3.0)]
    [InlineData("<think>chinese 中文</think> all English here", "zh", 2 / 3.0)]
    public void Language_is_the_share_of_words(string completion, string language, double expected) =>
        Assert.Equal(expected, new LanguageConsistencyReward().Score(Input(completion, language: language)).Value!.Value, 12);

    [Fact]
    public void Language_says_nothing_where_there_are_no_words() =>
        Assert.Null(new LanguageConsistencyReward().Score(Input("<think>1+2=3</think><answer>3</answer>")).Value);

    [Theory]
    [InlineData(50, 0)]
    [InlineData(60, 0)]
    [InlineData(80, -0.5)]
    [InlineData(100, -1)]
    [InlineData(500, -1)]
    public void Overlong_falls_in_a_straight_line(int tokens, double expected) =>
        Assert.Equal(expected, new SoftOverlongReward(new SoftOverlongOptions { MaxCompletionLen = 100, SoftPunishCache = 40 }).Score(Input("") with { TokenCount = tokens }).Value);

    [Fact]
    public void A_sum_keeps_its_parts_and_passes_over_what_does_not_apply()
    {
        var sum = new RewardSum([new(new AccuracyReward(), 1), new(new FormatReward(), 0.1), new(new LanguageConsistencyReward(), 0.3)]);
        var total = sum.Score(Input("<think>1</think><answer>42</answer>"));
        Assert.Equal(1.1, total.Value, 12);
        Assert.Equal(["accuracy", "format", "language_consistency"], total.Parts.Select(part => part.Name));
        Assert.Null(total["language_consistency"]);
        Assert.Equal(1, total["accuracy"]);
        Assert.Equal("42", total.Answer);
        Assert.Equal(1.4, sum.Score(Input("<think>so</think><answer>42</answer>")).Value, 12);
    }

    [Fact]
    public void Sums_that_make_no_sense_are_refused()
    {
        Assert.Throws<UserErrorException>(() => new RewardSum([]));
        Assert.Throws<UserErrorException>(() => new RewardSum([new(new FormatReward(), 1), new(new FormatReward(), 1)]));
        Assert.Throws<UserErrorException>(() => new RewardSum([new(new FormatReward(), double.NaN)]));
    }

    [Fact]
    public void The_catalog_makes_every_reward_and_names_the_nearest()
    {
        Assert.All(RewardCatalog.Descriptions.Where(d => d.Needs.Count == 0), d => Assert.Equal(d.Name, RewardCatalog.Create(d.Name).Name));
        Assert.All(RewardCatalog.Descriptions.Where(d => d.Needs.Count > 0), d => Assert.Throws<UserErrorException>(() => RewardCatalog.Create(d.Name)));
        Assert.Contains("'accuracy'", Assert.Throws<UserErrorException>(() => RewardCatalog.Create("acuracy")).Message);
        Assert.Contains("'max_completion_len'", Refusal("soft_overlong", "max_completion_length", 3));
        Assert.Contains("no parameters", Refusal("len", "x", 3));
        Assert.Contains("whole number", Refusal("soft_overlong", "max_completion_len", 10.5));
        Assert.Contains("true or false", Refusal("accuracy", "require_format", "yes"));
        Assert.Contains("tags, said, any", Refusal("accuracy", "extract", "last"));
    }

    [Fact]
    public void The_catalog_knows_the_names_of_its_first_version()
    {
        Assert.Equal("language_consistency", RewardCatalog.Create("language").Name);
        var overlong = RewardCatalog.Create("overlong", new Dictionary<string, object?> { ["max_tokens"] = 100, ["cache_tokens"] = 40 });
        Assert.Equal(-0.5, overlong.Score(Input("") with { TokenCount = 80 }).Value);
    }

    [Fact]
    public void Every_reward_says_what_it_is()
    {
        Assert.All(RewardCatalog.Descriptions, reward =>
        {
            Assert.True(reward.Formula.Length > 0 && reward.Source.Length > 0 && reward.Scores.Length > 0, reward.Name);
            Assert.All(reward.Parameters, parameter => Assert.True(parameter.Meaning.Length > 10, $"{reward.Name} {parameter.Name}"));
        });
    }

    static string Refusal(string reward, string parameter, object value) =>
        Assert.Throws<UserErrorException>(() => RewardCatalog.Create(reward, new Dictionary<string, object?> { [parameter] = value })).Message;

    [Theory]
    [InlineData("no wait 12-9=3:6 no Wait, let me check", 3)]
    [InlineData("不对 等等 检查 3:3 对", 2)]
    [InlineData("waiter checkers, but however no", 0)]
    [InlineData("Alternatively, I verify and recheck", 3)]
    [InlineData("", 0)]
    public void Reflection_words_are_counted(string text, int expected) => Assert.Equal(expected, ReflectionWords.Count(text));
}
