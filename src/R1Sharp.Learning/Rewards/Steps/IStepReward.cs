// Scores of single steps instead of whole completions: what process supervision learns from.

using R1Sharp.Learning.Rewards.Learned;

namespace R1Sharp.Learning.Rewards.Steps;

/// <summary>Scores every step of completions. Implementations are pure and may be called from several threads at once.</summary>
public interface IStepReward
{
    /// <summary>What a step is.</summary>
    StepUnit Unit { get; }

    /// <summary>Whether a network reads the completions, which is counted as work.</summary>
    bool IsModel { get; }

    /// <summary>The scores of all completions of one prompt: result[i][j] is that of step j of completion i, as <see cref="StepText.Cut"/> cuts it.</summary>
    IReadOnlyList<double[]> Score(IReadOnlyList<RewardInput> group);
}

/// <summary>A trained process reward model: σ of its score behind each step, the probability that all is well up to there.</summary>
/// <param name="text">What it reads; its scope must be steps or results.</param>
/// <param name="scorer">The model.</param>
public sealed class LearnedSteps(ScoredText text, StateScorer scorer) : IStepReward
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
