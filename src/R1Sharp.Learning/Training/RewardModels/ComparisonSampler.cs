// Preferences between a model's own completions by a judge that compares two at a time: asked several times in both orders, clear cases kept
// (DeepSeek-R1, arXiv 2501.12948v2, the data of the helpfulness reward model).

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.RewardModels;

/// <summary>How completions are sampled and compared.</summary>
sealed record ComparisonOptions
{
    /// <summary>Completions of each problem; the first is compared with the second, the third with the fourth, and so on.</summary>
    [Range(2, 4096)] public int SampleCount { get; init; } = 2;

    /// <summary>Temperature of sampling.</summary>
    [Range(0.01, 100.0)] public double Temperature { get; init; } = 1;

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>How often each pair is judged, half of the times in each order.</summary>
    [AllowedValues(2, 4, 6, 8, 16)] public int Judgements { get; init; } = 4;

    /// <summary>Pairs whose mean gap is no larger are dropped, in the judge's points.</summary>
    [Range(0.0, 1e6)] public double LeastGap { get; init; } = 1;

    /// <summary>Whether pairs are dropped until the longer completion is as often the better as the worse one.</summary>
    public bool LengthBalanced { get; init; } = true;
}

/// <summary>Samples, has pairs judged, and keeps the clear ones.</summary>
static class ComparisonSampler
{
    /// <summary>The pairs, in the problems' order.</summary>
    /// <param name="asker">Who is asked; its rewards are not looked at.</param>
    /// <param name="problems">What is asked.</param>
    /// <param name="judgeOf">Compares completions of a problem.</param>
    /// <param name="scope">What the reward model will score; completions without it make no pair.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    public static IReadOnlyList<PreferencePair> Pairs(Asker asker, IReadOnlyList<Problem> problems, Func<Problem, PairJudge> judgeOf, RewardScope scope,
        ComparisonOptions options, ulong seed)
    {
        var groups = new RolloutScorer(asker).Sample(asker.Prompts(problems), new()
        {
            SampleCount = options.SampleCount,
            Sampling = new SamplingOptions { Temperature = options.Temperature, MaxCompletionTokens = options.MaxCompletionTokens },
            Seed = seed,
        });
        var text = new ScoredText(asker.Tokenizer, scope);
        PreferencePair[] pairs = [.. groups.SelectMany(group => Judged(group, judgeOf(group[0].Problem), options))
            .Select(j => Pair(j, text)).OfType<PreferencePair>()];
        return options.LengthBalanced ? PreferenceJudging.LengthBalanced(pairs, p => p.Chosen.ResponseTokens - p.Rejected.ResponseTokens) : pairs;
    }

    // Equal completions say nothing.
    static IReadOnlyList<JudgedPair> Judged(Rollout[] group, PairJudge judge, ComparisonOptions options) => PreferenceJudging.Judge(
        [.. group.Chunk(2).Where(two => two.Length == 2 && two[0].Text != two[1].Text)
            .Select(two => new ResponsePair(two[0].Prompt, two[0].Text, two[1].Text))],
        judge, options.Judgements, options.LeastGap);

    static PreferencePair? Pair(JudgedPair judged, ScoredText text) =>
        text.Read(judged.Prompt, judged.Chosen) is { } chosen && text.Read(judged.Prompt, judged.Rejected) is { } rejected ? new(chosen, rejected) : null;
}
