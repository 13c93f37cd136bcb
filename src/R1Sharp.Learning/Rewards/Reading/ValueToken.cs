// The values of a sentence: formulas between dollar signs, LaTeX without them, numbers with their units, calculations.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Kinds of values.</summary>
enum ValueKind
{
    /// <summary>A number or formula.</summary>
    Plain,

    /// <summary>With the name of what has it, "x = 18".</summary>
    Named,

    /// <summary>A calculation with its result, "9 · 2 = 18".</summary>
    Calculated,
}

/// <summary>A value in a sentence, or several with only commas, "and" or "or" between them.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="Value">What it says: behind the last "=" of a calculation.</param>
/// <param name="Kind">What kind of value it is.</param>
readonly partial record struct ValueToken(int Start, int End, string Value, ValueKind Kind)
{
    const int LongestBetween = 40;

    const string Number = @"([-−+]\s?)?(\\?[$€£¥]\s?)?(\d{1,3}(,\d{3})+(?!\d)|\d+)(\.\d+)?([eE][-+]?\d+)?(\s?/\s?\d+(\.\d+)?)?(\s?\\?%|\s?°)?!*|[-−]?\.\d+";

    const string WithoutSigns = @"(?<![A-Za-z0-9_.:])\d{1,2}:\d{2}(\s?[ap]\.?m\b\.?)?"
        + @"|(?<![A-Za-z0-9_.\\])(?<name>([A-Za-z](_\{?\w{1,3}\}?|'|\([a-z0-9]\))?|[A-Z]{2,3})\s*=\s*)?(" + Number + @")(\s*([-+−*/×·÷^=≈]|\*\*)\s*\(?("
            + Number + @")\)?)*";

    /// <summary>The values of a sentence in order.</summary>
    public static List<ValueToken> In(string sentence)
    {
        var tokens = new List<ValueToken>();
        foreach (Match match in (sentence.AsSpan().ContainsAny('$', '\\') ? Any() : Bare()).Matches(sentence))
        {
            var token = Of(sentence, match);
            if (token.Value.Length == 0 || IsName(match, sentence) || tokens.Count > 0 && token.Start < tokens[^1].End)
                continue;
            if (tokens.Count > 0 && AreListed(sentence, tokens[^1], token))
                tokens[^1] = tokens[^1] with { End = token.End, Value = $"{tokens[^1].Value}, {token.Value}" };
            else
                tokens.Add(token);
        }
        return tokens;
    }

    static bool AreListed(string sentence, ValueToken one, ValueToken other) => one.Kind == other.Kind && one.Kind != ValueKind.Calculated
        && other.Start - one.End <= LongestBetween && Between().IsMatch(sentence[one.End..other.Start]);

    // "The largest $n$ is 34": a letter is a name, where other values stand in the sentence.
    static bool IsName(Match match, string sentence) => match.Groups["formula"] is { Success: true, Length: <= 4 } formula
        && !formula.Value.Any(char.IsDigit) && !formula.Value.Contains("\\pi") && Any().Matches(sentence).Count > 1;

    static ValueToken Of(string sentence, Match match)
    {
        if (match.Groups["formula"] is { Success: true } formula)
            return new ValueToken(match.Index, match.Index + match.Length, formula.Value.Trim(), KindOf(formula.Value));
        string text = match.Value.Trim();
        if (match.Groups["latex"].Success)
        {
            text = text.TrimEnd('.', ',', ';', ':', '!', '?', '*');
            return new ValueToken(match.Index, match.Index + text.Length, text, KindOf(text));
        }
        bool isNamed = match.Groups["name"].Success;
        int equals = text.LastIndexOf('=');
        string value = (isNamed || equals < 0 ? text : text[(equals + 1)..]).Trim().TrimEnd('!').TrimStart('*');
        int end = match.Index + match.Value.TrimEnd().Length;
        var unit = Unit().Match(sentence, end);
        bool hasUnit = unit.Success && unit.Index == end && IsUnit(unit, sentence);
        return new ValueToken(match.Index, hasUnit ? end + unit.Length : end, hasUnit ? $"{value} {unit.Value.TrimStart(' ', '-')}" : value, isNamed
            ? ValueKind.Named : equals > 0 ? ValueKind.Calculated : ValueKind.Plain);
    }

    static ValueKind KindOf(string formula) => !formula.Contains('=') ? ValueKind.Plain : OneName().IsMatch(formula) ? ValueKind.Named : ValueKind.Calculated;

    static bool IsUnit(Match unit, string sentence)
    {
        string word = unit.Groups["unit"].Value;
        // "5 in total", "3 a day", "12 m" at the end of a sentence.
        bool isLong = word.Length > 1 || "mgshL".Contains(word, StringComparison.Ordinal)
            && !char.IsLetterOrDigit(sentence.AsSpan(unit.Index + unit.Length).TrimStart().Length > 0 ? sentence.AsSpan(unit.Index + unit.Length).TrimStart()[0]
            : '.');
        return Scale().IsMatch(word) || isLong && word is not ("in" or "as" or "is" or "at")
            && (Units.IsKnown(word) || Units.IsKnown(word.ToLowerInvariant()) || word.EndsWith('s') && Units.IsKnown(word[..^1]));
    }

    [GeneratedRegex(@"\$\$(?<formula>[^$]+)\$\$"
        + @"|\$(?<formula>(?![^$\n\\]*[a-zA-Z]{3,}\s+[a-zA-Z]{2,})[^$\n]*[^$\n=+*/\s-]\s*)\$|\\\((?<formula>.+?)\\\)|\\\[(?<formula>[^\0]+?)\\\]"
        + @"|(?<latex>(?<![^\s(*])[^\s{}\\$*]*\\[a-zA-Z]+(\{([^{}]|\{([^{}]|\{[^{}]*\})*\})*\}|[^\s{}$])*)"
        + "|" + WithoutSigns, RegexOptions.ExplicitCapture)]
    private static partial Regex Any();

    // What of it can stand in a sentence without a dollar sign or a backslash.
    [GeneratedRegex(WithoutSigns, RegexOptions.ExplicitCapture)]
    private static partial Regex Bare();

    [GeneratedRegex(@"^\s*[A-Za-z](_\{?\w{1,3}\}?|'|\([a-z0-9]\))?\s*=[^=]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex OneName();

    [GeneratedRegex(@"[\s-]?((square|cubic|sq\.?)\s)?(?<unit>[a-zA-Zµ]+)(\s?\^\s?\d|²|³|\^\{\d\})?(\s?(/|per\s)\s?[a-zA-Z]+)?", RegexOptions.ExplicitCapture)]
    private static partial Regex Unit();

    [GeneratedRegex(@"^(hundred|thousand|million|billion|trillion|dozen|percent|degrees?|radians?|fold|half|halves|thirds?|quarters?|fourths?|fifths?"
        + @"|sixths?|eighths?|tenths?|hundredths?)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Scale();

    [GeneratedRegex(@"\A(\s|\$|[,;、，]|\\[()\[\] ,;]|\\q?quad|\\(text|mathrm)\s*\{\s*(and|or)\s*\}|\b(and|or|et|ou|y|o|und|oder|и|или)\b|和|或|与|[*_])*\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Between();
}
