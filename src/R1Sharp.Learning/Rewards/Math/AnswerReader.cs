// From the text of an answer to its tree: wrappers and punctuation off, special texts first, then the parser; what it does
// not understand is words, or a formula that is compared sign by sign, or nothing at all.

using System.Text;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Reads the text of an answer.</summary>
static partial class AnswerReader
{
    static readonly Dictionary<string, Func<Expression>> Phrases = BuildPhrases();

    const int LongestSpecial = 200;

    static readonly HashSet<string> Articles = new(StringComparer.Ordinal) { "a", "an", "the" };

    /// <summary>The tree of an answer.</summary>
    /// <param name="answer">A bare answer, not a text that contains one.</param>
    /// <param name="options">How it is to be read.</param>
    /// <param name="fuel">Pays for it.</param>
    /// <returns>The tree; null where the text is empty or broken, e.g. a brace that is never closed.</returns>
    /// <exception cref="OutOfFuelException">It is too long or nested too deep.</exception>
    public static Expression? Read(string answer, MathOptions options, Fuel fuel)
    {
        if (answer.Length > options.MaxCharacters)
            throw new OutOfFuelException("the answer is too long");
        fuel.Spend(answer.Length);
        string clean = Clean(answer);
        if (clean.Length == 0)
            return null;
        if (clean.Length <= LongestSpecial && Special(clean, fuel) is { } special)
            return special;
        if (clean.Contains("real", StringComparison.OrdinalIgnoreCase) && Canonical(clean) is var canonical && SetPhrases.Exception(canonical) is > 0
            and var members
            && Read(canonical[members..], options, fuel) is { Kind: not (ExpressionKind.Text or ExpressionKind.Opaque) } removed)
            return SetPhrases.AllBut(removed);
        try
        {
            return MathParser.Parse(ScriptOrder.Sorted(SpokenMath.ToSigns(Spellings.WithUnits(TextCommands.Mark(clean))), fuel), options, fuel);
        }
        catch (NotUnderstoodException)
        {
            return Words(clean, fuel);
        }
    }

    /// <summary>The text without what stands around a formula, in LaTeX and ASCII.</summary>
    public static string Clean(string answer)
    {
        string text = UnicodeMath.ToLatex(Spellings.WithoutQuirks(Markup.ToLatex(answer))).Replace("np.", "").Replace("math.", "")
            .Replace("**", answer.StartsWith("**", StringComparison.Ordinal) ? "" : "**");
        text = Delimiters().Replace(RowSpacing().Replace(text, "\\\\ "), " ");
        text = SpelledOut().Replace(text, "");
        text = WholeParameter().Replace(text, ", $1\\in\\mathbb{Z}");
        text = Spellings.WithAmounts(Currency(text)).Trim();
        int length;
        do
        {
            length = text.Length;
            text = text.Trim(' ', '\n', '\r', '\t', '`', '"', ';', ',', '\u201c', '\u201d').TrimEnd('。', ':').TrimStart(':', '=');
            if (text.EndsWith('.') && !text.EndsWith("..", StringComparison.Ordinal))
                text = text[..^1];
            if (text.Length > 1 && text[0] == '$' && text[^1] == '$')
                text = text.Trim('$');
            if (text.EndsWith("\\\\", StringComparison.Ordinal))
                text = text[..^2];
            if (text.EndsWith(".$", StringComparison.Ordinal) || text.EndsWith(",$", StringComparison.Ordinal))
                text = text[..^2] + "$";
        }
        while (text.Length < length);
        return text;
    }

    // A dollar sign that opens no formula is money.
    static string Currency(string text)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
            if (text[i] == '$' && (i == 0 || text[i - 1] != '\\'))
                count++;
        if (count % 2 == 0)
            return text;
        int first = text.IndexOf('$');
        return first + 1 < text.Length && char.IsAsciiDigit(text[first + 1]) ? text[..first] + "\\$" + text[(first + 1)..] : text;
    }

    static Expression? Special(string text, Fuel fuel)
    {
        if (Spellings.Roman(text) is { } roman)
            return Expression.Of(ExpressionKind.Text, roman);
        string canonical = Canonical(text);
        if (Phrases.TryGetValue(canonical, out var make))
            return make();
        if (SetPhrases.Read(canonical) is { } set)
            return set;
        if (BaseNumbers.ReadWhole(text.Replace("\\text{base}", "base"), fuel) is { } based)
            return based;
        if (EnglishNumerals.TryRead(canonical) is { } number && !MathVocabulary.Functions.ContainsKey(canonical))
            return Expression.Number(number);
        if (Moments.Read(canonical) is not { } moment)
            return null;
        return Moments.HourOnly(canonical) is { } hour ? Expression.Of(ExpressionKind.Moment, moment, Expression.Number(hour))
            : Expression.Of(ExpressionKind.Moment, moment);
    }

    // What is not understood: words, or signs of a formula; null where brackets of LaTeX are not closed.
    static Expression? Words(string text, Fuel fuel)
    {
        int depth = 0;
        for (int i = 0; i < text.Length && depth >= 0; i++)
        {
            if (text[i] == '\\')
                i++;
            else
                depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
        }
        if (depth != 0)
            return null;
        string canonical = Canonical(text);
        bool hasWords = WordPattern().IsMatch(text) || text.AsSpan().ContainsAnyInRange('\u4e00', '\u9fff');
        return canonical.Length == 0 ? null : hasWords ? Expression.Of(ExpressionKind.Text, canonical)
            : Expression.Of(ExpressionKind.Opaque, MathScanner.Signs(TextCommands.Mark(text), fuel));
    }

    /// <summary>Words in lower case with single spaces, without articles, commands and punctuation at the ends.</summary>
    public static string Canonical(string text)
    {
        string marked = text.Contains('\\') ? TextCommands.Mark(text) : text;
        var result = new StringBuilder(marked.Length);
        foreach (char c in marked)
            result.Append(c is WordMarks.Start or WordMarks.End or '$' or '{' or '}' or '~' or '"' or '\'' or '`' ? ' '
                : char.ToLowerInvariant(c));
        var words = result.ToString().Split((char[])[' ', '\n', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Length > 1 ? words.Where(w => !Articles.Contains(w)) : words).Trim('.', ',', ';', ':', '!', '?', ' ');
    }

    static Dictionary<string, Func<Expression>> BuildPhrases()
    {
        var phrases = new Dictionary<string, Func<Expression>>(StringComparer.Ordinal);
        void Add(Func<Expression> make, params string[] names)
        {
            foreach (string name in names)
                phrases[name] = make;
        }
        Add(() => Expression.Of(ExpressionKind.Set), "no solution", "no solutions", "no real solution", "no real solutions", "empty set", "empty", "无解", "空集",
            "there are no solutions",
            "there is no solution", "no such numbers", "no such number", "无实数解", "方程无解", "null set");
        Add(() => Expression.Symbol("Reals"), "all real numbers", "all reals", "real numbers", "all real", "any real number", "全体实数", "任意实数", "实数集", "一切实数");
        Add(() => Expression.Constant("infinity"), "infinity", "positive infinity", "plus infinity", "+infinity", "无穷", "无穷大", "正无穷", "正无穷大");
        Add(() => Expression.Negate(Expression.Constant("infinity")), "negative infinity", "minus infinity", "-infinity", "负无穷", "负无穷大");
        Add(() => Expression.Of(ExpressionKind.Text, "undefined"), "undefined", "does not exist", "dne", "not defined", "不存在", "无定义", "limit does not exist");
        Add(() => Expression.Of(ExpressionKind.Text, "yes"), "yes", "是", "是的");
        Add(() => Expression.Of(ExpressionKind.Text, "no"), "no", "否", "不是");
        Add(() => Expression.Of(ExpressionKind.Text, "true"), "true", "正确", "对");
        Add(() => Expression.Of(ExpressionKind.Text, "false"), "false", "错误", "错");
        return phrases;
    }

    [GeneratedRegex(@"\\\\\s*\[\s*-?[0-9.]+\s*(?:pt|ex|em|mm|cm)\s*\]")]
    private static partial Regex RowSpacing();

    [GeneratedRegex(@"(?<!\\)\\(?:[()\[\]]|displaystyle\b)")]
    private static partial Regex Delimiters();

    // 17 (seventeen)
    [GeneratedRegex(@"(?<=\d )\([a-z][a-z -]{2,}\)\s*\.?\s*$")]
    private static partial Regex SpelledOut();

    // π/4 + kπ (k ∈ ℤ)
    [GeneratedRegex(@"\(\s*([a-z])\s*\\in\s*(?:\\mathbb\s*\{?\s*Z\s*\}?|\\Z|Z)\s*\)\s*$")]
    private static partial Regex WholeParameter();

    [GeneratedRegex(@"(?<![\\A-Za-z])[A-Za-z]{3,}|\\(?:text|mathrm|textbf|mbox)\s*\{[^{}]*[A-Za-z]{2}")]
    private static partial Regex WordPattern();
}
