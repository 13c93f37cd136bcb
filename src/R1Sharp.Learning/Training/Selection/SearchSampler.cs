// Search at test time: many completions of each problem, of which one is chosen without looking at the gold answer. The choices are self-consistency
// (Wang et al., arXiv 2203.11171), best of n (Cobbe et al., arXiv 2110.14168) and the weighted vote (Uesato et al., arXiv 2211.14275).

using System.ComponentModel.DataAnnotations;
using System.ComponentModel;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.Evaluation.Scaling;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>How one of many completions is chosen.</summary>
enum SearchChoice
{
    /// <summary>The answer that most completions give.</summary>
    Votes,

    /// <summary>The completion with the best score.</summary>
    Best,

    /// <summary>The answer whose completions have most weight, σ of the score each; of these the best scored.</summary>
    WeightedVotes,
}

/// <summary>Settings of <see cref="SearchSampler"/>.</summary>
sealed record SearchOptions : IProblemSampling
{
    /// <summary>How one of the completions is chosen.</summary>
    public SearchChoice Choose { get; init; } = SearchChoice.Votes;

    /// <summary>n: completions of each problem.</summary>
    [Range(1, 4096)] public int SampleCount { get; init; } = 16;

    /// <summary>Least share of the n votes for the answer that is chosen; below it nothing is. Null chooses always.</summary>
    [Range(0.0, 1.0)] public double? MinShare { get; init; }

    /// <summary>
    /// Most completions of a problem that are left: those that give the chosen answer and ended by themselves, in the order drawn, each text once. Null
    /// leaves the chosen one alone.
    /// </summary>
    [DefaultValue(null), Range(1, 4096)] public int? MostPerProblem { get; init; }

    /// <summary>Whether a problem is passed over where no completion gives an answer; otherwise the first that ended by itself is chosen.</summary>
    public bool RequireAnswer { get; init; } = true;

    /// <summary>Problems whose completions are sampled together, after which a run can be stopped and resumed.</summary>
    [Range(1, 1_000_000)] public int ProblemsPerStep { get; init; } = 64;

    /// <summary>Temperature of sampling.</summary>
    [Range(0.0, 100.0)] public double Temperature { get; init; } = 1;

    /// <summary>Top-p.</summary>
    [Range(0.0, 1.0)] public double TopP { get; init; } = 1;

    /// <summary>Keeps this many most probable tokens; null keeps all.</summary>
    [DefaultValue(null), Range(1, int.MaxValue)] public int? TopK { get; init; }

    /// <summary>Drops tokens less probable than this share of the most probable one; null drops none.</summary>
    [DefaultValue(null), Range(0.0, 1.0)] public double? MinP { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens already in the text; null is off.</summary>
    [DefaultValue(null), Range(0.1, 10.0)] public double? RepetitionPenalty { get; init; }

    /// <summary>Texts that end a completion; they are cut off its text.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;
}

/// <summary>A problem with its completions.</summary>
/// <param name="Samples">All, in the order drawn.</param>
/// <param name="Chosen">The one that is chosen; null where none is.</param>
/// <param name="Reason">Why none is; null where one is.</param>
/// <param name="Share">Share of the n votes, or of their weight, that the chosen answer has; null where nothing is voted on.</param>
sealed record SearchedProblem(IReadOnlyList<Rollout> Samples, Rollout? Chosen, string? Reason, double? Share)
{
    /// <summary>
    /// The completions that are left to learn from: the chosen one, or with it others of its answer, as the settings say; none that says nothing.
    /// </summary>
    public IReadOnlyList<Rollout> Kept(SearchOptions options) => Chosen is not { SaysNothing: false } ? []
        : options.MostPerProblem is not { } most || Chosen.Answer is null ? [Chosen]
        : [.. Samples.Where(s => s.Answer == Chosen.Answer && s.Completion.Finish == FinishReason.Stop && !s.SaysNothing).DistinctBy(s => s.Text).Take(most)];

    /// <summary>Whether each sample is right, as the grader says.</summary>
    public bool[] AreRight { get; } = [.. Samples.Select(s => s.Accuracy >= 1)];
}

/// <summary>Samples and chooses. A step is a pure function of its index, so nothing has to be saved to resume.</summary>
sealed class SearchSampler
{
    /// <summary>Why nothing is chosen of a problem.</summary>
    public static IReadOnlyList<string> Reasons { get; } = [NoAnswer, FewVotes, Unfinished];

    const string NoAnswer = "no_answer", FewVotes = "few_votes", Unfinished = "unfinished";

    readonly ProblemSampler _sampler;
    readonly SearchOptions _options;

    /// <param name="asker">Who is asked, and what judges the answers.</param>
    /// <param name="problems">What is asked.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">There is no problem.</exception>
    public SearchSampler(Asker asker, IReadOnlyList<Problem> problems, SearchOptions options, ulong seed)
    {
        _options = options;
        _sampler = new ProblemSampler(asker, problems, new RolloutScorer(asker, isForVotes: true, stops: options.Stop), options, seed);
    }

    /// <summary>Number of steps: all problems, some at a time.</summary>
    public int StepCount => _sampler.StepCount;

    /// <summary>Samples the completions of some problems and chooses one of each.</summary>
    /// <param name="stepIndex">0-based.</param>
    public IReadOnlyList<SearchedProblem> Step(int stepIndex) => [.. _sampler.Sample(stepIndex).Select(group => Choose(group, _options))];

    /// <summary>Chooses one of a problem's completions.</summary>
    public static SearchedProblem Choose(IReadOnlyList<Rollout> samples, SearchOptions options)
    {
        var (chosen, share) = options.Choose == SearchChoice.Best ? (samples.MaxBy(s => s.Reward), (double?)null) : Voted(samples, options.Choose);
        if (chosen is null && !options.RequireAnswer)
            chosen = samples.FirstOrDefault(s => s.Completion.Finish == FinishReason.Stop);
        string? reason = chosen is null ? NoAnswer : share < options.MinShare ? FewVotes : chosen.Completion.Finish != FinishReason.Stop ? Unfinished : null;
        return new SearchedProblem(samples, reason is null ? chosen : null, reason, share);
    }

    /// <summary>
    /// The credit of choosing among k completions instead of n: blocks of k in the order drawn, ties shared, see <see
    /// cref="SampleStatistics"/>.
    /// </summary>
    public static double ChosenAtK(SearchedProblem problem, SearchChoice choice, int k) => choice switch
    {
        SearchChoice.Votes => SampleStatistics.ConsensusAtK(Answers(problem), problem.AreRight, k),
        SearchChoice.Best => ScoredVotes.BestOfK([.. problem.Samples.Select(s => (double?)s.Reward)], problem.AreRight, k),
        _ => ScoredVotes.WeightedVoteOfK(Answers(problem), [.. problem.Samples.Select(Weight)], problem.AreRight, k),
    };

    /// <summary>1, 2, 4, … and n.</summary>
    public static IReadOnlyList<int> Counts(int n) => [.. Enumerable.Range(0, 31).Select(e => 1 << e).TakeWhile(k => k < n), n];

    // Of answers with the same weight the one that was given first; of its completions the best scored, or the first where nothing scores.
    static (Rollout? Chosen, double? Share) Voted(IReadOnlyList<Rollout> samples, SearchChoice choice)
    {
        bool isWeighted = choice == SearchChoice.WeightedVotes;
        var answers = samples.Where(s => s.Answer is not null).GroupBy(s => s.Answer!, StringComparer.Ordinal)
            .Select(group => (Weight: isWeighted ? group.Sum(Weight) : group.Count(), Samples: group.ToList())).ToList();
        if (answers.Count == 0)
            return default;
        var (weight, most) = answers.MaxBy(a => a.Weight);
        return (isWeighted ? most.MaxBy(s => s.Reward) : most[0], weight / (isWeighted ? samples.Sum(Weight) : samples.Count));
    }

    static string?[] Answers(SearchedProblem problem) => [.. problem.Samples.Select(s => s.Answer)];

    // As ScalingStudy weighs: none is negative.
    static double Weight(Rollout sample) => Logistic.Sigmoid(sample.Reward);
}
