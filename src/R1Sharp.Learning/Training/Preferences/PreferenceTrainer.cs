// Preference training: log-probabilities of a batch's completions first, then the losses over the pairs, then the gradient. A
// pair's two completions need not lie in one micro-batch; the price is a second forward pass.
//
// The reference is the policy as the stage begins: its log-probabilities are asked once, before the first update, and kept, so
// that no second network is held.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Preferences;

/// <summary>Two completions of one prompt, of which the first is preferred; their targets are the completions' tokens.</summary>
/// <param name="Chosen">Prompt and better completion.</param>
/// <param name="Rejected">Prompt and worse completion.</param>
public sealed record CompletionPair(TokenSequence Chosen, TokenSequence Rejected);

/// <summary>
/// Trains a policy on pairs of completions. A step is a pure function of its index and of the state before it: to resume,
/// restore the state with <see cref="LoadState"/> and go on with the next step.
/// </summary>
public sealed class PreferenceTrainer
{
    readonly IPolicy _policy;
    readonly IReadOnlyList<CompletionPair> _pairs, _heldOut;
    readonly IPreferenceLoss _loss;
    readonly PreferenceOptions _options;
    readonly EpochOrder _order;
    readonly GradientWatchdog _watchdog;
    readonly HashSet<int> _measuredAfter;
    double[]? _reference;

    /// <summary>Begins a stage: the optimizer forgets its moments (restore a saved state afterwards).</summary>
    /// <param name="policy">The network to train; as it is now it is the reference.</param>
    /// <param name="pairs">What it learns from.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">Decides the order.</param>
    /// <param name="heldOut">Pairs that are measured and not learned from.</param>
    /// <exception cref="UserErrorException">There is no pair.</exception>
    public PreferenceTrainer(IPolicy policy, IReadOnlyList<CompletionPair> pairs, IPreferenceLoss loss, PreferenceOptions options, ulong seed,
        IReadOnlyList<CompletionPair>? heldOut = null)
    {
        if (pairs.Count == 0)
            throw new UserErrorException("There is nothing to prefer: the data holds no pair; give at least one.");
        (_policy, _pairs, _heldOut, _loss, _options) = (policy, pairs, heldOut ?? [], loss, options);
        _order = new EpochOrder(pairs.Count, options.Epochs, options.BatchSize, seed, EpochOrder.Preference, options.WholeEpochs == true);
        _measuredAfter = _heldOut.Count == 0 ? [] : MeasuredSteps.Of(StepCount, options.HeldOutEverySteps, _order.StepsOf);
        _watchdog = new GradientWatchdog(options.Watchdogs);
        policy.ResetOptimizer(options.Optimizer);
    }

    /// <summary>Steps until every pair was seen in every epoch; the last batch may be smaller.</summary>
    public int StepCount => Math.Min(_options.Steps ?? int.MaxValue, _order.StepCount);

    /// <summary>One update on one batch: L = 1/N Σ of the losses of its N pairs.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <exception cref="WatchdogException">The run cannot learn; the exception's report is that of this step.</exception>
    public PreferenceReport Step(int stepIndex)
    {
        _reference ??= _loss.NeedsReference ? [.. Sums(_pairs), .. Sums(_heldOut)] : [];
        int[] batch = _order.Batch(stepIndex);
        TokenSequence[] sequences = [.. Sequences(batch.Select(i => _pairs[i]))];
        double[] sums = [.. _policy.LogProbs(sequences).Select(Sum)];
        PairLogProbs[] logProbs = [.. batch.Select((pair, i) => LogProbsOf(_pairs[pair], pair, sums[2 * i], sums[2 * i + 1]))];
        PairLoss[] losses = [.. logProbs.Select(_loss.Of)];
        _policy.Backward(sequences, Gradient(sequences, losses));
        double learningRate = _options.LearningRate.At(stepIndex, StepCount);
        double norm = _policy.Update(learningRate);
        var report = Report(stepIndex, logProbs, losses, norm, learningRate, sequences.Sum(s => (long)s.Tokens.Length));
        _watchdog.Check(norm, () => NotFinite.Explain(
            _policy, sequences, i => $"the {(i % 2 == 0 ? "chosen" : "rejected")} completion of pair {batch[i / 2]} (step {stepIndex})"), report);
        return report;
    }

    /// <summary>What the policy says of the held-out pairs; null where no measurement is due after a step, which was just made.</summary>
    public PreferenceMeasure? MeasuredAfter(int stepIndex)
    {
        if (!_measuredAfter.Contains(stepIndex))
            return null;
        double[] sums = Sums(_heldOut);
        PairLoss[] losses = [.. _heldOut.Select((pair, i) => _loss.Of(LogProbsOf(pair, _pairs.Count + i, sums[2 * i], sums[2 * i + 1])))];
        return new(losses.Average(l => l.Loss), Accuracy(losses), losses.Average(l => l.ChosenReward - l.RejectedReward));
    }

    /// <summary>Writes all that the next step depends on into a folder (which exists).</summary>
    public void SaveState(string directory) => PreferenceState.Save(directory, _policy, new PreferenceState(_watchdog.State, _reference));

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated, of another shape or of other pairs.</exception>
    public void LoadState(string directory) =>
        (_watchdog.State, _reference) = PreferenceState.Load(directory, _policy, _loss.NeedsReference ? 2 * (_pairs.Count + _heldOut.Count) : 0);

    static IEnumerable<TokenSequence> Sequences(IEnumerable<CompletionPair> pairs) => pairs.SelectMany(p => (TokenSequence[])[p.Chosen, p.Rejected]);

    double[] Sums(IEnumerable<CompletionPair> pairs) => [.. _policy.LogProbs([.. Sequences(pairs)]).Select(Sum)];

    static double Sum(float[] logProbs) => logProbs.Sum(x => (double)x);

    // The place is that among the pairs learned from and, behind them, the held-out ones.
    PairLogProbs LogProbsOf(CompletionPair pair, int place, double chosen, double rejected) =>
        new(chosen, pair.Chosen.Targets.Length, rejected, pair.Rejected.Targets.Length,
            _loss.NeedsReference ? _reference![2 * place] : 0, _loss.NeedsReference ? _reference![2 * place + 1] : 0);

    static double Accuracy(PairLoss[] losses) =>
        losses.Average(l => l.ChosenReward == l.RejectedReward ? 0.5 : l.ChosenReward > l.RejectedReward ? 1 : 0);

    // The losses depend on sums over tokens, so all tokens of a completion share one derivative.
    static float[][] Gradient(TokenSequence[] sequences, PairLoss[] losses)
    {
        var gradient = new float[sequences.Length][];
        for (int i = 0; i < gradient.Length; i++)
        {
            var loss = losses[i / 2];
            Array.Fill(gradient[i] = new float[sequences[i].Targets.Length], (float)((i % 2 == 0 ? loss.DChosen : loss.DRejected) / losses.Length));
        }
        return gradient;
    }

    static PreferenceReport Report(int stepIndex, PairLogProbs[] pairs, PairLoss[] losses, double norm, double learningRate, long tokens) => new()
    {
        Step = stepIndex,
        Loss = losses.Average(l => l.Loss),
        RewardMargin = losses.Average(l => l.ChosenReward - l.RejectedReward),
        Accuracy = Accuracy(losses),
        ChosenReward = losses.Average(l => l.ChosenReward),
        RejectedReward = losses.Average(l => l.RejectedReward),
        ChosenLogProb = pairs.Average(p => p.Chosen),
        RejectedLogProb = pairs.Average(p => p.Rejected),
        ChosenTokens = pairs.Average(p => p.ChosenTokens),
        RejectedTokens = pairs.Average(p => p.RejectedTokens),
        GradientNorm = norm,
        LearningRate = learningRate,
        Pairs = pairs.Length,
        Tokens = tokens,
    };
}
