// Buffers of a pass: so many floats for each row of it.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>A part's handle for one of its buffers; a <see cref="LayerPass"/> turns it into a matrix.</summary>
/// <param name="Index">Place among the kept buffers of its layer, or among the scratch buffers of the network.</param>
/// <param name="Columns">Floats a row.</param>
/// <param name="IsKept">Whether each layer has its own, which holds from the forward to the backward pass.</param>
readonly record struct RowBuffer(int Index, int Columns, bool IsKept);

/// <summary>The buffers of one layer, or the scratch of all; each takes memory when it is first used.</summary>
sealed class BufferSet(int count) : IDisposable
{
    readonly GrowingBuffer[] _buffers = [.. Enumerable.Range(0, count).Select(_ => new GrowingBuffer())];

    /// <summary>The first rows of a buffer.</summary>
    public Matrix Rows(RowBuffer buffer, int count) => _buffers[buffer.Index].Rows(count, buffer.Columns);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
    }
}
