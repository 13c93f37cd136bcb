// Supervised fine-tuning: completions of examples are learned, prompts only read. Epochs, a held-out loss, early stopping
// and the best weights are added to next-token prediction; the gradient is that of LanguageModelTrainer.

using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>One step of fine-tuning.</summary>
/// <param name="Training">The update.</param>
/// <param name="HeldOut">What the network after the update says of the held-out examples; null where it was not asked.</param>
public sealed record SftStep(LanguageModelReport Training, HeldOutMeasure? HeldOut)
{
    /// <summary>Mean cross-entropy of the held-out targets after the update, in nats; null where it was not measured.</summary>
    public double? HeldOutLoss => HeldOut?.Loss;
}

/// <summary>
/// Fine-tunes a policy on examples. A step is a pure function of its index and of the state before it; to resume, restore
/// the state with <see cref="LoadState"/> and go on with the next step.
/// </summary>
public sealed class SftTrainer : IDisposable
{
    readonly IPolicy _policy;
    readonly SftOptions _options;
    readonly LanguageModelTrainer _trainer;
    readonly IReadOnlyList<TokenSequence> _heldOut;
    readonly HashSet<int> _measuredAfter;
    IReferencePolicy? _best;
    SftState _state = new();

    /// <summary>Begins a stage: the optimizer forgets its moments (restore a saved state afterwards).</summary>
    /// <param name="policy">The network to train.</param>
    /// <param name="examples">Prompt and completion of each; the targets are the completion's tokens, the end token last.</param>
    /// <param name="endOfTextId">The token that ends a completion.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="mayNotEnd">Whether examples may end without the token that ends a completion, as where long ones are cut.</param>
    /// <param name="heldOut">Examples that are measured and not learned from; null or none leaves it to the options' share.</param>
    /// <exception cref="UserErrorException">An example does not teach to end, none is left to learn from, or the options contradict each other.</exception>
    public SftTrainer(IPolicy policy, IReadOnlyList<TokenSequence> examples, int endOfTextId, SftOptions options, ulong seed, bool mayNotEnd = false,
        IReadOnlyList<TokenSequence>? heldOut = null)
    {
        if (!mayNotEnd)
            RequireEnds(examples, endOfTextId);
        (_policy, _options) = (policy, options);
        int[] shuffled = Shuffled(examples.Count, seed);
        if (options.MistakeOf(heldOut is { Count: > 0 }) is { } mistake)
            throw new UserErrorException(mistake.Sentence);
        int share = (int)Math.Ceiling(options.HeldOutShare * shuffled.Length);
        _heldOut = heldOut is { Count: > 0 } ? heldOut : new ChosenSequences(examples, shuffled[..share]);
        var source = new ShuffledSequences(new ChosenSequences(examples, shuffled[share..]), seed, options.TokensPerStep, options.SequencesPerStep,
            options.WholeEpochs == true);
        StepCount = options.Steps ?? source.StepsOf(options.Epochs);
        _measuredAfter = _heldOut.Count == 0 ? [] : MeasuredSteps.Of(StepCount, options.HeldOutEverySteps, epochs => source.StepsOf(epochs));
        _trainer = new LanguageModelTrainer(policy, source, new()
        {
            Steps = StepCount,
            TokensPerStep = options.TokensPerStep,
            SequencesPerStep = options.SequencesPerStep,
            LearningRate = options.LearningRate,
            Optimizer = options.Optimizer,
            Watchdogs = options.Watchdogs,
        });
    }

    /// <summary>Steps until so many epochs over examples are over of which the tokens alone are known, none of them held out.</summary>
    /// <param name="tokenCounts">Tokens of each example.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epochs">How often each is seen.</param>
    /// <exception cref="UserErrorException">There is no example.</exception>
    public static int StepsOf(IReadOnlyList<int> tokenCounts, SftOptions options, ulong seed, double epochs) =>
        new ShuffledSequences(new ChosenSequences(new CountedSequences(tokenCounts), Shuffled(tokenCounts.Count, seed)), seed, options.TokensPerStep,
            options.SequencesPerStep, options.WholeEpochs == true).StepsOf(epochs);

    /// <summary>Number of steps.</summary>
    public int StepCount { get; }

    /// <summary>Whether the held-out loss has not fallen for so long that no further step is to be made.</summary>
    public bool IsFinished => _options.Patience is { } patience && _state.MeasurementsSinceBest >= patience;

    /// <summary>One update, and where it is due a measurement of the held-out loss.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <exception cref="Watchdogs.WatchdogException">The run cannot learn.</exception>
    public SftStep Step(int stepIndex)
    {
        var report = _trainer.Step(stepIndex);
        return new SftStep(report, _measuredAfter.Contains(stepIndex) ? Measure() : null);
    }

    /// <summary>Puts back the best weights, where those are to be kept; call after the last step.</summary>
    public void Finish()
    {
        if (_best is not null)
            _policy.Restore(_best);
    }

    /// <summary>Writes all that the next step depends on into a folder (which exists).</summary>
    public void SaveState(string directory)
    {
        _policy.SaveState(directory);
        SftState.Save(directory, _state with { Watchdog = _trainer.WatchdogState }, _best);
    }

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    public void LoadState(string directory)
    {
        _policy.LoadState(directory);
        _state = SftState.Load(directory);
        _trainer.WatchdogState = _state.Watchdog;
        ReplaceBest(SftState.HasBest(directory) ? SftState.LoadBest(directory, _policy) : null);
    }

    /// <summary>Frees the copy of the best weights; the policy is its maker's.</summary>
    public void Dispose() => ReplaceBest(null);

    HeldOutMeasure Measure()
    {
        var measure = HeldOutMeasure.Of(_policy, _heldOut);
        bool isBest = !(measure.Loss >= _state.BestLoss);
        _state = _state with { BestLoss = isBest ? measure.Loss : _state.BestLoss, MeasurementsSinceBest = isBest ? 0 : _state.MeasurementsSinceBest + 1 };
        if (isBest && _options.Keep == KeptWeights.Best)
            ReplaceBest(_policy.Freeze());
        return measure;
    }

    static int[] Shuffled(int count, ulong seed)
    {
        int[] shuffled = [.. Enumerable.Range(0, count)];
        new RandomStream(seed, RandomPurpose.Shuffle, 0, 2).Shuffle(shuffled.AsSpan());
        return shuffled;
    }

    static void RequireEnds(IReadOnlyList<TokenSequence> examples, int endOfTextId)
    {
        for (int i = 0; i < examples.Count; i++)
            if (examples[i].Targets is not [.., var last] || last != examples[i].Tokens.Length - 1 || examples[i].Tokens[last] != endOfTextId)
                throw new UserErrorException(
                    $"Example {i} does not end with the end-of-text token as a target: a model that learns from it never learns to stop.");
    }

    void ReplaceBest(IReferencePolicy? best)
    {
        _best?.Dispose();
        _best = best;
    }
}
