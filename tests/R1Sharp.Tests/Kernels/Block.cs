// A matrix for tests: random values, and around them floats that no kernel may use or change.

using R1Sharp.Numerics;
using R1Sharp.Numerics.Memory;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>
/// Rows x Columns floats between two guards of NaN, and the same numbers in double precision for the reference. A kernel that
/// lets a guard into a result spoils the result; one that writes into a guard is caught by <see cref="Dispose"/>.
/// </summary>
sealed class Block : IDisposable
{
    const int Guard = 64;

    readonly FloatBuffer _buffer;

    Block(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        _buffer = new FloatBuffer(2 * Guard + (long)rows * columns);
        GuardSpan(0).Fill(float.NaN);
        GuardSpan(Guard + (long)rows * columns).Fill(float.NaN);
    }

    public int Rows { get; }

    public int Columns { get; }

    public Matrix Matrix => _buffer.Matrix(Guard, Rows, Columns);

    public Span<float> Values => _buffer.Span(Guard, Rows * Columns);

    /// <summary>All values, row by row, in double precision.</summary>
    public double[] Doubles
    {
        get
        {
            var doubles = new double[Rows * Columns];
            for (int i = 0; i < doubles.Length; i++)
                doubles[i] = Values[i];
            return doubles;
        }
    }

    /// <summary>Normal numbers; different keys give different ones.</summary>
    public static Block Random(int rows, int columns, long key, double spread = 1, double centre = 0)
    {
        var block = new Block(rows, columns);
        var random = new RandomStream(2, RandomPurpose.Test, rows, columns, key);
        foreach (ref float value in block.Values)
            value = (float)(centre + spread * random.NextNormal());
        return block;
    }

    /// <summary>A block whose content must be overwritten.</summary>
    public static Block Undefined(int rows, int columns)
    {
        var block = new Block(rows, columns);
        block.Values.Fill(float.NaN);
        return block;
    }

    public static Block Zero(int rows, int columns) => new(rows, columns);

    public static Block Of(int rows, int columns, ReadOnlySpan<double> values)
    {
        var block = new Block(rows, columns);
        for (int i = 0; i < values.Length; i++)
            block.Values[i] = (float)values[i];
        return block;
    }

    public void Dispose()
    {
        foreach (long start in new[] { 0, Guard + (long)Rows * Columns })
            foreach (float value in GuardSpan(start))
                Assert.True(float.IsNaN(value), $"A kernel wrote beside a matrix of {Rows} x {Columns}.");
        _buffer.Dispose();
    }

    Span<float> GuardSpan(long start) => _buffer.Span(start, Guard);
}
