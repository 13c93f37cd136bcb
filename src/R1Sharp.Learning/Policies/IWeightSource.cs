// Where a network's weights come from: files, a seed, another network. An engine reads them a piece at a time.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Model.SafeTensors;

namespace R1Sharp.Learning.Policies;

/// <summary>The weights of one network, whatever holds them.</summary>
public interface IWeightSource : IDisposable
{
    /// <summary>The network's shape.</summary>
    ModelOptions Shape { get; }

    /// <summary>The number format that holds these weights without loss and without waste.</summary>
    WeightType Type { get; }

    /// <summary>Whether all matrices are bfloat16 where they are stored, so that keeping them so changes no result.</summary>
    bool HasBfloat16Matrices { get; }

    /// <summary>Elements of a tensor; may be called from several threads at once.</summary>
    /// <param name="tensor">One of the shape's, found by its name.</param>
    /// <param name="first">The first element, in the order of the rows.</param>
    /// <param name="to">Where they go.</param>
    /// <exception cref="UserErrorException">One of them is not finite, or the file is damaged.</exception>
    void Read(ParameterTensor tensor, long first, Span<float> to);

    /// <summary>The blocks in which a matrix is stored; null where it is in none that are computed with as they are.</summary>
    GgufTensorType? BlocksOf(ParameterTensor tensor) => null;

    /// <summary>Rows of a matrix in its blocks; may be called from several threads at once.</summary>
    /// <param name="tensor">A matrix in blocks.</param>
    /// <param name="firstRow">The first row.</param>
    /// <param name="to">Where their bytes go.</param>
    /// <exception cref="UserErrorException">A number is not finite, or the file is damaged.</exception>
    void ReadStored(ParameterTensor tensor, int firstRow, Span<byte> to) => throw new NotSupportedException("These weights are not stored in blocks.");
}
