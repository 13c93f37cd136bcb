// \boxed{…} with balanced braces.

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>Finds boxed answers.</summary>
public static class Boxes
{
    static readonly string[] s_commands = ["\\boxed", "\\fbox"];

    /// <summary>What stands in each closed box that is in no other box, in order, trimmed.</summary>
    public static List<string> In(string text)
    {
        var found = new List<string>();
        int at = 0;
        while (NextOpen(text, ref at))
        {
            int close = Close(text, at);
            if (close < 0)
                break;
            found.Add(text[at..close].Trim());
            at = close + 1;
        }
        return found;
    }

    // Leaves the position behind the opening brace of the next box.
    static bool NextOpen(string text, ref int at)
    {
        while (at <= text.Length && text.IndexOf('\\', at) is >= 0 and var slash)
        {
            at = slash + 1;
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
}
