// Tensors that lie side by side and are one operand of a kernel: query, key and value, or gate and up.

namespace R1Sharp.Learning.Model.Parts;

/// <summary>
/// One operand of the network. Parts keep these as handles: weights, gradients and panels are asked for theirs by them, so
/// that a part is the same object whatever it works on.
/// </summary>
/// <param name="Index">Place among all groups of the network.</param>
/// <param name="Tensors">The tensors, one below the other (matrices) or one after the other (vectors), not yet placed in a block.</param>
sealed record ParameterGroup(int Index, IReadOnlyList<ParameterTensor> Tensors)
{
    /// <summary>Whether they belong to adapters, and not to the network beside which these stand.</summary>
    public bool IsAdapter { get; init; }

    /// <summary>Whether these are matrices.</summary>
    public bool IsMatrix => Tensors[0].IsMatrix;

    /// <summary>Outputs of a linear layer; 1 for vectors.</summary>
    public int Rows => IsMatrix ? Tensors.Sum(t => t.Rows) : 1;

    /// <summary>Inputs of a linear layer, or the length of a vector.</summary>
    public int Columns => IsMatrix ? Tensors[0].Columns : Tensors.Sum(t => t.Columns);

    /// <summary>Number of parameters.</summary>
    public long Length => Tensors.Sum(t => t.Length);
}
