// What the arithmetic part of the corpus is made of. Every share is planted on purpose; docs/miniature.md lists them.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Miniature;

/// <summary>Problems and trains of thought of the arithmetic chains.</summary>
sealed record ArithmeticOptions
{
    /// <summary>Share of multiplications by 11 … 99 where the number at hand is small enough; the others are by 2 … 9.</summary>
    [Range(0.0, 1.0)] public double LongFactorShare { get; init; } = 0.25;

    /// <summary>Share of the corpus's documents that are of level 4 (five operations).</summary>
    [Range(0.0, 1.0)] public double LongChainShare { get; init; } = 0.01;

    /// <summary>Share of trains of thought that say a result at once.</summary>
    [Range(0.0, 1.0)] public double DirectShare { get; init; } = 0.78;

    /// <summary>Share that goes step by step without checks; the rest checks every step.</summary>
    [Range(0.0, 1.0)] public double StepsShare { get; init; } = 0.05;

    /// <summary>Probability that a result said at once is the right one; else it is a random number.</summary>
    [Range(0.0, 1.0)] public double DirectRight { get; init; } = 0.15;

    /// <summary>Probability that one who said a result at once goes through the steps after all.</summary>
    [Range(0.0, 1.0)] public double SecondThoughtShare { get; init; } = 0.10;

    /// <summary>Probability that a step is written down wrong, in one digit; a check never is.</summary>
    [Range(0.0, 1.0)] public double StepError { get; init; } = 0.10;

    /// <summary>Probability of going through the whole chain once more (up to three times).</summary>
    [Range(0.0, 1.0)] public double RepeatShare { get; init; } = 0.25;

    /// <summary>Probability that a step is written down wrong when the chain is gone through again.</summary>
    [Range(0.0, 1.0)] public double RepeatError { get; init; } = 0.03;
}
