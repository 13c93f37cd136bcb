// \text{ cm}, \mathrm{lcm}, \textbf{A}: upright words inside formulas. They are marked here, so that the scanner knows a
// word from a product of letters.

using System.Text;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Marks upright words.</summary>
static partial class TextCommands
{
    static readonly HashSet<string> Upright = new(StringComparer.Ordinal)
    {
        "text", "textbf", "textit", "textrm", "textsf", "texttt", "textnormal", "textup", "mathrm", "mbox", "hbox", "mathsf", "mathit", "mathtt",
        "operatorname", "operatorname*", "mathop", "rm", "unit", "emph", "textsc", "textmd", "textsl", "bold", "mathbold",
    };

    // Decorations that leave the meaning of a letter as it is.
    static readonly HashSet<string> Decoration = new(StringComparer.Ordinal)
    {
        "mathbf", "boldsymbol", "bm", "pmb", "mathcal", "mathscr", "mathfrak", "vec", "overrightarrow", "underline", "displaystyle", "textstyle",
        "boxed", "fbox", "ensuremath", "large", "Large", "huge", "bf", "it", "limits", "nolimits", "left", "right", "big", "Big", "bigg",
        "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "middle", "bigm", "mathstrut", "strut", "scriptstyle", "hfill",
        "mathbin", "mathrel", "mathord", "mathopen", "mathclose", "nonumber", "notag", "mleft", "mright", "tiny", "small", "normalsize", "LARGE", "Huge",
        "footnotesize", "scriptsize", "scriptscriptstyle", "bfseries", "itshape", "rmfamily", "cal", "cancel", "bcancel", "xcancel", "uline", "uuline",
         "smash", "centering", "protect", "relax", "mathnormal", "symbf", "symbfit", "mathbfit",
    };

    static readonly HashSet<string> WithArgument = new(StringComparer.Ordinal) { "color", "hspace", "vspace", "phantom", "hphantom", "vphantom", "label", "tag",
        "textcolor", "colorbox", "require", "mspace" };

    // Commands with two arguments, of which the second is what they show.
    static readonly HashSet<string> WithAnnotation = new(StringComparer.Ordinal) { "overset", "underset", "stackrel", "cancelto" };

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
        result.Append(WordMarks.Start).Append(text[at..end]).Append(WordMarks.End);
        return end;
    }

    static int Command(ReadOnlySpan<char> text, int at, StringBuilder result, bool isUpright, int depth)
    {
        int end = at + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
            end++;
        string name = text[(at + 1)..end].ToString();
        if (name is "operatorname" or "hspace" or "vspace" or "tag" && end < text.Length && text[end] == '*')
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
            return name is "left" or "right" or "mleft" or "mright" && end < text.Length && text[end] == '.' ? end + 1 : end;
        }
        if (WithAnnotation.Contains(name) && Annotated(text, name, end, result, isUpright, depth) is { } annotated)
            return annotated;
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

    // \overset{.}{3} repeats the digit, \cancelto{0}{x} is 0, \underset{x\to0}{\lim} has a subscript; else the annotation says nothing. Null where groups are
    // missing.
    static int? Annotated(ReadOnlySpan<char> text, string name, int at, StringBuilder result, bool isUpright, int depth)
    {
        int middle = Group(text, at, out int from, out int to);
        int end = Group(text, middle, out int innerFrom, out int innerTo);
        if (from < 0 || innerFrom < 0)
            return null;
        var annotation = text[from..to].Trim();
        var inner = text[innerFrom..innerTo].Trim();
        bool isDot = name == "overset" && annotation is "." or "\\cdot" or "\\bullet" && inner.Length == 1 && char.IsAsciiDigit(inner[0]);
        bool isBelow = name == "underset" && inner.StartsWith("\\") && annotation.Length > 0;
        bool isRelation = inner is "=" or "<" or ">";
        result.Append(isDot ? "\\dot{" : isRelation ? " " : "{");
        Copy(name == "cancelto" ? annotation : inner, result, isUpright, depth + 1);
        result.Append(isRelation ? " " : "}");
        if (isBelow)
        {
            result.Append("_{");
            Copy(annotation, result, isUpright, depth + 1);
            result.Append('}');
        }
        return end;
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
