// What an announcement announces: to the end of the sentence or line, without Markdown and an exclamation mark.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Cuts out what stands behind an announcement.</summary>
static partial class AnnouncedText
{
    /// <summary>
    /// The sentence that begins at a place; a formula on lines of its own belongs to it. Empty where nothing follows.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The place.</param>
    /// <param name="isDenial">Whether the words before it deny: then only what follows "but" counts.</param>
    public static string Behind(string text, int start, bool isDenial)
    {
        start += Lead().Match(text, start) is { Success: true } lead && lead.Index == start ? lead.Length : 0;
        string sentence = Markdown.Plain(text[start..End(text, start)].Trim());
        sentence = sentence.Trim('*', '_', '`', ' ', '|', '\t', '\r');
        isDenial |= sentence.StartsWith("not ", StringComparison.Ordinal);
        int but = isDenial ? sentence.IndexOf(" but ", StringComparison.Ordinal) : -1;
        return isDenial && but < 0 ? "" : WithoutExclamation(but < 0 ? sentence : sentence[(but + " but ".Length)..]);
    }

    /// <summary>"5!" at the end of a sentence is said with emphasis: a factorial stands between dollar signs, in a box, or behind a name.</summary>
    public static string WithoutExclamation(string sentence) => Exclamation().IsMatch(sentence) ? sentence.TrimEnd('!').TrimEnd() : sentence;

    static int End(string text, int start)
    {
        bool display = text.AsSpan(start).StartsWith("\\[") || text.AsSpan(start).StartsWith("$$");
        for (int end = start; end < text.Length; end++)
        {
            bool isClosed = display && end > start + 2 && (text.AsSpan(end).StartsWith("\\]") || text.AsSpan(end).StartsWith("$$"));
            if (isClosed)
                return end + 2;
            if (IsEnd(text, end, display))
                return end;
        }
        return text.Length;
    }

    static bool IsEnd(string text, int at, bool display) => text[at] switch
    {
        '。' or '।' or '؟' => true,
        '\n' => !display && !IsInEnvironment(text, at),
        '<' => at + 1 < text.Length && text[at + 1] is '|' or '/',
        '`' => text.AsSpan(at).StartsWith("```"),
        '.' => IsAtEndOfWord(text, at) && !IsAbbreviation(text, at),
        '!' or '?' => at + 1 < text.Length && char.IsWhiteSpace(text[at + 1]) && (text[at + 1] == '\n' || at + 2 < text.Length && char.IsUpper(text[at + 2])),
        _ => false,
    };

    static bool IsAtEndOfWord(string text, int at) => at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]) || text[at + 1] == '*';

    // A matrix goes over several lines.
    static bool IsInEnvironment(string text, int at) =>
        text.LastIndexOf("\\begin{", at, StringComparison.Ordinal) is >= 0 and var begin && text.IndexOf("\\end{", begin, StringComparison.Ordinal) is >= 0
            and var end && end > at;

    // "A. 42" and "p.m. today" go on.
    static bool IsAbbreviation(string text, int at) => at > 0 && char.IsAsciiLetter(text[at - 1]) && (at == 1 || !char.IsAsciiLetterOrDigit(text[at - 2]))
        && (at < 2 || text[at - 2] is ' ' or '.' or '(' or '*');

    // White space, emphasis, colons, a fence, the bar of a table, the sign of a heading or of a quote.
    [GeneratedRegex(@"([\s*_:：、|>""]|</?(b|i|u|em|strong|span)>|=(?!=)|#{1,6}(?=\s)|```[a-zA-Z]*\r?\n|`(?!`)|\\(quad|,|;|\s))*")]
    private static partial Regex Lead();

    [GeneratedRegex(@"(?<=\A[^!]*)((?<=\d|[$}*]|[a-zA-Z]{2}|\\\)|%)|(?<=\A\W*[A-J]))!+\z")]
    private static partial Regex Exclamation();
}
