using R1Sharp.Learning.Tokenization.Normalization;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>Normalization form C: the examples of Unicode Standard Annex 15 and the rules behind them.</summary>
public sealed class UnicodeNormalizationTests
{
    [Theory]
    [InlineData("A\u030A", "\u00C5")] // composition
    [InlineData("\u212B", "\u00C5")] // singleton
    [InlineData("\u1E0A\u0323", "\u1E0C\u0307")] // marks in order, then composition
    [InlineData("q\u0307\u0323", "q\u0323\u0307")] // marks in order, nothing to compose
    [InlineData("e\u0301\u0301", "\u00E9\u0301")] // a second mark of the same class is blocked
    [InlineData("a\u0315\u0300", "\u00E0\u0315")] // a mark of another class does not block
    [InlineData("\u1112\u1161\u11AB", "\uD55C")] // Hangul
    [InlineData("\uD558\u11AB", "\uD55C")] // a syllable and a trailing consonant
    [InlineData("\u0958", "\u0915\u093C")] // excluded from composition
    [InlineData("\u0344", "\u0308\u0301")] // decomposes into marks only
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")] // beyond the basic plane
    [InlineData("\U00011099\U000110BA", "\U0001109A")]
    [InlineData("\uF900", "\u8C48")]
    [InlineData("ﬁ ½ ①", "ﬁ ½ ①")] // compatibility characters stay
    public void Follows_the_standard(string text, string normalized)
    {
        Assert.Equal(normalized, UnicodeNormalization.FormC(text).ToString());
        Assert.Equal(normalized, UnicodeNormalization.FormC(normalized).ToString());
        Assert.Equal("0" + normalized + "0", UnicodeNormalization.FormC("0" + text + "0").ToString());
    }

    [Fact]
    public void A_long_run_of_marks_takes_no_quadratic_time()
    {
        string marks = string.Concat(Enumerable.Repeat("\u0301\u0323", 200_000));
        Assert.Equal(marks.Length, UnicodeNormalization.FormC("q" + marks).Length - 1);
    }
}
