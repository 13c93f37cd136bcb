// What the digit-edit part of the corpus is made of. Every share is planted on purpose; docs/miniature.md lists them.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Miniature;

/// <summary>Problems and trains of thought of the digit-string edits.</summary>
sealed record DigitsOptions
{
    /// <summary>Share of the corpus's documents that are of level 4 (four edits).</summary>
    [Range(0.0, 1.0)] public double FourEditsShare { get; init; } = 0.01;

    /// <summary>Share of trains of thought that say a result at once.</summary>
    [Range(0.0, 1.0)] public double DirectShare { get; init; } = 0.70;

    /// <summary>Share that goes edit by edit without checks; the rest checks every edit.</summary>
    [Range(0.0, 1.0)] public double StepsShare { get; init; } = 0.12;

    /// <summary>Probability that a result said at once is the right one; else two digits of it are wrong.</summary>
    [Range(0.0, 1.0)] public double DirectRight { get; init; } = 0.20;

    /// <summary>Probability that one who said a result at once goes through the edits after all.</summary>
    [Range(0.0, 1.0)] public double SecondThoughtShare { get; init; } = 0.10;

    /// <summary>Probability that an edit is written down wrong, in one digit; a check never is.</summary>
    [Range(0.0, 1.0)] public double StepError { get; init; } = 0.12;
}
