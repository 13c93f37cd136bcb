// Group relative policy optimisation, from the prompt to the weights: Sample → Score → Advantages → Update → Report.
//
// DeepSeekMath (arXiv 2402.03300, algorithm 1) and DeepSeek-R1 (arXiv 2501.12948, section 2.2). The loss and its
// departures from the papers are in GrpoLoss, the advantages in Advantages, dynamic sampling in GrpoSampler. Here:
// 1. The old log-probabilities are those that the sampler recorded. They equal the trainer's in every bit (the engine's
//    contract), so the first minibatch of a step is exactly on policy and no pass is spent on computing them again.
// 2. A completion whose advantage is zero is not run through the network where neither the divergence nor the entropy has
//    a weight: its gradient is zero. It still counts in the divisor, unless its group was dropped.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training;

/// <summary>
/// Trains a policy by reinforcement. A step is a pure function of (seed, step, policy, reference, what the sampler and the
/// watchdogs remember): to resume, restore the state with <see cref="LoadState"/> and go on with the next step.
/// </summary>
public sealed class GrpoTrainer : IDisposable
{
    readonly IPolicy _policy;
    readonly GrpoSampler _sampler;
    readonly GrpoOptions _options;
    readonly ulong _seed;
    readonly GradientWatchdog _gradientWatchdog;
    readonly RolloutWatchdog _rolloutWatchdog;
    readonly RewardHackingMonitor? _hackingMonitor;
    IReferencePolicy? _reference;
    bool _referenceIsOlder;

    /// <summary>Begins a stage: the optimizer forgets its moments, and the policy as it is becomes the reference.</summary>
    /// <param name="policy">The network to train.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="promptOf">Turns a question into a prompt, e.g. a template's Render.</param>
    /// <param name="problems">What is asked at each step.</param>
    /// <param name="rewards">Scores the completions.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">The options contradict each other.</exception>
    public GrpoTrainer(IPolicy policy, Tokenizer tokenizer, Func<string, string> promptOf, IProblemSource problems, RewardSum rewards, GrpoOptions options, ulong seed)
    {
        options.Check();
        (_policy, _options, _seed) = (policy, options, seed);
        _sampler = new GrpoSampler(policy, problems, new RolloutScorer(tokenizer, promptOf, rewards), options, seed);
        _gradientWatchdog = new GradientWatchdog(options.Watchdogs);
        _rolloutWatchdog = new RolloutWatchdog(options.Watchdogs);
        _hackingMonitor = options.RewardHacking is { } hacking ? new RewardHackingMonitor(hacking) : null;
        policy.ResetOptimizer(options.Optimizer);
        _reference = options.KlWeight > 0 ? policy.Freeze() : null;
    }

    /// <summary>What puts tokens into the completions while they are generated; they are not learned from. Null for nothing.</summary>
    public Interjection? Interject { get => _sampler.Interject; init => _sampler.Interject = value; }

    /// <summary>One step.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <param name="cancellation">Ends the sampling; the weights are then as before the step.</param>
    /// <exception cref="WatchdogException">The run cannot learn; the exception's report is this step.</exception>
    public GrpoStep Step(int stepIndex, CancellationToken cancellation = default)
    {
        var groups = _sampler.Sample(stepIndex, cancellation);
        var rollouts = GrpoAdvantages.Of(groups.Learned, _reference, _options);
        var update = Update(stepIndex, rollouts);
        var step = Reported(stepIndex, groups, rollouts, update);
        Watch(step, update);
        RefreshReference(stepIndex);
        return step;
    }

    /// <summary>Tells the monitor of reward hacking how good the policy really is, e.g. after an evaluation on held-out problems.</summary>
    /// <param name="truth">The more the better, e.g. accuracy.</param>
    /// <exception cref="WatchdogException">The reward rises while the truth falls.</exception>
    public void ObserveTruth(double truth) => _hackingMonitor?.ObserveTruth(truth);

    GrpoUpdate Update(int stepIndex, Rollout[] rollouts)
    {
        var update = new GrpoUpdate { LearningRate = _options.LearningRate.At(stepIndex, _options.Steps) };
        for (int iteration = 0; iteration < _options.NumIterations; iteration++)
            foreach (var minibatch in Minibatches(stepIndex, iteration, rollouts))
                UpdateOnce(stepIndex, minibatch, update);
        if (update.Learned.FirstOrDefault(r => r.Step == stepIndex) is { } fresh)
            update.PolicyMovement = Movement(fresh);
        return update;
    }

    // Who takes part, in a random order, cut into parts of equal size (by one): each completion is learned from once an iteration.
    IEnumerable<Rollout[]> Minibatches(int stepIndex, int iteration, Rollout[] rollouts)
    {
        Rollout[] part = [.. rollouts.Where(r => r.Completion.SampledCount > 0
            && !(_options.MaskTruncated && r.Completion.Finish == FinishReason.Length)
            && !(_options.DropZeroVarianceGroups && r.IsZeroVariance))];
        new RandomStream(_seed, RandomPurpose.Shuffle, stepIndex, iteration).Shuffle(part.AsSpan());
        int count = Math.Min(_options.MinibatchesPerStep, part.Length);
        for (int m = 0; m < count; m++)
            yield return part[(int)((long)part.Length * m / count)..(int)((long)part.Length * (m + 1) / count)];
    }

    void UpdateOnce(int stepIndex, Rollout[] minibatch, GrpoUpdate update)
    {
        double[] weights = GrpoLoss.TokenWeights([.. minibatch.Select(r => r.Completion.SampledCount)], _options.Aggregation, _options.CapAt(stepIndex));
        (Rollout Rollout, double TokenWeight)[] learned = [.. minibatch.Zip(weights).Where(x => GivesGradient(x.First))];
        if (learned.Length == 0)
            return;
        TokenSequence[] sequences = [.. learned.Select(x => x.Rollout.Sequence)];
        var references = References(learned, sequences);
        var sums = new GrpoLossSums[learned.Length];
        _policy.Backward(sequences, Loss(learned, references, sums), _options.Temperature);
        double norm = _policy.Update(update.LearningRate);
        update.Add(stepIndex, [.. learned.Select(x => x.Rollout)], sums, norm, hasReference: references is not null);
    }

    bool GivesGradient(Rollout rollout) => rollout.Advantage != 0 || rollout.TokenAdvantages is not null || _options.LossKlWeight != 0 || _options.EntropyWeight != 0;

    float[][]? References((Rollout Rollout, double)[] learned, TokenSequence[] sequences) =>
        _options.KlInReward ? [.. learned.Select(x => x.Rollout.ReferenceLogProbs!)] : _reference?.LogProbs(sequences, _options.Temperature);

    SequenceLoss Loss((Rollout Rollout, double TokenWeight)[] learned, float[][]? references, GrpoLossSums[] sums) =>
        (i, logProbs, entropies, dLogProbs, dEntropies) => sums[i] = GrpoLoss.Compute(new GrpoLossInput
        {
            LogProbs = logProbs,
            OldLogProbs = learned[i].Rollout.Completion.SampledLogProbs,
            ReferenceLogProbs = references is null ? [] : references[i],
            Entropies = entropies,
            Advantage = learned[i].Rollout.Advantage,
            TokenAdvantages = learned[i].Rollout.TokenAdvantages,
            TokenWeight = learned[i].TokenWeight,
        }, _options, dLogProbs, dEntropies);

    // How far the step's updates moved the first of its completions that they learned from.
    double Movement(Rollout rollout)
    {
        float[] after = _policy.LogProbs([rollout.Sequence], _options.Temperature)[0];
        return after.Zip(rollout.Completion.SampledLogProbs, (x, y) => (double)Math.Abs(x - y)).Max();
    }

    // What was sampled in this step is reported; what waits for the next one has no advantage yet.
    GrpoStep Reported(int stepIndex, GrpoGroups groups, Rollout[] learned, GrpoUpdate update)
    {
        var advantages = learned.Where(r => r.Step == stepIndex).ToDictionary(r => (r.GroupIndex, r.SampleIndex));
        Rollout[] sampled = [.. groups.Sampled.SelectMany(group => group).Select(r => advantages.GetValueOrDefault((r.GroupIndex, r.SampleIndex), r))];
        var report = GrpoReporting.Report(stepIndex, sampled, update) with
        {
            CompletionCap = _options.CapAt(stepIndex),
            SamplingRounds = groups.Rounds,
            WaitingGroups = _sampler.State.Waiting.Count,
        };
        return new GrpoStep(report, sampled);
    }

    void Watch(GrpoStep step, GrpoUpdate update)
    {
        foreach (double norm in update.GradientNorms)
            _gradientWatchdog.Check(norm, () => ExplainNotFinite(step.Report.Step, update.Learned), step);
        _rolloutWatchdog.Check(step, _referenceIsOlder);
        _referenceIsOlder |= update.GradientNorms.Count > 0;
        _hackingMonitor?.ObserveReward(step.Report);
    }

    string ExplainNotFinite(int stepIndex, IReadOnlyList<Rollout> learned) => NotFinite.Explain(_policy, [.. learned.Select(r => r.Sequence)],
        i => $"sample {learned[i].SampleIndex} of problem {learned[i].Problem.Id} (step {stepIndex}, prompt {learned[i].GroupIndex})", _options.Temperature);

    void RefreshReference(int stepIndex)
    {
        if (_reference is null || _options.RefSyncSteps is not { } steps || (stepIndex + 1) % steps != 0)
            return;
        bool isCopy = _options.RefSyncAlpha == 1;
        ReplaceReference(isCopy ? _policy.Freeze() : _policy.Blend(_reference, _options.RefSyncAlpha));
        _referenceIsOlder &= !isCopy;
    }

    /// <summary>Writes all that the next step depends on into a folder (which exists): the policy, the reference, what sampler and watchdogs remember.</summary>
    public void SaveState(string directory) => GrpoState.Save(directory, _policy, _reference,
        new(_referenceIsOlder, _gradientWatchdog.State, _rolloutWatchdog.State) { Sampler = _sampler.State, Hacking = _hackingMonitor?.State });

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    public void LoadState(string directory)
    {
        var state = GrpoState.Load(directory, _policy, hasReference: _reference is not null, out var reference);
        ReplaceReference(reference);
        (_referenceIsOlder, _gradientWatchdog.State, _rolloutWatchdog.State) = (state.ReferenceIsOlder, state.Gradient, state.Rollouts);
        _sampler.State = state.Sampler;
        if (_hackingMonitor is not null)
            _hackingMonitor.State = state.Hacking ?? RewardHackingState.Empty;
    }

    /// <summary>Frees the reference; the policy is its maker's.</summary>
    public void Dispose() => ReplaceReference(null);

    void ReplaceReference(IReferencePolicy? reference)
    {
        (_reference as IDisposable)?.Dispose();
        _reference = reference;
    }
}
