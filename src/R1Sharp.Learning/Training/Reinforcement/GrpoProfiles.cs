// Named, versioned settings: what the papers used, and what this project's miniature uses. A profile once published
// never changes; a better one gets the next version.

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>Named settings of GRPO, e.g. "r1-paper" or "r1-paper@1"; a name without a version means the newest.</summary>
public static class GrpoProfiles
{
    static readonly (string Name, int Version, GrpoOptions Options)[] s_profiles =
    [
        ("miniature", 1, Miniature),
        ("r1-paper", 1, R1Paper),
        ("r1-zero-paper", 1, R1Paper with { EpsilonLow = 0.2, EpsilonHigh = 0.2 }),
        ("r1-zero-paper", 2, R1Paper with { EpsilonLow = 0.2, EpsilonHigh = 0.2, CompletionCaps = [new() { FromStep = 513, Tokens = 65_536 }] }),
        ("deepseekmath", 1, DeepSeekMath),
        ("dapo", 1, Dapo),
        ("dr-grpo", 1, DrGrpo),
        ("rloo", 1, Rloo),
        ("reinforce++", 1, ReinforcePlusPlus with { ScaleRewards = AdvantageScaling.Batch }),
        ("reinforce++", 2, ReinforcePlusPlus),
        ("reinforce++-baseline", 1, ReinforcePlusPlusBaseline with { ScaleRewards = AdvantageScaling.Batch }),
        ("reinforce++-baseline", 2, ReinforcePlusPlusBaseline),
        ("gspo", 1, Gspo),
        ("cispo", 1, Cispo),
        ("online-rft", 1, OnlineRft),
        ("sapo", 1, Sapo),
    ];

    /// <summary>The names that <see cref="Find"/> knows, each with its version.</summary>
    public static IReadOnlyList<string> Names => [.. s_profiles.Select(p => $"{p.Name}@{p.Version}")];

    /// <summary>The settings of a profile.</summary>
    /// <exception cref="UserErrorException">There is no such profile.</exception>
    public static GrpoOptions Find(string name)
    {
        var found = s_profiles.Where(p => name == p.Name || name == $"{p.Name}@{p.Version}").ToArray();
        return found.Length > 0
            ? found.MaxBy(p => p.Version).Options
            : throw new UserErrorException($"There is no GRPO profile \"{name}\"; choose one of {string.Join(", ", Names)}.");
    }

    // For a model of about a million parameters: advantages without standard deviation, every token alike, no reference.
    static GrpoOptions Miniature => new()
    {
        PromptsPerStep = 64,
        GroupSize = 16,
        MinibatchesPerStep = 2,
        MaxCompletionTokens = 330,
        ScaleRewards = AdvantageScaling.None,
        Aggregation = LossAggregation.Token,
        DropZeroVarianceGroups = true,
        LearningRate = new() { Peak = 1e-4, WarmupSteps = 5 },
        Optimizer = new() { Beta1 = 0.9, Beta2 = 0.95, MaxGradientNorm = 1 },
    };

    // DeepSeek-R1 (arXiv 2501.12948v2, section on training details): 8,192 outputs of 512 questions a rollout, in 16
    // minibatches used once; so each update sees 32 questions × 16, as the paper counts its steps: 400 of those between
    // two references are 25 of ours. Clipping and optimizer of the first stage; R1-Zero keeps the usual ε of 0.2, and from
    // version 2 on also doubles the cap at the paper's step 8.2k, which is ours 512.5.
    static GrpoOptions R1Paper => new()
    {
        Steps = 650,
        PromptsPerStep = 512,
        GroupSize = 16,
        MinibatchesPerStep = 16,
        MaxCompletionTokens = 32_768,
        ScaleRewards = AdvantageScaling.Group,
        Aggregation = LossAggregation.Sequence,
        EpsilonLow = 10,
        EpsilonHigh = 10,
        KlWeight = 0.001,
        RefSyncSteps = 25,
        DropZeroVarianceGroups = false,
        LearningRate = new() { Peak = 3e-6 },
    };

    // DeepSeekMath (arXiv 2402.03300, section 4.2): 144k questions, batches of 1,024, one update after each exploration.
    static GrpoOptions DeepSeekMath => new()
    {
        Steps = 9_000,
        PromptsPerStep = 16,
        GroupSize = 64,
        MinibatchesPerStep = 1,
        MaxCompletionTokens = 1024,
        ScaleRewards = AdvantageScaling.Group,
        Aggregation = LossAggregation.Sequence,
        KlWeight = 0.04,
        DropZeroVarianceGroups = false,
        LearningRate = new() { Peak = 1e-6 },
    };

    // DAPO (arXiv 2503.14476, section 4.1): clip-higher, dynamic sampling, every token alike, no divergence; 512 prompts × 16 in
    // 16 updates, a constant rate after a linear warm-up over 20 rounds of sampling. The paper does not tell the number of steps:
    // 625 of ours are the 10,000 updates at the right end of its figure 1. Its soft punishment of long answers is a part of the
    // reward: name soft_overlong among the rewards, with max_completion_len: 20480 and soft_punish_cache: 4096.
    static GrpoOptions Dapo => new()
    {
        Steps = 625,
        PromptsPerStep = 512,
        GroupSize = 16,
        MinibatchesPerStep = 16,
        DynamicSamplingRounds = 10,
        MaxCompletionTokens = 20_480,
        ScaleRewards = AdvantageScaling.Group,
        Aggregation = LossAggregation.Token,
        EpsilonLow = 0.2,
        EpsilonHigh = 0.28,
        DropZeroVarianceGroups = true,
        LearningRate = new() { Peak = 1e-6, WarmupSteps = 20 },
    };

    // Dr. GRPO (arXiv 2503.20783, section 3.2, and the authors' script for 1.5B models): no standard deviation, a constant divisor.
    static GrpoOptions DrGrpo => new()
    {
        PromptsPerStep = 128,
        GroupSize = 8,
        MinibatchesPerStep = 8,
        MaxCompletionTokens = 3_000,
        ScaleRewards = AdvantageScaling.None,
        Aggregation = LossAggregation.Constant,
        DropZeroVarianceGroups = false,
        LearningRate = new() { Peak = 1e-6 },
    };

    // RLOO (arXiv 2402.14740, section 3.2): the mean of the others as baseline, whole completions as actions, the divergence
    // off the reward, one update on policy (so that no ratio is ever clipped), k = 4. The sum over a completion's tokens is
    // divided by the cap, a constant, instead of 1.
    static GrpoOptions Rloo => new()
    {
        PromptsPerStep = 128,
        GroupSize = 4,
        MinibatchesPerStep = 1,
        ScaleRewards = AdvantageScaling.None,
        Baseline = AdvantageBaseline.LeaveOneOut,
        Aggregation = LossAggregation.Constant,
        KlWeight = 0.03,
        KlPenalty = KlPenalty.SequenceReward,
        DropZeroVarianceGroups = false,
        LearningRate = new() { Peak = 1e-6 },
    };

    // REINFORCE++ (arXiv 2501.03262): the divergence off the reward token by token, advantages normalised over all tokens of
    // the step, PPO's clipping. β and the learning rate are those of the authors' OpenRLHF.
    static GrpoOptions ReinforcePlusPlus => new()
    {
        PromptsPerStep = 128,
        GroupSize = 8,
        MinibatchesPerStep = 8,
        ScaleRewards = AdvantageScaling.Tokens,
        Baseline = AdvantageBaseline.BatchMean,
        Aggregation = LossAggregation.Token,
        KlWeight = 0.01,
        KlPenalty = KlPenalty.TokenReward,
        DropZeroVarianceGroups = false,
        LearningRate = new() { Peak = 5e-7 },
    };

    // The same paper's variant for reasoning: the group's mean as baseline, what is left normalised over all tokens of the step, k2 in the loss. The first
    // versions of both divided by the deviation of the step's rewards, as TRL's "batch" does.
    static GrpoOptions ReinforcePlusPlusBaseline => ReinforcePlusPlus with { Baseline = AdvantageBaseline.GroupMean, KlPenalty = KlPenalty.LossK2 };

    // GSPO (arXiv 2507.18071, section 5.1): one ratio a completion, clipped very near to 1; four updates a step. The other sizes
    // are not the paper's, which does not tell them.
    static GrpoOptions Gspo => new()
    {
        PromptsPerStep = 128,
        GroupSize = 16,
        MinibatchesPerStep = 4,
        ScaleRewards = AdvantageScaling.Group,
        Aggregation = LossAggregation.Sequence,
        RatioLevel = RatioLevel.Sequence,
        EpsilonLow = 3e-4,
        EpsilonHigh = 4e-4,
        DropZeroVarianceGroups = false,
        LearningRate = new() { Peak = 1e-6 },
    };

    // CISPO (MiniMax-M1, arXiv 2506.13585, section 3.1): ratios are cut as weights, from above alone (ε_low = 1), every token
    // alike, no divergence. The paper does not tell its ε_high; 4 cuts at 5, as later work does (arXiv 2510.13786).
    static GrpoOptions Cispo => new()
    {
        PromptsPerStep = 128,
        GroupSize = 16,
        MinibatchesPerStep = 16,
        ScaleRewards = AdvantageScaling.Group,
        Aggregation = LossAggregation.Token,
        RatioClip = RatioClip.Weight,
        EpsilonLow = 1,
        EpsilonHigh = 4,
        DropZeroVarianceGroups = true,
        LearningRate = new() { Peak = 1e-6 },
    };

    // SAPO (arXiv 2511.20347): a smooth gate instead of a clip, every completion alike, no divergence. The sizes are those of GSPO here, whose authors'
    // work it goes on from.
    static GrpoOptions Sapo => Gspo with { RatioLevel = RatioLevel.Token, RatioClip = RatioClip.Gate, EpsilonLow = 0.2, EpsilonHigh = 0.2 };

    // Online RFT (DeepSeekMath, arXiv 2402.03300, section 5.2.1 and table 10): the likelihood of the present policy's right samples, all of them
    // alike, rises; wrong ones are passed over. Sizes and rate are those of the paper's GRPO.
    static GrpoOptions OnlineRft => DeepSeekMath with { Baseline = AdvantageBaseline.Zero, ScaleRewards = AdvantageScaling.None, KlWeight = 0 };
}
