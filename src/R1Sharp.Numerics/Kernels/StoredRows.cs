// The left operand of products with stored blocks: rows rounded to 8 bits, as ggml rounds them (q8_0 for small blocks, q8_k for
// large ones).
//
//   small, each 32:   d = max|x| / 127, rounded to 16 bits;   q = x · (1 / the d before rounding)
//   large, each 256:  1/d = −127 / (the x of largest |x|);    q = min(127, x/d)
//
// to the nearest integer, ties to even. ggml's plain code for small blocks rounds ties away from zero, its vector code as here.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Rounded rows in scratch memory: their quanta, a scale for each block, and the sum of each 16 quanta.</summary>
readonly unsafe struct StoredRows
{
    // Added to a float below 2^22 it leaves the nearest integer in the lower bits.
    const float Round = 12_582_912;

    readonly byte* _rows;
    readonly nint _rowBytes;
    readonly int _depth;

    StoredRows(byte* rows, int depth)
    {
        _rows = rows;
        (_rowBytes, _depth) = (RowBytes(depth), depth);
    }

    /// <summary>Floats of scratch for so many rows.</summary>
    public static long Floats(int rows, int depth) => rows * RowBytes(depth) / sizeof(float) + 16;

    /// <summary>Rounds rows to blocks of a length.</summary>
    public static StoredRows Of(Matrix x, int blockLength, float* scratch)
    {
        var rows = new StoredRows((byte*)scratch, x.Columns);
        for (int row = 0; row < x.Rows; row++)
            for (int at = 0; at < x.Columns; at += blockLength)
                rows.RoundBlock(x.Data + (nint)row * x.Stride + at, row, at, blockLength);
        return rows;
    }

    /// <summary>From what a row holds to the same of the next, bytes.</summary>
    public nint RowStep => _rowBytes;

    /// <summary>The quanta of a row.</summary>
    public sbyte* Quanta(int row) => (sbyte*)(_rows + row * _rowBytes);

    /// <summary>The scales of its blocks.</summary>
    public float* Scales(int row) => (float*)(_rows + row * _rowBytes + _depth);

    /// <summary>The sums of each 16 of its quanta.</summary>
    public int* Sums(int row) => (int*)(_rows + row * _rowBytes + _depth + _depth / 32 * sizeof(float));

    static nint RowBytes(int depth) => depth + depth / 32 * sizeof(float) + depth / 16 * sizeof(int);

    void RoundBlock(float* x, int row, int at, int length)
    {
        float inverse = length == StoredFormats.SmallBlock ? SmallScale(x, Scales(row) + at / length) : LargeScale(x, Scales(row) + at / length);
        for (int i = 0; i < length; i += 16)
            Sums(row)[(at + i) / 16] = RoundSixteen(x + i, inverse, Quanta(row) + at + i);
    }

    static float SmallScale(float* x, float* scale)
    {
        float d = Most(x, 32) / 127;
        *scale = Float16.ToSingle(Float16.FromSingle(d));
        return d != 0 ? 1 / d : 0;
    }

    static float LargeScale(float* x, float* scale)
    {
        float most = Most(x, 256);
        if (most == 0)
        {
            *scale = 0;
            return 0;
        }
        int at = 0;
        while (MathF.Abs(x[at]) != most)
            at++;
        float inverse = -127 / x[at];
        *scale = 1 / inverse;
        return inverse;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Most(float* x, int length)
    {
        var most = Vector256<float>.Zero;
        for (int i = 0; i < length; i += 8)
            most = Vector256.Max(most, Vector256.Abs(Vector256.Load(x + i)));
        float largest = 0;
        for (int i = 0; i < 8; i++)
            largest = MathF.Max(largest, most[i]);
        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static int RoundSixteen(float* x, float inverse, sbyte* to)
    {
        var (left, right) = (Nearest(Vector256.Load(x), inverse), Nearest(Vector256.Load(x + 8), inverse));
        var shorts = Vector256.Narrow(left, right);
        Vector128.Narrow(shorts.GetLower(), shorts.GetUpper()).Store(to);
        return Vector256.Sum(left + right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Nearest(Vector256<float> x, float inverse)
    {
        var moved = x * inverse + Vector256.Create(Round);
        return Vector256.Min(moved.AsInt32() - Vector256.Create(Round).AsInt32(), Vector256.Create(127));
    }
}
