// White space before lines of Python, which means something there.

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>Takes indentation off, and puts it on.</summary>
static class Indentation
{
    /// <summary>
    /// The lines without the fence's own indentation (a line that has less keeps the rest of its text), and then without what
    /// white space all lines that are not blank begin with: a program's first statement stands at the margin.
    /// </summary>
    /// <param name="lines">The lines of a block.</param>
    /// <param name="fence">Columns before its fence.</param>
    public static string Remove(IReadOnlyList<string> lines, int fence)
    {
        string[] rest = [.. lines.Select(line => Without(line, fence))];
        string shared = Shared(rest);
        return string.Join('\n', rest.Select(line => line.StartsWith(shared, StringComparison.Ordinal) ? line[shared.Length..] : line.TrimStart()));
    }

    /// <summary>A text as the body of a function: four more spaces before each line, and before the first alone where only that has lost them.</summary>
    public static string Body(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        int first = Array.FindIndex(lines, line => line.Trim().Length > 0);
        if (first < 0 || char.IsWhiteSpace(lines[first][0]))
            return text;
        string? second = lines.Skip(first + 1).FirstOrDefault(line => line.Trim().Length > 0);
        bool isFirstAlone = second is not null && char.IsWhiteSpace(second[0]) && !lines[first].TrimEnd().EndsWith(':') && !IsInside(lines[first]);
        return string.Join('\n', lines.Select((line, i) => line.Trim().Length == 0 || (isFirstAlone && i != first) ? line : "    " + line));
    }

    // A statement that goes on in the next line explains that line's indentation.
    static bool IsInside(string line) => line.Count(c => c is '(' or '[' or '{') > line.Count(c => c is ')' or ']' or '}') || line.TrimEnd().EndsWith('\\');

    static string Without(string line, int columns)
    {
        int at = 0;
        for (int width = 0; at < line.Length && line[at] is ' ' or '\t' && (width += line[at] == '\t' ? 4 : 1) <= columns; at++)
        {
        }
        return line[at..];
    }

    static string Shared(string[] lines)
    {
        string? shared = null;
        foreach (string line in lines.Where(line => line.Trim().Length > 0))
        {
            string own = line[..(line.Length - line.TrimStart(' ', '\t').Length)];
            int same = shared is null ? own.Length : shared.Zip(own).TakeWhile(pair => pair.First == pair.Second).Count();
            shared = own[..same];
        }
        return shared ?? "";
    }
}
