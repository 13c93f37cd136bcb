// Scores of single steps instead of whole completions: what process supervision learns from.

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
