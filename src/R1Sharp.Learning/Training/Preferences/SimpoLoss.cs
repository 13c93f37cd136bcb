// Simple preference optimization as a pure function of sequence log-probabilities: no reference, rewards a token.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Rewards.Learned;

namespace R1Sharp.Learning.Training.Preferences;

/// <summary>
/// SimPO (Meng et al., arXiv 2405.14734, equation 6):
/// <code>
/// r(y)           = β log π(y) / |y|
/// L              = −log σ(r_w − r_l − γ)
/// ∂L/∂log π(y_w) = −σ(γ − (r_w − r_l)) β / |y_w|,   ∂L/∂log π(y_l) = σ(γ − (r_w − r_l)) β / |y_l|
/// </code>
/// </summary>
public sealed record SimpoLoss : IPreferenceLoss
{
    /// <summary>β: scale of the rewards.</summary>
    [Range(1e-6, 1000.0)] public double Beta { get; init; } = 2;

    /// <summary>γ: by how much the chosen completion's reward should stand above the other's.</summary>
    [Range(0.0, 1000.0)] public double Gamma { get; init; } = 1;

    /// <inheritdoc/>
    public bool NeedsReference => false;

    /// <inheritdoc/>
    public PairLoss Of(PairLogProbs pair)
    {
        double chosen = Beta * pair.Chosen / pair.ChosenTokens, rejected = Beta * pair.Rejected / pair.RejectedTokens;
        double h = chosen - rejected - Gamma, pull = Logistic.Sigmoid(-h) * Beta;
        return new PairLoss(Logistic.NegativeLogSigmoid(h), chosen, rejected, -pull / pair.ChosenTokens, pull / pair.RejectedTokens);
    }
}
