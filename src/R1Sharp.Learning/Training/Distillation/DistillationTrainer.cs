// On-policy distillation: the student samples, the teacher says at every token what it would have done, and the student moves
// there. Sample → Update → Report.
//
// GKD (Agarwal et al., arXiv 2306.13649, algorithm 1 with all samples the student's and the reverse divergence):
//   L = E_{y ~ student} [ 1/|y| Σₜ KL( π_student(·|y_<t) ‖ π_teacher(·|y_<t) ) ]
// and, as there, no gradient is taken through the sampling. Departures: by default every token weighs the same, not every
// completion. The sampled-token estimator is that of REINFORCE, see DistillationLoss.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training.Distillation;

/// <summary>
/// Draws a student to a teacher on the student's own samples. A step is a pure function of (seed, step, student, teacher): to
/// resume, restore the state with <see cref="LoadState"/> and go on with the next step.
/// </summary>
public sealed class DistillationTrainer
{
    const string StateFile = "distillation.json";

    readonly IPolicy _student;
    readonly IReferencePolicy _teacher;
    readonly GroupSampler _sampler;
    readonly DistillationOptions _options;
    readonly ulong _seed;
    readonly GradientWatchdog _watchdog;

    /// <summary>Begins a stage: the optimizer forgets its moments.</summary>
    /// <param name="asker">The student, which is trained; its answers are judged for the report, not learned from by reward.</param>
    /// <param name="teacher">The network to learn from; its maker's, and never changed. It has the student's vocabulary.</param>
    /// <param name="problems">What is asked at each step.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">The options contradict each other.</exception>
    public DistillationTrainer(Asker asker, IReferencePolicy teacher, IProblemSource problems, DistillationOptions options, ulong seed)
    {
        (_student, _teacher, _options, _seed) = (asker.Policy, teacher, options.Checked(), seed);
        _sampler = new GroupSampler(asker, problems, Plan(options), seed);
        _watchdog = new GradientWatchdog(options.Watchdogs);
        _student.ResetOptimizer(options.Optimizer);
    }

    static RolloutPlan Plan(DistillationOptions options) => new()
    {
        Steps = options.Steps,
        PromptsPerStep = options.PromptsPerStep,
        GroupSize = options.SamplesPerPrompt,
        Temperature = options.Temperature,
        CapAt = _ => options.MaxCompletionTokens,
        Thinking = options.Thinking,
        SwitchPenalty = options.SwitchPenalty,
    };

    /// <summary>One step.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <param name="cancellation">Ends the sampling; the weights are then as before the step.</param>
    /// <exception cref="WatchdogException">The run cannot learn; the exception's report is this step.</exception>
    /// <exception cref="UserErrorException">The vocabularies differ, or the teacher cannot read so long a text.</exception>
    public DistillationStep Step(int stepIndex, CancellationToken cancellation = default)
    {
        Rollout[] rollouts = [.. _sampler.Sample(stepIndex, cancellation).Sampled.SelectMany(group => group)];
        double rate = _options.LearningRate.At(stepIndex, _options.Steps);
        double divergence = 0;
        var norms = new List<double>();
        foreach (var minibatch in Minibatches(stepIndex, rollouts))
        {
            divergence += Backward(minibatch);
            norms.Add(_student.Update(rate));
        }
        var step = new DistillationStep(Report(stepIndex, rollouts, divergence, norms, rate), rollouts);
        foreach (double norm in norms)
            _watchdog.Check(norm, () => NotFinite.Explain(_student, [.. rollouts.Select(r => r.Sequence)],
                i => $"sample {rollouts[i].SampleIndex} of problem {rollouts[i].Problem.Id} (step {stepIndex})", _options.Temperature), step);
        return step;
    }

    IEnumerable<Rollout[]> Minibatches(int stepIndex, Rollout[] rollouts)
    {
        Rollout[] part = [.. rollouts.Where(r => r.Completion.SampledCount > 0)];
        new RandomStream(_seed, RandomPurpose.Shuffle, stepIndex).Shuffle(part.AsSpan());
        int count = Math.Min(_options.MinibatchesPerStep, part.Length);
        for (int m = 0; m < count; m++)
            yield return part[(int)((long)part.Length * m / count)..(int)((long)part.Length * (m + 1) / count)];
    }

    // Adds the minibatch's gradient and returns the sum of its tokens' divergences.
    double Backward(Rollout[] minibatch)
    {
        TokenSequence[] sequences = [.. minibatch.Select(r => r.Sequence)];
        double[] weights = GrpoLoss.TokenWeights([.. minibatch.Select(r => r.Completion.SampledCount)], _options.Aggregation, _options.MaxCompletionTokens);
        if (_options.Estimator == DivergenceEstimator.FullDistribution)
            return _student.BackwardDivergence(sequences, _teacher, weights, _options.Temperature).Sum(d => d.Sum(x => (double)x));
        float[][] teacher = _teacher.LogProbs(sequences, _options.Temperature);
        var sums = new double[minibatch.Length];
        _student.Backward(sequences, (i, logProbs, _, dLogProbs, _) =>
            sums[i] = DistillationLoss.SampledTokens(logProbs, minibatch[i].OldLogProbs, teacher[i], weights[i], dLogProbs), _options.Temperature);
        return sums.Sum();
    }

    static DistillationReport Report(int stepIndex, Rollout[] rollouts, double divergence, List<double> norms, double rate)
    {
        long tokens = rollouts.Sum(r => (long)r.Completion.SampledCount);
        return new()
        {
            Step = stepIndex,
            Rollouts = rollouts.Length,
            Divergence = tokens == 0 ? 0 : divergence / tokens,
            Reward = rollouts.Average(r => r.Reward),
            Accuracy = rollouts.Average(r => r.Accuracy),
            CompletionTokens = rollouts.Average(r => r.Completion.Tokens.Length),
            TruncatedShare = rollouts.Average(r => r.Completion.Finish == FinishReason.Length ? 1.0 : 0),
            Surprisal = ReinforcementReporting.Surprisal(rollouts),
            GradientNorm = norms.DefaultIfEmpty().Average(),
            LearningRate = rate,
            PromptTokens = rollouts.Where(r => r.SampleIndex == 0).Sum(r => (long)r.PromptTokens.Length),
            SampledTokens = tokens,
        };
    }

    /// <summary>Writes all that the next step depends on, but for the teacher, into a folder (which exists).</summary>
    public void SaveState(string directory)
    {
        _student.SaveState(directory);
        TrainerState.Save(directory, StateFile, _watchdog.State);
    }

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    public void LoadState(string directory)
    {
        _watchdog.State = TrainerState.Load<GradientWatchdogState>(directory, StateFile, s => s is { RecentNorms: not null });
        _student.LoadState(directory);
    }
}
