// A linear layer beside which rows may bring adapters of their own: rows of one pass may have different ones, of different ranks and beside
// different maps. Rows that stand together and share theirs are multiplied together.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>A linear layer without adapters of its own.</summary>
/// <param name="layer">The maps themselves.</param>
/// <param name="index">Its place among the network's linear layers, which is that of its adapters in theirs.</param>
sealed class OpenLinear(ILinear layer, int index) : ILinear
{
    /// <inheritdoc/>
    public long Flops => layer.Flops;

    /// <inheritdoc/>
    public void Forward(LayerPass pass, Matrix x, Matrix y, bool accumulate = false)
    {
        layer.Forward(pass, x, y, accumulate);
        if (pass.CachedRows is not { Adapted: { Count: > 0 } adapted })
            return;
        foreach (var rows in adapted)
            if (rows.Adapter.Linear(index) is { } beside)
                beside.AddTo(pass, rows.Adapter, x.RowRange(rows.First, rows.Count), y.RowRange(rows.First, rows.Count));
        pass.Finished(StepParts.Adapters);
    }

    /// <inheritdoc/>
    public void Backward(LayerPass pass, Matrix x, Matrix dY, Matrix dX, bool accumulate = false) => layer.Backward(pass, x, dY, dX, accumulate);
}
