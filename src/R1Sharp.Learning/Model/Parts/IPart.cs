// What attention, feed-forward layers and whatever else a branch of the residual stream goes through have in common.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>
/// A map from rows to rows. It declared its parameters (with their names here, in Hugging Face files and in GGUF), its buffers and its
/// place in the cache to a <see cref="PartPlan"/> when it was made, and holds nothing but handles: one part serves every worker and every gradient.
/// </summary>
interface IPart
{
    /// <summary>y = part(x), or y += where it accumulates: over whole sequences, or, where the pass has a cache, for one new position a row.</summary>
    void Forward(LayerPass pass, Matrix x, Matrix y, bool accumulate);

    /// <summary>dX = the gradient at x, or dX += where it accumulates; the gradients of the weights are added. x must be what it was.</summary>
    void Backward(LayerPass pass, Matrix x, Matrix dY, Matrix dX, bool accumulate);

    /// <summary>Floating-point operations of one row, forward; the backward pass takes twice as many.</summary>
    /// <param name="seen">Rows of the same sequence that it looks at, itself included.</param>
    long Flops(int seen);
}
