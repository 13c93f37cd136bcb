// Memory of a pass that is taken once and grows when a longer one comes.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model;

/// <summary>Memory that hands out matrices and grows when it must.</summary>
/// <param name="columns">Columns where nothing else is asked for.</param>
sealed class GrowingBuffer(int columns = 0) : IDisposable
{
    FloatBuffer _buffer = new(0);

    /// <summary>The first rows as a matrix; the content survives unless the buffer had to grow.</summary>
    public Matrix Rows(int count) => Rows(count, columns);

    /// <summary>The same with other columns.</summary>
    public Matrix Rows(int count, int width)
    {
        if (_buffer.Length < (long)count * width)
        {
            _buffer.Dispose();
            _buffer = new FloatBuffer((long)count * width);
        }
        return _buffer.Matrix(0, count, width);
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();
}
