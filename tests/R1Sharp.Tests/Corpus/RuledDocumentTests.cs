using R1Sharp.Learning.Corpus;
using R1Sharp.Learning.Corpus.Rules;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Corpus;

/// <summary>What is found sixty-four characters at a time is what is found one by one.</summary>
public sealed class RuledDocumentTests
{
    const string Signs = "aZé中かΩ0٣ \t\n\n\r\u0001\u001f\u007f\u0085\u00a0\u2003\u3000.,-\u0301𝒳";

    public static TheoryData<int> Lengths => [0, 1, 7, 63, 64, 65, 127, 128, 129, 500];

    static string Text(int length, int part)
    {
        var random = new RandomStream(3, RandomPurpose.Test, 1000L * length + part);
        // Some texts are of ASCII, some of few signs.
        int kinds = part % 3 == 0 ? Signs.Length : part % 3 == 1 ? 2 : 12;
        return new([.. Enumerable.Range(0, length).Select(_ => part % 4 == 0 && random.NextInt(3) > 0 ? 'b' : Signs[random.NextInt(kinds)])]);
    }

    static bool IsSpace(char c) => c <= ' ' || char.IsWhiteSpace(c);

    static IEnumerable<TextPiece> Pieces(string text, Func<char, bool> parts)
    {
        for (int i = 0, start = 0; i <= text.Length; i++)
            if (i == text.Length || parts(text[i]))
            {
                if (i > start)
                    yield return new(start, i);
                start = i + 1;
            }
    }

    static TextPiece Trimmed(string text, TextPiece line)
    {
        string own = text[line.Start..line.End];
        int start = line.Start + own.Length - own.TrimStart().Length;
        return new(start, start + own.Trim().Length);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Words_and_lines_are_cut_as_one_by_one(int length)
    {
        var document = new RuledDocument();
        for (int part = 0; part < 60; part++)
        {
            string text = Text(length, part);
            document.Take(text, null);
            Assert.Equal(Pieces(text, IsSpace), Enumerable.Range(0, document.WordCount).Select(document.Word));
            TextPiece[] lines = [.. Pieces(text, c => c == '\n').Select(l => Trimmed(text, l)).Where(l => l.Length > 0)];
            Assert.Equal(lines, document.Lines.ToArray());
            foreach (var line in lines)
            {
                string own = text[line.Start..line.End];
                Assert.Equal((own.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, own.Count(char.IsLetter), own.Count(char.IsUpper)),
                    (document.WordsIn(line), document.LettersIn(line), document.CapitalsIn(line)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Words_are_counted_as_they_are_split(int length)
    {
        for (int part = 0; part < 60; part++)
            Assert.Equal(TextWords.Of(Text(length, part)).Count, TextWords.Count(Text(length, part)));
    }

    [Fact]
    public void Counts_are_those_of_a_dictionary()
    {
        var (counts, random) = (new HashCounts(), new RandomStream(4, RandomPurpose.Test));
        foreach (int size in (int[])[1, 64, 3000, 10, 3000])
        {
            var expected = new Dictionary<ulong, int>();
            counts.Clear(size);
            for (int i = 0; i < size; i++)
            {
                // Hashes that differ in their upper or in their lower bits alone, too.
                ulong number = (ulong)random.NextInt(size / 2 + 1), key = (number % 3) switch { 0 => number, 1 => number << 40, _ => HashMix.Of(number) };
                expected[key] = expected.GetValueOrDefault(key) + 1;
                Assert.Equal(expected[key], counts.Add(key));
            }
            int place = counts.Count(7);
            Assert.Equal(expected.GetValueOrDefault(7UL) + 1, counts.At(place));
            Assert.True(counts.See(place));
            Assert.False(counts.See(place));
            Assert.Equal(expected.GetValueOrDefault(7UL) + 1, counts.At(place));
        }
    }

    /// <summary>The last word of a text has the hash that it has in its middle, so that the same words are the same rows.</summary>
    [Fact]
    public void Words_at_the_end_are_words()
    {
        foreach (string word in (string[])["a", "to", "word", "a_word", "eight888", "nine99999", "ünïcödé"])
            Assert.Equal(7.0 * (2 * word.Length + 1) / (8 * word.Length + 7), new RuleBook([new GopherRepetition()])
                .Judge(string.Join(' ', Enumerable.Repeat(word, 8)), null).Verdicts.Single(v => v.Rule == "repetition.top_2_words").Value, 9);
    }

    [Fact]
    public void Hashes_of_texts_tell_lengths_apart() =>
        Assert.Equal(200, Enumerable.Range(0, 200).Select(n => HashMix.Quick(new string('\0', n))).Distinct().Count());
}
