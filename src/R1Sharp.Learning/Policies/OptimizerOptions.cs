// Settings of AdamW.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Policies;

/// <summary>AdamW with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101) and clipping by global norm.</summary>
public sealed record OptimizerOptions
{
    /// <summary>β1, decay of the first moment.</summary>
    [Range(0.0, 0.999999)] public double Beta1 { get; init; } = 0.9;

    /// <summary>β2, decay of the second moment.</summary>
    [Range(0.0, 0.9999999)] public double Beta2 { get; init; } = 0.95;

    /// <summary>ε added to the root of the second moment.</summary>
    [Range(0.0, 1.0)] public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ of the decoupled decay; matrices only, never norms or biases.</summary>
    [Range(0.0, 10.0)] public double WeightDecay { get; init; }

    /// <summary>Largest global norm of the gradient; null does not clip.</summary>
    [Range(1e-9, 1e9)] public double? MaxGradientNorm { get; init; } = 1;
}
