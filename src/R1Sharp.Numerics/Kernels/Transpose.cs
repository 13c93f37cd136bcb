// Transposed copies, sixteen by sixteen in registers where the machine has AVX-512, eight by eight where it has AVX. Copies
// move bits and change none.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Transposed copies between strided blocks.</summary>
static unsafe class Transpose
{
    /// <summary>to[j * toStride + i] = from[i * fromStride + j] for i in [0, rows), j in [0, columns).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* from, nint fromStride, float* to, nint toStride, int rows, int columns)
    {
        int block = Avx512F.IsSupported ? 16 : Avx.IsSupported ? 8 : int.MaxValue;
        int wholeRows = rows / block * block, wholeColumns = columns / block * block;
        for (int i = 0; i < wholeRows; i += block)
            for (int j = 0; j < wholeColumns; j += block)
                if (Avx512F.IsSupported)
                    Block16(from + i * fromStride + j, fromStride, to + j * toStride + i, toStride);
                else
                    Block8(from + i * fromStride + j, fromStride, to + j * toStride + i, toStride);
        CopyScalar(from, fromStride, to, toStride, 0, wholeRows, wholeColumns, columns);
        CopyScalar(from, fromStride, to, toStride, wholeRows, rows, 0, columns);
    }

    static void CopyScalar(float* from, nint fromStride, float* to, nint toStride, int row, int rowEnd, int column, int columnEnd)
    {
        for (int i = row; i < rowEnd; i++)
            for (int j = column; j < columnEnd; j++)
                to[j * toStride + i] = from[i * fromStride + j];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Block8(float* from, nint fs, float* to, nint ts)
    {
        // Rows i and i + 4 share a vector, the left four columns first: then 4 x 4 blocks lie in its halves and are transposed there.
        Store8(from, fs, to, ts);
        Store8(from + 4, fs, to + 4 * ts, ts);
    }

    /// <summary>Four columns of eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store8(float* from, nint fs, float* to, nint ts)
    {
        var r0 = Vector256.Create(Vector128.Load(from), Vector128.Load(from + 4 * fs));
        var r1 = Vector256.Create(Vector128.Load(from + fs), Vector128.Load(from + 5 * fs));
        var r2 = Vector256.Create(Vector128.Load(from + 2 * fs), Vector128.Load(from + 6 * fs));
        var r3 = Vector256.Create(Vector128.Load(from + 3 * fs), Vector128.Load(from + 7 * fs));
        var low01 = Avx.UnpackLow(r0, r1).AsDouble();
        var high01 = Avx.UnpackHigh(r0, r1).AsDouble();
        var low23 = Avx.UnpackLow(r2, r3).AsDouble();
        var high23 = Avx.UnpackHigh(r2, r3).AsDouble();
        Avx.UnpackLow(low01, low23).AsSingle().Store(to);
        Avx.UnpackHigh(low01, low23).AsSingle().Store(to + ts);
        Avx.UnpackLow(high01, high23).AsSingle().Store(to + 2 * ts);
        Avx.UnpackHigh(high01, high23).AsSingle().Store(to + 3 * ts);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Block16(float* from, nint fs, float* to, nint ts)
    {
        // Pairs of rows are interleaved by 32 and then 64 bits, which transposes 4 x 4 blocks in each 128-bit quarter;
        // then the quarters themselves are transposed.
        var r0 = Vector512.Load(from);
        var r1 = Vector512.Load(from + fs);
        var r2 = Vector512.Load(from + 2 * fs);
        var r3 = Vector512.Load(from + 3 * fs);
        var (a0, a1, a2, a3) = Quarters(r0, r1, r2, r3);
        var (b0, b1, b2, b3) = Quarters(Vector512.Load(from + 4 * fs), Vector512.Load(from + 5 * fs), Vector512.Load(from + 6 * fs),
            Vector512.Load(from + 7 * fs));
        var (c0, c1, c2, c3) = Quarters(Vector512.Load(from + 8 * fs), Vector512.Load(from + 9 * fs), Vector512.Load(from + 10 * fs),
            Vector512.Load(from + 11 * fs));
        var (d0, d1, d2, d3) = Quarters(Vector512.Load(from + 12 * fs), Vector512.Load(from + 13 * fs), Vector512.Load(from + 14 * fs),
            Vector512.Load(from + 15 * fs));
        Store4(a0, b0, c0, d0, to, ts);
        Store4(a1, b1, c1, d1, to + ts, ts);
        Store4(a2, b2, c2, d2, to + 2 * ts, ts);
        Store4(a3, b3, c3, d3, to + 3 * ts, ts);
    }

    /// <summary>Result j holds, in quarter q, column 4q + j of the four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>) Quarters(
        Vector512<float> r0, Vector512<float> r1, Vector512<float> r2, Vector512<float> r3)
    {
        var low01 = Avx512F.UnpackLow(r0, r1).AsDouble();
        var high01 = Avx512F.UnpackHigh(r0, r1).AsDouble();
        var low23 = Avx512F.UnpackLow(r2, r3).AsDouble();
        var high23 = Avx512F.UnpackHigh(r2, r3).AsDouble();
        return (Avx512F.UnpackLow(low01, low23).AsSingle(), Avx512F.UnpackHigh(low01, low23).AsSingle(),
            Avx512F.UnpackLow(high01, high23).AsSingle(), Avx512F.UnpackHigh(high01, high23).AsSingle());
    }

    /// <summary>Writes columns j, 4 + j, 8 + j and 12 + j, whose quarters are spread over four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store4(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* to, nint ts)
    {
        var ab02 = Avx512F.Shuffle4x128(a, b, 0b10_00_10_00);
        var ab13 = Avx512F.Shuffle4x128(a, b, 0b11_01_11_01);
        var cd02 = Avx512F.Shuffle4x128(c, d, 0b10_00_10_00);
        var cd13 = Avx512F.Shuffle4x128(c, d, 0b11_01_11_01);
        Avx512F.Shuffle4x128(ab02, cd02, 0b10_00_10_00).Store(to);
        Avx512F.Shuffle4x128(ab13, cd13, 0b10_00_10_00).Store(to + 4 * ts);
        Avx512F.Shuffle4x128(ab02, cd02, 0b11_01_11_01).Store(to + 8 * ts);
        Avx512F.Shuffle4x128(ab13, cd13, 0b11_01_11_01).Store(to + 12 * ts);
    }
}
