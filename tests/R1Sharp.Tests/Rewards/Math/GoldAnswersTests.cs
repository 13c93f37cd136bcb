// A gold answer is read once, and no verdict tells whether it had been read before.

using R1Sharp.Learning.Rewards.Mathematics;
using Xunit;

namespace R1Sharp.Tests.Rewards.Mathematics;

public class GoldAnswersTests
{
    [Theory]
    [InlineData("\\frac{1}{2}", "\\boxed{0.5}")]
    [InlineData("#### 1,200", "The answer is 1200.")]
    [InlineData("(B) 12", "12")]
    [InlineData("", "5")]
    [InlineData("\\frac{1}{", "5")]
    public void AVerdictAndItsCostAreTheSameForTheFirstCompletionAndTheSecond(string gold, string answer)
    {
        var grader = new MathGrader();
        var first = grader.Judge(gold, answer, out long spent);
        var second = grader.Judge(gold, answer, out long again);
        Assert.Equal((first, spent), (second, again));
        Assert.Equal(first, new MathGrader().Judge(gold, answer));
    }

    [Fact]
    public void AGoldAnswerThatIsTooLongIsRefusedEachTime()
    {
        var grader = new MathGrader(new MathOptions { MaxCharacters = 100 });
        string gold = new('7', 101);
        var first = grader.Judge(gold, "7");
        Assert.Equal(MathVerdict.Undecided, first.Verdict);
        Assert.Equal(first, grader.Judge(gold, "7"));
        Assert.NotNull(grader.GoldProblem(gold));
    }

    [Fact]
    public void ReadingTakesTheSameFuelThatAJudgementPays()
    {
        // Enough for the answer alone, not for the gold answer too.
        const string Gold = "\\frac{1}{3}+\\frac{1}{7}+\\frac{1}{11}+\\frac{1}{13}";
        new MathGrader().Judge(Gold, "5", out long spent);
        var poor = new MathGrader(new MathOptions { FuelUnits = (int)(spent / 2) });
        Assert.Equal(MathVerdict.Undecided, poor.Judge(Gold, "5").Verdict);
        Assert.Equal(MathVerdict.Undecided, poor.Judge(Gold, "5").Verdict);
        Assert.Equal(MathVerdict.Different, new MathGrader(new MathOptions { FuelUnits = (int)spent }).Judge(Gold, "5").Verdict);
    }

    [Fact]
    public void MoreGoldAnswersThanAreRememberedAreJudgedRightFromSeveralThreads()
    {
        var grader = new MathGrader();
        Parallel.For(0, 5000, i =>
        {
            Assert.True(grader.Judge($"\\frac{{{i}}}{{2}}", $"\\boxed{{{i}/2}}").IsEqual);
            Assert.False(grader.Judge($"{i % 50}", $"{i % 50 + 1}").IsEqual);
        });
    }
}
