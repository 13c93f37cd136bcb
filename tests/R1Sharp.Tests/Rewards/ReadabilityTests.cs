// The filters of readability in closed form.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Style;
using Xunit;

namespace R1Sharp.Tests.Rewards;

public sealed class ReadabilityTests
{
    static readonly Problem English = new() { Id = "1", Question = "?", Answer = "1" };

    [Fact]
    public void Purity_is_the_share_of_the_thoughts_words_in_the_questions_language()
    {
        Assert.Equal(0.5, Readability.Purity(English, "<think>wait 检 B 12</think>等等"));
        Assert.Equal(1, Readability.Purity(English, "<think>12+3</think>等等"));
        Assert.Equal(0, Readability.Purity(English with { Language = "zh" }, "<think>wait so</think>"));
    }

    [Fact]
    public void Repetition_is_the_share_of_n_grams_that_came_before()
    {
        Assert.Equal(0, Readability.Repetition("a b c d", 2));
        Assert.Equal(1 - 2.0 / 5, Readability.Repetition("a b a b a b", 2), 12);
        Assert.Equal(0, Readability.Repetition("a", 2));
    }

    [Fact]
    public void The_first_fault_is_named()
    {
        var options = new ReadabilityOptions { RepetitionNgram = 2, MaxRepetition = 0.5, MaxUnits = 7 };
        Assert.Equal("mixed languages", Readability.Fault(English, "<think>等等</think>", options));
        Assert.Equal("repetition", Readability.Fault(English, "wait so wait so wait so wait so", options));
        Assert.Equal("too long", Readability.Fault(English, "a1 a2 a3 a4 a5 a6 a7 a8", options));
        Assert.Null(Readability.Fault(English, "a1 a2 a3", options));
    }
}
