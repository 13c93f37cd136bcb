// Work on texts that methods and filters of templates share.

using System.Globalization;
using System.Text;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Python's string operations where .NET's differ.</summary>
internal static class JinjaStrings
{
    /// <summary>What Python takes for white space: beyond .NET's, the four separators of ASCII.</summary>
    public static readonly char[] Spaces =
        [.. Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(c => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f')];

    /// <summary>All letters as capitals; ß becomes two, as in Python.</summary>
    public static string Upper(string text) => text.ToUpperInvariant().Replace("ß", "SS");

    /// <summary>The text filled up to a width: in the middle, or at one end.</summary>
    public static string Pad(string text, long width, string fill, bool center, bool left, JinjaRun run)
    {
        if (JinjaAccess.Characters(fill).Count != 1) throw new TemplateException("a text is filled up with one character");
        long missing = width - Length(text);
        if (missing <= 0) return text;
        run.SpendText(width);
        // Python rounds the left side up where both the gap and the width are odd.
        long before = center ? missing / 2 + (missing & width & 1) : left ? missing : 0;
        return string.Concat(Enumerable.Repeat(fill, (int)before)) + text + string.Concat(Enumerable.Repeat(fill, (int)(missing - before)));
    }

    /// <summary>How many characters, a surrogate pair as one.</summary>
    public static long Length(string text)
    {
        long pairs = 0;
        for (int i = 0; i + 1 < text.Length; i++) if (char.IsSurrogatePair(text[i], text[i + 1])) pairs++;
        return text.Length - pairs;
    }

    /// <summary>Splits at a separator, or at runs of white space when it is null, at most <paramref name="most"/> times (negative: always).</summary>
    public static IEnumerable<object?> Split(string text, string? separator, long most, bool fromEnd)
    {
        int count = most is >= 0 and < int.MaxValue ? (int)most + 1 : int.MaxValue;
        if (fromEnd)
            return Split(Reverse(text), separator is null ? null : Reverse(separator), count).Select(Reverse).Reverse();
        return Split(text, separator, count);
    }

    static string[] Split(string text, string? separator, int count)
    {
        if (separator is not null) return text.Split(separator, count);
        string[] parts = text.TrimStart(Spaces).Split(Spaces, count, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == count) parts[^1] = parts[^1].TrimStart(Spaces);
        return parts;
    }

    static string Reverse(string text) => string.Create(text.Length, text, static (reversed, source) =>
    {
        source.CopyTo(reversed);
        reversed.Reverse();
    });

    /// <summary>The lines of a text, with or without their ends.</summary>
    public static IEnumerable<object?> Lines(string text, bool keepEnds)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = text.AsSpan(start).IndexOfAny("\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029") is >= 0 and var offset ? start + offset : text.Length;
            int next = end == text.Length ? end : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
            yield return text[start..(keepEnds ? next : end)];
            start = next;
        }
    }

    /// <summary>Replaces a part, at most <paramref name="most"/> times (negative: always).</summary>
    public static string Replace(string text, string old, string replacement, long most, JinjaRun run)
    {
        if (old.Length == 0) throw new TemplateException("'replace' needs a part to replace that is not empty");
        var builder = new StringBuilder();
        int done = 0;
        for (long count = 0; count != most && text.IndexOf(old, done, StringComparison.Ordinal) is >= 0 and var at; count++)
        {
            run.SpendText((long)builder.Length + replacement.Length);
            builder.Append(text, done, at - done).Append(replacement);
            done = at + old.Length;
        }
        run.SpendText((long)builder.Length + text.Length - done);
        return builder.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>The items' texts with a separator between them.</summary>
    public static string Join(string separator, IReadOnlyList<object?> items, JinjaRun run)
    {
        var builder = new StringBuilder();
        for (int i = 0; i < items.Count; i++)
        {
            string text = (i > 0 ? separator : "") + JinjaText.Of(items[i], run);
            if ((long)builder.Length + text.Length > JinjaRun.LongestText) run.SpendText((long)builder.Length + text.Length);
            run.SpendText(text.Length);
            builder.Append(text);
        }
        return builder.ToString();
    }

    /// <summary>Each word with a capital and the rest small.</summary>
    public static string Title(string text, TextInfo casing, Func<char, bool> beginsWord)
    {
        var builder = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
            builder.Append(i == 0 || beginsWord(text[i - 1]) ? casing.ToUpper(text[i]) : casing.ToLower(text[i]));
        return builder.ToString();
    }

    /// <summary>The first letter as a capital and the rest small.</summary>
    public static string Capitalize(string text, TextInfo casing) => text.Length == 0 ? "" : casing.ToUpper(text[0]) + casing.ToLower(text[1..]);
}
