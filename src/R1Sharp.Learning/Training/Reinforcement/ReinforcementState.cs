// What a GRPO run needs to go on as if it had never stopped: files in a checkpoint's folder.

using System.Text.Json.Serialization;
using System.Text.Json;
using R1Sharp.Learning.Generation;
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

    // Numbers are written in as many digits as it takes to read the same bits.
    static readonly JsonSerializerOptions s_json = new() { IgnoreReadOnlyProperties = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    const string FileName = "grpo.json", ReferenceFolder = "reference";

    /// <summary>Writes the policy's state, the reference's weights into the folder "reference", and the state.</summary>
    public static void Save(string directory, IPolicy policy, IReferencePolicy? reference, ReinforcementState state)
    {
        policy.SaveState(directory);
        reference?.SaveWeights(Directory.CreateDirectory(Path.Combine(directory, ReferenceFolder)).FullName);
        string path = Path.Combine(directory, FileName);
        AtomicFile.WriteAllText(path, JsonSerializer.Serialize(state, s_json));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing or broken.</exception>
    public static ReinforcementState Load(string directory, IPolicy policy, bool hasReference, out IReferencePolicy? reference)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            var state = JsonSerializer.Deserialize<ReinforcementState>(File.ReadAllText(path), s_json);
            if (state is not { Gradient.RecentNorms: not null, Rollouts: not null, Sampler.Waiting: not null })
                throw new UserErrorException($"The trainer's state {path} lacks a part; resume from an earlier checkpoint.");
            policy.LoadState(directory);
            reference = hasReference ? policy.LoadReference(Path.Combine(directory, ReferenceFolder)) : null;
            return state;
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new UserErrorException($"The trainer's state {path} cannot be read ({error.Message.TrimEnd('.')}); resume from an earlier checkpoint.", error);
        }
    }
}
