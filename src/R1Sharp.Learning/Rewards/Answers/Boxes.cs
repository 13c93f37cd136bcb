// \boxed{…} with balanced braces.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>Finds boxed answers.</summary>
public static partial class Boxes
{
    const int MostUnclosed = 100;

    static readonly string[] s_commands = ["\\boxed", "\\fbox"];

    /// <summary>What stands in each closed box that is in no other box, in order, trimmed.</summary>
    public static List<string> In(string text) => [.. Find(text).Select(box => box.Content)];

    /// <summary>The last box; where only commas, "and" or "or" stand between it and boxes before it, all of them as a list.</summary>
    public static string Last(string text)
    {
        var boxes = Find(text);
        int first = boxes.Count - 1;
        while (first > 0 && Connective().IsMatch(text[boxes[first - 1].End..boxes[first].Start]))
            first--;
        return string.Join(", ", boxes.Skip(first).Select(box => box.Content).Distinct());
    }

    static List<(int Start, int End, string Content)> Find(string text)
    {
        var found = new List<(int, int, string)>();
        int at = 0, unclosed = 0;
        while (unclosed < MostUnclosed && NextOpen(text, ref at, out int start))
        {
            int close = Close(text, at);
            if (close < 0)
            {
                unclosed++;
                continue;
            }
            found.Add((start, close + 1, text[at..close].Trim()));
            at = close + 1;
        }
        return found;
    }

    // Leaves the position behind the opening brace of the next box.
    static bool NextOpen(string text, ref int at, out int start)
    {
        start = 0;
        while (at <= text.Length && text.IndexOf('\\', at) is >= 0 and var slash)
        {
            (at, start) = (slash + 1, slash);
            if (s_commands.FirstOrDefault(c => string.CompareOrdinal(text, slash, c, 0, c.Length) == 0) is not { } command)
                continue;
            int brace = slash + command.Length;
            while (brace < text.Length && text[brace] == ' ')
                brace++;
            at = brace + 1;
            if (brace < text.Length && text[brace] == '{')
                return true;
        }
        return false;
    }

    static int Close(string text, int at)
    {
        for (int depth = 1; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == '{')
                depth++;
            else if (text[at] == '}' && --depth == 0)
                return at;
        }
        return -1;
    }

    [GeneratedRegex(@"\A[\s$,;]*(and|or|和|或|\\text\{\s*(and|or)\s*\})?[\s$,;]*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Connective();
}
