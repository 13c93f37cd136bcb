// Fenced blocks of Markdown as models write them: CommonMark's rules (section 4.5), and beyond them
//   1. a fence may be indented by any width (under a list item) and stand behind a list marker, a quote mark or other text;
//   2. code on the line of the opening fence is the block's first line, and a fence behind the last line of code closes it;
//   3. an opening python fence inside an open block begins a new one, since the first was never closed;
//   4. </answer> closes a block, and so does a fence with a tag behind it.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>A fenced block of a text.</summary>
/// <param name="Language">The language that the opening fence names, in lower case; empty where it names none.</param>
/// <param name="Body">The lines between the fences, without the indentation that all of them share.</param>
/// <param name="IsClosed">Whether there is a closing fence.</param>
readonly partial record struct FencedBlock(string Language, string Body, bool IsClosed)
{
    /// <summary>Whether it says that it is Python.</summary>
    public bool IsPython => PythonNames().IsMatch(Language);

    /// <summary>Whether it is a dialogue with the interpreter and not a program.</summary>
    public bool IsConsole => Body.TrimStart().StartsWith(">>>", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?:i?python[\d.]*|py[\d.]*|pypy[\d.-]*|[\w./-]+\.py)$")]
    private static partial Regex PythonNames();
}

/// <summary>Finds fenced blocks.</summary>
static partial class FencedBlocks
{
    /// <summary>A block that is being read.</summary>
    sealed record Opening(char Mark, int Length, int Indent, int QuoteDepth, string Language)
    {
        public List<string> Body { get; } = [];
    }

    /// <summary>The blocks of a text in order; only those whose fence never closes are not closed.</summary>
    public static IEnumerable<FencedBlock> Of(string text)
    {
        Opening? open = null;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (open is null)
            {
                if (OneLine().Match(line) is { Success: true } whole)
                    yield return new(LanguageOf(whole.Groups["info"].Value), whole.Groups["code"].Value.Trim(), IsClosed: true);
                else
                    open = Open(line);
                continue;
            }
            string inner = WithoutQuotes(line, open.QuoteDepth);
            bool closes = Closes(inner, open), reopens = !closes && Reopens(inner, open);
            if (!closes && !reopens)
            {
                open.Body.Add(inner);
                continue;
            }
            yield return Finished(open, closes);
            open = reopens ? Open(inner) : null;
        }
        if (open is not null)
            yield return Finished(open, isClosed: false);
    }

    static Opening? Open(string line)
    {
        var match = AtStart().Match(line);
        if (!match.Success)
            match = BehindText().Match(line);
        if (!match.Success)
            return null;
        string fence = match.Groups["fence"].Value, info = match.Groups["info"].Value.Trim(), language = LanguageOf(info);
        int depth = match.Groups["quote"].Value.Count(c => c == '>');
        var open = new Opening(fence[0], fence.Length, Width(match.Groups["indent"].Value), depth, language);
        string rest = language.Length > 0 && info.StartsWith(language, StringComparison.OrdinalIgnoreCase) ? info[language.Length..].Trim() : "";
        if (open.Language.Length > 0 && CodeBehindLanguage().IsMatch(rest))
            open.Body.Add(rest);
        return open;
    }

    static bool Closes(string line, Opening open)
    {
        if (line.TrimStart().StartsWith(ThinkAnswerText.AnswerClose, StringComparison.Ordinal))
            return true;
        var match = Closing().Match(line);
        return match.Success && match.Groups["fence"].Value is var fence && fence[0] == open.Mark && fence.Length >= open.Length
            && Width(match.Groups["indent"].Value) <= open.Indent + 3;
    }

    static bool Reopens(string line, Opening open) =>
        AtStart().Match(line) is { Success: true } match && match.Groups["fence"].Value is var fence && fence[0] == open.Mark && fence.Length >= open.Length
        && Width(match.Groups["indent"].Value) <= open.Indent + 3 && new FencedBlock(LanguageOf(match.Groups["info"].Value.Trim()), "", false).IsPython;

    static FencedBlock Finished(Opening open, bool isClosed)
    {
        var lines = open.Body;
        if (!isClosed && lines.FindIndex(EndsWithFence) is >= 0 and var last)
            (lines, isClosed) = ([.. lines[..last], lines[last].TrimEnd().TrimEnd('`')], true);
        return new(open.Language, Indentation.Remove(lines, open.Indent), isClosed);
    }

    // A fence behind code; in a text of Python's it would stand behind or before a quotation mark, or twice.
    static bool EndsWithFence(string line)
    {
        string trimmed = line.TrimEnd();
        int at = trimmed.IndexOf("```", StringComparison.Ordinal);
        return at > 0 && trimmed[at..].All(c => c == '`') && trimmed[at - 1] is not ('"' or '\'') && !trimmed.TrimStart().StartsWith('#');
    }

    // The first word, without the dress that Pandoc, R Markdown and HTML give it; title="…" alone names no language.
    static string LanguageOf(string info) => Language().Match(info) is { Success: true } match ? match.Groups["name"].Value.ToLowerInvariant() : "";

    static string WithoutQuotes(string line, int depth)
    {
        for (; depth > 0 && Quote().Match(line) is { Success: true } match; depth--)
            line = line[match.Length..];
        return line;
    }

    static int Width(string indent) => indent.Sum(c => c == '\t' ? 4 : 1);

    [GeneratedRegex(@"^(?<quote>(?:[ \t]*>[ \t]?)*)(?<indent>[ \t]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)*)(?<fence>`{3,}|~{3,})(?<info>[^`]*)$")]
    private static partial Regex AtStart();

    // Behind text a fence opens only with a language of ours and nothing after it, or behind tags alone: prose speaks of fences too.
    [GeneratedRegex(@"^(?:(?:[ \t]*</?\w+>)+[ \t]*(?<fence>`{3,})(?<info>[^`]*)|[^`]*(?<fence>`{3,})[ \t]*(?<info>(?:[Pp]ython|[Pp]y)3?)[ \t]*)$")]
    private static partial Regex BehindText();

    [GeneratedRegex(@"^[^`]*`{3,}[ \t]*(?<info>(?:[Pp]ython|[Pp]y)3?)[ \t]+(?<code>[^`]+)`{3,}[ \t]*(?:</?\w+>[ \t]*)*$")]
    private static partial Regex OneLine();

    [GeneratedRegex(@"^(?<indent>[ \t]*)(?<fence>`{3,}|~{3,})[ \t]*(?:<.*)?$")]
    private static partial Regex Closing();

    [GeneratedRegex(@"^\{?\s*[.#]?(?:language-|lang-|\.)?(?<name>[A-Za-z][\w+#./-]*)(?!\w*\s*=)")]
    private static partial Regex Language();

    [GeneratedRegex(@"^(?:import\s|from\s+\S+\s+import\s|def\s|class\s|for\s|while\s|if\s|with\s|try:|@\w|#|[\w.]+\("
        + @"|\w+(?:\s*,\s*\w+)*\s*[-+*/%]?=\s*[\w.\[({]*\()")]
    private static partial Regex CodeBehindLanguage();

    [GeneratedRegex(@"^[ \t]*>[ \t]?")]
    private static partial Regex Quote();
}
