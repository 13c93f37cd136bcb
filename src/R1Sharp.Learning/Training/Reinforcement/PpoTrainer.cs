// Proximal policy optimisation with a value model, from the prompt to the weights: Sample → Score → Value → Update → Report.
//
// PPO (arXiv 1707.06347, algorithm 1) as it is used for language models (InstructGPT, arXiv 2203.02155, section 3.5), and as
// DeepSeek-R1 (arXiv 2501.12948v2, the comparison of GRPO and PPO) sets GRPO against it. Sampling, the policy's loss and its
// updates are those of GRPO (GroupSampler, GrpoLoss, PolicyUpdater), with an advantage of each token's own from
// GeneralizedAdvantage; the value model's loss is PpoValueLoss. Here:
// 1. The old log-probabilities are those that the sampler recorded, as in GrpoTrainer.
// 2. Advantages and returns are computed once a step, before its first update.
// 3. Tokens that were put into a completion (a tool's output) are no actions: they have no value, advantage or loss, and the
//    state after them follows the state before them.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.RewardModels;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>
/// Trains a policy and its value model by reinforcement. A step is a pure function of (seed, step, policy, value model,
/// reference, what the watchdogs remember): to resume, restore the state with <see cref="LoadState"/> and go on with the next step.
/// </summary>
public sealed class PpoTrainer : IDisposable
{
    const string ValueFolder = "value";

    readonly IPolicy _policy;
    readonly IScalarModel _values;
    readonly PpoOptions _options;
    readonly GroupSampler _sampler;
    readonly int _models;
    readonly PolicyUpdater _updater;
    readonly GradientWatchdog _policyWatchdog;
    readonly GradientWatchdog _valueWatchdog;
    readonly RolloutWatchdog _rolloutWatchdog;
    readonly RewardHackingMonitor? _hackingMonitor;
    readonly ReferenceKeeper _reference;

    /// <summary>Begins a stage: both optimizers forget their moments, and the policy as it is becomes the reference.</summary>
    /// <param name="asker">The network to train, and what judges its answers.</param>
    /// <param name="values">Its value model, e.g. the same network with a head of zero.</param>
    /// <param name="problems">What is asked at each step.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">The options contradict each other.</exception>
    public PpoTrainer(Asker asker, IScalarModel values, IProblemSource problems, PpoOptions options, ulong seed)
    {
        var (policy, forPolicy) = (asker.Policy, options.Checked().ForPolicy());
        (_policy, _values, _options) = (policy, values, options);
        _models = ReinforcementReporting.ModelsAmong(asker.Rewards);
        _sampler = new GroupSampler(asker, problems, options.Plan, seed);
        _policyWatchdog = new GradientWatchdog(options.Watchdogs);
        // A value model that foresees everything has nothing to learn, and that is well.
        _valueWatchdog = new GradientWatchdog(options.Watchdogs with { ZeroGradientUpdates = null });
        _rolloutWatchdog = new RolloutWatchdog(options.Watchdogs);
        _hackingMonitor = options.RewardHacking is { } hacking ? new RewardHackingMonitor(hacking) : null;
        policy.ResetOptimizer(options.Optimizer);
        values.ResetOptimizer(options.ValueOptimizer);
        _reference = new ReferenceKeeper(policy, forPolicy);
        _updater = new PolicyUpdater(policy, _reference, forPolicy, seed);
    }

    /// <summary>Told each <see cref="ReinforcementPart"/> of a step that has ended; null tells nobody.</summary>
    internal Action<string>? PartEnded { get; set; }

    /// <summary>One step.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <param name="cancellation">Ends the sampling; the weights are then as before the step.</param>
    /// <exception cref="WatchdogException">The run cannot learn; the exception's report is this step.</exception>
    public PpoStep Step(int stepIndex, CancellationToken cancellation = default)
    {
        var groups = _sampler.Sample(stepIndex, cancellation);
        PartEnded?.Invoke(ReinforcementPart.Sampling);
        Rollout[] sampled = Marked(groups.Sampled);
        Rollout[] rollouts = [.. sampled.Where(_updater.TakesPart)];
        var valued = PpoAdvantages.AddTo(rollouts, _values, _reference, _options);
        PartEnded?.Invoke(ReinforcementPart.Advantages);
        var update = Update(stepIndex, rollouts, valued);
        var step = Reported(stepIndex, sampled, valued, update);
        try
        {
            Watch(step, rollouts, update);
        }
        finally
        {
            // Whoever only takes note of a watchdog goes on with the next step.
            _reference.NoteUpdates(update.Policy.GradientNorms.Count > 0);
            _reference.Refresh(stepIndex);
        }
        return step;
    }

    /// <summary>Tells the monitor of reward hacking how good the policy really is, e.g. after an evaluation on held-out problems.</summary>
    /// <param name="truth">The more the better, e.g. accuracy.</param>
    /// <exception cref="WatchdogException">The reward rises while the truth falls.</exception>
    public void ObserveTruth(double truth) => _hackingMonitor?.ObserveTruth(truth);

    // With one completion a prompt, the whole step is the group that rewards are compared in.
    Rollout[] Marked(IReadOnlyList<Rollout[]> groups)
    {
        Rollout[] all = [.. groups.SelectMany(group => group)];
        if (_options.GroupSize == 1)
            Rollout.MarkVariance(all);
        return all;
    }

    PpoTally Update(int stepIndex, Rollout[] rollouts, ValuedTokens[] valued)
    {
        var update = new PpoTally(new PolicyTally { LearningRate = _options.RateAt(stepIndex, 0), PartEnded = PartEnded },
            new ValueTally(_options.ValueLearningRate.At(stepIndex, _options.Steps)));
        var ofRollout = new Dictionary<Rollout, ValuedTokens>(rollouts.Zip(valued, KeyValuePair.Create), ReferenceEqualityComparer.Instance);
        for (int iteration = 0; iteration < _options.NumIterations; iteration++)
            foreach (var (i, minibatch) in _updater.Minibatches(stepIndex, iteration, rollouts).Index())
            {
                update.Policy.LearningRate = _options.RateAt(stepIndex, iteration * _options.MinibatchesPerStep + i);
                if (stepIndex >= _options.ValueWarmupSteps)
                    _updater.Update(stepIndex, minibatch, update.Policy);
                UpdateValues(stepIndex, minibatch, [.. minibatch.Select(r => ofRollout[r])], update.Values);
                PartEnded?.Invoke(ReinforcementPart.ValueModel);
            }
        update.Policy.MeasureMovement(_policy, stepIndex, _options.Temperature);
        return update;
    }

    void UpdateValues(int stepIndex, Rollout[] minibatch, ValuedTokens[] valued, ValueTally update)
    {
        double[] weights = _updater.TokenWeights(stepIndex, minibatch);
        var sums = new ValueLossSums[minibatch.Length];
        _values.Backward([.. minibatch.Select(r => r.Sequence)], (i, values, dValues) =>
            sums[i] = PpoValueLoss.Compute(values, valued[i].Values, valued[i].Returns, _options.ValueClip, weights[i], dValues));
        update.Add(sums, _values.Update(update.LearningRate));
    }

    PpoStep Reported(int stepIndex, Rollout[] sampled, ValuedTokens[] valued, PpoTally update)
    {
        var policy = ReinforcementReporting.Report(stepIndex, sampled, update.Policy, _models) with
        {
            CompletionCap = _options.CapAt(stepIndex),
            SamplingRounds = 1,
        };
        return new PpoStep(PpoReporting.Report(policy, valued, update.Values), sampled);
    }

    void Watch(PpoStep step, Rollout[] rollouts, PpoTally update)
    {
        int stepIndex = step.Report.Step;
        foreach (double norm in update.Policy.GradientNorms)
            _policyWatchdog.Check(norm, () => NotFinite.Explain(_policy, update.Policy.Learned, stepIndex, _options.Temperature), step);
        foreach (double norm in update.Values.GradientNorms)
            _valueWatchdog.Check(norm, () => NotFinite.Explain(_values, [.. rollouts.Select(r => r.Sequence)],
                i => $"sample {rollouts[i].SampleIndex} of problem {rollouts[i].Problem.Id} (step {stepIndex})"), step);
        _rolloutWatchdog.Check(step.Report, _reference.IsOlder, step);
        _hackingMonitor?.ObserveReward(step.Report);
    }

    /// <summary>Writes all that the next step depends on into a folder (which exists): both networks, the reference, what the watchdogs remember.</summary>
    public void SaveState(string directory)
    {
        ReinforcementState.Save(directory, _policy, _reference.Reference,
            new(_reference.IsOlder, _policyWatchdog.State, _rolloutWatchdog.State) { Sampler = _sampler.State, Hacking = _hackingMonitor?.State });
        ScalarModelState.Save(Directory.CreateDirectory(Path.Combine(directory, ValueFolder)).FullName, _values, _valueWatchdog.State);
    }

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    public void LoadState(string directory)
    {
        var state = ReinforcementState.Load(directory, _policy, hasReference: _reference.Reference is not null, out var reference);
        _reference.Replace(reference, state.ReferenceIsOlder);
        (_policyWatchdog.State, _rolloutWatchdog.State, _sampler.State) = (state.Gradient, state.Rollouts, state.Sampler);
        _valueWatchdog.State = ScalarModelState.Load(Path.Combine(directory, ValueFolder), _values);
        if (_hackingMonitor is not null)
            _hackingMonitor.State = state.Hacking ?? RewardHackingState.Empty;
    }

    /// <summary>Frees the reference, and ends what samples outside; both networks are their makers'.</summary>
    public void Dispose()
    {
        _sampler.Dispose();
        _reference.Dispose();
    }
}
