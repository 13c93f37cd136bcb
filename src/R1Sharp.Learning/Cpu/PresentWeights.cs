// The weights of a network in memory, to save them or to make another network from them.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Learning.Cpu;

/// <summary>A network's weights as they are when they are read; of frozen matrices what its panels hold.</summary>
/// <param name="network">The network; it remains its owner's.</param>
sealed class PresentWeights(Network network) : IWeightSource
{
    /// <inheritdoc/>
    public ModelOptions Shape => network.Weights.Options;

    /// <inheritdoc/>
    public WeightType Type => HasBfloat16Matrices ? WeightType.BF16 : WeightType.F32;

    /// <inheritdoc/>
    public bool HasBfloat16Matrices => network.HasFrozenBase && network.Packed.Type == PackedType.Bfloat16 && !network.Packed.IsStored;

    /// <inheritdoc/>
    public void Read(ParameterTensor tensor, long first, Span<float> to)
    {
        if (network.Learned.Layout.ByName.TryGetValue(tensor.Name, out var learned))
            network.Learned.Read(learned, first, to);
        else if (network.Weights.Layout.ByName.TryGetValue(tensor.Name, out var kept))
            network.Weights.Read(kept, first, to);
        else
            network.Packed.Read(tensor, first, to);
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
