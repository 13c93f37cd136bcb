// A process reward model as scores of steps.

using R1Sharp.Learning.Rewards.Steps;

namespace R1Sharp.Learning.Rewards.Learned;

/// <summary>A trained process reward model: σ of its score behind each step, the probability that all is well up to there.</summary>
/// <param name="text">What it reads; its scope must be steps or results.</param>
/// <param name="scorer">The model.</param>
sealed class LearnedSteps(ScoredText text, StateScorer scorer) : IStepReward
{
    /// <inheritdoc/>
    public StepUnit Unit { get; } = text.Unit ?? throw new UserErrorException(
        "The reward model scores whole responses, not their steps: train one with scope: steps or scope: results.");

    /// <inheritdoc/>
    public bool IsModel => true;

    /// <inheritdoc/>
    public IReadOnlyList<double[]> Score(IReadOnlyList<RewardInput> group) =>
        [.. scorer([.. group.Select(input => text.Read(input.Prompt, input.Completion)!.Sequence)])
            .Select(scores => scores.Select(s => Logistic.Sigmoid(s)).ToArray())];
}
