// What a stage is going to take, as its kind reckons it from the recipe.


namespace R1Sharp.App.Stages;

/// <summary>Tokens that a stage works on, and the networks that are there meanwhile.</summary>
sealed record StageEstimate
{
    /// <summary>Tokens that it samples.</summary>
    public long Sampled { get; init; }

    /// <summary>Tokens that it learns from, forward and backward, in all networks and passes.</summary>
    public long Trained { get; init; }

    /// <summary>Tokens that are scored beside that, forward alone.</summary>
    public long Scored { get; init; }

    /// <summary>Tokens of the data that it leaves to learn from, at most.</summary>
    public long Left { get; init; }

    /// <summary>Completions that it samples side by side; those of a stage that samples all at once have no bound of their own.</summary>
    public long InFlight { get; init; }

    /// <summary>Most tokens of such a completion.</summary>
    public int CompletionCap { get; init; }

    /// <summary>Networks that are trained: a value model beside the policy makes two.</summary>
    public int TrainedNetworks { get; init; } = 1;

    /// <summary>Whether a frozen copy of the network stands beside it.</summary>
    public bool HasReference { get; init; }

    /// <summary>The stage whose model scores; null where its own does.</summary>
    public StageNode? Teacher { get; init; }
}
