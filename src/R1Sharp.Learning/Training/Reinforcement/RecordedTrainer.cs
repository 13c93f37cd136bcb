// Reinforcement by rollouts that were recorded while a model was used, and rewarded later: Group → Advantages → Update → Report. What sampled may be
// older weights, or another engine's: the ratio is the trainer's own, and what sets it apart from the recorded one is corrected as for any sampler outside.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>A completion that was recorded.</summary>
/// <param name="Id">The answer's name; its choices share it.</param>
/// <param name="Choice">Its place among them.</param>
/// <param name="Prompt">The prompt's tokens.</param>
/// <param name="Completion">Its tokens and log-probabilities.</param>
/// <param name="Reward">What it is worth.</param>
sealed record RewardedCompletion(string Id, int Choice, int[] Prompt, Completion Completion, double Reward);

/// <summary>Trains a policy on recorded completions. A step is a pure function of (seed, step, policy, reference, completions).</summary>
sealed class RecordedTrainer : IDisposable
{
    readonly IPolicy _policy;
    readonly Tokenizer _tokenizer;
    readonly RecordedOptions _options;
    readonly GrpoOptions _forPolicy;
    readonly RewardedCompletion[][] _groups;
    readonly EpochOrder _order;
    readonly ReferenceKeeper _reference;
    readonly PolicyUpdater _updater;
    readonly GradientWatchdog _watchdog;

    /// <summary>Begins a stage: the optimizer forgets its moments, and the policy as it is becomes the reference.</summary>
    /// <param name="policy">The network to train.</param>
    /// <param name="tokenizer">Turns completions into texts for the logs; nothing is learned from these.</param>
    /// <param name="completions">What was recorded, in its order.</param>
    /// <param name="temperature">That of the recorded log-probabilities, and of the loss.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">The options contradict each other, or there is nothing to learn from.</exception>
    public RecordedTrainer(
        IPolicy policy, Tokenizer tokenizer, IReadOnlyList<RewardedCompletion> completions, double temperature, RecordedOptions options, ulong seed)
    {
        if (completions.Count == 0)
            throw new UserErrorException("No recorded completion has a reward, so that there is nothing to learn from.");
        (_policy, _tokenizer, _options) = (policy, tokenizer, options.Checked());
        _groups = [.. Grouped(completions, options.GroupBy)];
        if (!(options.GroupBy == RecordedGroups.Step ? [[.. completions]] : _groups).Any(group => group.Any(c => c.Reward != group[0].Reward)))
            throw new UserErrorException("No two recorded completions that are compared have different rewards, so that there is nothing to learn: compare "
                + "others (group_by: prompt or step), or reward more of them.");
        _order = new(_groups.Length, options.Epochs, Math.Min(options.GroupsPerStep, _groups.Length), seed, EpochOrder.Recorded, isWhole: true);
        _forPolicy = options.ForPolicy(temperature, _order.StepCount);
        policy.ResetOptimizer(options.Optimizer);
        _reference = new(policy, _forPolicy);
        _updater = new(policy, _reference, _forPolicy, seed);
        _watchdog = new(options.Watchdogs);
    }

    /// <summary>Steps until every completion was learned from in every epoch.</summary>
    public int StepCount => _order.StepCount;

    /// <summary>Told each <see cref="ReinforcementPart"/> of a step that has ended; null tells nobody.</summary>
    public Action<string>? PartEnded { get; set; }

    /// <summary>One step.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <exception cref="WatchdogException">The run cannot learn; the exception's report is this step.</exception>
    public GrpoStep Step(int stepIndex)
    {
        Rollout[][] groups = [.. _order.Batch(stepIndex).Select((group, place) => Rollouts(_groups[group], place, stepIndex))];
        foreach (var group in groups)
            Rollout.MarkVariance(group);
        TrainerLogProbs.Add(_policy, groups, _forPolicy.Temperature, isFromOutside: true);
        _options.Correction.Apply(groups.SelectMany(group => group));
        var rollouts = GrpoAdvantages.Of(groups, _reference.Reference, _forPolicy);
        PartEnded?.Invoke(ReinforcementPart.Advantages);
        var update = new PolicyTally { LearningRate = _options.LearningRate.At(stepIndex, StepCount), PartEnded = PartEnded };
        foreach (var minibatch in _updater.Minibatches(stepIndex, 0, rollouts))
            _updater.Update(stepIndex, minibatch, update);
        update.MeasureMovement(_policy, stepIndex, _forPolicy.Temperature);
        _reference.NoteUpdates(update.GradientNorms.Count > 0);
        var step = new GrpoStep(ReinforcementReporting.Report(stepIndex, rollouts, update, models: 0) with { SamplingRounds = 1 }, rollouts);
        foreach (double norm in update.GradientNorms)
            _watchdog.Check(norm, () => NotFinite.Explain(_policy, update.Learned, stepIndex, _forPolicy.Temperature), step);
        return step;
    }

    /// <summary>Writes all that the next step depends on into a folder (which exists).</summary>
    public void SaveState(string directory) =>
        ReinforcementState.Save(directory, _policy, _reference.Reference, new(_reference.IsOlder, _watchdog.State, RolloutWatchdogState.Empty));

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    public void LoadState(string directory)
    {
        var state = ReinforcementState.Load(directory, _policy, hasReference: _reference.Reference is not null, out var reference);
        _reference.Replace(reference, state.ReferenceIsOlder);
        _watchdog.State = state.Gradient;
    }

    /// <summary>Frees the reference; the policy is its maker's.</summary>
    public void Dispose() => _reference.Dispose();

    // All of a step are compared by the batch's mean: there, groups are answers.
    static IEnumerable<RewardedCompletion[]> Grouped(IReadOnlyList<RewardedCompletion> completions, RecordedGroups by) => by == RecordedGroups.Prompt
        ? completions.GroupBy(c => string.Join(',', c.Prompt)).Select(g => g.ToArray()) : completions.GroupBy(c => c.Id).Select(g => g.ToArray());

    Rollout[] Rollouts(RewardedCompletion[] group, int place, int step) => [.. group.Select((recorded, i) => new Rollout
    {
        GroupIndex = place,
        SampleIndex = i,
        Problem = new Problem { Id = recorded.Id, Question = "", Answer = "", Family = "recorded" },
        Prompt = _tokenizer.Decode(recorded.Prompt),
        PromptTokens = recorded.Prompt,
        // The weights of the beginning, at the latest.
        Completion = recorded.Completion with { WeightsStep = 0 },
        Text = _tokenizer.Decode(recorded.Completion.Tokens),
        Reward = recorded.Reward,
        RewardParts = new Dictionary<string, RewardScore>(),
        Accuracy = null,
        Answer = null,
        Format = null,
        SelfChecks = 0,
        LanguagePurity = null,
        Step = step,
    })];
}
