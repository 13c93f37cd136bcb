// What the stages of reinforcement have in common, and PPO as one of them.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Recipes;

/// <summary>A stage that reinforces completions which are rewarded.</summary>
public interface IReinforcementStage
{
    /// <summary>What is rewarded where the recipe says nothing: right answers, and a little their form.</summary>
    static IReadOnlyList<RewardRecipe> UsualRewards => [new() { Name = "accuracy" }, new() { Name = "format", Weight = 0.1 }];

    /// <summary>What is asked.</summary>
    IReadOnlyList<ProblemSource> Problems { get; }

    /// <summary>What is rewarded.</summary>
    IReadOnlyList<RewardRecipe> Rewards { get; }

    /// <summary>Steps between two evaluations; null makes none.</summary>
    int? EvaluateEverySteps { get; }

    /// <summary>Problems of each source in these evaluations, from its beginning; null asks all.</summary>
    int? EvaluateProblems { get; }

    /// <summary>When a run that cannot learn is stopped.</summary>
    WatchdogOptions Watchdogs { get; }
}

/// <summary>Proximal policy optimization with a value model, which begins as the policy with a head of zero.</summary>
public sealed record PpoStage : IReinforcementStage
{
    /// <inheritdoc/>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <inheritdoc/>
    [MinLength(1)]
    public IReadOnlyList<RewardRecipe> Rewards { get; init; } = IReinforcementStage.UsualRewards;

    /// <inheritdoc/>
    [Range(1, 1_000_000)] public int? EvaluateEverySteps { get; init; }

    /// <inheritdoc/>
    [Range(1, 1_000_000)] public int? EvaluateProblems { get; init; }

    /// <summary>Everything else.</summary>
    [Inline] public PpoOptions Options { get; init; } = new();

    WatchdogOptions IReinforcementStage.Watchdogs => Options.Watchdogs;
}
