using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Selection;
using Xunit;

namespace R1Sharp.Tests.Training.Selection;

/// <summary>Each filter of rejection sampling drops what it is for, and the first that is failed is the reason.</summary>
public sealed class RejectionFilterTests
{
    static readonly RejectionOptions s_options = new() { MaxKeptTokens = 8, MaxParagraphCharacters = 40 };

    static Rollout Make(string text = "a b c", double? accuracy = 1, double? format = 1, double? purity = 1, int tokens = 5, FinishReason finish = FinishReason.Stop) => new()
    {
        GroupIndex = 0,
        SampleIndex = 0,
        Problem = new Problem { Id = "p", Question = "q", Answer = "a", Family = "f" },
        Prompt = "q",
        PromptTokens = [1],
        Completion = new Completion(new int[tokens], new float[tokens], finish),
        Text = text,
        Reward = 0,
        RewardParts = new Dictionary<string, RewardScore>(),
        Accuracy = accuracy,
        Answer = null,
        Format = format,
        SelfChecks = 0,
        LanguagePurity = purity,
    };

    [Fact]
    public void The_first_filter_that_is_failed_is_the_reason()
    {
        Assert.Null(RejectionFilter.Reason(Make(), s_options));
        Assert.Equal("truncated", RejectionFilter.Reason(Make(accuracy: 0, finish: FinishReason.Length), s_options));
        Assert.Equal("wrong", RejectionFilter.Reason(Make(accuracy: 0, format: 0), s_options));
        Assert.Equal("wrong", RejectionFilter.Reason(Make(accuracy: null), s_options));
        Assert.Equal("form", RejectionFilter.Reason(Make(format: 0), s_options));
        Assert.Equal("length", RejectionFilter.Reason(Make(tokens: 9), s_options));
        Assert.Equal("language", RejectionFilter.Reason(Make(purity: 0.94), s_options));
        Assert.Equal("repetition", RejectionFilter.Reason(Make("a b c a b c a b c"), s_options with { RepetitionNgram = 3 }));
        Assert.Equal("paragraph", RejectionFilter.Reason(Make("short\n" + string.Join(' ', Enumerable.Range(10, 20))), s_options));
        Assert.Equal("code", RejectionFilter.Reason(Make("```x```"), s_options));
    }

    [Theory]
    [InlineData("3 + 4 = 7, 7*2=14", "2*7=14 and 4+3=7", true)]
    [InlineData("3+4=7", "3-4=7", false)]
    [InlineData("so A lies", "so B lies", false)]
    [InlineData("so A lies", "so A lies", true)]
    public void Completions_are_alike_where_they_calculate_the_same(string one, string other, bool areAlike) =>
        Assert.Equal(areAlike, RejectionFilter.Path(one) == RejectionFilter.Path(other));

    [Fact]
    public void A_filter_that_is_off_drops_nothing()
    {
        var off = new RejectionOptions { RequireRight = false, RequireFormat = false, MinLanguagePurity = null, MaxRepetition = null, DropCode = false };
        Assert.Null(RejectionFilter.Reason(Make("``` a a a a a a a ```", 0, 0, 0, 1000), off));
        Assert.Null(RejectionFilter.Reason(Make(purity: null), s_options));
    }
}
