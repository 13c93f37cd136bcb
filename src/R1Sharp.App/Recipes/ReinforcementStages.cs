// The stages of reinforcement: what they have in common, GRPO and PPO.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Recipes;

/// <summary>A stage that reinforces completions which are rewarded.</summary>
public abstract record ReinforcementStage : IChecked
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>What is rewarded: by default right answers, and a little their form.</summary>
    [MinLength(1)] public IReadOnlyList<RewardRecipe> Rewards { get; init; } = [new() { Name = "accuracy" }, new() { Name = "format", Weight = 0.1 }];

    /// <summary>Steps between two evaluations; null makes none.</summary>
    [Range(1, 1_000_000)] public int? EvaluateEverySteps { get; init; }

    /// <summary>Problems of each source in these evaluations, from its beginning; null asks all.</summary>
    [Range(1, 1_000_000)] public int? EvaluateProblems { get; init; }

    /// <summary>The settings that every way to reinforce has.</summary>
    public abstract ReinforcementOptions Common { get; }

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => RewardRecipe.MistakeOf(Rewards, "rewards")
        ?? (Common.RewardHacking is not { } hacking ? null
            : EvaluateEverySteps is null ? new("reward_hacking compares the reward with the evaluations on the way, but evaluate_every_steps is null, which makes none; give it a value.", "reward_hacking")
            : hacking.Proxy is { } proxy && Rewards.Select(r => r.ReportedName).ToList() is var names && !names.Contains(proxy)
            ? new($"reward_hacking watches the reward '{proxy}', which is not among the rewards{NearestKey.Hint(proxy, names)}", "reward_hacking") : null);
}

/// <summary>Group-relative policy optimization.</summary>
public sealed record GrpoStage : ReinforcementStage
{
    /// <summary>Named settings that the keys beside it override.</summary>
    [Dial] public string Profile { get; init; } = "miniature";

    /// <summary>Everything else.</summary>
    [Inline] public GrpoOptions Options { get; init; } = GrpoProfiles.Find("miniature");

    /// <inheritdoc/>
    public override ReinforcementOptions Common => Options;

    /// <summary>The settings of a profile.</summary>
    public static GrpoStage For(string profile) => new() { Profile = profile, Problems = [], Options = GrpoProfiles.Find(profile) };
}

/// <summary>Proximal policy optimization with a value model, which begins as the policy with a head of zero.</summary>
public sealed record PpoStage : ReinforcementStage
{
    /// <summary>Everything else.</summary>
    [Inline] public PpoOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public override ReinforcementOptions Common => Options;
}
