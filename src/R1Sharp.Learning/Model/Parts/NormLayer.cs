// RMSNorm of whole rows, with its weight.

using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>y = x / rms(x) ∘ w.</summary>
/// <param name="plan">Takes down its parameters.</param>
/// <param name="name">The weight's name in Hugging Face files.</param>
/// <param name="ggufName">The weight's name in GGUF files.</param>
sealed class NormLayer(PartPlan plan, string name, string ggufName)
{
    /// <summary>Columns that are shared out together.</summary>
    internal const int VectorColumns = 16;

    /// <summary>Floating-point operations an element: forward, backward, and of the latter towards the weight.</summary>
    internal const double ForwardFlops = 4, BackwardFlops = 12, WeightFlops = 3;

    readonly double _epsilon = plan.Options.RmsNormEpsilon;
    readonly ParameterGroup _weight = plan.NormWeights(new PartTensor(name, ggufName, plan.Options.HiddenSize));
    readonly RowBuffer _inverseRms = plan.Keep(1);

    /// <summary>y = norm(x).</summary>
    public void Forward(LayerPass pass, Matrix x, Matrix y)
    {
        var inverseRms = pass[_inverseRms];
        pass.Workspace.ShareRows(x.Rows, ForwardFlops * x.Columns, (first, count, _) =>
            RmsNorm.Forward(x.RowRange(first, count), pass.Vector(_weight), _epsilon, y.RowRange(first, count), inverseRms.RowRange(first, count).Column()));
        pass.Finished(StepParts.Norm);
    }

    /// <summary>dX += the gradient at x, which must be what it was; dw accumulates too, where the weight learns.</summary>
    public void Backward(LayerPass pass, Matrix dY, Matrix x, Matrix dX)
    {
        if (pass.Workspace.PiecesOf(BackwardFlops * x.Rows * x.Columns) == 1 && pass.Learns(_weight))
            RmsNorm.Backward(dY, x, pass.Vector(_weight), pass[_inverseRms].Column(), dX, pass.Gradient(_weight).Row(0));
        else
            BackwardTogether(pass, dY, x, dX);
        pass.Finished(StepParts.Norm);
    }

    // dX row by row; dw, a sum over the rows, column by column.
    void BackwardTogether(LayerPass pass, Matrix dY, Matrix x, Matrix dX)
    {
        var inverseRms = pass[_inverseRms];
        pass.Workspace.ShareRows(x.Rows, (BackwardFlops - WeightFlops) * x.Columns, (first, count, _) => RmsNorm.BackwardInputs(
            dY.RowRange(first, count), x.RowRange(first, count), pass.Vector(_weight), inverseRms.RowRange(first, count).Column(), dX.RowRange(first, count)));
        if (!pass.Learns(_weight))
            return;
        pass.Workspace.ShareRows(x.Columns, WeightFlops * x.Rows, (first, count, _) => RmsNorm.BackwardWeight(
            dY.ColumnRange(first, count), x.ColumnRange(first, count), inverseRms.Column(), pass.Gradient(_weight).Row(0).Slice(first, count)), VectorColumns);
    }
}
