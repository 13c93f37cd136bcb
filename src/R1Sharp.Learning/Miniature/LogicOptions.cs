// What the logic part of the corpus is made of. Every share is planted on purpose; docs/miniature.md lists them.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Miniature;

/// <summary>Problems and trains of thought of the logic puzzles.</summary>
sealed record LogicOptions
{
    /// <summary>Number of different names (A, B, C …).</summary>
    [Range(3, 26)] public int NameCount { get; init; } = 6;

    /// <summary>Share of trains of thought that name the liars at once.</summary>
    [Range(0.0, 1.0)] public double DirectShare { get; init; } = 0.50;

    /// <summary>Share that tries suppositions at random and gives up easily; the rest tries all in order.</summary>
    [Range(0.0, 1.0)] public double LazyShare { get; init; } = 0.20;

    /// <summary>Probability that liars named at once are the right ones; else they are drawn at random.</summary>
    [Range(0.0, 1.0)] public double DirectRight { get; init; } = 0.15;

    /// <summary>Probability that a lazy one gives up after a supposition that failed.</summary>
    [Range(0.0, 1.0)] public double LazyGiveUp { get; init; } = 0.5;

    /// <summary>Probability that a lazy one misjudges a statement.</summary>
    [Range(0.0, 1.0)] public double LazyError { get; init; } = 0.05;

    /// <summary>Probability of checking a found answer once more.</summary>
    [Range(0.0, 1.0)] public double RecheckShare { get; init; } = 0.1;
}
