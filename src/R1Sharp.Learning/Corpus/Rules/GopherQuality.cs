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
        for (int i = 0; i < document.WordCount; i++)
        {
            var word = document.Word(i).Of(document.Text);
            bool beginsPlainly = char.IsAsciiLetter(word[0]);
            if (beginsPlainly || word.ContainsAnyExcept(s_signs))
                (words, letters) = (words + 1, letters + word.Length);
            withLetter += beginsPlainly || HasLetter(word) ? 1 : 0;
            stops += IsStop(beginsPlainly && char.IsAsciiLetter(word[^1]) ? word : Trimmed(word)) ? 1 : 0;
        }
        var (bullets, ellipses) = Lines(document);
        double lines = Math.Max(1.0, document.Lines.Length);
        double all = Math.Max(1, document.WordCount);
        verdicts.Add(new("gopher.words", words, 50, 100_000));
        verdicts.Add(new("gopher.mean_word_length", letters / Math.Max(1.0, words), 3, 10));
        verdicts.Add(RuleVerdict.AtMost("gopher.hashes_per_word", document.Text.AsSpan().Count('#') / all, 0.1));
        verdicts.Add(RuleVerdict.AtMost("gopher.ellipses_per_word", (document.Text.AsSpan().Count("...") + document.Text.AsSpan().Count('…')) / all, 0.1));
        verdicts.Add(RuleVerdict.AtMost("gopher.bullet_lines", bullets / lines, 0.9));
        verdicts.Add(RuleVerdict.AtMost("gopher.ellipsis_lines", ellipses / lines, 0.3));
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
        if (word.Length is < 2 or > 4)
            return false;
        ulong letters = 0;
        foreach (char c in word)
            letters = letters << 16 | (char.IsAsciiLetterUpper(c) ? (char)(c | 32) : c);
        return s_stops.Contains(letters);
    }

    // As many letters as fit into 64 bits, the last in the lowest.
    static readonly ulong[] s_stops = [.. ((string[])["the", "be", "to", "of", "and", "that", "have", "with"])
        .Select(word => word.Aggregate(0UL, (letters, c) => letters << 16 | c))];

    static ReadOnlySpan<char> Trimmed(ReadOnlySpan<char> word)
    {
        while (word.Length > 0 && s_signs.Contains(word[0]))
            word = word[1..];
        while (word.Length > 0 && s_signs.Contains(word[^1]))
            word = word[..^1];
        return word;
    }

    static (int Bullets, int Ellipses) Lines(RuledDocument document)
    {
        int bullets = 0, ellipses = 0;
        foreach (var place in document.Lines)
        {
            var line = place.Of(document.Text);
            bullets += line[0] is '•' or '-' or '*' or '●' or '‣' ? 1 : 0;
            ellipses += line[^1] == '…' || line.EndsWith("...") ? 1 : 0;
        }
        return (bullets, ellipses);
    }
}
