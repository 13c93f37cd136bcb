// What a network in memory is for.

namespace R1Sharp.Learning.Model;

/// <summary>What a network is for, and so what it must hold.</summary>
public enum NetworkUse
{
    /// <summary>Weights, and panels in both directions.</summary>
    Training,

    /// <summary>Weights, and panels towards the outputs.</summary>
    Scoring,

    /// <summary>Panels towards the outputs, norms and biases; the matrices themselves are not kept.</summary>
    Sampling,
}
