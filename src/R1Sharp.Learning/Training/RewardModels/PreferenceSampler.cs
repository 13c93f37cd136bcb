// Preferences between a model's own completions: of each problem's the best and the worst, as judges see them.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.RewardModels;

/// <summary>How many completions are sampled, and which become pairs.</summary>
sealed record PreferenceSamplingOptions
{
    /// <summary>Completions of each problem.</summary>
    [Range(2, 4096)] public int SampleCount { get; init; } = 8;

    /// <summary>Temperature of sampling.</summary>
    [Range(0.01, 100.0)] public double Temperature { get; init; } = 1;

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>Pairs whose judgements differ by no more than this are dropped.</summary>
    [Range(0.0, 1e6)] public double LeastGap { get; init; }

    /// <summary>Whether pairs are dropped until the longer completion is as often the better as the worse one.</summary>
    public bool LengthBalanced { get; init; } = true;
}

/// <summary>Samples, judges and pairs.</summary>
static class PreferenceSampler
{
    /// <summary>The pairs, in the problems' order; a pure function of policy, problems and seed.</summary>
    /// <param name="asker">Who is asked; the total of its rewards decides which completion is better, of equals the one sampled first.</param>
    /// <param name="problems">What is asked.</param>
    /// <param name="scope">What the reward model will score; completions without it make no pair.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    public static IReadOnlyList<PreferencePair> Pairs(
        Asker asker, IReadOnlyList<Problem> problems, RewardScope scope, PreferenceSamplingOptions options, ulong seed)
    {
        var groups = new RolloutScorer(asker).Sample(asker.Prompts(problems), new()
        {
            SampleCount = options.SampleCount,
            Sampling = new SamplingOptions { Temperature = options.Temperature, MaxCompletionTokens = options.MaxCompletionTokens },
            Seed = seed,
        });
        var text = new ScoredText(asker.Tokenizer, scope);
        PreferencePair[] pairs = [.. groups.Select(group => Pair(group, text, options.LeastGap)).OfType<PreferencePair>()];
        return options.LengthBalanced ? PreferenceJudging.LengthBalanced(pairs, p => p.Chosen.ResponseTokens - p.Rejected.ResponseTokens) : pairs;
    }

    static PreferencePair? Pair(Rollout[] group, ScoredText text, double leastGap)
    {
        var read = group.Select(r => (r.Reward, Scored: text.Read(r.Prompt, r.Text))).Where(r => r.Scored is not null).ToList();
        if (read.Count < 2)
            return null;
        var (best, worst) = (read.MaxBy(r => r.Reward), read.MinBy(r => r.Reward));
        return best.Reward - worst.Reward > leastGap ? new PreferencePair(best.Scored!, worst.Scored!) : null;
    }
}
