// A grader for measured numbers: right within a tolerance.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>How near is near enough.</summary>
sealed record NumericOptions
{
    /// <summary>Absolute tolerance.</summary>
    [Description("largest difference that counts as none"), Range(0.0, 1e300)]
    public double AbsTol { get; init; }

    /// <summary>Relative tolerance.</summary>
    [Description("largest difference as a share of the gold number"), Range(0.0, 1.0)]
    public double RelTol { get; init; } = 1e-6;
}

/// <summary>1 where |answer − gold| ≤ max(abs_tol, rel_tol · |gold|), else 0.</summary>
/// <param name="options">How near is near enough.</param>
sealed class NumericReward(NumericOptions options) : IReward
{
    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<NumericOptions>("numeric", options => new NumericReward(options),
        "1 if |answer − gold| ≤ max(abs_tol, rel_tol · |gold|), else 0", "0 or 1", "own") with
    {
        Kind = RewardKind.Grader,
        Departures = "Numbers are integers, decimals, fractions, percentages and powers of ten (1.5e-3); infinity and NaN are none.",
    };

    /// <inheritdoc/>
    public string Name => "numeric";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        if (Number(input.Problem.Answer) is not { } gold)
            return new RewardScore(null, "gold answer is no number");
        if (AnswerFinder.Find(input, AnswerPlaces.Any | AnswerPlaces.Conclusion, out string reason) is not { } answer)
            return new RewardScore(0, reason);
        if ((Number(answer.Text) ?? Number(answer.Bare) ?? Number(answer.Stated ?? "")) is not { } number)
            return new RewardScore(0, "no number");
        bool right = Math.Abs(number - gold) <= Math.Max(options.AbsTol, options.RelTol * Math.Abs(gold));
        return new RewardScore(right ? 1 : 0, right ? "near enough" : "too far away", number.ToString("R", CultureInfo.InvariantCulture));
    }

    static double? Number(string text)
    {
        string plain = text.Trim().Trim('$').Trim().Replace('−', '-');
        plain = GoldMark.Last(plain)?.Answer ?? plain;
        if (ValueChecker.ReadNumber(plain) is { } exact)
            return (double)exact.Numerator / (double)exact.Denominator;
        bool read = double.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out double number);
        return read && double.IsFinite(number) ? number : null;
    }
}
