// Rotary position embedding (Su et al., arXiv 2104.09864) in the half-split form of Llama and Qwen: element i of the first
// half of a head is rotated with element i of the second half by the angle position · θ^(−2i/D).

using System.Runtime.Intrinsics;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Cosines and sines of every position: rows of D floats, the D/2 cosines first.</summary>
public sealed class RopeTable : IDisposable
{
    readonly FloatBuffer _buffer;

    /// <param name="positionCount">Rows.</param>
    /// <param name="headSize">D, even.</param>
    /// <param name="theta">Base of the frequencies.</param>
    public RopeTable(int positionCount, int headSize, double theta)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(headSize % 2, 0, nameof(headSize));
        HeadSize = headSize;
        PositionCount = positionCount;
        _buffer = new FloatBuffer((long)positionCount * headSize);
        int half = headSize / 2;
        for (int position = 0; position < positionCount; position++)
        {
            var row = _buffer.Span((long)position * headSize, headSize);
            for (int i = 0; i < half; i++)
            {
                double angle = position * Math.Pow(theta, -2.0 * i / headSize);
                row[i] = (float)Math.Cos(angle);
                row[half + i] = (float)Math.Sin(angle);
            }
        }
    }

    /// <summary>D.</summary>
    public int HeadSize { get; }

    /// <summary>Number of positions.</summary>
    public int PositionCount { get; }

    internal unsafe float* Row(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)PositionCount, nameof(position));
        return _buffer.Data + (nint)position * HeadSize;
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();
}

/// <summary>Rotation of the heads of each row by the row's position.</summary>
public static unsafe class Rope
{
    /// <summary>Rotates in place. x is T x (heads · D); positions gives the position of each row within its sequence.</summary>
    public static void Forward(Matrix x, ReadOnlySpan<int> positions, RopeTable table) => Rotate(x, positions, table, 1);

    /// <summary>The inverse rotation, in place: the gradient of an orthogonal map is its transpose.</summary>
    public static void Backward(Matrix dX, ReadOnlySpan<int> positions, RopeTable table) => Rotate(dX, positions, table, -1);

    static void Rotate(Matrix x, ReadOnlySpan<int> positions, RopeTable table, float direction)
    {
        int headSize = table.HeadSize, half = headSize / 2;
        Shape.Require(x.Columns % headSize == 0 && positions.Length >= x.Rows, "rope", x);
        for (int row = 0; row < x.Rows; row++)
        {
            float* cos = table.Row(positions[row]), sin = cos + half;
            float* data = x.Data + (nint)row * x.Stride;
            for (float* head = data; head < data + x.Columns; head += headSize)
                RotateHead(head, half, cos, sin, direction);
        }
    }

    static void RotateHead(float* head, int half, float* cos, float* sin, float direction)
    {
        int i = 0;
        for (; i + 16 <= half; i += 16)
        {
            var a = Vector512.Load(head + i);
            var b = Vector512.Load(head + half + i);
            var c = Vector512.Load(cos + i);
            var s = Vector512.Load(sin + i) * direction;
            Vector512.Store(Vector512.FusedMultiplyAdd(a, c, -(b * s)), head + i);
            Vector512.Store(Vector512.FusedMultiplyAdd(b, c, a * s), head + half + i);
        }
        for (; i < half; i++)
        {
            float a = head[i], b = head[half + i], s = sin[i] * direction;
            head[i] = MathF.FusedMultiplyAdd(a, cos[i], -(b * s));
            head[half + i] = MathF.FusedMultiplyAdd(b, cos[i], a * s);
        }
    }
}
