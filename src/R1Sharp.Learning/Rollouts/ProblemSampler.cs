// Samples the completions of a list of problems, some problems at a time, so that the work can be stopped and resumed.

using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Rollouts;

/// <summary>Several completions of each problem, a step at a time. A step is a pure function of its index.</summary>
/// <param name="asker">Who is asked.</param>
/// <param name="problems">What is asked, at least one.</param>
/// <param name="scorer">Has prompts of this asker answered and scored.</param>
/// <param name="problemsPerStep">Problems of a step.</param>
/// <param name="asking">How many completions of each, and how they are sampled.</param>
sealed class ProblemSampler(Asker asker, IReadOnlyList<Problem> problems, RolloutScorer scorer, int problemsPerStep, Asking asking)
{
    readonly IReadOnlyList<Problem> _problems = problems.Count > 0 ? problems
        : throw new UserErrorException("There is nothing to sample: the data holds no problem; give at least one.");

    /// <summary>Number of steps: all problems, some at a time.</summary>
    public int StepCount => (_problems.Count + problemsPerStep - 1) / problemsPerStep;

    /// <summary>The scored completions of some problems: result[p][s] is sample s of the step's problem p.</summary>
    /// <param name="stepIndex">0-based.</param>
    public Rollout[][] Sample(int stepIndex) =>
        scorer.Sample(asker.Prompts([.. _problems.Skip(stepIndex * problemsPerStep).Take(problemsPerStep)]), asking with { Step = stepIndex });
}
