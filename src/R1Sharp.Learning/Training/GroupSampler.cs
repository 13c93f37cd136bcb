// Prompts become scored groups; with dynamic sampling, until enough of them can teach something.
//
// Departures from DAPO (arXiv 2503.14476, equation 11):
// 1. A group can teach when its total rewards differ, not when its answers are neither all right nor all wrong.
// 2. Groups beyond what a step needs are learned from in the next one. Their ratios then begin beside 1, as those of later
//    minibatches do.
// 3. When the rounds are used up the step learns from fewer groups.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Reinforcement;

namespace R1Sharp.Learning.Training;

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
sealed class GroupSampler(IPolicy policy, IProblemSource problems, RolloutScorer scorer, GrpoOptions options, ulong seed)
{
    readonly Steering? _steering = scorer.Steering(options.SwitchPenalty);

    /// <summary>What puts tokens into the completions; null for nothing.</summary>
    public Interjection? Interject { get; set; }

    /// <summary>What is remembered; saved and restored with a checkpoint.</summary>
    public GroupSamplerState State { get; set; } = GroupSamplerState.Empty;

    /// <summary>The groups of a step. Where it is cancelled, nothing is remembered.</summary>
    public SampledGroups Sample(int stepIndex, CancellationToken cancellation)
    {
        if (options.DynamicSamplingRounds is not { } mostRounds)
            return Once(Round(stepIndex, 0, batch: stepIndex, cancellation));
        List<Rollout[]> sampled = [], useful = [.. State.Waiting];
        int rounds = 0;
        for (; useful.Count < options.PromptsPerStep && rounds < mostRounds; rounds++)
        {
            var groups = Round(stepIndex, rounds, State.Rounds + rounds, cancellation);
            sampled.AddRange(groups);
            useful.AddRange(groups.Where(group => !group[0].IsZeroVariance));
        }
        State = new(State.Rounds + rounds, [.. useful.Skip(options.PromptsPerStep)]);
        return new(sampled, [.. useful.Take(options.PromptsPerStep)], rounds);
    }

    static SampledGroups Once(Rollout[][] groups) => new(groups, groups, 1);

    // A group is scored as soon as its last completion has ended, beside the generation of the others. Prompt i of round r
    // draws from the stream of prompt r · PromptsPerStep + i of this step.
    Rollout[][] Round(int stepIndex, int round, int batch, CancellationToken cancellation)
    {
        var prompts = scorer.Prompts(problems.Batch(batch, options.PromptsPerStep));
        int firstGroup = round * options.PromptsPerStep;
        var groups = scorer.At(stepIndex, options.Steps).Sample(policy, prompts, (prompt, i) => Request(prompt, stepIndex, firstGroup + i), cancellation: cancellation);
        return TrainerLogProbs.Added(policy, [.. groups.Select((group, i) => Marked(group, stepIndex, firstGroup + i))], options.Temperature);
    }

    GenerationRequest Request(Prompt prompt, int stepIndex, int groupIndex) => new()
    {
        Prompt = prompt.Tokens,
        SampleCount = options.GroupSize,
        Sampling = new SamplingOptions
        {
            Temperature = options.Temperature,
            MaxCompletionTokens = options.CapAt(stepIndex),
        },
        Seed = seed,
        Step = stepIndex,
        PromptKey = groupIndex,
        Interject = Interject,
        Steering = _steering,
    };

    static Rollout[] Marked(Rollout[] group, int stepIndex, int groupIndex)
    {
        bool equal = Advantages.AreEqual([.. group.Select(r => r.Reward)]);
        return [.. group.Select(r => r with { Step = stepIndex, GroupIndex = groupIndex, IsZeroVariance = equal })];
    }
}
