// IFEval: instructions that a program can check (Zhou et al., arXiv 2311.07911, section 2.2).

using System.Text.Json;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Instructions;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>The shares of prompts and of instructions that are followed, strictly and loosely.</summary>
sealed class IfevalMetric : ITaskMetric
{
    static readonly IfevalReward s_strict = new(new()), s_loose = new(new() { Mode = "loose" });

    /// <inheritdoc/>
    public IReward Grader { get; } = new IfevalReward(new() { Aggregate = "all" });

    // Instructions that nobody can check are found before the model is asked.
    /// <inheritdoc/>
    public string Gold(TaskRow row)
    {
        var columns = new[] { IfevalReward.IdsColumn, "kwargs" }.ToDictionary(name => name, name => row.Needed(name).GetRawText());
        var problem = new Problem { Id = "", Question = "", Answer = "", Columns = columns };
        try
        {
            s_strict.Score(new RewardInput(problem, "", "", 1, FinishReason.Stop));
            return "";
        }
        catch (Exception e) when (e is UserErrorException or JsonException)
        {
            throw row.Line.Error($"the instructions cannot be checked: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskFigure> Figures(TaskResult result)
    {
        var (strict, interval) = result.Mean(sample => Share(s_strict, sample) >= 1 ? 1 : 0);
        var (loose, _) = result.Mean(sample => Share(s_loose, sample) >= 1 ? 1 : 0);
        return
        [
            TaskFigure.Share("prompt-level strict", strict, interval), TaskFigure.Share("instruction-level strict", Instructions(s_strict, result)),
            TaskFigure.Share("prompt-level loose", loose), TaskFigure.Share("instruction-level loose", Instructions(s_loose, result)),
        ];
    }

    // Σ followed / Σ asked, over all prompts together.
    static double Instructions(IfevalReward reward, TaskResult result)
    {
        var samples = result.Problems.SelectMany(p => p.Samples).ToList();
        return samples.Sum(sample => Math.Round(Share(reward, sample) * Count(sample))) / samples.Sum(Count);
    }

    static double Share(IfevalReward reward, Rollout sample) =>
        reward.Score(new RewardInput(sample.Problem, sample.Prompt, sample.Text, 1, sample.Completion.Finish)).Value ?? 0;

    static int Count(Rollout sample) => JsonElement.Parse(sample.Problem.Columns[IfevalReward.IdsColumn]).GetArrayLength();
}
