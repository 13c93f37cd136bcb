// Proximal policy optimisation with a value model, from the prompt to the weights: Sample → Score → Value → Update → Report.
//
// PPO (arXiv 1707.06347, algorithm 1) as it is used for language models (InstructGPT, arXiv 2203.02155, section 3.5), and as
// DeepSeek-R1 (arXiv 2501.12948v2, the comparison of GRPO and PPO) sets GRPO against it. The losses and their departures are
// in PpoLoss, the advantages in GeneralizedAdvantage. Here:
// 1. The old log-probabilities are those that the sampler recorded, as in GrpoTrainer.
// 2. Advantages and returns are computed once a step, before its first update.
// 3. Tokens that were put into a completion (a tool's output) are no actions: they have no value, advantage or loss, and the
//    state after them follows the state before them.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training;

/// <summary>
/// Trains a policy and its value model by reinforcement. A step is a pure function of (seed, step, policy, value model,
/// reference): to resume, restore the state with <see cref="LoadState"/> and go on with the next step.
/// </summary>
public sealed class PpoTrainer : IDisposable
{
    const string ValueFolder = "value";

    readonly IPolicy _policy;
    readonly IScalarModel _values;
    readonly RolloutScorer _scorer;
    readonly RolloutSampler _sampler;
    readonly PpoOptions _options;
    readonly ulong _seed;
    readonly GradientWatchdog _policyWatchdog;
    readonly GradientWatchdog _valueWatchdog;
    readonly RolloutWatchdog _rolloutWatchdog;
    readonly ReferenceKeeper _reference;

    /// <summary>Begins a stage: both optimizers forget their moments, and the policy as it is becomes the reference.</summary>
    /// <param name="policy">The network to train.</param>
    /// <param name="values">Its value model, e.g. the same network with a head of zero.</param>
    /// <param name="tokenizer">The tokenizer of both.</param>
    /// <param name="promptOf">Turns a question into a prompt, e.g. a template's Render.</param>
    /// <param name="problems">What is asked at each step.</param>
    /// <param name="rewards">Scores the completions.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">The options contradict each other.</exception>
    public PpoTrainer(IPolicy policy, IScalarModel values, Tokenizer tokenizer, Func<string, string> promptOf, IProblemSource problems, RewardSum rewards, PpoOptions options, ulong seed)
    {
        (_policy, _values, _options, _seed) = (policy, values, options, seed);
        _reference = new ReferenceKeeper(policy, options.KlWeight, options.RefSyncSteps);
        _scorer = new RolloutScorer(tokenizer, promptOf, rewards);
        _sampler = new RolloutSampler(policy, problems, _scorer, new(options.PromptsPerStep, options.GroupSize, options.Temperature, options.MaxCompletionTokens), seed);
        _policyWatchdog = new GradientWatchdog(options.Watchdogs);
        _valueWatchdog = new GradientWatchdog(options.Watchdogs);
        _rolloutWatchdog = new RolloutWatchdog(options.Watchdogs);
        policy.ResetOptimizer(options.Optimizer);
        values.ResetOptimizer(options.ValueOptimizer);
    }

    /// <summary>What puts tokens into the completions while they are generated; they are not learned from. Null for nothing.</summary>
    public Interjection? Interject { get; init; }

    /// <summary>One step.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <param name="cancellation">Ends the sampling; the weights are then as before the step.</param>
    /// <exception cref="WatchdogException">The run cannot learn; the exception's report is this step.</exception>
    public PpoStep Step(int stepIndex, CancellationToken cancellation = default)
    {
        var prompts = _sampler.Prompts(stepIndex);
        var completions = _sampler.Sample(stepIndex, prompts, Interject, cancellation);
        var rollouts = Marked(_scorer.Score(prompts, completions));
        var samples = Value(rollouts);
        var update = Update(stepIndex, samples);
        var step = new PpoStep(PpoReporting.Report(stepIndex, rollouts, samples, update), WithAdvantages(rollouts, samples));
        Watch(step, samples, update);
        _reference.EndStep(stepIndex, wasUpdated: update.Policy.GradientNorms.Count > 0);
        return step;
    }

    // With one completion a prompt, the whole step is the group that rewards are compared in.
    Rollout[] Marked(Rollout[][] groups)
    {
        bool isEqualStep = Advantages.AreEqual([.. groups.SelectMany(group => group.Select(r => r.Reward))]);
        return [.. groups.SelectMany(group =>
        {
            bool isEqual = group.Length == 1 ? isEqualStep : Advantages.AreEqual([.. group.Select(r => r.Reward)]);
            return group.Select(rollout => rollout with { IsZeroVariance = isEqual });
        })];
    }

    PpoSample[] Value(Rollout[] rollouts)
    {
        Rollout[] part = [.. rollouts.Where(r => r.Completion.SampledCount > 0 && !(_options.MaskTruncated && r.Completion.Finish == FinishReason.Length))];
        TokenSequence[] sequences = [.. part.Select(r => r.Sequence)];
        float[][] values = _values.Values(sequences);
        var references = _reference.LogProbs(sequences, _options.Temperature);
        PpoSample[] samples = [.. part.Select((rollout, i) => PpoSample.Of(rollout, sequences[i], values[i], references?[i], _options))];
        if (_options.WhitenAdvantages)
            GeneralizedAdvantage.Whiten([.. samples.Select(s => s.Tokens.Advantages)]);
        return samples;
    }

    PpoUpdate Update(int stepIndex, PpoSample[] samples)
    {
        var update = new PpoUpdate(new GrpoUpdate { LearningRate = _options.LearningRate.At(stepIndex, _options.Steps) }, new ValueUpdate(_options.ValueLearningRate.At(stepIndex, _options.Steps)));
        for (int epoch = 0; epoch < _options.EpochsPerStep; epoch++)
            foreach (var minibatch in Minibatches.Of(samples, _options.MinibatchesPerStep, new RandomStream(_seed, RandomPurpose.Shuffle, stepIndex, epoch)))
            {
                double[] weights = GrpoLoss.TokenWeights([.. minibatch.Select(s => s.Values.Length)], _options.Aggregation, _options.MaxCompletionTokens);
                if (stepIndex >= _options.ValueWarmupSteps)
                    UpdatePolicy(minibatch, weights, update.Policy);
                UpdateValues(minibatch, weights, update.Values);
            }
        update.Policy.MeasureMovement(_policy, _options.Temperature);
        return update;
    }

    // Where nothing gives a gradient (all rewards foreseen, or all equal and whitened away) no update is made, as in GRPO.
    void UpdatePolicy(PpoSample[] minibatch, double[] weights, GrpoUpdate update)
    {
        bool isPulled = _options.EntropyWeight != 0 || (_options.KlWeight != 0 && _options.KlPlace == KlPlace.Loss);
        if (!isPulled && minibatch.All(s => s.Tokens.Advantages.All(a => a == 0)))
            return;
        var sums = new GrpoLossSums[minibatch.Length];
        _policy.Backward([.. minibatch.Select(s => s.Sequence)], (i, logProbs, entropies, dLogProbs, dEntropies) => sums[i] = PpoLoss.Policy(new PpoLossInput
        {
            LogProbs = logProbs,
            OldLogProbs = minibatch[i].Rollout.Completion.SampledLogProbs,
            ReferenceLogProbs = minibatch[i].ReferenceLogProbs,
            Entropies = entropies,
            Advantages = minibatch[i].Tokens.Advantages,
            TokenWeight = weights[i],
        }, _options, dLogProbs, dEntropies), _options.Temperature);
        double norm = _policy.Update(update.LearningRate);
        update.Add(minibatch.Select(s => s.Rollout), sums, norm, hasReference: _reference.Reference is not null);
    }

    void UpdateValues(PpoSample[] minibatch, double[] weights, ValueUpdate update)
    {
        var sums = new ValueLossSums[minibatch.Length];
        _values.Backward([.. minibatch.Select(s => s.Sequence)], (i, values, dValues) =>
            sums[i] = PpoLoss.Value(values, minibatch[i].Values, minibatch[i].Tokens.Returns, _options.ValueClip, weights[i], dValues));
        update.Add(sums, _values.Update(update.LearningRate));
    }

    static Rollout[] WithAdvantages(Rollout[] rollouts, PpoSample[] samples)
    {
        var means = samples.ToDictionary(s => (s.Rollout.GroupIndex, s.Rollout.SampleIndex), s => s.Tokens.Advantages.Average());
        return [.. rollouts.Select(r => r with { Advantage = means.GetValueOrDefault((r.GroupIndex, r.SampleIndex)) })];
    }

    void Watch(PpoStep step, PpoSample[] samples, PpoUpdate update)
    {
        int stepIndex = step.Report.Step;
        foreach (double norm in update.Policy.GradientNorms)
            _policyWatchdog.Check(norm, () => NotFinite.Explain(_policy, update.Policy.Learned, stepIndex, _options.Temperature), step);
        foreach (double norm in update.Values.GradientNorms)
            _valueWatchdog.Check(norm, () => NotFinite.Explain(_values, [.. samples.Select(s => s.Sequence)], i => $"problem {samples[i].Rollout.Problem.Id} (step {stepIndex})"), step);
        _rolloutWatchdog.Check(step.Report, _reference.IsOlder, step);
    }

    /// <summary>Writes all that the next step depends on into a folder (which exists): both networks, the reference, the watchdogs' counts.</summary>
    public void SaveState(string directory)
    {
        GrpoState.Save(directory, _policy, _reference.Reference, new(_reference.IsOlder, _policyWatchdog.State, _rolloutWatchdog.State));
        ScalarModelState.Save(Directory.CreateDirectory(Path.Combine(directory, ValueFolder)).FullName, _values, _valueWatchdog.State);
    }

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    public void LoadState(string directory)
    {
        var state = GrpoState.Load(directory, _policy, hasReference: _reference.Reference is not null, out var reference);
        _reference.Replace(reference, state.ReferenceIsOlder);
        (_policyWatchdog.State, _rolloutWatchdog.State) = (state.Gradient, state.Rollouts);
        _valueWatchdog.State = ScalarModelState.Load(Path.Combine(directory, ValueFolder), _values);
    }

    /// <summary>Frees the reference; both networks are their makers'.</summary>
    public void Dispose() => _reference.Dispose();
}
