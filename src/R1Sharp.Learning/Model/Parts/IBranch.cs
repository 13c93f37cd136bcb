// A branch of the residual stream: a part and the norms around it. A layer is a list of branches, one after the other.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>y = x + something(x).</summary>
interface IBranch
{
    /// <summary>What it goes through.</summary>
    IPart Part { get; }

    /// <summary>y = x + branch(x).</summary>
    void Forward(LayerPass pass, Matrix x, Matrix y);

    /// <summary>Adds what flows back through the branch to the residual stream's gradient, which is that of y before and that of x after.</summary>
    void Backward(LayerPass pass, Matrix x, Matrix dResidual);
}
