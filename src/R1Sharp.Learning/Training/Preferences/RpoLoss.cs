// Iterative reasoning preference optimization's loss: DPO with the likelihood of what was chosen beside it.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Training.Preferences;

/// <summary>
/// RPO (Pang et al., arXiv 2404.19733, equations 1 and 2): DPO alone may lower both likelihoods as long as the gap widens; the
/// second term keeps that of the chosen completion up.
/// <code>
/// L              = L_DPO − α log π(y_w) / |y_w|
/// ∂L/∂log π(y_w) = ∂L_DPO/∂log π(y_w) − α / |y_w|
/// </code>
/// </summary>
public sealed record RpoLoss : IPreferenceLoss
{
    /// <summary>β: as in DPO.</summary>
    [Range(1e-6, 100.0)] public double Beta { get; init; } = 0.1;

    /// <summary>α: weight of the likelihood.</summary>
    [Range(0.0, 1000.0)] public double Alpha { get; init; } = 1;

    /// <inheritdoc/>
    public bool NeedsReference => true;

    /// <inheritdoc/>
    public PairLoss Of(PairLogProbs pair)
    {
        var dpo = new DpoLoss { Beta = Beta }.Of(pair);
        return dpo with { Loss = dpo.Loss - Alpha * pair.Chosen / pair.ChosenTokens, DChosen = dpo.DChosen - Alpha / pair.ChosenTokens };
    }
}
