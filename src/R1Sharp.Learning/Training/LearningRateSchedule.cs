// The schedule of the learning rate.

using System.ComponentModel;
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

    /// <summary>The same as a share of all steps, rounded up; null counts them.</summary>
    [DefaultValue(null), Range(0.0, 1.0)] public double? WarmupShare { get; init; }

    /// <summary>How it falls.</summary>
    public LearningRateDecay Decay { get; init; } = LearningRateDecay.Constant;

    /// <summary>The rate at the last step, as a share of the peak.</summary>
    [Range(0.0, 1.0)] public double FloorShare { get; init; }

    /// <summary>
    /// Whether the schedule is that of transformers' Trainer (get_linear_schedule_with_warmup and its kin): the first step of a warm-up has the rate 0,
    /// and the floor is that of the step behind the last. Null or false: the first step already moves, and the last has the floor.
    /// </summary>
    [DefaultValue(null)] public bool? FromZero { get; init; }

    /// <summary>
    /// Whether what GRPO and PPO count are updates of the policy, of which a step may make several, as transformers' Trainer does. Null or false: all updates
    /// of a step share its rate. Elsewhere a step is an update.
    /// </summary>
    [DefaultValue(null)] public bool? PerUpdate { get; init; }

    /// <summary>The rate of step <paramref name="stepIndex"/> (0-based) of <paramref name="stepCount"/>.</summary>
    public double At(int stepIndex, int stepCount)
    {
        int first = FromZero == true ? 0 : 1, warmup = WarmupShare is { } warm ? (int)Math.Ceiling(warm * stepCount) : WarmupSteps;
        if (stepIndex < warmup)
            return Peak * (stepIndex + first) / warmup;
        if (Decay == LearningRateDecay.Constant || stepCount <= warmup + first)
            return Peak;
        double progress = Math.Min(1, (double)(stepIndex - warmup) / (stepCount - first - warmup));
        double share = Decay == LearningRateDecay.Linear ? 1 - progress : 0.5 * (1 + Math.Cos(Math.PI * progress));
        return Peak * (FloorShare + (1 - FloorShare) * share);
    }
}
