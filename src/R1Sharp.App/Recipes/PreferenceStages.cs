// Preference training as stages: pairs of completions are made, and a policy learns to prefer one of each pair.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Recipes;

/// <summary>Pairs of a shorter and a longer right completion of the model that the stage begins with.</summary>
public sealed record PairsStage
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>How many, how they are sampled, and what is preferred.</summary>
    [Inline] public ShorterOptions Options { get; init; } = new();
}

/// <summary>Training on pairs of completions; the model that the stage begins with is also the reference.</summary>
public sealed record PreferStage
{
    /// <summary>The pairs of all sources together.</summary>
    [MinLength(1)] public required IReadOnlyList<PairSource> Pairs { get; init; }

    /// <summary>What is minimised.</summary>
    public required PreferenceLossRecipe Loss { get; init; }

    /// <summary>Epochs, batch, learning rate, optimizer.</summary>
    [Inline] public PreferenceOptions Options { get; init; } = new();
}

/// <summary>Where pairs come from.</summary>
[ExactlyOneKey]
public sealed record PairSource
{
    /// <summary>The lines of a file.</summary>
    public PreferenceFile? File { get; init; }

    /// <summary>The pairs that an earlier stage made, by its name.</summary>
    public string? Stage { get; init; }
}

/// <summary>A loss over pairs.</summary>
[ExactlyOneKey]
public sealed record PreferenceLossRecipe
{
    /// <summary>Direct preference optimization.</summary>
    public DpoLoss? Dpo { get; init; }

    /// <summary>The same with the likelihood of the chosen completion.</summary>
    public RpoLoss? Rpo { get; init; }

    /// <summary>Without a reference, with rewards a token.</summary>
    public SimpoLoss? Simpo { get; init; }

    /// <summary>The one that is given.</summary>
    public IPreferenceLoss Loss => (IPreferenceLoss?)Dpo ?? (IPreferenceLoss?)Rpo ?? Simpo!;
}
