// How often a model solves its problems: several completions of each, scored, before anything is learned from them. Problems that are always or never
// solved teach reinforcement nothing (https://github.com/huggingface/open-r1, scripts/pass_rate_filtering).

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>Settings of <see cref="PassRateSampler"/>.</summary>
sealed record PassRateOptions : IProblemSampling, IChecked
{
    /// <summary>Problems of which the mean reward is above this are kept.</summary>
    [Range(-1000.0, 1000.0)] public double PassRateMin { get; init; } = 0.1;

    /// <summary>Problems of which the mean reward is below this are kept.</summary>
    [Range(-1000.0, 1000.0)] public double PassRateMax { get; init; } = 0.9;

    /// <summary>Completions of each problem.</summary>
    [Range(1, 4096)] public int SampleCount { get; init; } = 8;

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

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => PassRateMin < PassRateMax ? null
        : new("pass_rate_min must be below pass_rate_max: what lies between them is kept.", "pass_rate_max");
}

/// <summary>A problem with its completions.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Samples">The completions.</param>
/// <param name="Rate">The mean reward of those that could be scored; null where none could.</param>
sealed record MeasuredProblem(Problem Problem, IReadOnlyList<Rollout> Samples, double? Rate);

/// <summary>
/// Samples and scores as a stream: problems of later steps are on their way while one ends. A step is a pure function of its index, so nothing has to be saved
/// to resume.
/// </summary>
sealed class PassRateSampler : IDisposable
{
    readonly RolloutStream _stream;

    /// <param name="asker">Who is asked, and what scores the answers.</param>
    /// <param name="problems">What is asked.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">There is no problem.</exception>
    public PassRateSampler(Asker asker, IReadOnlyList<Problem> problems, PassRateOptions options, ulong seed)
    {
        var sampler = new ProblemSampler(asker, problems, new RolloutScorer(asker, thinking: null, stops: options.Stop), options, seed);
        (StepCount, _stream) = (sampler.StepCount, sampler.Stream());
    }

    /// <summary>Number of steps: all problems, some at a time.</summary>
    public int StepCount { get; }

    /// <summary>Some of the problems with their completions.</summary>
    /// <param name="stepIndex">0-based.</param>
    public IReadOnlyList<MeasuredProblem> Step(int stepIndex) =>
        [.. _stream.Step(stepIndex).Select(group => new MeasuredProblem(group[0].Problem, group, Rate(group)))];

    /// <summary>Gives up what is on its way.</summary>
    public void Dispose() => _stream.Dispose();

    static double? Rate(Rollout[] group)
    {
        double[] scored = [.. group.Where(IsScored).Select(r => r.Reward)];
        return scored.Length > 0 ? scored.Average() : null;
    }

    /// <summary>Whether any part of the reward had something to say of a completion.</summary>
    public static bool IsScored(Rollout rollout) => rollout.RewardParts.Values.Any(part => part.Value is not null);
}
