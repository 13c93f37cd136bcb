// When a run that cannot learn is stopped.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Training.Watchdogs;

/// <summary>Thresholds of the watchdogs; null switches one off.</summary>
public sealed record WatchdogOptions
{
    /// <summary>all-rewards-equal: steps in a row in which no group held two different rewards, although not every answer was right.</summary>
    [Range(1, 1_000_000)] public int? AllRewardsEqualSteps { get; init; } = 5;

    /// <summary>all-completions-truncated: steps in a row in which every completion reached the cap.</summary>
    [Range(1, 1_000_000)] public int? AllTruncatedSteps { get; init; } = 5;

    /// <summary>no-right-answer: steps from the beginning of the stage without a single right answer, where accuracy is rewarded.</summary>
    [Range(1, 1_000_000)] public int? NoRightAnswerSteps { get; init; } = 20;

    /// <summary>
    /// right-answers-too-rare: steps from the beginning of the stage after which the share of right answers in them is judged,
    /// where accuracy is rewarded.
    /// </summary>
    [Range(1, 1_000_000)] public int? RareRightAnswerSteps { get; init; } = 20;

    /// <summary>right-answers-too-rare: the share of right answers below which they are taken for lucky guesses.</summary>
    [Range(0.0, 1.0)] public double RareRightAnswerShare { get; init; } = 0.01;

    /// <summary>gradient-zero: updates in a row whose gradient was exactly zero.</summary>
    [Range(1, 1_000_000)] public int? ZeroGradientUpdates { get; init; } = 5;

    /// <summary>gradient-exploding: how many times the running median (of up to 50 updates, at least 10) a gradient's norm may be.</summary>
    [Range(1.0, 1e30)] public double? ExplodingGradientFactor { get; init; } = 1000;

    /// <summary>policy-unchanged: steps in a row whose updates changed no log-probability of the completion they are tried on.</summary>
    [Range(1, 1_000_000)] public int? UnchangedPolicySteps { get; init; } = 10;

    /// <summary>
    /// reference-equals-policy: steps in a row with a divergence of exactly zero although the policy was updated since the
    /// reference was taken.
    /// </summary>
    [Range(1, 1_000_000)] public int? ReferenceEqualsPolicySteps { get; init; } = 10;

    /// <summary>not-finite: a gradient that is not a finite number stops the run, naming the tensor or the sequence.</summary>
    public bool StopWhenNotFinite { get; init; } = true;

    /// <summary>gold-unscorable: share of the gold answers that the grader may fail to accept; beyond it training does not begin.</summary>
    [Range(0.0, 1.0)] public double? UnscorableGoldShare { get; init; } = 0;
}
