// Gopher's rules of quality (Rae et al., 2112.11446, appendix A.1.1), with their thresholds: how many words, how long, how many signs, bullets and ellipses,
// how many words with letters, two of the commonest English words.

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>Does it read like prose?</summary>
public sealed class GopherQuality : IRuleSet
{
    static readonly HashSet<string> s_stopWords = ["the", "be", "to", "of", "and", "that", "have", "with"];

    static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_stops = s_stopWords.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <inheritdoc/>
    public string Name => "gopher";

    /// <inheritdoc/>
    public string? Edit(RuledDocument document, List<RuleVerdict> verdicts) => null;

    /// <inheritdoc/>
    public void Judge(RuledDocument document, List<RuleVerdict> verdicts)
    {
        long words = 0, letters = 0, withLetter = 0;
        int stops = 0;
        foreach (var range in document.Words)
        {
            var word = document.Text.AsSpan(range);
            if (word.ContainsAnyExcept(Signs))
                (words, letters) = (words + 1, letters + word.Length);
            withLetter += HasLetter(word) ? 1 : 0;
            stops += IsStop(word) ? 1 : 0;
        }
        double all = Math.Max(1, document.Words.Count);
        verdicts.Add(new("gopher.words", words, 50, 100_000));
        verdicts.Add(new("gopher.mean_word_length", letters / Math.Max(1.0, words), 3, 10));
        verdicts.Add(RuleVerdict.AtMost("gopher.hashes_per_word", document.Text.AsSpan().Count('#') / all, 0.1));
        verdicts.Add(RuleVerdict.AtMost("gopher.ellipses_per_word", (document.Text.AsSpan().Count("...") + document.Text.AsSpan().Count('…')) / all, 0.1));
        verdicts.Add(RuleVerdict.AtMost("gopher.bullet_lines", Share(document, line => line[0] is '•' or '-' or '*' or '●' or '‣'), 0.9));
        verdicts.Add(RuleVerdict.AtMost("gopher.ellipsis_lines", Share(document, line => line.EndsWith("...") || line.EndsWith("…")), 0.3));
        verdicts.Add(RuleVerdict.AtLeast("gopher.words_with_letters", withLetter / all, 0.8));
        verdicts.Add(RuleVerdict.AtLeast("gopher.stop_words", stops, 2));
    }

    const string Signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~…–—’‘“”•·";

    static bool HasLetter(ReadOnlySpan<char> word)
    {
        foreach (char c in word)
            if (c < 128 ? char.IsAsciiLetter(c) : char.IsLetter(c))
                return true;
        return false;
    }

    static bool IsStop(ReadOnlySpan<char> word)
    {
        word = word.Trim(Signs);
        Span<char> lower = stackalloc char[4];
        return word.Length is >= 2 and <= 4 && s_stops.Contains(lower[..word.ToLowerInvariant(lower)]);
    }

    delegate bool LineTest(ReadOnlySpan<char> line);

    static double Share(RuledDocument document, LineTest test)
    {
        int count = 0;
        foreach (var line in document.Lines)
            count += test(document.Text.AsSpan(line)) ? 1 : 0;
        return count / Math.Max(1.0, document.Lines.Count);
    }
}
