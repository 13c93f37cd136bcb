using R1Sharp.Learning.Training.Evaluation;
using Xunit;

namespace R1Sharp.Tests.Training.Evaluation;

/// <summary>Problems are found again in training texts by eight words in a row, short ones as a whole.</summary>
public sealed class TrainingOverlapTests
{
    const string Long = "Ann has three red apples and Bob has four green pears in a basket.";

    static int[] Seen(string[] questions, params string[] texts)
    {
        var overlap = new TrainingOverlap(questions);
        foreach (string text in texts)
            overlap.Look(text);
        return [.. overlap.Seen.Order()];
    }

    [Theory]
    [InlineData("ann has three red apples and bob has", true)]
    [InlineData("ann has three red apples and bob", false)]
    [InlineData("So: ANN has\nthree red, apples -- and $Bob$ has — none.", true)]
    [InlineData("apples and bob has four green pears in the basket", true)]
    [InlineData("apples and bob has four green pears on the basket", false)]
    [InlineData("ann has three red apples and Bob had four green pears in a basket", false)]
    [InlineData("", false)]
    public void Eight_words_in_a_row_are_enough_and_seven_are_not(string text, bool isSeen) => Assert.Equal(isSeen ? [0] : [], Seen([Long], text));

    [Fact]
    public void Short_questions_are_compared_whole()
    {
        Assert.Equal([0], Seen(["What is 2+2?"], "what is 2 + 2"));
        Assert.Empty(Seen(["What is 2+2?"], "So what is 2+2? It is 4."));
        Assert.Empty(Seen(["What is 2+2?"], "What is 2+3?"));
        Assert.Equal([1], Seen([Long, "One two three four five six seven eight"], "zero one two three four five six seven eight nine"));
    }

    [Fact]
    public void Chinese_questions_need_sixteen_characters()
    {
        const string apples = "小明有三个红苹果，小红有四个绿梨，他们一共有多少个水果？";
        Assert.Equal([0], Seen([apples], "题目：小明有三个红苹果 小红有四个绿梨 他们有"));
        Assert.Empty(Seen([apples], "他们一共有多少个水果？"));
        Assert.Equal([0], Seen(["一加一等于几？"], "一加一等于几"));
    }

    [Fact]
    public void Duplicates_are_all_but_the_first() =>
        Assert.Equal([2, 4], TrainingOverlap.Duplicates(["a b", "a c", "A  b", "a+b", "a b\n"]).Order());
}
