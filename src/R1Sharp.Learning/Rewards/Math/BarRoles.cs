// Which of the bars of |x||y| and ||x|-1| open and which close. A bar can close where a value ends before it, and open where
// one begins behind it; where both is possible, the first way in which all bars of the answer pair up is taken, closing first.

using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>The parts that the bars of an answer play.</summary>
sealed class BarRoles
{
    const int MostBars = 24;

    static readonly string[] Bars = ["|", "\\lvert", "\\rvert", "\\vert"];

    // Bars of sets, conditions and norms are something else.
    static readonly string[] Others = ["\\{", "\\mid", "\\|", "\\Vert", "\\lVert", "\\middle", "\\begin"];

    readonly HashSet<int> _opening = [];
    readonly string _text;
    readonly List<(int Start, int End)> _bars;
    readonly HashSet<(int, int)> _failed = [];

    BarRoles(string text, List<(int, int)> bars) => (_text, _bars) = (text, bars);

    /// <summary>The roles of the bars of an answer; null where it has fewer than two pairs, or bars that do not pair up.</summary>
    public static BarRoles? Of(string text)
    {
        if (!text.Contains('|') && !text.Contains("vert", StringComparison.Ordinal) || Array.Exists(Others, o => text.Contains(o, StringComparison.Ordinal)))
            return null;
        var bars = Find(text);
        if (bars.Count is < 4 or > MostBars || bars.Count % 2 > 0)
            return null;
        var roles = new BarRoles(text, bars);
        return roles.Fits(0, 0) ? roles : null;
    }

    /// <summary>Whether the bar at an index opens.</summary>
    public bool IsOpening(int start) => _opening.Contains(start);

    static List<(int Start, int End)> Find(string text)
    {
        var bars = new List<(int, int)>();
        for (int i = 0; i < text.Length; i++)
        {
            string? bar = Array.Find(Bars, b => text.AsSpan(i).StartsWith(b));
            if (bar is not null)
                bars.Add((i, i + bar.Length));
            i += bar is null ? 0 : bar.Length - 1;
        }
        return bars;
    }

    bool Fits(int index, int depth)
    {
        if (index == _bars.Count)
            return depth == 0;
        if (_failed.Contains((index, depth * 2 + (index > 0 && IsOpening(_bars[index - 1].Start) ? 1 : 0))))
            return false;
        bool ends = EndsBefore(index);
        if (depth > 0 && ends && Fits(index + 1, depth - 1))
            return true;
        _opening.Add(_bars[index].Start);
        if (BeginsBehind(index) && Fits(index + 1, depth + 1))
            return true;
        _opening.Remove(_bars[index].Start);
        _failed.Add((index, depth * 2 + (index > 0 && IsOpening(_bars[index - 1].Start) ? 1 : 0)));
        return false;
    }

    // Whether a value ends before the bar.
    bool EndsBefore(int index)
    {
        int at = _bars[index].Start - 1;
        while (at >= 0 && _text[at] is ' ' or '$' or '~')
            at--;
        if (at < 0)
            return false;
        if (index > 0 && _bars[index - 1].End == at + 1)
            return !IsOpening(_bars[index - 1].Start);
        if (!char.IsAsciiLetter(_text[at]))
            return char.IsAsciiDigit(_text[at]) || _text[at] is ')' or ']' or '}' or '!' or '\'' or '%' or WordMarks.End;
        int from = at;
        while (from > 0 && char.IsAsciiLetter(_text[from - 1]))
            from--;
        string name = _text[from..(at + 1)];
        bool isCommand = from > 0 && _text[from - 1] == '\\';
        return !MathVocabulary.Functions.ContainsKey(name) && !(isCommand && MathVocabulary.Signs.ContainsKey(name));
    }

    // Whether a value begins behind the bar.
    bool BeginsBehind(int index)
    {
        int at = _bars[index].End;
        while (at < _text.Length && _text[at] is ' ' or '$' or '~')
            at++;
        if (at >= _text.Length)
            return false;
        if (_text[at] != '\\')
            return char.IsLetterOrDigit(_text[at]) || _text[at] is '(' or '[' or '{' or '-' or '+' or '.' or '|' or WordMarks.Start;
        int end = at + 1;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
            end++;
        string name = _text[(at + 1)..end];
        return name is "lvert" or "vert" or "lfloor" or "lceil" or "langle" or "pm" or "mp" || !MathVocabulary.Signs.ContainsKey(name);
    }
}
