// The weights of a network in memory, to save them or to make another network from them.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Cpu;

/// <summary>A network's weights as they are when they are read.</summary>
/// <param name="weights">The weights; they remain their network's.</param>
sealed class PresentWeights(Weights weights) : IWeightSource
{
    /// <inheritdoc/>
    public ModelOptions Shape => weights.Options;

    /// <inheritdoc/>
    public WeightType Type => WeightType.F32;

    /// <inheritdoc/>
    public bool HasBfloat16Matrices => false;

    /// <inheritdoc/>
    public void Read(ParameterTensor tensor, long first, Span<float> to) => weights.Read(weights.Layout.ByName[tensor.Name], first, to);

    /// <inheritdoc/>
    public void Dispose() { }
}
