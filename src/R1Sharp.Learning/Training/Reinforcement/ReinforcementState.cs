// What a GRPO run needs to go on as if it had never stopped: files in a checkpoint's folder.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>The part of a trainer's state that is neither weights nor moments; "grpo.json" in the folder.</summary>
/// <param name="ReferenceIsOlder">Whether the policy was updated since the reference was taken.</param>
/// <param name="Gradient">What the gradient's watchdog remembers.</param>
/// <param name="Rollouts">What the rollouts' watchdog remembers.</param>
sealed record ReinforcementState(bool ReferenceIsOlder, GradientWatchdogState Gradient, RolloutWatchdogState Rollouts)
{
    /// <summary>What the sampler remembers.</summary>
    public GroupSamplerState Sampler { get; init; } = GroupSamplerState.Empty;

    /// <summary>What the monitor of reward hacking remembers; null without one.</summary>
    public RewardHackingState? Hacking { get; init; }

    const string FileName = "grpo.json", ReferenceFolder = "reference";

    /// <summary>Writes the policy's state, the reference's weights into the folder "reference", and the state.</summary>
    public static void Save(string directory, IPolicy policy, IReferencePolicy? reference, ReinforcementState state)
    {
        policy.SaveState(directory);
        reference?.SaveWeights(Directory.CreateDirectory(Path.Combine(directory, ReferenceFolder)).FullName);
        TrainerState.Save(directory, FileName, state);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing or broken.</exception>
    public static ReinforcementState Load(string directory, IPolicy policy, bool hasReference, out IReferencePolicy? reference)
    {
        var state = TrainerState.Load<ReinforcementState>(
            directory, FileName, s => s is { Gradient.RecentNorms: not null, Rollouts: not null, Sampler.Waiting: not null });
        policy.LoadState(directory);
        reference = hasReference ? policy.LoadReference(Path.Combine(directory, ReferenceFolder)) : null;
        return state;
    }
}
