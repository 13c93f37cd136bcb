// The schedule of the learning rate.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Training;

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
