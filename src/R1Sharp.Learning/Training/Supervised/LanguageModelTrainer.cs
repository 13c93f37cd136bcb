// Next-token prediction: pre-training where every token is a target, fine-tuning where only the answers are.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>
/// Trains a policy on the targets of token sequences by cross-entropy. Everything but the weights and the optimizer is a
/// pure function of the step: to resume, restore the state and go on with the next step.
/// </summary>
public sealed class LanguageModelTrainer
{
    const string StateFile = "watchdog.json";

    readonly IPolicy _policy;
    readonly ISequenceSource _source;
    readonly LanguageModelOptions _options;
    readonly GradientWatchdog _watchdog;
    Task<IReadOnlyList<TokenSequence>>? _next;
    int _nextIndex = -1;

    /// <summary>Begins a stage: the optimizer forgets its moments (restore a saved state afterwards).</summary>
    /// <param name="policy">The network to train.</param>
    /// <param name="source">What it learns from.</param>
    /// <param name="options">The settings.</param>
    public LanguageModelTrainer(IPolicy policy, ISequenceSource source, LanguageModelOptions options)
    {
        (_policy, _source, _options) = (policy, source, options);
        _watchdog = new GradientWatchdog(options.Watchdogs);
        policy.ResetOptimizer(options.Optimizer);
    }

    /// <summary>What the watchdogs remember; saved and restored with a checkpoint.</summary>
    internal GradientWatchdogState WatchdogState
    {
        get => _watchdog.State;
        set => _watchdog.State = value;
    }

    /// <summary>
    /// One update on one batch: L = −1/N Σ log π(token), summed over the N targets of the step, so that every target
    /// weighs the same however the batch is packed.
    /// </summary>
    /// <exception cref="WatchdogException">The run cannot learn; the exception's report is that of this step.</exception>
    public LanguageModelReport Step(int stepIndex)
    {
        var batch = TakeBatch(stepIndex);
        long targets = batch.Sum(s => (long)s.Targets.Length);
        double loss = Backward(batch, targets);
        double learningRate = _options.LearningRate.At(stepIndex, _options.Steps);
        double norm = targets == 0 ? 0 : _policy.Update(learningRate);
        var report = new LanguageModelReport
        {
            Step = stepIndex,
            Loss = loss,
            GradientNorm = norm,
            LearningRate = learningRate,
            Sequences = batch.Count,
            Tokens = batch.Sum(s => (long)s.Tokens.Length),
            Targets = targets,
        };
        _watchdog.Check(norm, () => NotFinite.Explain(_policy, batch, i => $"sequence {i} of step {stepIndex}"), report);
        return report;
    }

    /// <summary>Writes all that the next step depends on into a folder (which exists).</summary>
    public void SaveState(string directory)
    {
        _policy.SaveState(directory);
        TrainerState.Save(directory, StateFile, _watchdog.State);
    }

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    public void LoadState(string directory)
    {
        _watchdog.State = TrainerState.Load<GradientWatchdogState>(directory, StateFile, s => s is { RecentNorms: not null });
        _policy.LoadState(directory);
    }

    double Backward(IReadOnlyList<TokenSequence> batch, long targets)
    {
        var dLogProbs = new float[batch.Count][];
        for (int i = 0; i < dLogProbs.Length; i++)
            Array.Fill(dLogProbs[i] = new float[batch[i].Targets.Length], -1f / targets);
        return Averages.MeanLoss(_policy.Backward(batch, dLogProbs));
    }

    // The next batch is made while this one is learned from; batches are pure in the step, so no bit depends on it.
    IReadOnlyList<TokenSequence> TakeBatch(int stepIndex)
    {
        var batch = _nextIndex == stepIndex ? _next!.GetAwaiter().GetResult() : _source.Batch(stepIndex);
        (_next, _nextIndex) = (null, -1);
        if (stepIndex + 1 < _options.Steps)
            (_next, _nextIndex) = (Task.Run(() => _source.Batch(stepIndex + 1)), stepIndex + 1);
        return batch;
    }
}
