// Watches the rollouts of reinforcement learning: rewards that cannot teach, and a policy that does not move.


using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>What the rollouts' watchdog remembers between steps: for each cause, the steps in a row that showed it.</summary>
/// <param name="EqualRewardSteps">No group held two different rewards, and not because every answer was right.</param>
/// <param name="TruncatedSteps">Every completion reached the cap.</param>
/// <param name="NoRightAnswerSteps">Steps since the stage began, all without a right answer; null once there was one.</param>
/// <param name="UnchangedPolicySteps">The updates changed no log-probability.</param>
/// <param name="EqualReferenceSteps">The divergence was exactly zero although the policy was updated since the reference was taken.</param>
/// <param name="EarlySteps">Steps since the stage began, while it is still to be judged whether right answers are too rare; null afterwards.</param>
/// <param name="EarlyAccuracySum">The sum of the accuracies of these steps.</param>
sealed record RolloutWatchdogState(int EqualRewardSteps, int TruncatedSteps, int? NoRightAnswerSteps, int UnchangedPolicySteps, int EqualReferenceSteps,
    int? EarlySteps, double EarlyAccuracySum)
{
    /// <summary>Nothing seen yet.</summary>
    public static RolloutWatchdogState Empty { get; } = new(0, 0, 0, 0, 0, 0, 0);
}

/// <summary>Stops a run by its rollouts; see <see cref="WatchdogOptions"/>.</summary>
sealed class RolloutWatchdog(WatchdogOptions options)
{
    /// <summary>What is remembered; saved and restored with a checkpoint.</summary>
    public RolloutWatchdogState State { get; set; } = RolloutWatchdogState.Empty;

    /// <summary>Looks at one step.</summary>
    /// <param name="report">The numbers of the step.</param>
    /// <param name="referenceIsOlder">Whether the policy was updated since the reference was taken and before this step.</param>
    /// <param name="step">What was sampled and learned; attached to the exception.</param>
    public void Check(ReinforcementReport report, bool referenceIsOlder, object step)
    {
        Count(report, referenceIsOlder);
        if (State.TruncatedSteps >= options.AllTruncatedSteps)
            throw new WatchdogException("all-completions-truncated",
                $"for {State.TruncatedSteps} steps every completion reached the cap of tokens before it ended, so no answer was ever finished",
                "raise maxCompletionTokens, or train the base model to end its texts", step);
        if (State.EqualRewardSteps >= options.AllRewardsEqualSteps)
            throw new WatchdogException("all-rewards-equal",
                $"for {State.EqualRewardSteps} steps all completions of every prompt got the same reward, so every advantage is zero and nothing can be "
                    + "learned",
                "give problems that the model sometimes solves, a larger group, or a better base model", step);
        if (State.NoRightAnswerSteps >= options.NoRightAnswerSteps)
            throw new WatchdogException("no-right-answer",
                $"not one right answer was sampled in the first {State.NoRightAnswerSteps} steps, so only the form of the answers is rewarded",
                "give easier problems or a base model that solves some of them", step);
        CheckRareAnswers(step);
        CheckMovement(step);
    }

    // A few right answers by luck are no signal: a number guessed at random is right now and then.
    void CheckRareAnswers(object step)
    {
        if (State.EarlySteps is not { } steps || options.RareRightAnswerSteps is not { } enough || steps < enough)
            return;
        double share = State.EarlyAccuracySum / steps;
        if (share < options.RareRightAnswerShare)
            throw new WatchdogException("right-answers-too-rare",
                $"in the first {steps} steps only {share * 100:0.00} % of the completions were right, no more than guesses are, so only the form of the "
                    + "answers is learned",
                "give easier problems or a base model that solves some of them", step);
        State = State with { EarlySteps = null };
    }

    void CheckMovement(object step)
    {
        if (State.UnchangedPolicySteps >= options.UnchangedPolicySteps)
            throw new WatchdogException("policy-unchanged",
                $"for {State.UnchangedPolicySteps} steps the updates changed no log-probability of the policy",
                "raise the learning rate: the updates may be smaller than the weights' rounding", step);
        if (State.EqualReferenceSteps >= options.ReferenceEqualsPolicySteps)
            throw new WatchdogException("reference-equals-policy",
                $"for {State.EqualReferenceSteps} steps the policy's log-probabilities equalled the reference's although the policy was updated",
                "see whether the learning rate is zero or the reference shares the policy's weights", step);
    }

    void Count(ReinforcementReport report, bool referenceIsOlder) => Count(report, referenceIsOlder,
        report.RewardParts.TryGetValue("accuracy", out double accuracy) ? accuracy : null);

    void Count(ReinforcementReport report, bool referenceIsOlder, double? accuracy) => State = new(
        report.ZeroVarianceShare == 1 && report.Accuracy is not 1 ? State.EqualRewardSteps + 1 : 0,
        report.TruncatedShare == 1 ? State.TruncatedSteps + 1 : 0,
        accuracy == 0 ? State.NoRightAnswerSteps + 1 : null,
        report.PolicyMovement is not { } movement ? State.UnchangedPolicySteps : movement == 0 ? State.UnchangedPolicySteps + 1 : 0,
        report.Kl is not { } kl || !referenceIsOlder ? State.EqualReferenceSteps : kl == 0 ? State.EqualReferenceSteps + 1 : 0,
        accuracy is null ? null : State.EarlySteps + 1,
        State.EarlyAccuracySum + (accuracy ?? 0));
}
