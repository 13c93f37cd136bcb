// The settings of a GRPO run; what the papers used stands in GrpoProfiles.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>
/// Settings of <see cref="GrpoTrainer"/>. One step samples PromptsPerStep × GroupSize completions and learns from them in
/// MinibatchesPerStep updates. How a step's tokens are cut up for memory is the engine's affair and changes no result.
/// </summary>
public sealed record GrpoOptions : ReinforcementOptions
{
    /// <summary>The defaults.</summary>
    public GrpoOptions()
    {
    }

    /// <summary>What another way to reinforce has in common with this one; the rest as by default.</summary>
    /// <param name="common">Its settings.</param>
    public GrpoOptions(ReinforcementOptions common) : base(common) => (GroupSize, KlPenalty) = (common.GroupSize, common.KlPenalty);

    /// <summary>G: completions of each prompt.</summary>
    [Range(2, 4096)] public override int GroupSize { get; init; } = 16;

    /// <summary>
    /// Dynamic sampling (DAPO, arXiv 2503.14476, equation 11): prompts are sampled, PromptsPerStep at a time and at most so
    /// many times, until PromptsPerStep groups hold different rewards; groups beyond that wait for the next step. Null samples once.
    /// </summary>
    [Range(1, 100)] public int? DynamicSamplingRounds { get; init; }

    /// <summary>What the difference from the baseline is divided by.</summary>
    public AdvantageScaling ScaleRewards { get; init; } = AdvantageScaling.None;

    /// <summary>What a reward is compared with.</summary>
    public AdvantageBaseline Baseline { get; init; } = AdvantageBaseline.GroupMean;

    /// <summary>ε added to the standard deviation that rewards are divided by.</summary>
    [Range(0.0, 1.0)] public double AdvantageEpsilon { get; init; } = 1e-4;

    /// <summary>Whether the standard deviation is the sample's (divided by one less than there are), as in TRL. Null or false: the population's.</summary>
    [DefaultValue(null)] public bool? SampleDeviation { get; init; }

    /// <summary>What the importance ratio is taken over.</summary>
    public RatioLevel RatioLevel { get; init; } = RatioLevel.Token;

    /// <summary>What is cut where the ratio is far from 1.</summary>
    public RatioClip RatioClip { get; init; } = RatioClip.Objective;

    /// <summary>
    /// c of the dual clip (Ye et al., arXiv 1912.09729, equation 5; others call it δ): a ratio above c gives no gradient to a token
    /// of negative advantage. Null does not clip there.
    /// </summary>
    [Range(1.0, 1000.0)] public double? DualClip { get; init; }

    /// <summary>How the divergence is made small. Only with KlWeight.</summary>
    public override KlPenalty KlPenalty { get; init; } = KlPenalty.LossK3;

    /// <summary>
    /// Whether groups of equal reward leave the minibatches, so that they count in no divisor either (DAPO's filter, without
    /// sampling others in their place). Otherwise they count, and take part in the divergence and the entropy bonus.
    /// </summary>
    public bool DropZeroVarianceGroups { get; init; } = true;

    /// <inheritdoc/>
    internal override RolloutPlan Plan => base.Plan with { DynamicSamplingRounds = DynamicSamplingRounds };

    /// <summary>β where the divergence is part of the loss, else 0.</summary>
    internal double LossKlWeight => KlInReward ? 0 : KlWeight;

    /// <summary>Whether the divergence is taken off the rewards.</summary>
    internal bool KlInReward => KlWeight > 0 && KlPenalty is KlPenalty.TokenReward or KlPenalty.SequenceReward;

    /// <inheritdoc/>
    public override SettingsMistake? Mistake() => base.Mistake()
        ?? (Baseline == AdvantageBaseline.BatchMean && ScaleRewards == AdvantageScaling.Group
            ? new("baseline is batch-mean but scale_rewards is group: rewards compared with the batch are divided by the batch's deviation or by nothing.",
                "scale_rewards")
            : KlPenalty == KlPenalty.TokenReward && KlWeight > 0 && ScaleRewards == AdvantageScaling.Group
            ? new(
                "kl_penalty is token-reward but scale_rewards is group: advantages that differ by token are divided by the batch's deviation or by "
                + "nothing.", "kl_penalty")
            : Baseline == AdvantageBaseline.Zero && ScaleRewards != AdvantageScaling.None
            ? new("baseline is zero but scale_rewards divides by a deviation, which belongs to a difference from a mean; set it to none.", "scale_rewards")
            : DynamicSamplingRounds is not null && Baseline == AdvantageBaseline.BatchMean
            ? new("dynamic_sampling_rounds is given but baseline is batch-mean, to which groups of equal reward say something too; leave one of them out.",
                "dynamic_sampling_rounds")
            : null);
}
