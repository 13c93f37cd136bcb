// Group relative policy optimisation, from the prompt to the weights: Sample → Score → Advantages → Update → Report.
//
// DeepSeekMath (arXiv 2402.03300, algorithm 1) and DeepSeek-R1 (arXiv 2501.12948, section 2.2). The loss and its
// departures from the papers are in GrpoLoss, the advantages in Advantages. Here:
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
/// Trains a policy by reinforcement. A step is a pure function of (seed, step, policy, reference): to resume, restore
/// the state with <see cref="LoadState"/> and go on with the next step.
/// </summary>
public sealed class GrpoTrainer : IDisposable
{
    readonly IPolicy _policy;
    readonly IProblemSource _problems;
    readonly RolloutScorer _scorer;
    readonly GrpoOptions _options;
    readonly ulong _seed;
    readonly GradientWatchdog _gradientWatchdog;
    readonly RolloutWatchdog _rolloutWatchdog;
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
        if (options.KlWeight == 0 && options.RefSyncSteps is { } steps)
            throw new UserErrorException($"refSyncSteps is {steps} but klWeight is 0, so there is no reference to refresh; set refSyncSteps to null or give klWeight a value.");
        (_policy, _problems, _options, _seed) = (policy, problems, options, seed);
        _scorer = new RolloutScorer(tokenizer, promptOf, rewards, policy.EndIds);
        _gradientWatchdog = new GradientWatchdog(options.Watchdogs);
        _rolloutWatchdog = new RolloutWatchdog(options.Watchdogs);
        policy.ResetOptimizer(options.Optimizer);
        _reference = options.KlWeight > 0 ? policy.Freeze() : null;
    }

    /// <summary>What puts tokens into the completions while they are generated; they are not learned from. Null for nothing.</summary>
    public Interjection? Interject { get; init; }

    /// <summary>One step.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <param name="cancellation">Ends the sampling; the weights are then as before the step.</param>
    /// <exception cref="WatchdogException">The run cannot learn; the exception's report is this step.</exception>
    public GrpoStep Step(int stepIndex, CancellationToken cancellation = default)
    {
        var prompts = _scorer.Prompts(_problems.Batch(stepIndex, _options.PromptsPerStep));
        var completions = Sample(stepIndex, prompts, cancellation);
        var rollouts = WithAdvantages(_scorer.Score(prompts, completions));
        var update = Update(stepIndex, rollouts);
        var step = new GrpoStep(GrpoReporting.Report(stepIndex, rollouts, update), rollouts);
        Watch(step, update);
        RefreshReference(stepIndex);
        return step;
    }

    Completion[][] Sample(int stepIndex, IReadOnlyList<Prompt> prompts, CancellationToken cancellation)
    {
        var sampling = new SamplingOptions
        {
            Temperature = _options.Temperature,
            MaxCompletionTokens = _options.MaxCompletionTokens,
            StopTokens = _scorer.StopTokens,
        };
        var requests = prompts.Select((prompt, i) => new GenerationRequest
        {
            Prompt = prompt.Tokens,
            SampleCount = _options.GroupSize,
            Sampling = sampling,
            Seed = _seed,
            Step = stepIndex,
            PromptKey = i,
            Interject = Interject,
        });
        return _policy.Generate([.. requests], cancellation: cancellation);
    }

    Rollout[] WithAdvantages(Rollout[][] groups)
    {
        double[][] rewards = [.. groups.Select(group => group.Select(r => r.Reward).ToArray())];
        var advantages = Advantages.Compute(rewards, _options.ScaleRewards, _options.Baseline, _options.AdvantageEpsilon);
        return [.. groups.SelectMany((group, p) => group.Select((rollout, i) => rollout with
        {
            Advantage = advantages[p][i],
            IsZeroVariance = Advantages.AreEqual(rewards[p]),
        }))];
    }

    GrpoUpdate Update(int stepIndex, Rollout[] rollouts)
    {
        var update = new GrpoUpdate { LearningRate = _options.LearningRate.At(stepIndex, _options.Steps) };
        foreach (var minibatch in Minibatches(stepIndex, rollouts))
            UpdateOnce(minibatch, update);
        if (update.Learned.Count > 0)
            update.PolicyMovement = Movement(update.Learned[0]);
        return update;
    }

    // Who takes part, in a random order, cut into parts of equal size (by one): each completion is learned from once.
    IEnumerable<Rollout[]> Minibatches(int stepIndex, Rollout[] rollouts)
    {
        Rollout[] part = [.. rollouts.Where(r => r.Completion.SampledCount > 0
            && !(_options.MaskTruncated && r.Completion.Finish == FinishReason.Length)
            && !(_options.DropZeroVarianceGroups && r.IsZeroVariance))];
        new RandomStream(_seed, RandomPurpose.Shuffle, stepIndex).Shuffle(part.AsSpan());
        int count = Math.Min(_options.MinibatchesPerStep, part.Length);
        for (int m = 0; m < count; m++)
            yield return part[(int)((long)part.Length * m / count)..(int)((long)part.Length * (m + 1) / count)];
    }

    void UpdateOnce(Rollout[] minibatch, GrpoUpdate update)
    {
        double[] weights = GrpoLoss.TokenWeights([.. minibatch.Select(r => r.Completion.SampledCount)], _options.Aggregation, _options.MaxCompletionTokens);
        (Rollout Rollout, double TokenWeight)[] learned = [.. minibatch.Zip(weights).Where(x => GivesGradient(x.First))];
        if (learned.Length == 0)
            return;
        TokenSequence[] sequences = [.. learned.Select(x => x.Rollout.Sequence)];
        var references = _reference?.LogProbs(sequences, _options.Temperature);
        var sums = new GrpoLossSums[learned.Length];
        _policy.Backward(sequences, Loss(learned, references, sums), _options.Temperature);
        double norm = _policy.Update(update.LearningRate);
        update.Add(learned.Select(x => x.Rollout), sums, norm, hasReference: references is not null);
    }

    bool GivesGradient(Rollout rollout) => rollout.Advantage != 0 || _options.KlWeight != 0 || _options.EntropyWeight != 0;

    SequenceLoss Loss((Rollout Rollout, double TokenWeight)[] learned, float[][]? references, GrpoLossSums[] sums) =>
        (i, logProbs, entropies, dLogProbs, dEntropies) => sums[i] = GrpoLoss.Compute(new GrpoLossInput
        {
            LogProbs = logProbs,
            OldLogProbs = learned[i].Rollout.Completion.SampledLogProbs,
            ReferenceLogProbs = references is null ? [] : references[i],
            Entropies = entropies,
            Advantage = learned[i].Rollout.Advantage,
            TokenWeight = learned[i].TokenWeight,
        }, _options, dLogProbs, dEntropies);

    // How far the step's updates moved the first completion that they learned from.
    double Movement(Rollout rollout)
    {
        float[] after = _policy.LogProbs([rollout.Sequence], _options.Temperature)[0];
        return after.Zip(rollout.Completion.SampledLogProbs, (x, y) => (double)Math.Abs(x - y)).Max();
    }

    void Watch(GrpoStep step, GrpoUpdate update)
    {
        foreach (double norm in update.GradientNorms)
            _gradientWatchdog.Check(norm, () => ExplainNotFinite(step.Report.Step, update.Learned), step);
        _rolloutWatchdog.Check(step, _referenceIsOlder);
        _referenceIsOlder |= update.GradientNorms.Count > 0;
    }

    string ExplainNotFinite(int stepIndex, IReadOnlyList<Rollout> learned) => NotFinite.Explain(_policy, [.. learned.Select(r => r.Sequence)],
        i => $"sample {learned[i].SampleIndex} of problem {learned[i].Problem.Id} (step {stepIndex}, prompt {learned[i].GroupIndex})", _options.Temperature);

    void RefreshReference(int stepIndex)
    {
        if (_reference is null || _options.RefSyncSteps is not { } steps || (stepIndex + 1) % steps != 0)
            return;
        ReplaceReference(_policy.Freeze());
        _referenceIsOlder = false;
    }

    /// <summary>Writes all that the next step depends on into a folder (which exists): the policy, the reference, the watchdogs' counts.</summary>
    public void SaveState(string directory) =>
        GrpoState.Save(directory, _policy, _reference, new(_referenceIsOlder, _gradientWatchdog.State, _rolloutWatchdog.State));

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    public void LoadState(string directory)
    {
        var state = GrpoState.Load(directory, _policy, hasReference: _reference is not null, out var reference);
        ReplaceReference(reference);
        (_referenceIsOlder, _gradientWatchdog.State, _rolloutWatchdog.State) = (state.ReferenceIsOlder, state.Gradient, state.Rollouts);
    }

    /// <summary>Frees the reference; the policy is its maker's.</summary>
    public void Dispose() => ReplaceReference(null);

    void ReplaceReference(IReferencePolicy? reference)
    {
        (_reference as IDisposable)?.Dispose();
        _reference = reference;
    }
}
