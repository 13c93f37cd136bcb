// The norm after the part: y = x + norm(part(x)). OLMo 2.

using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>A branch that ends with its norm.</summary>
/// <param name="plan">Takes down its buffers.</param>
/// <param name="part">What the branch begins with.</param>
/// <param name="norm">The norm that follows it.</param>
sealed class PostNormBranch(PartPlan plan, IPart part, NormLayer norm) : IBranch
{
    readonly RowBuffer _output = plan.Keep(plan.Options.HiddenSize), _dOutput = plan.Scratch("dOutput", plan.Options.HiddenSize);

    /// <inheritdoc/>
    public IPart Part => part;

    /// <inheritdoc/>
    public void Forward(LayerPass pass, Matrix x, Matrix y)
    {
        var output = pass[_output];
        part.Forward(pass, x, output, accumulate: false);
        norm.Forward(pass, output, y);
        pass.Workspace.ShareRows(x.Rows, x.Columns, (first, count, _) => y.RowRange(first, count).Add(x.RowRange(first, count)));
    }

    /// <inheritdoc/>
    public void Backward(LayerPass pass, Matrix x, Matrix dResidual)
    {
        var dOutput = pass[_dOutput];
        dOutput.Clear();
        norm.Backward(pass, dResidual, pass[_output], dOutput);
        part.Backward(pass, x, dOutput, dResidual, accumulate: true);
    }
}
