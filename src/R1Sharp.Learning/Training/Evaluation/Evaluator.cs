// Measures a policy on problems with checkable answers.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training.Evaluation;

/// <summary>
/// Samples n completions of each problem and grades them. The random numbers of a problem follow from the seed and its
/// id: they depend neither on the other problems nor on the checkpoint, so that two checkpoints are compared like with like.
/// </summary>
public sealed class Evaluator
{
    readonly Asker _asker;
    readonly RolloutScorer _scorer;
    readonly EvaluationOptions _options;
    readonly ulong _seed;
    readonly Steering? _steering;

    /// <param name="asker">What is measured, and what judges its answers.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">The settings of the thoughts do not fit together.</exception>
    public Evaluator(Asker asker, EvaluationOptions options, ulong seed)
    {
        _scorer = new RolloutScorer(asker, options.Thinking, isForVotes: true, options.Stop);
        (_asker, _options, _seed) = (asker, options, seed);
        _steering = _scorer.Steering(options.SwitchPenalty);
    }

    /// <summary>Whether a problem whose prompt leaves no room for an answer is an error; otherwise it is left out and listed.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Samples and grades.</summary>
    /// <param name="problems">Each with an id of its own.</param>
    /// <param name="onToken">Called for each token; the index of the request is that of the problem.</param>
    /// <param name="cancellation">Ends the sampling.</param>
    /// <exception cref="UserErrorException">
    /// There is no problem, or two problems share an id, or a prompt is too long and that is an error, or all are.
    /// </exception>
    public EvaluationResult Evaluate(IReadOnlyList<Problem> problems, TokenProduced? onToken = null, CancellationToken cancellation = default)
    {
        RequireDistinctIds(problems);
        var prompts = _asker.Prompts(problems);
        Prompt[] fitting = [.. prompts.Where(p => !IsTooLong(p))];
        if (fitting.Length < prompts.Count && (IsStrict || fitting.Length == 0))
            throw TooLong(prompts.First(IsTooLong));
        var result = Summarize(_scorer.Sample(fitting, Asking(), onToken, cancellation));
        return result with { LeftOut = [.. prompts.Where(p => IsTooLong(p)).Select(p => p.Problem)] };
    }

    bool IsTooLong(Prompt prompt) => prompt.Tokens.Length >= _asker.Policy.MaxPositions;

    UserErrorException TooLong(Prompt prompt) =>
        new(
            $"The prompt of problem {prompt.Problem.Id} has {prompt.Tokens.Length} tokens, but the model has {_asker.Policy.MaxPositions} positions: "
            + "leave the problem out, or take a model with more.");

    /// <summary>Grades completions that were sampled before, e.g. with a newer grader.</summary>
    public EvaluationResult Grade(IReadOnlyList<Problem> problems, Completion[][] completions)
    {
        RequireDistinctIds(problems);
        return Summarize(_scorer.Score(_asker.Prompts(problems), completions));
    }

    Asking Asking() => new()
    {
        SampleCount = _options.SampleCount,
        Sampling = SamplingOptions.Of(_options),
        Seed = EvaluationSeed(_seed),
        KeyOf = prompt => KeyOf(prompt.Problem.Id),
        Steering = _steering,
    };

    // A seed of its own: an evaluation must not draw the numbers that a training step has drawn.
    static ulong EvaluationSeed(ulong seed)
    {
        var random = new RandomStream(seed, RandomPurpose.Evaluation);
        return ((ulong)random.NextUInt() << 32) | random.NextUInt();
    }

    // FNV-1a over the id's UTF-16 units.
    static long KeyOf(string id) => (long)id.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211UL);

    EvaluationResult Summarize(Rollout[][] groups) =>
        EvaluationResult.Of([.. groups.Select(samples => new ProblemEvaluation(samples[0].Problem, samples))], _options, _seed);

    /// <summary>Refuses to evaluate nothing, or two problems of one name.</summary>
    /// <exception cref="UserErrorException">There is no problem, or two share an id.</exception>
    public static void RequireDistinctIds(IReadOnlyList<Problem> problems)
    {
        if (problems.Count == 0)
            throw new UserErrorException("There is nothing to evaluate: the data holds no problem; give at least one.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (problems.FirstOrDefault(p => !seen.Add(p.Id)) is { } twice)
            throw new UserErrorException(
                $"Two problems have the id \"{twice.Id}\", as those of two files of one name have; rename one of the files, or give each problem an id "
                + "of its own.");
    }
}
