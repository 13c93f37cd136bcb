// The checker for problems of any kind: numbers are compared by value, everything else as text.

using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>
/// Compares integers, decimals, fractions and percentages exactly by value ("1,000" = "1000", "0.50" = "1/2" = "50%"), and
/// other answers as text without regard to case and spacing. A gold answer in GSM8K's form ("… #### 42") is what follows
/// the last "####". Only ASCII digits are digits.
/// </summary>
sealed partial class ValueChecker : IAnswerChecker
{
    const int LongestNumber = 60, LongestText = 1000;

    /// <inheritdoc/>
    public AnswerVerdict Judge(Problem problem, string answer)
    {
        if (answer.Length > LongestText)
            return new AnswerVerdict(false, "answer too long", null);
        string? gold = GoldAnswer(problem);
        string canonical = Canonical(answer);
        bool right = gold is not null && canonical.Length > 0 && canonical == Canonical(gold);
        return new AnswerVerdict(right, right ? "right" : "other value", canonical.Length > 0 ? canonical : null);
    }

    /// <inheritdoc/>
    public string? GoldAnswer(Problem problem)
    {
        string gold = GoldMark.Last(problem.Answer)?.Answer ?? problem.Answer.Trim();
        return gold.Length > 0 && !GoldMark.IsLeftEmpty(gold) ? gold : null;
    }

    /// <summary>The exact value where the text is a number, else the text in lower case with single spaces.</summary>
    public static string Canonical(string text) =>
        ReadNumber(text)?.ToString() ?? Spaces().Replace(text.Trim(), " ").ToLowerInvariant();

    /// <summary>Reads an integer, decimal, fraction or percentage; null where the text is none.</summary>
    public static Rational? ReadNumber(string text)
    {
        string plain = text.Trim().TrimEnd('.').TrimStart('$').Trim();
        if (plain.Length > LongestNumber || Number().Match(plain) is not { Success: true } match)
            return null;
        string digits = match.Groups["whole"].Value.Replace(",", "") + match.Groups["decimals"].Value;
        var numerator = BigInteger.Parse(digits, CultureInfo.InvariantCulture) * (match.Groups["sign"].Value == "-" ? -1 : 1);
        var denominator = BigInteger.Pow(10, match.Groups["decimals"].Length);
        if (match.Groups["below"].Success)
            denominator *= BigInteger.Parse(match.Groups["below"].Value, CultureInfo.InvariantCulture);
        if (match.Groups["percent"].Success)
            denominator *= 100;
        return denominator.IsZero ? null : new Rational(numerator, denominator);
    }

    [GeneratedRegex(@"^(?<sign>[-+]?)(?<whole>[0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.(?<decimals>[0-9]+)|\s?/\s?(?<below>[0-9]+))?(?<percent>\s?%)?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
