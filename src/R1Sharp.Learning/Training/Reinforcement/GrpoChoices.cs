// The choices in which the variants of GRPO differ; GrpoProfiles says which variant makes which.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>By what the summed loss of a minibatch is divided.</summary>
public enum LossAggregation
{
    /// <summary>1/G Σᵢ 1/|oᵢ| Σₜ: each completion weighs the same, whatever its length (GRPO).</summary>
    Sequence,

    /// <summary>1/Σᵢ|oᵢ| Σᵢ Σₜ over the whole minibatch: each token weighs the same (DAPO, arXiv 2503.14476).</summary>
    Token,

    /// <summary>1/(G·L) Σᵢ Σₜ with L the cap on completion tokens: a constant divisor (Dr. GRPO, arXiv 2503.20783).</summary>
    Constant,
}

/// <summary>What the importance ratio ρ = π_θ/π_old is taken over.</summary>
public enum RatioLevel
{
    /// <summary>ρₜ = π_θ(oₜ)/π_old(oₜ), each token its own (GRPO).</summary>
    Token,

    /// <summary>s = (π_θ(o)/π_old(o))^(1/|o|), the geometric mean over the completion, for all its tokens (GSPO, arXiv 2507.18071).</summary>
    Sequence,
}

/// <summary>What is cut where the ratio is far from 1.</summary>
public enum RatioClip
{
    /// <summary>The objective: a token whose ratio has moved far enough gives no gradient (PPO, GRPO).</summary>
    Objective,

    /// <summary>The weight of ∇log π alone: every token keeps a gradient (CISPO, arXiv 2506.13585).</summary>
    Weight,

    /// <summary>Nothing: a smooth gate takes the place of the cut, which closes with the distance from 1 (SAPO, arXiv 2511.20347).</summary>
    Gate,
}

/// <summary>How the divergence from the reference is made small.</summary>
public enum KlPenalty
{
    /// <summary>In the loss, with the estimator k3 (GRPO).</summary>
    LossK3,

    /// <summary>In the loss, with the estimator k2, whose gradient on policy is that of the divergence (REINFORCE++ with baseline).</summary>
    LossK2,

    /// <summary>Off the reward, token by token: a token pays for itself and for those after it (PPO, REINFORCE++).</summary>
    TokenReward,

    /// <summary>Off the reward of the whole completion, before the baseline (RLOO).</summary>
    SequenceReward,
}

/// <summary>From a step on, another cap on the tokens of a completion.</summary>
public sealed record CompletionCap
{
    /// <summary>The first step of the new cap, 0-based.</summary>
    [Range(1, 10_000_000)] public required int FromStep { get; init; }

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public required int Tokens { get; init; }
}
