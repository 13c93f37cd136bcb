// The settings of a study of test-time scaling.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Training.Evaluation.Scaling;

/// <summary>Settings of <see cref="ScalingStudy"/>.</summary>
sealed record ScalingOptions
{
    /// <summary>The place of the number in <see cref="LengthPrompts"/>.</summary>
    public const string TokensPlace = "{tokens}";

    /// <summary>
    /// How evaluations are made; the number of samples is that of each forced evaluation. What it says of thoughts is the base
    /// to which waits and caps are added.
    /// </summary>
    public EvaluationOptions Evaluation { get; init; } = new() { SampleCount = 4 };

    /// <summary>The end of the thoughts is refused 0, 1, … and so many times.</summary>
    [Range(0, 1000)] public int MostWaits { get; init; } = 8;

    /// <summary>The thoughts are closed after so many tokens; null takes an eighth, a quarter, a half, once and twice the mean of unforced thoughts.</summary>
    public IReadOnlyList<int>? Caps { get; init; }

    /// <summary>Samples of each problem that are voted over, 1, 2, 4, … and so many.</summary>
    [Range(1, 4096)] public int Votes { get; init; } = 16;

    /// <summary>Sentences that are put behind the question, each asking for a length; one that holds {tokens} is asked once for each cap.</summary>
    public IReadOnlyList<string> LengthPrompts { get; init; } = [];
}
