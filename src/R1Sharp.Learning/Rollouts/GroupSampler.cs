// Prompts become scored groups; with dynamic sampling, until enough of them can teach something.
//
// Departures from DAPO (arXiv 2503.14476, equation 11):
// 1. A group can teach when its total rewards differ, not when its answers are neither all right nor all wrong.
// 2. Groups beyond what a step needs are learned from in the next one. Their ratios then begin beside 1, as those of later
//    minibatches do.
// 3. When the rounds are used up the step learns from fewer groups.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rollouts;

/// <summary>What dynamic sampling remembers between steps.</summary>
/// <param name="Rounds">Rounds of prompts sampled so far.</param>
/// <param name="Waiting">Groups that wait to be learned from, oldest first.</param>
sealed record GroupSamplerState(int Rounds, IReadOnlyList<Rollout[]> Waiting)
{
    /// <summary>Nothing sampled yet.</summary>
    public static GroupSamplerState Empty { get; } = new(0, []);
}

/// <summary>The groups of one step.</summary>
/// <param name="Sampled">Those that were sampled in it.</param>
/// <param name="Learned">Those that it learns from: the same ones, or those that dynamic sampling chose.</param>
/// <param name="Rounds">How often PromptsPerStep prompts were sampled.</param>
sealed record SampledGroups(IReadOnlyList<Rollout[]> Sampled, IReadOnlyList<Rollout[]> Learned, int Rounds);

/// <summary>Samples and scores the groups of each step.</summary>
sealed class GroupSampler : IDisposable
{
    readonly Asker _asker;
    readonly IProblemSource _problems;
    readonly RolloutPlan _plan;
    readonly ulong _seed;
    readonly RolloutScorer _scorer;
    readonly ISteering? _steering;
    readonly OutsideQueue? _outside;

    /// <param name="asker">Who is asked.</param>
    /// <param name="problems">What is asked at each step.</param>
    /// <param name="plan">How many completions, how long, how often.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">The settings of the thoughts do not fit together.</exception>
    public GroupSampler(Asker asker, IProblemSource problems, RolloutPlan plan, ulong seed)
    {
        (_asker, _problems, _plan, _seed) = (asker, problems, plan, seed);
        _scorer = new RolloutScorer(asker, plan.Thinking, stops: plan.Stop);
        _steering = _scorer.Steering(plan.SwitchPenalty);
        _outside = asker.Outside is { } outside ? new(outside, plan.Steps) : null;
    }

    /// <summary>What is remembered; saved and restored with a checkpoint.</summary>
    public GroupSamplerState State { get; set; } = GroupSamplerState.Empty;

    /// <summary>The groups of a step. Where it is cancelled, nothing is remembered.</summary>
    public SampledGroups Sample(int stepIndex, CancellationToken cancellation)
    {
        if (_plan.DynamicSamplingRounds is not { } mostRounds)
            return Once(Round(stepIndex, 0, batch: stepIndex, cancellation));
        List<Rollout[]> sampled = [], useful = [.. State.Waiting];
        int rounds = 0;
        for (; useful.Count < _plan.PromptsPerStep && rounds < mostRounds; rounds++)
        {
            var groups = Round(stepIndex, rounds, State.Rounds + rounds, cancellation);
            sampled.AddRange(groups);
            useful.AddRange(groups.Where(group => !group[0].IsZeroVariance));
        }
        State = new(State.Rounds + rounds, [.. useful.Skip(_plan.PromptsPerStep)]);
        return new(sampled, [.. useful.Take(_plan.PromptsPerStep)], rounds);
    }

    /// <summary>Ends what samples outside.</summary>
    public void Dispose() => _outside?.Dispose();

    static SampledGroups Once(Rollout[][] groups) => new(groups, groups, 1);

    // A group is scored as soon as its last completion has ended, beside the generation of the others. Prompt i of round r
    // draws from the stream of prompt r · PromptsPerStep + i of this step.
    Rollout[][] Round(int stepIndex, int round, int batch, CancellationToken cancellation)
    {
        var groups = _outside is null ? Sampling(batch, round)(stepIndex, null, cancellation)
            : _outside.Take(stepIndex, ahead => Sampling(batch + ahead - stepIndex, round), cancellation);
        foreach (var group in groups)
            Rollout.MarkVariance(group);
        TrainerLogProbs.Add(_asker.Policy, groups, _plan.Temperature, isFromOutside: _outside is not null);
        _asker.Outside?.Correction.Apply(groups.SelectMany(group => group));
        return groups;
    }

    // The prompts are made at once; what is given samples.
    OutsideQueue.Sample Sampling(int batch, int round)
    {
        var prompts = _asker.Prompts(_problems.Batch(batch, _plan.PromptsPerStep));
        return (step, version, cancellation) => _scorer.At(step, _plan.Steps)
            .Sample(prompts, Asking(step, round) with { OutsideVersion = version }, cancellation: cancellation);
    }

    Asking Asking(int stepIndex, int round) => new()
    {
        SampleCount = _plan.GroupSize,
        Sampling = new SamplingOptions { Temperature = _plan.Temperature, MaxCompletionTokens = _plan.CapAt(stepIndex), StopStrings = _plan.Stop ?? [] },
        Seed = _seed,
        Step = stepIndex,
        FirstGroup = round * _plan.PromptsPerStep,
        Steering = _steering,
    };
}
