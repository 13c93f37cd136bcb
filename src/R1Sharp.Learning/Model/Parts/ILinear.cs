// What parts know of their linear layers: something beside the matrices (an adapter) may take part without their knowing.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>A linear map of rows.</summary>
interface ILinear
{
    /// <summary>Multiplications and additions of one row, forward.</summary>
    long Flops { get; }

    /// <summary>y = the map of x, or y += where it accumulates.</summary>
    void Forward(LayerPass pass, Matrix x, Matrix y, bool accumulate = false);

    /// <summary>Adds the gradients of the weights; dX = the gradient at x, or dX += where it accumulates. x must be what it was.</summary>
    void Backward(LayerPass pass, Matrix x, Matrix dY, Matrix dX, bool accumulate = false);
}
