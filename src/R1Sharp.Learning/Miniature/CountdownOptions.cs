// What the Countdown part of the corpus is made of. Every share is planted on purpose; docs/miniature.md lists them.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Miniature;

/// <summary>Problems and trains of thought of the Countdown family.</summary>
sealed record CountdownOptions
{
    /// <summary>Largest given number (level 2: 12 at most).</summary>
    [Range(9, 99)] public int LargestNumber { get; init; } = 19;

    /// <summary>Largest target and largest intermediate result.</summary>
    [Range(20, 999)] public int LargestResult { get; init; } = 99;

    /// <summary>Share of the corpus's Countdown documents that are of level 4 (four numbers).</summary>
    [Range(0.0, 1.0)] public double FourNumbersShare { get; init; } = 0.01;

    /// <summary>Share of trains of thought that make one random try and answer it, whatever came out.</summary>
    [Range(0.0, 1.0)] public double DirectShare { get; init; } = 0.40;

    /// <summary>Share that makes random tries and gives up easily.</summary>
    [Range(0.0, 1.0)] public double LazyShare { get; init; } = 0.46;

    /// <summary>Share that searches in order and gives up now and then; the rest searches in order to the end.</summary>
    [Range(0.0, 1.0)] public double CarefulShare { get; init; } = 0.08;

    /// <summary>Probability that a lazy one gives up after a failed try.</summary>
    [Range(0.0, 1.0)] public double LazyGiveUp { get; init; } = 0.6;

    /// <summary>Probability that a careful one gives up after a failed try.</summary>
    [Range(0.0, 1.0)] public double CarefulGiveUp { get; init; } = 0.2;

    /// <summary>Most failed tries of an orderly search; then it answers the nearest of its tries.</summary>
    [Range(1, 1000)] public int SearchLimit { get; init; } = 20;

    /// <summary>Probability that a search to the end miscalculates every hit and so comes to its end with nothing found.</summary>
    [Range(0.0, 1.0)] public double OverlookShare { get; init; } = 0.12;

    /// <summary>Probability that a failed try is called right.</summary>
    [Range(0.0, 1.0)] public double FalseYes { get; init; } = 0.015;

    /// <summary>Probability of checking a hit once more (up to three times).</summary>
    [Range(0.0, 1.0)] public double RecheckShare { get; init; } = 0.2;
}
