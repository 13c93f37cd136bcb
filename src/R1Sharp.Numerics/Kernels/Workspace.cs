// Scratch memory of one worker: each kernel that needs a buffer takes its own named one, which only ever grows.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Scratch buffers of one thread. Not for use by two threads at once.</summary>
public sealed unsafe class Workspace : IDisposable
{
    readonly Dictionary<Scratch, FloatBuffer> _buffers = [];

    /// <summary>A buffer of at least so many floats; its content is undefined.</summary>
    internal float* Take(Scratch purpose, long length)
    {
        if (_buffers.TryGetValue(purpose, out var buffer) && buffer.Length >= length)
            return buffer.Data;
        buffer?.Dispose();
        buffer = new FloatBuffer(length + length / 4);
        _buffers[purpose] = buffer;
        return buffer.Data;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers.Values)
            buffer.Dispose();
        _buffers.Clear();
    }
}

/// <summary>The buffers of a <see cref="Workspace"/>.</summary>
enum Scratch
{
    LeftRows,
    RightPanels,
    KeyPanels,
    ValuePanels,
    QueryRows,
    OutputGradientRows,
    Scores,
    ScoreGradients,
    Logits,
    HeadRows,
    HeadGradients,
    DecodeScores,
}
