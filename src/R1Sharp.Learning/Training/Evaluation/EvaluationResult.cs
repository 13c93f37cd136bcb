// What an evaluation found: the numbers, by slices, and every completion behind them.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Evaluation;

/// <summary>One problem of an evaluation with its completions.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Samples">Its completions, in the order drawn.</param>
public sealed record ProblemEvaluation(Problem Problem, IReadOnlyList<Rollout> Samples)
{
    /// <summary>Right answers among the samples.</summary>
    public int RightCount { get; } = Samples.Count(s => s.Accuracy >= 1);

    /// <summary>Share of right answers among the samples.</summary>
    public double PassAtOne => (double)RightCount / Samples.Count;
}

/// <summary>An evaluation.</summary>
public sealed record EvaluationResult
{
    /// <summary>How it was sampled.</summary>
    public required EvaluationOptions Options { get; init; }

    /// <summary>With which seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Every problem with its completions.</summary>
    public required IReadOnlyList<ProblemEvaluation> Problems { get; init; }

    /// <summary>Problems that were not asked because their prompts leave no room for an answer, or were not answered; they count nowhere.</summary>
    public IReadOnlyList<Problem> LeftOut { get; init; } = [];

    /// <summary>Why they were not; null where their prompts leave no room.</summary>
    public string? LeftOutWhy { get; init; }

    /// <summary>Over all problems.</summary>
    public required EvaluationMetrics Overall { get; init; }

    /// <summary>By the problems' family.</summary>
    public required IReadOnlyDictionary<string, EvaluationMetrics> ByFamily { get; init; }

    /// <summary>By the problems' level.</summary>
    public required IReadOnlyDictionary<int, EvaluationMetrics> ByLevel { get; init; }

    /// <summary>By family and level, e.g. "countdown/2".</summary>
    public required IReadOnlyDictionary<string, EvaluationMetrics> ByFamilyAndLevel { get; init; }

    /// <summary>By the language of the question.</summary>
    public required IReadOnlyDictionary<string, EvaluationMetrics> ByLanguage { get; init; }

    /// <summary>The numbers over graded completions.</summary>
    /// <param name="problems">Every problem with its completions, at least one.</param>
    /// <param name="options">How they were sampled.</param>
    /// <param name="seed">With which seed; decides the bootstrap's random numbers too.</param>
    public static EvaluationResult Of(IReadOnlyList<ProblemEvaluation> problems, EvaluationOptions options, ulong seed)
    {
        return new()
        {
            Options = options,
            Seed = seed,
            Problems = problems,
            Overall = metrics(problems),
            ByFamily = Slices(p => p.Family),
            ByLevel = Slices(p => p.Level),
            ByFamilyAndLevel = Slices(p => $"{p.Family}/{p.Level}"),
            ByLanguage = Slices(p => p.Language),
        };

        EvaluationMetrics metrics(IEnumerable<ProblemEvaluation> slice) => EvaluationMetrics.Of([.. slice], options.BootstrapResamples, seed);

        SortedDictionary<T, EvaluationMetrics> Slices<T>(Func<Problem, T> key) where T : notnull =>
            new(problems.GroupBy(p => key(p.Problem)).ToDictionary(g => g.Key, metrics));
    }
}
