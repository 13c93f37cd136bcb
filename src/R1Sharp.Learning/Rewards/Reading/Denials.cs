// The words under which a value is none: denials, bounds, guesses, explanations, conditions.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Finds them around a value.</summary>
static partial class Denials
{
    // One of these stands in whatever the pattern of the same name finds: most words around a value are none, and need not be searched by it.
    static readonly HeadWords s_before = new("not", "never", "neither", "nor", "rather", "instead", "unlike", "other", "except", "without", "versus", "vs",
        "contrary", "opposed", "exclud", "have", "supposed", "anything", "all", "from",
        "mistake", "wrong", "incorrect", "erroneous", "false", "discard", "reject", "rul", "eliminat", "no", "n't", "n’t", "nicht", "kein", "nie", "pas",
        "jamais", "não", "не", "ليس", "不", "并非", "而非", "没有");

    static readonly HeadWords s_after = new("not", "n't", "n’t", "wrong", "incorrect", "false", "too", "impossible", "invalid", "exclud", "extraneous",
        "reject", "out", "eliminat", "mistake", "error", "trap", "不", "错", "pas", "no", "nicht", "не");

    static readonly HeadWords s_bound = new("than", "least", "most", "up", "over", "under", "above", "below", "beyond", "exceed", "between", "ranging", "from",
        "within", "nearly", "close", "near", "approach", "either", "perhaps",
        "may", "might", "could", "can", "possibly", "probably", "presumably", "guess", "until", "minimum", "maximum", "limit", " of", "divi", "multiple", "as",
        "entre", "zwischen", "mehr", "weniger", "mindestens", "höchstens", "más", "menos", "plus",
        "moins", "au", "больше", "меньше", "более", "менее", "между", "大于", "小于", "至少", "至多", "不超过", "超过", "多于", "少于", "介于", "要么", "可能");

    static readonly HeadWords s_clause = new("because", "since", "as", "due", "owing", "given", "if", "unless", "assuming", "suppos", "provided", "when",
        "while", "though", "despite", "considering", "seeing", "that", "doubt", "don",
        "do not", "weil", "denn", "wenn", "falls", "parce", "puisque", "porque", "ya que", "потому", "если", "так", "因为", "由于", "如果", "假设", "若", "除非");

    static readonly HeadWords s_orMore = new("or", "and", "以", "ou", "o m");

    static readonly HeadWords s_would = new("would", "could");

    /// <summary>Whether the words before or behind a value, up to the values beside it, say that it is not meant.</summary>
    public static bool IsDenied(string before, string after) => s_before.Find(Before(), before) || s_after.Find(After(), after);

    /// <summary>Whether a few words deny what stands behind them in the sentence, or in themselves.</summary>
    public static bool IsDenied(string text) => Anywhere().IsMatch(text);

    /// <summary>Whether they make it a bound, a guess or an alternative.</summary>
    public static bool IsOpen(string before, string after) =>
        s_bound.Find(Bound(), before) || s_orMore.Find(OrMore(), after) || s_would.Find(Would(), before) && If().IsMatch(after);

    /// <summary>The explanations and conditions of a sentence, and its words between parentheses: from, and up to.</summary>
    public static List<(int From, int To)> Asides(string sentence)
    {
        string masked = Prose.WithoutFormulas(sentence);
        List<(int From, int To)> asides = s_clause.AreIn(masked) ? [.. Clause().Matches(masked).Select(match => (match.Index, ClauseEnd(masked, match)))] : [];
        if (masked.Contains('('))
            asides.AddRange(Parenthesis().Matches(masked).Where(match => match.Index > 0).Select(match => (match.Index, match.Index + match.Length)));
        return asides;
    }

    /// <summary>Whether a place stands in one of them.</summary>
    public static bool IsInside(List<(int From, int To)> asides, int at) => asides.Exists(aside => aside.From < at && at < aside.To);

    // A clause at the beginning of a sentence ends with its comma; elsewhere it goes on until a conclusion.
    static int ClauseEnd(string sentence, Match clause)
    {
        bool isFirst = Opening().IsMatch(sentence[..clause.Index]);
        var end = isFirst ? FirstEnd().Match(sentence, clause.Index + clause.Length) : LaterEnd().Match(sentence, clause.Index + clause.Length);
        return end.Success ? end.Index + end.Length : sentence.Length;
    }

    [GeneratedRegex(@"(\b(not|never|neither|nor|rather\s+than|instead\s+of|unlike|other\s+than|except(\s+for)?|without|versus|vs|contrary\s+to|opposed\s+to"
        + @"|excluding|should(\s+not)?\s+have\s+been|would\s+have\s+been|could\s+have\s+been|supposed\s+to\s+be|anything\s+(but|except)|all\s+but"
        + @"|rounded(\s+(up|down))?\s+from|(down|up|off)\s+from|mistake\w*|wrong(ly)?|incorrect(ly)?|erroneous(ly)?|false(ly)?|exclude\w*|discard\w*"
        + @"|reject\w*|rul(e|ing)\s+out|eliminat\w+|no\s+longer|cannot|\w+n['’]t|nicht|kein|nie|pas|jamais|no(?=\s+(es|son|era|un))|não|non|не|ليس|ليست)\b"
        + @"|不是|并非|不等于|而非|没有)"
        + @"(\s+(be|is|are|was|were|equal\s+to|equals?|get|a|an|the|just|only|simply|really|actually|exactly|necessarily|possibly|always|answer|option"
            + @"|choice|value|of|es|est|é|ist))*[\s,:*_""($\\=]*\z",
            RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex Before();

    [GeneratedRegex(
        @"^[\s,*_"")$\\]*([a-z]+\s+){0,2}?((is|are|was|were|would\s+be|can|could|does|do|did|will|seems?|looks?)(n['’]t|\s+not|not)\b"
        + @"|(is|are|was|were|would\s+be|seems?|looks?)\s+(wrong|incorrect|false|too\s+\w+|impossible|invalid|excluded|extraneous|rejected|out|ruled\s+out"
            + @"|eliminated|a\s+mistake|an\s+error|a\s+trap)\b|(wrong|incorrect)\b|cannot\b)|^\s*(不是|不对|不正确|是错|错误|n'est\s+pas|no\s+es|ist\s+nicht|не\s+)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex After();

    [GeneratedRegex(@"\b(not|never|neither|cannot|\w+n['’]t|wrong|incorrect)\b|不",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Anywhere();

    [GeneratedRegex(@"(\b(more|less|fewer|greater|larger|smaller|higher|lower|bigger|longer|shorter|older|younger|better|worse|later|earlier"
        + @"|further)\s+(\w+\s+)?than(\s+or\s+equal\s+to)?|\b(at\s+least|at\s+most|up\s+to|over|under|above|below|beyond|exceed(s|ing)?|between"
        + @"|ranging\s+from|from|within|nearly|almost|close\s+to|near|approach(es|ing)?|either|perhaps|maybe|(might|may|could|can)\s+(also\s+)?(be|have"
        + @"|get)|possibly|probably|presumably|i\s+guess|guess(es|ing)?|until|a\s+(minimum|maximum)\s+of|not\s+(more|less|fewer)\s+than|no\s+(more|less"
        + @"|fewer)\s+than|limit\s+of|one\s+of|some\s+of|any\s+of|divides|divisible\s+by|multiple\s+of|as\s+(many|much|large|small|few)\s+as|entre|zwischen"
        + @"|mehr\s+als|weniger\s+als|mindestens|höchstens|más\s+de|menos\s+de|plus\s+de|moins\s+de|au\s+moins|au\s+plus|больше|меньше|более|менее|между)\b"
        + @"|大于|小于|至少|至多|不超过|超过|多于|少于|介于|要么|可能)"
        + @"(\s+(be|is|are|equal\s+to|the|a|an|about|exactly|only|just|values?|numbers?|of|:))*[\s,:*_""($\\]*\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex Bound();

    [GeneratedRegex(@"\b(would|could)\s+(be|have|get)\W*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.RightToLeft)]
    private static partial Regex Would();

    [GeneratedRegex(@"^\W*([a-z]+\s+){0,3}if\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex If();

    [GeneratedRegex(
        @"^[\s)*$\\]*([a-z]+\s+)?(or|and)\s+(more|less|fewer|greater|higher|lower|above|below|over|up|so)\b|^\s*(以上|以下|以内|左右|oder\s+mehr|ou\s+plus|o\s+más)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex OrMore();

    [GeneratedRegex(@"\b(because|since|as\s+(it|there|we|the|this|that|these|each|both|all|he|she|they)|due\s+to|owing\s+to|given\s+that|if|unless|assuming"
        + @"|suppos(e|ing)|provided(\s+that)?|when(ever)?|while|although|though|even\s+though|whereas|despite|considering|seeing\s+that|such\s+that"
        + @"|so\s+that|(not|isn['’]t)\s+(true|the\s+case|so)\s+that|(false|wrong|incorrect)\s+that|I\s+(do\s+not|don['’]t|doubt)(\s+(think|believe))?|weil"
        + @"|denn|wenn|falls|parce\s+que|puisque|porque|ya\s+que|потому\s+что|если|так\s+как)(?!\w)|因为|由于|如果|假设|若|除非",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Clause();

    [GeneratedRegex(@"^\W*((and|but|this\s+is|that\s+is|it\s+is|that's|it's|now|so|well|also|then)\W*)?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Opening();

    [GeneratedRegex(@",(?=\s)|[;，；]|\b(then|so|therefore|thus|hence)\b|所以|因此|则|那么", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex FirstEnd();

    [GeneratedRegex(@"[;；]|[,\s]\s*(so|therefore|thus|hence|then|we\s+get|the\s+answer\s+is|the\s+(final\s+)?(total|result)\s+is)\b|所以|因此",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex LaterEnd();

    [GeneratedRegex(@"(?<=\S\s)\((?=[^()]*[A-Za-z]{2,}\s)[^()]*\)")]
    private static partial Regex Parenthesis();
}
