// Samples the completions of a list of problems, some problems at a time, so that the work can be stopped and resumed.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Training;

/// <summary>Several completions of each problem, a step at a time. A step is a pure function of its index.</summary>
/// <param name="policy">What is sampled from.</param>
/// <param name="problems">What is asked, at least one.</param>
/// <param name="scorer">Makes prompts and scores completions.</param>
/// <param name="sampleCount">Completions of each problem.</param>
/// <param name="problemsPerStep">Problems of a step.</param>
/// <param name="sampling">Temperature, top-p, most tokens.</param>
/// <param name="seed">The run's seed.</param>
sealed class ProblemSampler(IPolicy policy, IReadOnlyList<Problem> problems, RolloutScorer scorer, int sampleCount, int problemsPerStep, SamplingOptions sampling, ulong seed)
{
    readonly IReadOnlyList<Problem> _problems = problems.Count > 0 ? problems
        : throw new UserErrorException("There is nothing to sample: the data holds no problem; give at least one.");

    /// <summary>What puts tokens into the completions while they are generated; null for nothing.</summary>
    public Interjection? Interject { get; set; }

    /// <summary>What is taken off the logits of switches to another thought; null for nothing.</summary>
    public SwitchPenaltyOptions? SwitchPenalty { get; init; }

    /// <summary>Number of steps: all problems, some at a time.</summary>
    public int StepCount => (_problems.Count + problemsPerStep - 1) / problemsPerStep;

    /// <summary>The scored completions of some problems: result[p][s] is sample s of the step's problem p.</summary>
    /// <param name="stepIndex">0-based.</param>
    public Rollout[][] Sample(int stepIndex)
    {
        var prompts = scorer.Prompts([.. _problems.Skip(stepIndex * problemsPerStep).Take(problemsPerStep)]);
        return scorer.Sample(policy, prompts, (prompt, i) => new GenerationRequest
        {
            Prompt = prompt.Tokens,
            SampleCount = sampleCount,
            Sampling = sampling,
            Seed = seed,
            Step = stepIndex,
            PromptKey = i,
            Interject = Interject,
            Steering = scorer.Steering(SwitchPenalty),
        });
    }
}
