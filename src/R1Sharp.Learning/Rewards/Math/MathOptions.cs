// Where graders in the field disagree, the choice is an option. The defaults are what a careful teacher would do who has
// not seen the question; docs/graders.md has them in one table.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>What a logarithm without a base is.</summary>
public enum LogarithmBase
{
    /// <summary>Base e or base 10, the same in both answers, whichever makes them equal.</summary>
    Either,

    /// <summary>Base e.</summary>
    Natural,

    /// <summary>Base 10.</summary>
    Ten,
}

/// <summary>What a percent sign means.</summary>
public enum PercentReading
{
    /// <summary>A hundredth, or nothing where only one of the answers has it: 50% is 0.5 and is 50.</summary>
    Either,

    /// <summary>A hundredth: 50% is 0.5 and is not 50.</summary>
    Hundredth,

    /// <summary>Nothing: 50% is 50 and is not 0.5.</summary>
    Dropped,
}

/// <summary>The choices of the math grader.</summary>
public sealed record MathOptions
{
    /// <summary>What log x means.</summary>
    [Description("what log x without a base means; either: e or 10, the same in both answers, whichever makes them equal")]
    public LogarithmBase Logarithm { get; init; } = LogarithmBase.Either;

    /// <summary>What 50% means.</summary>
    [Description("what 50% means; hundredth: 0.5; dropped: 50; either: 0.5, and 50 where only one of the answers has the sign")]
    public PercentReading Percent { get; init; } = PercentReading.Either;

    /// <summary>Whether a unit, currency or noun that only one of the answers has is passed over. Two different units never are.</summary>
    [Description("whether a unit, currency or noun that only one answer has is passed over")]
    public bool DropLoneUnits { get; init; } = true;

    /// <summary>Whether a bare list (1, 2) may stand in any order; tuples never may.</summary>
    [Description("whether a bare list 1, 2 may stand in any order")]
    public bool BareListsAreUnordered { get; init; } = true;

    /// <summary>Whether a bare list 1, 2 equals the tuple (1, 2) where the order is the same.</summary>
    [Description("whether a bare list 1, 2 equals the tuple (1, 2)")]
    public bool BareListMatchesTuple { get; init; } = true;

    /// <summary>Whether a column or row vector equals a tuple with the same entries.</summary>
    [Description("whether a column or row vector equals a tuple with the same entries")]
    public bool VectorMatchesTuple { get; init; } = true;

    /// <summary>Whether −1 ≤ x &lt; 2, x ∈ [−1, 2) and [−1, 2) are the same.</summary>
    [Description("whether -1 ≤ x < 2 equals [-1, 2)")]
    public bool InequalityMatchesInterval { get; init; } = true;

    /// <summary>Whether x = 5 equals 5, and f(x) = 2x equals 2x.</summary>
    [Description("whether x = 5 equals 5")]
    public bool DropAssignedName { get; init; } = true;

    /// <summary>Whether the ratio 1 : 2 equals the number 1/2.</summary>
    [Description("whether 1 : 2 equals 1/2")]
    public bool RatioMatchesQuotient { get; init; } = true;

    /// <summary>Whether a number with its base, 101_2, equals the same digits without.</summary>
    [Description("whether 101_2 equals 101")]
    public bool BaseMayBeLeftOut { get; init; }

    /// <summary>Whether 3,14 is 3.14.</summary>
    [Description("whether 3,14 is 3.14")]
    public bool DecimalComma { get; init; }

    /// <summary>
    /// A decimal equals an exact value that is not a short decimal, if it is that value correctly rounded or cut and has at
    /// least this many significant digits: 0.33333333 for 1/3. Of 16 or 17 digits, what programs print of a number of 53 bits, the last may be off by two
    /// of its units. Null never accepts one.
    /// </summary>
    [Description("significant digits from which a rounded decimal equals an exact value; null: never")]
    [Range(3, 100)] public int? RoundedDigits { get; init; } = 8;

    /// <summary>The largest relative difference between two numbers that still counts as equal; null compares exactly.</summary>
    [Description("relative difference up to which numbers are equal; null: none")]
    [Range(0.0, 0.1)] public double? RelativeTolerance { get; init; }

    /// <summary>The longest answer, after it has been found in its text, in characters.</summary>
    [Description("longest answer in characters")]
    [Range(16, 100_000)] public int MaxCharacters { get; init; } = 4000;

    /// <summary>The budget of a judgement; a unit is about one multiplication of 64-bit words.</summary>
    [Description("budget of a judgement; a unit is about one multiplication of 64-bit words")]
    [Range(1000, 100_000_000)] public int FuelUnits { get; init; } = 300_000;

    /// <summary>For answers of physics and chemistry that were worked out by hand: within 1 %.</summary>
    public static MathOptions Measured { get; } = new() { RelativeTolerance = 0.01 };
}
