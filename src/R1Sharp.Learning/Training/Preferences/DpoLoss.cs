// Direct preference optimization as a pure function of sequence log-probabilities.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Rewards.Learned;

namespace R1Sharp.Learning.Training.Preferences;

/// <summary>
/// DPO (Rafailov et al., arXiv 2305.18290, equation 7), with the conservative variant for preferences of which a share ε is
/// wrong (Mitchell, "A note on DPO with noisy preferences", 2023, equation 3):
/// <code>
/// r(y)          = β (log π(y) − log π_ref(y))
/// L             = −(1 − ε) log σ(r_w − r_l) − ε log σ(r_l − r_w)
/// ∂L/∂log π(y_w) = β (ε − σ(r_l − r_w)) = −∂L/∂log π(y_l)
/// </code>
/// as (1 − ε) σ(−h) − ε σ(h) = σ(−h) − ε.
/// </summary>
public sealed record DpoLoss : IPreferenceLoss
{
    /// <summary>β: how dear it is to move away from the reference; small lets the policy move far.</summary>
    [Range(1e-6, 100.0)] public double Beta { get; init; } = 0.1;

    /// <summary>ε: the share of pairs that are taken to be the wrong way round; 0 trusts all.</summary>
    [Range(0.0, 0.5)] public double LabelSmoothing { get; init; }

    /// <inheritdoc/>
    public bool NeedsReference => true;

    /// <inheritdoc/>
    public PairLoss Of(PairLogProbs pair)
    {
        double chosen = Beta * (pair.Chosen - pair.ReferenceChosen), rejected = Beta * (pair.Rejected - pair.ReferenceRejected);
        double h = chosen - rejected;
        double loss = (1 - LabelSmoothing) * Logistic.NegativeLogSigmoid(h) + LabelSmoothing * Logistic.NegativeLogSigmoid(-h);
        double dChosen = Beta * (LabelSmoothing - Logistic.Sigmoid(-h));
        return new PairLoss(loss, chosen, rejected, dChosen, -dChosen);
    }
}
