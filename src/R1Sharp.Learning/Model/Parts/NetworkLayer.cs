// One decoder layer: branches of the residual stream, one after the other.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>A decoder layer.</summary>
sealed class NetworkLayer
{
    readonly RowBuffer[] _between;

    /// <param name="plan">Takes down its buffers.</param>
    /// <param name="branches">Attention, feed-forward, …</param>
    public NetworkLayer(PartPlan plan, IReadOnlyList<IBranch> branches)
    {
        Branches = branches;
        _between = [.. branches.Skip(1).Select(_ => plan.Keep(plan.Options.HiddenSize))];
    }

    /// <summary>Its branches in order.</summary>
    public IReadOnlyList<IBranch> Branches { get; }

    /// <summary>y = layer(x): the residual stream before and after.</summary>
    public void Forward(LayerPass pass, Matrix x, Matrix y)
    {
        for (int i = 0; i < Branches.Count; i++)
            Branches[i].Forward(pass, Before(pass, x, i), i + 1 < Branches.Count ? pass[_between[i]] : y);
    }

    /// <summary>dResidual, the gradient of the layer's output, becomes that of its input.</summary>
    public void Backward(LayerPass pass, Matrix x, Matrix dResidual)
    {
        for (int i = Branches.Count - 1; i >= 0; i--)
            Branches[i].Backward(pass, Before(pass, x, i), dResidual);
    }

    Matrix Before(LayerPass pass, Matrix x, int branch) => branch == 0 ? x : pass[_between[branch - 1]];
}
