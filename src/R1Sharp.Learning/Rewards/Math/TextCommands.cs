// \text{ cm}, \mathrm{lcm}, \textbf{A}: upright words inside formulas. They are marked here, so that the scanner knows a
// word from a product of letters.

using System.Text;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Marks upright words.</summary>
static partial class TextCommands
{
    /// <summary>Stands before an upright word.</summary>
    public const char WordStart = '\uE000';

    /// <summary>Stands after an upright word.</summary>
    public const char WordEnd = '\uE001';

    static readonly HashSet<string> Upright = new(StringComparer.Ordinal)
    {
        "text", "textbf", "textit", "textrm", "textsf", "texttt", "textnormal", "textup", "mathrm", "mbox", "hbox", "mathsf", "mathit", "mathtt",
        "operatorname", "operatorname*", "mathop", "rm", "unit", "emph", "textsc",
    };

    // Decorations that leave the meaning of a letter as it is.
    static readonly HashSet<string> Decoration = new(StringComparer.Ordinal)
    {
        "mathbf", "boldsymbol", "bm", "pmb", "mathcal", "mathscr", "mathfrak", "vec", "overrightarrow", "underline", "displaystyle", "textstyle",
        "boxed", "fbox", "ensuremath", "large", "Large", "huge", "bf", "it", "limits", "nolimits", "left", "right", "big", "Big", "bigg",
        "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "middle", "bigm", "mathstrut", "strut", "scriptstyle", "hfill",
        "mathbin", "mathrel", "mathord", "mathopen", "mathclose", "nonumber", "notag",
    };

    static readonly HashSet<string> WithArgument = new(StringComparer.Ordinal) { "color", "hspace", "vspace", "phantom", "hphantom", "label", "tag", "textcolor" };

    /// <summary>The text with upright words between marks and without decorations.</summary>
    public static string Mark(string text)
    {
        if (!text.Contains('\\'))
            return text;
        var result = new StringBuilder(text.Length + 16);
        Copy(text, result, isUpright: false, depth: 0);
        return result.ToString();
    }

    static void Copy(ReadOnlySpan<char> text, StringBuilder result, bool isUpright, int depth)
    {
        if (depth > Fuel.MaxDepth)
            throw new OutOfFuelException("commands are nested too deep");
        for (int i = 0; i < text.Length;)
        {
            if (text[i] == '\\')
                i = Command(text, i, result, isUpright, depth);
            else if (isUpright && char.IsLetter(text[i]))
                i = Word(text, i, result);
            else
            {
                result.Append(isUpright && text[i] is ('~' or '$') ? ' ' : text[i]);
                i++;
            }
        }
    }

    static int Word(ReadOnlySpan<char> text, int at, StringBuilder result)
    {
        int end = at;
        while (end < text.Length && (char.IsLetter(text[end]) || text[end] == '\''))
            end++;
        result.Append(WordStart).Append(text[at..end]).Append(WordEnd);
        return end;
    }

    static int Command(ReadOnlySpan<char> text, int at, StringBuilder result, bool isUpright, int depth)
    {
        int end = at + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
            end++;
        string name = text[(at + 1)..end].ToString();
        if (name == "operatorname" && end < text.Length && text[end] == '*')
            end++;
        if (name.Length == 0)
        {
            result.Append('\\');
            if (end < text.Length)
                result.Append(text[end]);
            return end + 1;
        }
        if (WithArgument.Contains(name))
            return Group(text, end, out _, out _);
        if (name is "vec" or "overrightarrow" && TwoPoints().IsMatch(text[end..]))
        {
            result.Append("\\vec");
            return end;
        }
        if (Decoration.Contains(name))
        {
            result.Append(' ');
            // "\left." is a bracket that is not there.
            return name is "left" or "right" && end < text.Length && text[end] == '.' ? end + 1 : end;
        }
        if (!Upright.Contains(name))
        {
            result.Append(text[at..end]);
            return end;
        }
        int after = Group(text, end, out int from, out int to);
        result.Append(' ');
        if (from >= 0)
            Copy(text[from..to], result, isUpright: true, depth + 1);
        result.Append(' ');
        return after;
    }

    // The group in braces that follows, without its braces; from is −1 where none follows.
    static int Group(ReadOnlySpan<char> text, int at, out int from, out int to)
    {
        int start = at;
        while (start < text.Length && text[start] == ' ')
            start++;
        (from, to) = (-1, -1);
        if (start >= text.Length || text[start] != '{')
            return at;
        int depth = 0;
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '{')
                depth++;
            else if (text[i] == '}' && --depth == 0)
            {
                (from, to) = (start + 1, i);
                return i + 1;
            }
        }
        return at;
    }

    // \overrightarrow{AB}: the letters are no product.
    [GeneratedRegex(@"^\s*\{\s*[A-Z](?:'|_[0-9])*\s*[A-Z](?:'|_[0-9])*\s*\}")]
    private static partial Regex TwoPoints();
}
