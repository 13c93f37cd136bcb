// The feed-forward layer with a gate (SwiGLU, Shazeer, arXiv 2002.05202):
//
//   [g, u] = x · [Wg; Wu]ᵀ,   y = (silu(g) ∘ u) · Wdᵀ

using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>Gate and up, the activation, down (F: width of the layer).</summary>
sealed class GatedFeedForward : IPart
{
    // Of an element, the exponential's polynomial included.
    const double ForwardFlops = 25, BackwardFlops = 32;

    readonly ILinear _gateUp, _down;
    readonly RowBuffer _gatesUps, _activated, _dGatesUps, _dActivated;

    /// <param name="plan">Takes down what it needs.</param>
    /// <param name="hasBias">Whether its three projections have biases.</param>
    public GatedFeedForward(PartPlan plan, bool hasBias = false)
    {
        int hidden = plan.Options.HiddenSize, width = plan.Options.IntermediateSize;
        _gateUp = plan.Linear(hidden, hasBias, InitialValues.Normal,
            new PartTensor("mlp.gate_proj", "ffn_gate", width), new PartTensor("mlp.up_proj", "ffn_up", width));
        _down = plan.Linear(width, hasBias, InitialValues.IntoResidual, new PartTensor("mlp.down_proj", "ffn_down", hidden));
        (_gatesUps, _activated) = (plan.Keep(2 * width), plan.Keep(width));
        (_dGatesUps, _dActivated) = (plan.Scratch("dGatesUps", 2 * width), plan.Scratch("dActivated", width));
    }

    /// <inheritdoc/>
    public long Flops(int seen) => _gateUp.Flops + _down.Flops;

    /// <inheritdoc/>
    public void Forward(LayerPass pass, Matrix x, Matrix y, bool accumulate)
    {
        var gatesUps = pass[_gatesUps];
        var activated = pass[_activated];
        _gateUp.Forward(pass, x, gatesUps);
        Activate(gatesUps, activated, pass.Workspace);
        pass.Finished(StepParts.SwiGlu);
        _down.Forward(pass, activated, y, accumulate);
    }

    // Few rows are shared out by columns.
    static void Activate(Matrix gatesUps, Matrix activated, Workspace workspace)
    {
        int rows = activated.Rows, columns = activated.Columns;
        if (rows >= workspace.PiecesOf(ForwardFlops * rows * columns))
            workspace.ShareRows(rows, ForwardFlops * columns,
                (first, count, _) => SwiGlu.Forward(gatesUps.RowRange(first, count), activated.RowRange(first, count)));
        else
            workspace.ShareRows(columns, ForwardFlops * rows, (first, count, _) => SwiGlu.Forward(gatesUps, activated, first, first + count),
                NormLayer.VectorColumns);
    }

    /// <inheritdoc/>
    public void Backward(LayerPass pass, Matrix x, Matrix dY, Matrix dX, bool accumulate)
    {
        var dActivated = pass[_dActivated];
        var dGatesUps = pass[_dGatesUps];
        _down.Backward(pass, pass[_activated], dY, dActivated);
        var gatesUps = pass[_gatesUps];
        pass.Workspace.ShareRows(x.Rows, BackwardFlops * dActivated.Columns, (first, count, _) =>
            SwiGlu.Backward(dActivated.RowRange(first, count), gatesUps.RowRange(first, count), dGatesUps.RowRange(first, count)));
        pass.Finished(StepParts.SwiGlu);
        _gateUp.Backward(pass, x, dGatesUps, dX, accumulate);
    }
}
