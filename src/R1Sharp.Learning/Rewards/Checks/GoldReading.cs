// Gold answers that the math grader reads otherwise than a person would, or that can be read in two ways: a file that was damaged on its way, or
// forms that the grader does not know. What it understands is asked of the grader itself, so that nothing is listed that it reads well.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Mathematics;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Checks;

/// <summary>Looks at how gold answers are read.</summary>
static partial class GoldReading
{
    const int LongestLooked = 400;

    static readonly MathGrader s_grader = new();

    /// <summary>What may be read otherwise, in a few words; null where nothing is seen to be.</summary>
    public static string? Fault(string gold)
    {
        string text = Plain(MathGrader.FindAnswer(gold) ?? "");
        if (text.Length is 0 or > LongestLooked)
            return null;
        return Comma(text) ?? Factorial(text) ?? LetterTimes(text) ?? Words(text) ?? Unit(text) ?? Sentence(text);
    }

    /// <summary>Whether all gold answers are whole numbers of one small range, as places of options are; the reason, or null.</summary>
    public static string? SmallRange(IReadOnlyList<string> golds)
    {
        if (golds.Count < 4 || !golds.All(gold => gold.Trim() is [>= '0' and <= '4']))
            return null;
        string[] distinct = [.. golds.Select(gold => gold.Trim()).Distinct().Order(StringComparer.Ordinal)];
        return distinct.Length < 2 ? null
            : $"all {golds.Count} gold answers are whole numbers from {distinct[0]} to {distinct[^1]}, as places of options are: if they are, ask with the "
            + $"options and give letters";
    }

    static string? Comma(string text) =>
        TwoNumbers().IsMatch(text) && !Thousands().IsMatch(text)
            ? $"\"{text}\" is read as a list, and may be a number with a decimal comma; write a point, or a blank behind the comma"
        : GroupInBrackets().IsMatch(text) ? $"\"{text}\" may be one number with separators or several members; write blanks behind the commas, or no commas"
            : null;

    static string? Factorial(string text) => FactorialAtEnd().IsMatch(text)
        ? $"the mark at the end of \"{text}\" may be a factorial or the end of a sentence; write the value" : null;

    static string? LetterTimes(string text) => TimesLetter().IsMatch(text) && !IsEqual(text, TimesLetter().Replace(text, "$1\\times 10"))
        ? $"the letter x in \"{text}\" is not read as times; write \\times" : null;

    static string? Words(string text) => EnglishNumerals.TryRead(text.ToLowerInvariant()) is { } value && !IsEqual(text, value.ToString())
        ? $"\"{text}\" is not read as {value}; write the number" : null;

    static string? Unit(string text)
    {
        if (NumberWithUnit().Match(text) is not { Success: true } match || Constant().IsMatch(match.Groups["unit"].Value))
            return null;
        string number = match.Groups["number"].Value;
        return IsEqual(text, number) ? null
            : $"an answer without \"{match.Groups["unit"].Value.Trim()}\" is not equal to \"{text}\"; write the number alone, or a unit that the grader knows";
    }

    // Only one of the numbers of a sentence counts; which, a person might see otherwise.
    static string? Sentence(string text)
    {
        if (LongWord().Count(text) < 3)
            return null;
        string[] numbers = [.. Number().Matches(text).Select(m => m.Value).Distinct()];
        return numbers.Length > 1 ? $"\"{text}\" is a sentence with {numbers.Length} numbers, of which at most one is read; write the answer alone" : null;
    }

    static bool IsEqual(string gold, string answer) => s_grader.Judge(Boxed(gold), Boxed(answer)).IsEqual;

    static string Boxed(string text) => $"\\boxed{{{text}}}";

    static string Plain(string text) => text.Trim().Trim('$').Trim();

    [GeneratedRegex(@"^[-−+]?\d+,\d+$")]
    private static partial Regex TwoNumbers();

    [GeneratedRegex(@"^[-−+]?[1-9]\d{0,2}(?:,\d{3})+$")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"[({\[]\s*[1-9]\d{0,2}(?:,\d{3})+\s*\\?[)}\]]")]
    private static partial Regex GroupInBrackets();

    [GeneratedRegex(@"^[-−+]?[\d.,/ ]*\d\s*!+$")]
    private static partial Regex FactorialAtEnd();

    [GeneratedRegex(@"(?<=\d)(\s*)[xX]\s*10(?=\s*(?:\^|\*\*|[⁰¹²³⁴-⁹⁻]))")]
    private static partial Regex TimesLetter();

    [GeneratedRegex(@"^(?<number>[-−+]?\d[\d.,]*)\s*(?:\\[ ,;!]|~)*\s*(?<unit>(?:\\(?:text|mathrm|rm|textrm)\s*\{)?[\s~]*[\p{L}°][\p{L}\s/^°·.²³{}\\]+)$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex NumberWithUnit();

    [GeneratedRegex(@"\\(?!text|mathrm|rm|textrm|cdot|circ|degree)[a-z]|^(?:pi|sqrt|log|ln|sin|cos|tan|mod|or|and|x\b|[a-z]\^|dozen|hundred|thousand"
        + @"|million|billion)", RegexOptions.IgnoreCase)]
    private static partial Regex Constant();

    [GeneratedRegex(@"(?<![\\\p{L}])\p{L}{3,}")]
    private static partial Regex LongWord();

    [GeneratedRegex(@"(?<![\w.])[-−]?\d+(?:\.\d+)?(?![\w])")]
    private static partial Regex Number();
}
