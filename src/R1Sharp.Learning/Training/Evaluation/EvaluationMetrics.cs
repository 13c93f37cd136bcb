// The numbers of an evaluation over some of its problems.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Evaluation;

/// <summary>The numbers of an evaluation; n is the number of samples of each problem. Means are over problems first.</summary>
public sealed record EvaluationMetrics
{
    /// <summary>Problems.</summary>
    public required int ProblemCount { get; init; }

    /// <summary>Problems that the grader could not grade (no score for any sample); they count as wrong.</summary>
    public required int UngradedCount { get; init; }

    /// <summary>Completions about which the grader could not decide; they count as wrong.</summary>
    public required int UndecidedCount { get; init; }

    /// <summary>pass@1: the mean over problems of the share of right answers among the n samples (arXiv 2501.12948, section 4).</summary>
    public required double PassAtOne { get; init; }

    /// <summary>Its 95 % confidence interval, see <see cref="ConfidenceInterval.OfShare"/>.</summary>
    public required ConfidenceInterval PassAtOneInterval { get; init; }

    /// <summary>pass@k for k = 1, 2, 4, … and n, see <see cref="SampleStatistics.PassAtK"/>.</summary>
    public required IReadOnlyDictionary<int, double> PassAt { get; init; }

    /// <summary>
    /// cons@k for the same k, see <see cref="SampleStatistics.ConsensusAtK"/>; ties give fractional credit. Not a number where
    /// no problem has answers to vote on.
    /// </summary>
    public required IReadOnlyDictionary<int, double> ConsensusAt { get; init; }

    /// <summary>95 % confidence interval of cons@n.</summary>
    public required ConfidenceInterval ConsensusInterval { get; init; }

    /// <summary>Share of completions in the asked form; null where a format reward of one's own says nothing.</summary>
    public required double? Format { get; init; }

    /// <summary>Mean tokens of a completion, the end-of-text token included.</summary>
    public required double MeanCompletionTokens { get; init; }

    /// <summary>Mean tokens of the thoughts, over completions that opened them; null where none did.</summary>
    public required double? MeanThinkingTokens { get; init; }

    /// <summary>Mean tokens of a completion that the model did not choose.</summary>
    public required double MeanForcedTokens { get; init; }

    /// <summary>Share of completions that reached the cap.</summary>
    public required double TruncatedShare { get; init; }

    /// <summary>Mean number of self-checks in a completion.</summary>
    public required double SelfChecks { get; init; }

    /// <summary>Mean share of the words that are in the question's language, over completions that have words.</summary>
    public required double? LanguagePurity { get; init; }

    /// <summary>The numbers over some problems, at least one.</summary>
    internal static EvaluationMetrics Of(IReadOnlyList<ProblemEvaluation> problems, int resamples, ulong seed)
    {
        int n = problems.Min(p => p.Samples.Count);
        int[] ks = [.. Enumerable.Range(0, 31).Select(e => 1 << e).TakeWhile(k => k < n), n];
        double[] passes = [.. problems.Select(p => p.PassAtOne)];
        Rollout[] samples = [.. problems.SelectMany(p => p.Samples)];
        ProblemEvaluation[] voting = [.. problems.Where(p => p.Samples[0].HasVotes)];
        return new()
        {
            ProblemCount = problems.Count,
            UngradedCount = problems.Count(p => p.Samples.All(s => s.Accuracy is null)),
            UndecidedCount = samples.Count(s => s.IsUndecided),
            PassAtOne = passes.Average(),
            PassAtOneInterval = ConfidenceInterval.OfShare(passes, resamples, seed),
            PassAt = ks.ToDictionary(k => k, k => problems.Average(p => SampleStatistics.PassAtK(p.Samples.Count, p.RightCount, k))),
            ConsensusAt = ks.ToDictionary(k => k, k => voting.Length == 0 ? double.NaN : voting.Average(p => Consensus(p, k))),
            ConsensusInterval = voting.Length == 0 ? new(double.NaN, double.NaN)
                : ConfidenceInterval.OfShare([.. voting.Select(p => Consensus(p, n))], resamples, seed),
            Format = samples.Select(s => s.Format).Average(),
            MeanCompletionTokens = samples.Average(s => s.Completion.TokenCount),
            MeanThinkingTokens = samples.Select(s => s.ThinkingTokens).Average(),
            MeanForcedTokens = samples.Average(s => s.Completion.ForcedTokens.Length),
            TruncatedShare = samples.Average(s => s.Completion.Finish == FinishReason.Length ? 1.0 : 0),
            SelfChecks = samples.Average(s => s.SelfChecks),
            LanguagePurity = samples.Select(s => s.LanguagePurity).Average(),
        };
    }

    static double Consensus(ProblemEvaluation problem, int k) =>
        SampleStatistics.ConsensusAtK([.. problem.Samples.Select(s => s.Answer)], [.. problem.Samples.Select(s => s.Accuracy >= 1)], k);
}
