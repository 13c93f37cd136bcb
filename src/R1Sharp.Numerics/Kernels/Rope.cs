// Rotary position embedding (Su et al., arXiv 2104.09864) in the half-split form of Llama and Qwen: element i of the first
// half of a head is rotated with element i of the second half by the angle position · frequency i. Without scaling that
// frequency is θ^(−2i/D); what the scalings make of it is the network's business.

using System.Runtime.CompilerServices;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>
/// Cosines and sines of every position: rows of D floats, the D/2 cosines first. Computed in blocks of positions when first
/// asked for, from any thread: a model made for a million positions costs what its longest sequence needs.
/// </summary>
public sealed class RopeTable : IDisposable
{
    const int BlockPositions = 1024;

    readonly double[] _frequencies;
    readonly double _magnitude;
    readonly FloatBuffer?[] _blocks;
    readonly Lock _filling = new();

    /// <param name="positionCount">Rows.</param>
    /// <param name="headSize">D, even.</param>
    /// <param name="theta">Base of the frequencies θ^(−2i/D).</param>
    public RopeTable(int positionCount, int headSize, double theta)
        : this(positionCount, PlainFrequencies(headSize, theta)) { }

    /// <param name="positionCount">Rows.</param>
    /// <param name="frequencies">Radians a position, D/2 of them.</param>
    /// <param name="magnitude">Factor on all cosines and sines (YaRN's attention factor).</param>
    public RopeTable(int positionCount, double[] frequencies, double magnitude = 1)
    {
        HeadSize = 2 * frequencies.Length;
        PositionCount = positionCount;
        _frequencies = frequencies;
        _magnitude = magnitude;
        _blocks = new FloatBuffer?[(positionCount + BlockPositions - 1) / BlockPositions];
    }

    /// <summary>θ^(−2i/D) for i = 0 … D/2 − 1.</summary>
    public static double[] PlainFrequencies(int headSize, double theta)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(headSize % 2, 0, nameof(headSize));
        return [.. Enumerable.Range(0, headSize / 2).Select(i => Math.Pow(theta, -2.0 * i / headSize))];
    }

    /// <summary>D.</summary>
    public int HeadSize { get; }

    /// <summary>Number of positions.</summary>
    public int PositionCount { get; }

    internal unsafe float* Row(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)PositionCount, nameof(position));
        var block = Volatile.Read(ref _blocks[position / BlockPositions]) ?? FilledBlock(position / BlockPositions);
        return block.Data + (nint)(position % BlockPositions) * HeadSize;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in _blocks)
            block?.Dispose();
    }

    FloatBuffer FilledBlock(int index)
    {
        lock (_filling)
        {
            if (_blocks[index] is { } present)
                return present;
            int first = index * BlockPositions, count = Math.Min(BlockPositions, PositionCount - first);
            var block = new FloatBuffer((long)count * HeadSize);
            for (int position = first; position < first + count; position++)
                Fill(block.Span((long)(position - first) * HeadSize, HeadSize), position);
            Volatile.Write(ref _blocks[index], block);
            return block;
        }
    }

    void Fill(Span<float> row, int position)
    {
        int half = HeadSize / 2;
        for (int i = 0; i < half; i++)
        {
            double angle = position * _frequencies[i];
            row[i] = (float)(_magnitude * Math.Cos(angle));
            row[half + i] = (float)(_magnitude * Math.Sin(angle));
        }
    }
}

/// <summary>Rotation of the heads of each row by the row's position.</summary>
public static unsafe class Rope
{
    /// <summary>Rotates in place. x is T x (heads · D); positions gives the position of each row within its sequence.</summary>
    public static void Forward(Matrix x, ReadOnlySpan<int> positions, RopeTable table) => Rotate(x, positions, table, 1);

    /// <summary>
    /// The inverse rotation, in place: the gradient of a linear map is its transpose, for a rotation times a magnitude the inverse
    /// rotation times that magnitude.
    /// </summary>
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
        if (Lanes.AreWide)
            RotateHead<WideLanes>(head, half, cos, sin, direction);
        else if (Lanes.AreNarrow)
            RotateHead<NarrowLanes>(head, half, cos, sin, direction);
        else
            RotateHead<QuarterLanes>(head, half, cos, sin, direction);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void RotateHead<TLanes>(float* head, int half, float* cos, float* sin, float direction) where TLanes : struct, ILanes<TLanes>
    {
        var sign = TLanes.Create(direction);
        int i = 0;
        for (; i + 16 <= half; i += 16)
        {
            var a = TLanes.Load(head + i);
            var b = TLanes.Load(head + half + i);
            var c = TLanes.Load(cos + i);
            var s = TLanes.Load(sin + i) * sign;
            TLanes.FusedMultiplyAdd(a, c, -(b * s)).Store(head + i);
            TLanes.FusedMultiplyAdd(b, c, a * s).Store(head + half + i);
        }
        for (; i < half; i++)
        {
            float a = head[i], b = head[half + i], s = sin[i] * direction;
            head[i] = MathF.FusedMultiplyAdd(a, cos[i], -(b * s));
            head[half + i] = MathF.FusedMultiplyAdd(b, cos[i], a * s);
        }
    }
}
