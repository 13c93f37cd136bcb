// Judges a completion that holds a patch.

using System.Text.Json;
using R1Sharp.App.Tasks.Patches;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Style;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>1 where the tests pass with the patch; not applicable where they cannot be run.</summary>
/// <param name="trial">Runs the tests; null runs none.</param>
sealed class PatchGrader(PatchTrial? trial) : IReward
{
    /// <inheritdoc/>
    public string Name => "resolved";

    /// <inheritdoc/>
    public bool HasVotes(Problem problem) => false;

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        if (PatchOf(input.Problem, input.Prompt, input.Completion) is not { } patch)
            return new RewardScore(0, "no patch");
        if (trial is null)
            return new RewardScore(null, "no checkouts, so that no test is run");
        var (resolved, reason) = trial.Try(JsonSerializer.Deserialize<PatchProblem>(input.Problem.Answer)!, patch);
        return new RewardScore(resolved is { } verdict ? verdict ? 1 : 0 : null, reason);
    }

    /// <summary>The patch of a completion, behind its thoughts; null where it has none.</summary>
    public static string? PatchOf(Problem problem, string prompt, string completion) =>
        CompletionText.AfterThoughts(new RewardInput(problem, prompt, completion, 1, FinishReason.Stop)) is { } answer ? PatchText.Of(answer) : null;
}
