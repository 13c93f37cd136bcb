using R1Sharp.Learning.Corpus;
using R1Sharp.Learning.Corpus.Rules;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Corpus;

/// <summary>Rows of words against the rules' own words, row by row, in texts of few words that repeat themselves in every way.</summary>
public sealed class RepetitionTests
{
    const int Texts = 300;

    [Fact]
    public void Rows_are_counted_as_the_rule_says_it()
    {
        var book = new RuleBook([new GopherRepetition()]);
        for (int i = 0; i < Texts; i++)
        {
            string[] words = Words(i);
            var verdicts = book.Judge(string.Join(' ', words), null).Verdicts.ToDictionary(v => v.Rule, v => v.Value);
            double letters = Math.Max(1, string.Join(' ', words).Length);
            for (int n = 2; n <= 4; n++)
                Assert.Equal(Top(words, n) / letters, verdicts[$"repetition.top_{n}_words"], 12);
            for (int n = 5; n <= 10; n++)
                Assert.Equal(Again(words, n) / letters, verdicts[$"repetition.again_{n}_words"], 12);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("one, two; 3 x4 – naïve café ½")]
    [InlineData("漢字とかな mixed 中a中 b𝒳c é̈")]
    public void Words_are_counted_without_being_kept(string text) => Assert.Equal(TextWords.Of(text).Count, TextWords.Count(text));

    static string[] Words(int text)
    {
        var random = new RandomStream(7, RandomPurpose.Test, text);
        int kinds = 1 + random.NextInt(12), count = random.NextInt(120);
        return [.. Enumerable.Range(0, count).Select(_ => new string('a', 1 + random.NextInt(3)) + (char)('a' + random.NextInt(kinds)))];
    }

    static string[] Rows(string[] words, int n) =>
        [.. Enumerable.Range(0, Math.Max(0, words.Length - n + 1)).Select(i => string.Join(' ', words[i..(i + n)]))];

    // The most frequent row, of equals the one that came so often first.
    static double Top(string[] words, int n)
    {
        var (counts, most, length) = (new Dictionary<string, int>(), 0, 0);
        foreach (string row in Rows(words, n))
            if ((counts[row] = counts.GetValueOrDefault(row) + 1) > most)
                (most, length) = (counts[row], row.Length);
        return most < 2 ? 0 : (double)most * length;
    }

    // Behind a row that stood before, the search goes on after it.
    static long Again(string[] words, int n)
    {
        var (seen, rows, letters) = (new HashSet<string>(), Rows(words, n), 0L);
        for (int i = 0; i < rows.Length;)
            if (seen.Add(rows[i]))
                i++;
            else
                (letters, i) = (letters + words[i..(i + n)].Sum(word => word.Length), i + n);
        return letters;
    }
}
