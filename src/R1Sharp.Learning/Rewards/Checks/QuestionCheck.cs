// Questions that nobody can answer as they are asked: the options, the figure or the whole text is missing.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Checks;

/// <summary>Looks for what a question speaks of and does not hold.</summary>
static partial class QuestionCheck
{
    /// <summary>What is missing, in a few words; null where nothing is seen to be.</summary>
    public static string? Fault(string question)
    {
        if (string.IsNullOrWhiteSpace(question))
            return "the question is empty";
        if (Options().Match(question) is { Success: true } options && !HasOptions(question, options.Index + options.Length))
            return $"the question speaks of options (\"{options.Value}\") and has none";
        if (Following().Match(question) is { Success: true } following && !Content().IsMatch(question[(following.Index + following.Length)..]))
            return $"nothing follows \"{following.Value}\"";
        return Figure().Match(question) is { Success: true } figure && !Drawing().IsMatch(question)
            ? $"the question shows no figure or table (\"{figure.Value}\")" : null;
    }

    // Lettered or numbered items, a list after a colon or on lines of its own, or at least two commas.
    static bool HasOptions(string question, int end)
    {
        string rest = question[end..];
        return Item().Count(question) >= 2 || AfterColon().IsMatch(rest) || rest.Count(c => c is ',' or '，' or '、') >= 2;
    }

    [GeneratedRegex(@"\bwhich (?:one |ones )?(?:of (?:the following|the options|the choices|these|the answers)|option|choice)\b|\bof the following "
        + @"(?:statements?|options?|choices?|is|are)\b|\b(?:choose|select|pick|mark) the (?:correct|best|right) (?:answer|option|choice|statement)\b|下列(?:哪"
        + @"|选项|说法|各)|以下(?:哪|选项|说法)", RegexOptions.IgnoreCase)]
    private static partial Regex Options();

    [GeneratedRegex(@"\b(?:consider|solve|evaluate|simplify|answer|complete|read|use|given|calculate|compute) the following(?: \w+)?", RegexOptions.IgnoreCase)]
    private static partial Regex Following();

    [GeneratedRegex(@"[:：]\s*\S|\n\s*\S|\$|\\\(|\\\[|\d|=")]
    private static partial Regex Content();

    [GeneratedRegex(@"[:：]\s*\S{1}|\n\s*\S+")]
    private static partial Regex AfterColon();

    [GeneratedRegex(@"(?:^|[\s({\[])(?:[A-Ja-j]|[1-9]|[ivx]{1,4}|I{1,3}|IV|V)(?:[).:、．]|\\?\})\s*\S", RegexOptions.Multiline)]
    private static partial Regex Item();

    [GeneratedRegex(@"\b(?:in|from|see|on|to|as in|using) (?:the|this) (?:adjoining |accompanying |above |following )?(?:figure|diagram|picture|image"
        + @"|drawing|illustration)\b(?! of)|\b(?:figure|diagram|graph|picture|image|chart|table|map|plot|drawing|grid)s? (?:\w+ )?(?:below|above|shown|at "
        + @"(?:the )?(?:right|left)|on the (?:right|left)|provided)\b|\b(?:shown|pictured|depicted|illustrated) (?:below|above|at (?:the )?right|in the "
        + @"(?:figure|diagram))\b|\bas shown\b(?! (?:that|in (?:equation|example)))|如图|下图|上图|图中|图示|下表|如表", RegexOptions.IgnoreCase)]
    private static partial Regex Figure();

    [GeneratedRegex(@"\[asy\]|\\begin\{(?:tikzpicture|tabular|array|asy|picture|center|matrix|pmatrix|figure)|!\[|```|<table|<svg|<img|\|.*\|.*\|"
        + @"|\\includegraphics|\t\S+\t", RegexOptions.IgnoreCase)]
    private static partial Regex Drawing();
}
