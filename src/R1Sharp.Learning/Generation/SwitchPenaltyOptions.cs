// The settings of the thought-switching penalty (TIP, Wang et al., arXiv 2501.18585, section 4).

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Generation;

/// <summary>Settings of <see cref="SwitchPenalty"/>; the defaults are the paper's best.</summary>
public sealed record SwitchPenaltyOptions
{
    /// <summary>α: what is taken off the logits of tokens that switch to another thought.</summary>
    [Range(0.0, 1000.0)] public double Penalty { get; init; } = 3;

    /// <summary>β: for so many tokens from the beginning of each thought.</summary>
    [Range(0, 1_000_000)] public int Window { get; init; } = 600;

    /// <summary>The words that switch; their tokens are found for the tokenizer. Null takes <see cref="SwitchWords.All"/>.</summary>
    public IReadOnlyList<string>? Words { get; init; }
}
