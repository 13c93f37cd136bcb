// Samples the completions of a list of problems, some problems at a time, so that the work can be stopped and resumed.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Rollouts;

/// <summary>Several completions of each problem, a step at a time. A step is a pure function of its index.</summary>
/// <param name="asker">Who is asked.</param>
/// <param name="problems">What is asked, at least one.</param>
/// <param name="scorer">Has prompts of this asker answered and scored.</param>
/// <param name="options">How many completions of each, how they are sampled, and how many problems a step has.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="steering">Steers the thoughts; null leaves them alone.</param>
sealed class ProblemSampler(Asker asker, IReadOnlyList<Problem> problems, RolloutScorer scorer, IProblemSampling options, ulong seed, Steering? steering = null)
{
    readonly IReadOnlyList<Problem> _problems = problems.Count > 0 ? problems
        : throw new UserErrorException("There is nothing to sample: the data holds no problem; give at least one.");

    /// <summary>Number of steps: all problems, some at a time.</summary>
    public int StepCount => (_problems.Count + options.ProblemsPerStep - 1) / options.ProblemsPerStep;

    /// <summary>The scored completions of some problems: result[p][s] is sample s of the step's problem p.</summary>
    /// <param name="stepIndex">0-based.</param>
    public Rollout[][] Sample(int stepIndex) =>
        scorer.Sample(asker.Prompts([.. Places(stepIndex).Select(i => _problems[i])]), AskingOf(stepIndex));

    /// <summary>The same steps, while problems of later ones are asked as there is room for them.</summary>
    public RolloutStream Stream() => new(asker, _problems, scorer, AskingOf, options.ProblemsPerStep);

    IEnumerable<int> Places(int stepIndex)
    {
        int first = stepIndex * options.ProblemsPerStep;
        return Enumerable.Range(first, Math.Min(options.ProblemsPerStep, _problems.Count - first));
    }

    Asking AskingOf(int stepIndex) => new()
    {
        SampleCount = options.SampleCount,
        Sampling = SamplingOptions.Of(options),
        Seed = seed,
        Step = stepIndex,
        Steering = steering,
    };
}
