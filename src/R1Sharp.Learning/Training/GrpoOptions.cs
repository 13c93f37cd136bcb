// The settings of a GRPO run; what the papers used stands in GrpoProfiles.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Generation;

namespace R1Sharp.Learning.Training;

/// <summary>
/// Settings of <see cref="GrpoTrainer"/>. One step samples PromptsPerStep × GroupSize completions and learns from them in
/// MinibatchesPerStep updates. How a step's tokens are cut up for memory is the engine's affair and changes no result.
/// </summary>
public sealed record GrpoOptions
{
    /// <summary>Number of steps.</summary>
    [Range(1, 10_000_000)] public int Steps { get; init; } = 150;

    /// <summary>Prompts sampled in a step.</summary>
    [Range(1, 1_000_000)] public int PromptsPerStep { get; init; } = 64;

    /// <summary>G: completions of each prompt.</summary>
    [Range(2, 4096)] public int GroupSize { get; init; } = 16;

    /// <summary>Updates made from the completions of a step; each uses a random share of them, and each completion is used once an iteration.</summary>
    [Range(1, 4096)] public int MinibatchesPerStep { get; init; } = 2;

    /// <summary>μ: how often the completions of a step are gone through, each time in another order.</summary>
    [Range(1, 100)] public int NumIterations { get; init; } = 1;

    /// <summary>
    /// Dynamic sampling (DAPO, arXiv 2503.14476, equation 11): prompts are sampled, PromptsPerStep at a time and at most so
    /// many times, until PromptsPerStep groups hold different rewards; groups beyond that wait for the next step. Null samples once.
    /// </summary>
    [Range(1, 100)] public int? DynamicSamplingRounds { get; init; }

    /// <summary>Temperature of sampling; the loss uses the distribution at the same temperature.</summary>
    [Range(0.01, 100.0)] public double Temperature { get; init; } = 1;

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>How long the thoughts are made; null leaves them alone.</summary>
    [DefaultValue(null)] public ThinkingOptions? Thinking { get; init; }

    /// <summary>What switching between thoughts costs; null penalises nothing.</summary>
    [DefaultValue(null)] public SwitchPenaltyOptions? SwitchPenalty { get; init; }

    /// <summary>Other caps from later steps on, in ascending order of their steps.</summary>
    public IReadOnlyList<CompletionCap> CompletionCaps { get; init; } = [];

    /// <summary>What the difference from the baseline is divided by.</summary>
    public AdvantageScaling ScaleRewards { get; init; } = AdvantageScaling.None;

    /// <summary>What a reward is compared with.</summary>
    public AdvantageBaseline Baseline { get; init; } = AdvantageBaseline.GroupMean;

    /// <summary>ε added to the standard deviation that rewards are divided by.</summary>
    [Range(0.0, 1.0)] public double AdvantageEpsilon { get; init; } = 1e-4;

    /// <summary>By what the summed loss of a minibatch is divided.</summary>
    public LossAggregation Aggregation { get; init; } = LossAggregation.Token;

    /// <summary>What the importance ratio is taken over.</summary>
    public RatioLevel RatioLevel { get; init; } = RatioLevel.Token;

    /// <summary>What is cut where the ratio is far from 1.</summary>
    public RatioClip RatioClip { get; init; } = RatioClip.Objective;

    /// <summary>ε_low: a ratio below 1 − ε_low gives no gradient to a token of negative advantage.</summary>
    [Range(0.0, 1000.0)] public double EpsilonLow { get; init; } = 0.2;

    /// <summary>ε_high: a ratio above 1 + ε_high gives no gradient to a token of positive advantage.</summary>
    [Range(0.0, 1000.0)] public double EpsilonHigh { get; init; } = 0.2;

    /// <summary>
    /// c of the dual clip (Ye et al., arXiv 1912.09729, equation 5; others call it δ): a ratio above c gives no gradient to a token
    /// of negative advantage. Null does not clip there.
    /// </summary>
    [Range(1.0, 1000.0)] public double? DualClip { get; init; }

    /// <summary>β: weight of the divergence from the reference; at 0 no reference is kept.</summary>
    [Range(0.0, 100.0)] public double KlWeight { get; init; }

    /// <summary>How the divergence is made small. Only with KlWeight.</summary>
    public KlPenalty KlPenalty { get; init; } = KlPenalty.LossK3;

    /// <summary>Steps after which the reference becomes a copy of the policy; null keeps the policy of the beginning. Only with KlWeight.</summary>
    [Range(1, 10_000_000)] public int? RefSyncSteps { get; init; }

    /// <summary>α of π_ref ← α π_θ + (1 − α) π_ref, the weights' mean that RefSyncSteps makes; 1 is a copy.</summary>
    [Range(0.0, 1.0)] public double RefSyncAlpha { get; init; } = 1;

    /// <summary>Weight of the entropy bonus.</summary>
    [Range(0.0, 10.0)] public double EntropyWeight { get; init; }

    /// <summary>
    /// Whether groups of equal reward leave the minibatches, so that they count in no divisor either (DAPO's filter, without
    /// sampling others in their place). Otherwise they count, and take part in the divergence and the entropy bonus.
    /// </summary>
    public bool DropZeroVarianceGroups { get; init; } = true;

    /// <summary>Whether completions that reached the cap are left out of the loss; their rewards still count in the baseline.</summary>
    public bool MaskTruncated { get; init; }

    /// <summary>The learning rate; its steps are the steps of this trainer, and all minibatches of a step share one rate.</summary>
    public LearningRateSchedule LearningRate { get; init; } = new() { Peak = 1e-4, WarmupSteps = 5 };

    /// <summary>The optimizer; it begins afresh.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>When a run that cannot learn is stopped.</summary>
    public WatchdogOptions Watchdogs { get; init; } = new();

    /// <summary>When a run is stopped because its reward and the held-out truth part; null does not watch them.</summary>
    public RewardHackingOptions? RewardHacking { get; init; }

    /// <summary>Most tokens of a completion at a step (0-based).</summary>
    public int CapAt(int stepIndex) => CompletionCaps.LastOrDefault(c => c.FromStep <= stepIndex)?.Tokens ?? MaxCompletionTokens;

    /// <summary>β where the divergence is part of the loss, else 0.</summary>
    internal double LossKlWeight => KlInReward ? 0 : KlWeight;

    /// <summary>Whether the divergence is taken off the rewards.</summary>
    internal bool KlInReward => KlWeight > 0 && KlPenalty is KlPenalty.TokenReward or KlPenalty.SequenceReward;

    /// <summary>Refuses settings that contradict each other.</summary>
    /// <exception cref="UserErrorException">They do.</exception>
    internal void Check()
    {
        if (KlWeight == 0 && RefSyncSteps is { } steps)
            throw new UserErrorException($"refSyncSteps is {steps} but klWeight is 0, so there is no reference to refresh; set refSyncSteps to null or give klWeight a value.");
        if (Baseline == AdvantageBaseline.BatchMean && ScaleRewards == AdvantageScaling.Group)
            throw new UserErrorException("baseline is batch-mean but scaleRewards is group: rewards compared with the batch are divided by the batch's deviation or by nothing.");
        if (KlPenalty == KlPenalty.TokenReward && KlWeight > 0 && ScaleRewards == AdvantageScaling.Group)
            throw new UserErrorException("klPenalty is token-reward but scaleRewards is group: advantages that differ by token are divided by the batch's deviation or by nothing.");
        if (DynamicSamplingRounds is not null && Baseline == AdvantageBaseline.BatchMean)
            throw new UserErrorException("dynamicSamplingRounds is given but baseline is batch-mean, to which groups of equal reward say something too; leave one of them out.");
        for (int i = 1; i < CompletionCaps.Count; i++)
            if (CompletionCaps[i].FromStep <= CompletionCaps[i - 1].FromStep)
                throw new UserErrorException($"completionCaps: step {CompletionCaps[i].FromStep} stands after step {CompletionCaps[i - 1].FromStep}; the steps must ascend.");
    }
}
