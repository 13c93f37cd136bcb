// y = x · Wᵀ + b over one matrix, or over several that lie side by side and are read together.

using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>A linear layer with an optional bias.</summary>
sealed class LinearLayer : ILinear
{
    readonly ParameterGroup _weights;
    readonly ParameterGroup? _bias;

    /// <param name="plan">Takes down its parameters.</param>
    /// <param name="inputs">Columns of x.</param>
    /// <param name="hasBias">Whether there is a bias for each output.</param>
    /// <param name="initial">Fresh values of the matrices.</param>
    /// <param name="outputs">The matrices; their outputs stand side by side in y.</param>
    public LinearLayer(PartPlan plan, int inputs, bool hasBias, InitialValues initial, params ReadOnlySpan<PartTensor> outputs)
    {
        _weights = plan.Matrices(inputs, initial, outputs);
        _bias = hasBias ? plan.Biases(outputs) : null;
    }

    /// <inheritdoc/>
    public long Flops => 2 * _weights.Length;

    /// <inheritdoc/>
    public void Forward(LayerPass pass, Matrix x, Matrix y, bool accumulate = false)
    {
        MatMul.Multiply(x, pass.Panels(_weights).Forward, y, pass.Workspace, accumulate);
        if (_bias is not null)
            pass.Workspace.ShareRows(y.Rows, y.Columns, (first, count, _) => MatMul.AddBias(y.RowRange(first, count), pass.Vector(_bias)));
        pass.Finished(StepParts.ProductForward);
    }

    /// <summary>dW += dYᵀ · x and db += Σ dY where they learn, and dX = dY · W, or dX += where it accumulates.</summary>
    public void Backward(LayerPass pass, Matrix x, Matrix dY, Matrix dX, bool accumulate = false)
    {
        if (_bias is not null && pass.Learns(_bias))
            pass.Workspace.ShareRows(dY.Columns, dY.Rows, (first, count, _) =>
                MatMul.AddBiasGradient(dY.ColumnRange(first, count), pass.Gradient(_bias).Row(0).Slice(first, count)), NormLayer.VectorColumns);
        if (pass.Learns(_weights))
            MatMul.AddWeightGradient(dY, x, pass.Gradient(_weights), pass.Workspace);
        pass.Finished(StepParts.ProductToWeights);
        pass.Panels(_weights).TowardsInputs(dY, dX, pass.Workspace, accumulate);
        pass.Finished(StepParts.ProductToInputs);
    }
}
