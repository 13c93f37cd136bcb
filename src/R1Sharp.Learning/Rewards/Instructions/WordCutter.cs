// Words as NLTK's word_tokenize cuts them (the rules of the Penn Treebank), which is what IFEval's count of capital words
// looks at: "DON'T" is "DO" and "N'T", "(USA)" is "USA" between brackets, "WELL-KNOWN" is one word.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>Cuts English text into words and marks.</summary>
static class WordCutter
{
    // Applied in order; each sets spaces around what stands for itself.
    static readonly (Regex Pattern, string Replacement)[] s_rules =
    [
        Rule(@"([«“‘„]|`+)", " $1 "),
        Rule(@"\A""", "``"),
        Rule(@"(``)", " $1 "),
        Rule(@"([ (\[{<])(""|'')", "$1 `` "),
        Rule(@"(?i)(?<!\w)(')(?!(?:re|ve|ll|m|t|s|d|n)\b)(?=\w)", "$1 "),
        Rule(@"([^.])(\.)([\])}>""'»”’ ]*)\s*$", "$1 $2 $3 "),
        Rule(@"([:,])([^\d])", " $1 $2"),
        Rule(@"([:,])$", " $1 "),
        Rule(@"\.{2,}", " $0 "),
        Rule(@"[;@#$%&]", " $0 "),
        Rule(@"[\u2012-\u2015]", " $0 "),
        Rule(@"[?!]", " $0 "),
        Rule(@"([^'])' ", "$1 ' "),
        Rule(@"[*]", " $0 "),
        Rule(@"[\]\[(){}<>]", " $0 "),
        Rule(@"--", " -- "),
    ];

    static readonly (Regex Pattern, string Replacement)[] s_endings =
    [
        Rule(@"([»”’])", " $1 "),
        Rule(@"''", " '' "),
        Rule(@"""", " '' "),
        Rule(@"\s+", " "),
        Rule(@"([^' ])('[sS]|'[mM]|'[dD]|') ", "$1 $2 "),
        Rule(@"([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", "$1 $2 "),
        Rule(@"(?i)\b(can)(not)\b", " $1 $2 "),
        Rule(@"(?i)\b(d)('ye)\b", " $1 $2 "),
        Rule(@"(?i)\b(gim|lem)(me)\b", " $1 $2 "),
        Rule(@"(?i)\b(gon)(na)\b", " $1 $2 "),
        Rule(@"(?i)\b(got)(ta)\b", " $1 $2 "),
        Rule(@"(?i)\b(more)('n)\b", " $1 $2 "),
        Rule(@"(?i)\b(wan)(na)(?=\s)", " $1 $2 "),
        Rule(@"(?i) ('t)(is|was)\b", " $1 $2 "),
    ];

    /// <summary>The words and marks of a text, sentence by sentence.</summary>
    public static IEnumerable<string> Words(string text) => SentenceCounter.Split(text).SelectMany(InSentence);

    static string[] InSentence(string sentence)
    {
        string text = Applied(s_rules, sentence);
        return Applied(s_endings, $" {text} ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    static string Applied((Regex Pattern, string Replacement)[] rules, string text) =>
        rules.Aggregate(text, (current, rule) => rule.Pattern.Replace(current, rule.Replacement));

    static (Regex, string) Rule(string pattern, string replacement) => (new Regex(pattern, RegexOptions.CultureInvariant), replacement);
}
