// Gopher's rules of quality (Rae et al., 2112.11446, appendix A.1.1), with their thresholds: how many words, how long, how many signs, bullets and ellipses,
// how many words with letters, two of the commonest English words.

using System.Buffers;

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>Does it read like prose?</summary>
sealed class GopherQuality : IRuleSet
{
    static readonly SearchValues<char> s_signs = SearchValues.Create("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~…–—’‘“”•·");

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
            if (word.ContainsAnyExcept(s_signs))
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

    static bool HasLetter(ReadOnlySpan<char> word)
    {
        foreach (char c in word)
            if (c < 128 ? char.IsAsciiLetter(c) : char.IsLetter(c))
                return true;
        return false;
    }

    static bool IsStop(ReadOnlySpan<char> word)
    {
        word = Trimmed(word);
        if (word.Length is < 2 or > 4)
            return false;
        Span<char> lower = stackalloc char[4];
        for (int i = 0; i < word.Length; i++)
            lower[i] = char.IsAsciiLetterUpper(word[i]) ? (char)(word[i] | 32) : word[i];
        return lower[..word.Length] is "the" or "be" or "to" or "of" or "and" or "that" or "have" or "with";
    }

    static ReadOnlySpan<char> Trimmed(ReadOnlySpan<char> word)
    {
        while (word.Length > 0 && s_signs.Contains(word[0]))
            word = word[1..];
        while (word.Length > 0 && s_signs.Contains(word[^1]))
            word = word[..^1];
        return word;
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
