// Group relative policy optimisation, from the prompt to the weights: Sample → Score → Advantages → Update → Report.
//
// DeepSeekMath (arXiv 2402.03300, algorithm 1) and DeepSeek-R1 (arXiv 2501.12948, section 2.2). The loss and its
// departures from the papers are in GrpoLoss, the advantages in Advantages, dynamic sampling in GroupSampler. Here:
// 1. The old log-probabilities are those that the sampler recorded, where they equal the trainer's in every bit
//    (IPolicy.SamplesAreExact): the first minibatch of a step is then exactly on policy, and no pass is spent on computing them
//    again. Where they do not, TrainerLogProbs does.
// 2. A completion whose advantage is zero (see PolicyUpdater) is not run through the network where neither the divergence nor the entropy has
//    a weight: its gradient is zero. It still counts in the divisor, unless its group was dropped.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>
/// Trains a policy by reinforcement. A step is a pure function of (seed, step, policy, reference, what the sampler and the
/// watchdogs remember): to resume, restore the state with <see cref="LoadState"/> and go on with the next step.
/// </summary>
public sealed class GrpoTrainer : IDisposable
{
    readonly IPolicy _policy;
    readonly GroupSampler _sampler;
    readonly GrpoOptions _options;
    readonly PolicyUpdater _updater;
    readonly GradientWatchdog _gradientWatchdog;
    readonly RolloutWatchdog _rolloutWatchdog;
    readonly RewardHackingMonitor? _hackingMonitor;
    readonly ReferenceKeeper _reference;
    readonly ProcessSupervision? _process;
    readonly Tokenizer _tokenizer;
    readonly int _models;

    /// <summary>Begins a stage: the optimizer forgets its moments, and the policy as it is becomes the reference.</summary>
    /// <param name="asker">The network to train, and what judges its answers.</param>
    /// <param name="problems">What is asked at each step.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="process">Rewards of single steps; null supervises outcomes alone.</param>
    /// <exception cref="UserErrorException">The options contradict each other.</exception>
    public GrpoTrainer(Asker asker, IProblemSource problems, GrpoOptions options, ulong seed, ProcessSupervision? process = null)
    {
        var policy = asker.Policy;
        (_policy, _options) = (policy, options.Checked());
        (_process, _tokenizer) = (process, asker.Tokenizer);
        _models = ReinforcementReporting.ModelsAmong(asker.Rewards) + (process is { Steps.IsModel: true } ? 1 : 0);
        _sampler = new GroupSampler(asker, problems, options.Plan, seed);
        _gradientWatchdog = new GradientWatchdog(options.Watchdogs);
        _rolloutWatchdog = new RolloutWatchdog(options.Watchdogs);
        _hackingMonitor = options.RewardHacking is { } hacking ? new RewardHackingMonitor(hacking) : null;
        policy.ResetOptimizer(options.Optimizer);
        _reference = new ReferenceKeeper(policy, options);
        _updater = new PolicyUpdater(policy, _reference, options, seed);
    }

    /// <summary>Told each <see cref="ReinforcementPart"/> of a step that has ended; null tells nobody.</summary>
    internal Action<string>? PartEnded { get; set; }

    /// <summary>One step.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <param name="cancellation">Ends the sampling; the weights are then as before the step.</param>
    /// <exception cref="WatchdogException">The run cannot learn; the exception's report is this step.</exception>
    public GrpoStep Step(int stepIndex, CancellationToken cancellation = default)
    {
        var groups = _sampler.Sample(stepIndex, cancellation);
        PartEnded?.Invoke(ReinforcementPart.Sampling);
        var rollouts = WithAdvantages(groups.Learned);
        PartEnded?.Invoke(ReinforcementPart.Advantages);
        var update = Update(stepIndex, rollouts);
        var step = Reported(stepIndex, groups, update);
        try
        {
            Watch(step, update);
        }
        finally
        {
            // Whoever only takes note of a watchdog goes on with the next step.
            _reference.NoteUpdates(update.GradientNorms.Count > 0);
            _reference.Refresh(stepIndex);
        }
        return step;
    }

    /// <summary>Tells the monitor of reward hacking how good the policy really is, e.g. after an evaluation on held-out problems.</summary>
    /// <param name="truth">The more the better, e.g. accuracy.</param>
    /// <exception cref="WatchdogException">The reward rises while the truth falls.</exception>
    public void ObserveTruth(double truth) => _hackingMonitor?.ObserveTruth(truth);

    Rollout[] WithAdvantages(IReadOnlyList<Rollout[]> groups)
    {
        if (_process is not null)
            ProcessAdvantages.Score(groups, _process);
        var rollouts = GrpoAdvantages.Of(groups, _reference.Reference, _options);
        if (_process is not null)
            ProcessAdvantages.Replace(groups, _process, _tokenizer, _options.AdvantageEpsilon);
        return rollouts;
    }

    PolicyTally Update(int stepIndex, Rollout[] rollouts)
    {
        var update = new PolicyTally { LearningRate = _options.RateAt(stepIndex, 0), PartEnded = PartEnded };
        for (int iteration = 0; iteration < _options.NumIterations; iteration++)
            foreach (var (i, minibatch) in _updater.Minibatches(stepIndex, iteration, rollouts).Index())
            {
                update.LearningRate = _options.RateAt(stepIndex, iteration * _options.MinibatchesPerStep + i);
                _updater.Update(stepIndex, minibatch, update);
            }
        update.MeasureMovement(_policy, stepIndex, _options.Temperature);
        return update;
    }

    // What was sampled in this step is reported; what waits for the next one has no advantage yet.
    GrpoStep Reported(int stepIndex, SampledGroups groups, PolicyTally update)
    {
        Rollout[] sampled = [.. groups.Sampled.SelectMany(group => group)];
        var report = ReinforcementReporting.Report(stepIndex, sampled, update, _models) with
        {
            CompletionCap = _options.CapAt(stepIndex),
            SamplingRounds = groups.Rounds,
            WaitingGroups = _sampler.State.Waiting.Count,
        };
        return new GrpoStep(report, sampled);
    }

    void Watch(GrpoStep step, PolicyTally update)
    {
        foreach (double norm in update.GradientNorms)
            _gradientWatchdog.Check(norm, () => NotFinite.Explain(_policy, update.Learned, step.Report.Step, _options.Temperature), step);
        _rolloutWatchdog.Check(step.Report, _reference.IsOlder, step);
        _hackingMonitor?.ObserveReward(step.Report);
    }

    /// <summary>
    /// Writes all that the next step depends on into a folder (which exists): the policy, the reference, what sampler and
    /// watchdogs remember.
    /// </summary>
    public void SaveState(string directory) => ReinforcementState.Save(directory, _policy, _reference.Reference,
        new(_reference.IsOlder, _gradientWatchdog.State, _rolloutWatchdog.State) { Sampler = _sampler.State, Hacking = _hackingMonitor?.State });

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    public void LoadState(string directory)
    {
        var state = ReinforcementState.Load(directory, _policy, hasReference: _reference.Reference is not null, out var reference);
        _reference.Replace(reference, state.ReferenceIsOlder);
        (_gradientWatchdog.State, _rolloutWatchdog.State) = (state.Gradient, state.Rollouts);
        _sampler.State = state.Sampler;
        if (_hackingMonitor is not null)
            _hackingMonitor.State = state.Hacking ?? RewardHackingState.Empty;
    }

    /// <summary>Frees the reference, and ends what samples outside; the policy is its maker's.</summary>
    public void Dispose()
    {
        _sampler.Dispose();
        _reference.Dispose();
    }
}
