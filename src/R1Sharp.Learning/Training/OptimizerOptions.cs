// Settings of AdamW and of the learning rate's schedule.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Training;

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

/// <summary>How the learning rate falls after the warm-up.</summary>
public enum LearningRateDecay { Constant, Linear, Cosine }

/// <summary>The learning rate as a function of the step: linear warm-up, then a decay to a floor.</summary>
public sealed record LearningRateSchedule
{
    /// <summary>The highest rate.</summary>
    [Range(0.0, 10.0)] public double Peak { get; init; } = 1e-4;

    /// <summary>Steps of linear warm-up; the first step already moves.</summary>
    [Range(0, 1_000_000)] public int WarmupSteps { get; init; }

    /// <summary>How it falls.</summary>
    public LearningRateDecay Decay { get; init; } = LearningRateDecay.Constant;

    /// <summary>The rate at the last step, as a share of the peak.</summary>
    [Range(0.0, 1.0)] public double FloorShare { get; init; }

    /// <summary>The rate of step <paramref name="stepIndex"/> (0-based) of <paramref name="stepCount"/>.</summary>
    public double At(int stepIndex, int stepCount)
    {
        if (stepIndex < WarmupSteps)
            return Peak * (stepIndex + 1) / WarmupSteps;
        if (Decay == LearningRateDecay.Constant || stepCount <= WarmupSteps + 1)
            return Peak;
        double progress = Math.Min(1, (double)(stepIndex - WarmupSteps) / (stepCount - 1 - WarmupSteps));
        double share = Decay == LearningRateDecay.Linear ? 1 - progress : 0.5 * (1 + Math.Cos(Math.PI * progress));
        return Peak * (FloorShare + (1 - FloorShare) * share);
    }
}
