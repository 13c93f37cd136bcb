// Weights as they are kept rather than computed with: in 32 bits, or in brain floats, which halve the memory of a network
// that is only read.

using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model;

/// <summary>A flat block of parameters in one of two formats, laid out as <see cref="ParameterLayout"/> says.</summary>
public sealed class StoredWeights : IDisposable
{
    /// <param name="layout">Where each tensor lies.</param>
    /// <param name="type">F32 or BF16.</param>
    /// <exception cref="ArgumentException">The type is F16, which checkpoints have but memory does not.</exception>
    public StoredWeights(ParameterLayout layout, WeightType type)
    {
        (Layout, Type) = (layout, type);
        switch (type)
        {
            case WeightType.F32: Floats = new FloatBuffer(layout.Length); break;
            case WeightType.BF16: Bfloats = new Bfloat16Buffer(layout.Length); break;
            default: throw new ArgumentException("Weights are kept in F32 or BF16.", nameof(type));
        }
    }

    /// <summary>Where each tensor lies.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>F32 or BF16.</summary>
    public WeightType Type { get; }

    /// <summary>The block in F32, or null.</summary>
    public FloatBuffer? Floats { get; }

    /// <summary>The block in BF16, or null.</summary>
    public Bfloat16Buffer? Bfloats { get; }

    /// <summary>Bytes of the block.</summary>
    public long ByteCount => Layout.Length * Type.ByteCount();

    /// <summary>Elements of a tensor as floats; exact.</summary>
    public void Read(ParameterTensor tensor, long first, Span<float> to)
    {
        if (Floats is { } floats)
            floats.Span(Place(tensor, first, to.Length), to.Length).CopyTo(to);
        else
            Bfloat16.ToSingle(Bfloats!.Span(Place(tensor, first, to.Length), to.Length), to);
    }

    /// <summary>Takes elements of a tensor; rounded to nearest even in BF16.</summary>
    public void Write(ParameterTensor tensor, long first, ReadOnlySpan<float> from)
    {
        if (Floats is { } floats)
            from.CopyTo(floats.Span(Place(tensor, first, from.Length), from.Length));
        else
            Bfloat16.FromSingle(from, Bfloats!.Span(Place(tensor, first, from.Length), from.Length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Floats?.Dispose();
        Bfloats?.Dispose();
    }

    internal static long Place(ParameterTensor tensor, long first, int length) => first >= 0 && first + length <= tensor.Length ? tensor.Offset + first
        : throw new ArgumentOutOfRangeException(nameof(first), $"[{first}, {first + length}) lies outside tensor {tensor.Name} of {tensor.Length} elements.");
}
