// "12 because there are 3 groups of 4", "7, not 5", "B: because A is wrong", "12 in total": what follows the answer explains it.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Parts answers from explanations.</summary>
static partial class Explanations
{
    // One of these stands in whatever Beginning finds, and in what Postscript finds: most answers have none, and need not be searched by them.
    static readonly HeadWords s_beginnings = new("because", "since", "rather", "instead", "due", "given", "thanks", "whereas", "owing", "seeing", "as", "after",
        "once", "by", "that", "never", "unlike", "so", "which", "contrary", "i.e", "meaning", "obtained", "found",
            "derived", "computed", "calculated", "hence", "therefore", "thus", "not", "因为", "由于", "不是", "parce", "porque", "weil", "denn", "car", "потому",
            "так", ";", ":", "-", "–", "—", "\n", ". ", ".\t", ".\r", "! ", "!\t", "!\r", ".\u00a0", "!\u00a0");

    static readonly HeadWords s_postscripts = new("total", "altogether", "all", "overall", "respectively");

    /// <summary>An answer without what explains it; the same text where nothing does. Conditions ("for n > 1") are no explanations.</summary>
    public static string Cut(string text)
    {
        if (!MayExplain(text))
            return text.Trim();
        string cut = s_beginnings.AreIn(text) ? BeforeExplanation(text) : text;
        cut = cut.Contains('(') ? Parenthesis().Replace(cut, "") : cut;
        return (s_postscripts.AreIn(cut) ? Postscript().Replace(cut, "") : cut).Trim();
    }

    static string BeforeExplanation(string text)
    {
        foreach (Match match in Beginning().Matches(Prose.WithoutFormulas(text)))
            if (match.Index > 0 && IsAnswer(text[..match.Index], isStrong: match.Groups["strong"].Success) && !IsStatement(text[..match.Index], match.Value))
                return text[..match.Index];
        return text;
    }

    // An explanation has a word, and a space or a comma before it.
    static bool MayExplain(string text)
    {
        for (int i = 1; i < text.Length; i++)
            if (char.IsLetter(text[i]) && (text[i] > 127 || text[i - 1] is ' ' or '\n' or '(' or ',' or ';' or ':'))
                return true;
        return false;
    }

    // Behind words of a sentence "not" belongs to them: "f is not continuous".
    static bool IsAnswer(string before, bool isStrong) =>
        before.Any(char.IsLetterOrDigit) && (isStrong || !Word().IsMatch(Prose.WithoutFormulas(before)))
            && before.Count(c => c == '{') == before.Count(c => c == '}');

    // "p and not q", "p → not q": of letters "not" is a part of the statement. "7 and not 5" and "A, not B" go without it.
    static bool IsStatement(string before, string beginning) =>
        !before.Any(char.IsDigit) && beginning.TrimStart().StartsWith("and", StringComparison.OrdinalIgnoreCase) || OpenStatement().IsMatch(before);

    [GeneratedRegex(@"(?:\b(?:or|and|implies|iff|xor|nand|nor|then)|\\(?:wedge|vee|land|lor|to|rightarrow|Rightarrow|implies|iff|leftrightarrow"
        + @"|Leftrightarrow)|[∧∨→⇒↔⇔]|->|=>)\s*\(*$", RegexOptions.IgnoreCase)]
    private static partial Regex OpenStatement();

    [GeneratedRegex(@"[\s,;:.(–—-]*\b(?<strong>because|since|rather\s+than|instead\s+of|due\s+to|given\s+that|thanks\s+to|whereas|owing\s+to|seeing\s+that"
        + @"|as\s+opposed\s+to|as\s+(it|there|we|this|these|he|she|they|all|both|each|only|required|desired|needed|expected|shown|above|follows))\b"
        + @"|\s*(;|[–—-](?=\s)|:|\s(after|once|by)\b)(?=\s*(?!(and|or|et|und|y)\b)([a-z]{2,}\s+[a-z0-9]|\d+\s+(?!(and|or)\b)[a-z]{3,}\s+[a-z]{2,}))"
        + @"|\s*,\s*(?<strong>that\s+is|never|unlike|so|as|which|contrary\s+to|i\.e\.|meaning|obtained|found|derived|computed|calculated|hence|therefore"
            + @"|thus)\b|\s*[,;(–—-]?\s*\b(and|but)?\s*(?<!\b(is|are|was|were|do|does|did|can|will|would|should|could|has|have|be)\s+)(?<!\\)\bnot\b"
            + @"|\s*[,，;；]?\s*(?<strong>因为|由于|而不是|不是)|\s*[,;:–—-]?\s+(?<strong>parce\s+que|porque|weil|denn|car(?=\s+(\d|il|elle|nous|on|les|la|le|ce"
            + @"|chaque)\b)|потому\s+что|так\s+как)\b"
        + @"|(?<=[\p{Nd})$}\]])[.!]?(\s*\n)+\s*(?=(?-i:[A-Z][a-z]*\s+[a-z]))|(?<=[\p{Nd})$}\]]|[a-z]{2})[.!]\s+(?=(?-i:[A-Z][a-z]*\s+[a-z]))",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"[\s,;]+(altogether|in\s+total|in\s+all|overall|respectively|total)\s*[.!]?\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Postscript();

    // "(3 groups of 4)", "(since 3 · 4 = 12)".
    [GeneratedRegex(@"(?<=\S)\s+\((?=[^()]*\b(is|are|was|were|of|the|since|because|from|by|not|each)\b)(?![^()]*\b(where|for|if|when|mod)\b)[^()]*\)\s*\.?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Parenthesis();

    [GeneratedRegex(@"(?<![\\A-Za-z])[A-Za-z]{3,}")]
    private static partial Regex Word();
}
