using R1Sharp.Learning.Corpus;
using Xunit;

namespace R1Sharp.Tests.Corpus;

/// <summary>What stands in a corpus word for word, against counts by hand.</summary>
public sealed class RecitationTests
{
    static readonly string[] s_corpus = ["one two three four five six", "seven eight nine"];

    [Theory]
    [InlineData("two three four", 3, 1)]
    [InlineData("two three four x", 3, 0.75)]
    [InlineData("x two three four five y", 3, 4.0 / 6)]
    [InlineData("two three x four five", 3, 0)]
    [InlineData("five six seven", 3, 0)]
    [InlineData("Seven, eight; NINE", 3, 1)]
    [InlineData("two three", 3, 0)]
    [InlineData("two three", 2, 1)]
    [InlineData("", 2, 0)]
    public void A_word_is_recited_where_a_run_that_holds_it_stands_there(string text, int words, double share) =>
        Assert.Equal(share, new Recitation(s_corpus, words).ShareOf([text]), 12);

    [Fact]
    public void Texts_count_by_their_words() => Assert.Equal(3.0 / 8, new Recitation(s_corpus, 3).ShareOf(["two three four", "a b c d e"]), 12);

    [Fact]
    public void Runs_are_compared_in_order() => Assert.Equal(0, new Recitation(s_corpus, 3).ShareOf(["four three two", "three two four"]));

    [Fact]
    public void There_are_as_many_runs_as_places_for_them()
    {
        Assert.Equal([4, 1, 0], ((int[])[1, 4, 5]).Select(n => WordRuns.Of("a b c d", n).Count));
        var runs = WordRuns.Of("a b a b a", 2);
        Assert.Equal((runs[0], runs[1]), (runs[2], runs[3]));
        Assert.NotEqual(runs[0], runs[1]);
    }
}
