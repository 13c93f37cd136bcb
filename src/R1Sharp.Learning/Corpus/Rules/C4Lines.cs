// C4's rules (Raffel et al., 1910.10683, section 2.2): lines that end with a mark of a sentence and have at least three words stay, without those that speak of
// JavaScript, cookies or terms of use; documents with "lorem ipsum", a curly bracket or fewer than five sentences go.

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>Cleans lines as C4 does.</summary>
sealed class C4Lines : IRuleSet
{
    const int LeastWords = 3, MostWordLetters = 1000;

    static readonly string[] s_phrases = ["javascript", "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies"];

    /// <inheritdoc/>
    public string Name => "c4";

    /// <inheritdoc/>
    public string? Edit(RuledDocument document, List<RuleVerdict> verdicts)
    {
        verdicts.Add(RuleVerdict.AtMost("c4.lorem_ipsum", document.Text.Contains("lorem ipsum", StringComparison.OrdinalIgnoreCase) ? 1 : 0, 0));
        verdicts.Add(RuleVerdict.AtMost("c4.curly_brackets", document.Text.AsSpan().Count('{'), 0));
        return LineEdit.Keep(document, line => Stays(line.Of(document.Text)));
    }

    /// <inheritdoc/>
    public void Judge(RuledDocument document, List<RuleVerdict> verdicts) => verdicts.Add(RuleVerdict.AtLeast("c4.sentences", Sentences(document.Text), 5));

    static bool Stays(ReadOnlySpan<char> line)
    {
        if (line[^1] is not ('.' or '?' or '!' or '"' or '\'' or '”' or '’' or '。' or '？' or '！') || line.EndsWith("..."))
            return false;
        int words = LineEdit.Words(line, out int longest);
        if (words < LeastWords || longest > MostWordLetters)
            return false;
        foreach (string phrase in s_phrases)
            if (line.Contains(phrase, StringComparison.OrdinalIgnoreCase))
                return false;
        return true;
    }

    // A mark behind a letter or digit and before white space or the end.
    static int Sentences(string text)
    {
        int count = 0;
        for (int i = 1; i < text.Length; i++)
            if (text[i] is '。' or '？' or '！' || (text[i] is '.' or '?' or '!' && text[i - 1] is not ('.' or '?' or '!')
                && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]) || text[i + 1] is '"' or '\'' or ')')))
                count++;
        return count;
    }
}

/// <summary>Takes lines out of texts.</summary>
static class LineEdit
{
    /// <summary>Whether a line stays.</summary>
    public delegate bool Test(TextPiece line);

    /// <summary>The text without the lines that do not stay; null where all do.</summary>
    public static string? Keep(RuledDocument document, Test stays)
    {
        List<TextPiece>? gone = null;
        foreach (var line in document.Lines)
            if (!stays(line))
                (gone ??= []).Add(line);
        return gone is null ? null : Without(document.Text, gone);
    }

    static string Without(string text, List<TextPiece> gone)
    {
        var left = new System.Text.StringBuilder(text.Length);
        int at = 0;
        foreach (var line in gone)
        {
            // The line's break goes with it.
            int end = text.IndexOf('\n', line.End) is >= 0 and var stop ? stop + 1 : text.Length;
            int start = line.Start == 0 ? 0 : text.LastIndexOf('\n', line.Start - 1) + 1;
            left.Append(text, at, Math.Max(0, start - at));
            at = end;
        }
        return left.Append(text, at, text.Length - at).ToString().TrimEnd('\n');
    }

    /// <summary>Words of a line, and the letters of the longest.</summary>
    public static int Words(ReadOnlySpan<char> line, out int longest)
    {
        int words = 0, length = 0;
        longest = 0;
        foreach (char c in line)
        {
            length = c is > ' ' and < (char)128 || !char.IsWhiteSpace(c) ? length + 1 : 0;
            words += length == 1 ? 1 : 0;
            longest = Math.Max(longest, length);
        }
        return words;
    }
}
