// The norm before the part: y = x + part(norm(x)). Llama, Qwen.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>A branch that begins with its norm.</summary>
/// <param name="plan">Takes down its buffers.</param>
/// <param name="norm">The norm.</param>
/// <param name="part">What follows it.</param>
sealed class PreNormBranch(PartPlan plan, NormLayer norm, IPart part) : IBranch
{
    readonly RowBuffer _normed = plan.Keep(plan.Options.HiddenSize), _dNormed = plan.Scratch("dNormed", plan.Options.HiddenSize);

    /// <inheritdoc/>
    public IPart Part => part;

    /// <inheritdoc/>
    public void Forward(LayerPass pass, Matrix x, Matrix y)
    {
        var normed = pass[_normed];
        norm.Forward(pass, x, normed);
        pass.Workspace.ShareRows(x.Rows, x.Columns, (first, count, _) => y.RowRange(first, count).CopyFrom(x.RowRange(first, count)));
        part.Forward(pass, normed, y, accumulate: true);
    }

    /// <inheritdoc/>
    public void Backward(LayerPass pass, Matrix x, Matrix dResidual)
    {
        var dNormed = pass[_dNormed];
        part.Backward(pass, pass[_normed], dResidual, dNormed, accumulate: false);
        norm.Backward(pass, dNormed, x, dResidual);
    }
}
