// Training of reward models: scores of whole batches first, then the losses over them, then the gradient. A pair's two
// responses need not lie in one micro-batch; the price is a second forward pass.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.RewardModels;

/// <summary>The numbers of one step of <see cref="RewardModelTrainer"/>.</summary>
sealed record RewardModelReport
{
    /// <summary>The step, 0-based.</summary>
    public required int Step { get; init; }

    /// <summary>Mean loss of the batch's terms before the update, in nats: ln 2 is a coin's.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of the batch that was judged right before the update: pairs in the right order (ties count half), labels on the right side.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean score of the batch's states.</summary>
    public required double MeanScore { get; init; }

    /// <summary>Global norm of the gradient before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Learning rate of the update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Examples of the batch.</summary>
    public required int Examples { get; init; }

    /// <summary>Tokens of the batch.</summary>
    public required long Tokens { get; init; }
}

/// <summary>
/// Trains a network with a scalar head on preferences or labels. Everything but the network's state and the watchdog's is a
/// pure function of the step.
/// </summary>
sealed class RewardModelTrainer
{
    readonly IScalarModel _model;
    readonly IReadOnlyList<IRewardExample> _examples;
    readonly RewardModelOptions _options;
    readonly EpochOrder _order;
    readonly GradientWatchdog _watchdog;

    /// <summary>Begins a stage: the optimizer forgets its moments (restore a saved state afterwards).</summary>
    /// <param name="model">The network to train, e.g. a language model's with a head of zero.</param>
    /// <param name="examples">What it learns from.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">Decides the order.</param>
    /// <exception cref="UserErrorException">There is no example.</exception>
    public RewardModelTrainer(IScalarModel model, IReadOnlyList<IRewardExample> examples, RewardModelOptions options, ulong seed)
    {
        if (examples.Count == 0)
            throw new UserErrorException("There is nothing to train a reward model on: the data holds no example; give at least one.");
        (_model, _examples, _options) = (model, examples, options);
        _order = new EpochOrder(examples.Count, options.Epochs, options.BatchSize, seed, EpochOrder.RewardModel, options.WholeEpochs == true);
        _watchdog = new GradientWatchdog(options.Watchdogs);
        model.ResetOptimizer(options.Optimizer);
    }

    /// <summary>Steps until every example was seen in every epoch; the last batch may be smaller.</summary>
    public int StepCount => Math.Min(_options.Steps ?? int.MaxValue, _order.StepCount);

    /// <summary>One update on one batch: L = 1/N Σ of the losses of its N terms (pairs, or labels).</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <exception cref="WatchdogException">The run cannot learn; the exception's report is that of this step.</exception>
    public RewardModelReport Step(int stepIndex)
    {
        IRewardExample[] batch = [.. _order.Batch(stepIndex).Select(i => _examples[i])];
        TokenSequence[] sequences = [.. batch.SelectMany(e => e.Responses).Select(r => r.Sequence)];
        var scores = new ScoredBatch(batch, _model.Values(sequences), _options);
        _model.Backward(sequences, (i, _, dValues) => scores.CopyGradient(i, dValues));
        double learningRate = _options.LearningRate.At(stepIndex, StepCount);
        double norm = _model.Update(learningRate);
        var report = new RewardModelReport
        {
            Step = stepIndex,
            Loss = scores.Loss,
            Accuracy = RewardModelEvaluation.AccuracyOf(batch, scores.Scores),
            MeanScore = scores.Scores.SelectMany(s => s).Average(s => (double)s),
            GradientNorm = norm,
            LearningRate = learningRate,
            Examples = batch.Length,
            Tokens = sequences.Sum(s => (long)s.Tokens.Length),
        };
        _watchdog.Check(norm, () => NotFinite.Explain(_model, sequences, i => $"response {i} of step {stepIndex}"), report);
        return report;
    }

    /// <summary>Writes all that the next step depends on into a folder (which exists).</summary>
    public void SaveState(string directory) => ScalarModelState.Save(directory, _model, _watchdog.State);

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    public void LoadState(string directory) => _watchdog.State = ScalarModelState.Load(directory, _model);
}

/// <summary>The scores of a batch with the mean loss over them and its gradient.</summary>
sealed class ScoredBatch
{
    readonly float[][] _dScores;
    readonly double _weight;

    /// <param name="examples">The batch.</param>
    /// <param name="scores">One array a response, in the order of the examples.</param>
    /// <param name="options">Centering.</param>
    public ScoredBatch(IReadOnlyList<IRewardExample> examples, float[][] scores, RewardModelOptions options)
    {
        Scores = scores;
        _dScores = [.. scores.Select(s => new float[s.Length])];
        _weight = 1.0 / examples.Sum(e => e.Terms);
        int first = 0;
        foreach (var example in examples)
        {
            int count = example.Responses.Count;
            Loss += _weight * example.Loss(scores.AsSpan(first, count), options, _dScores.AsSpan(first, count));
            first += count;
        }
    }

    /// <summary>One array a response, one score a state.</summary>
    public float[][] Scores { get; }

    /// <summary>The mean loss of the terms.</summary>
    public double Loss { get; }

    /// <summary>∂loss/∂scores of one response.</summary>
    public void CopyGradient(int response, Span<float> dScores)
    {
        for (int i = 0; i < dScores.Length; i++)
            dScores[i] = (float)(_weight * _dScores[response][i]);
    }
}
