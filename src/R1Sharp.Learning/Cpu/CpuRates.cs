// What the machine allows: what its vector units can do at most and what a BLAS does, against which a training step and the
// engine's own matrix product are measured; and the rate of reading memory, against which decoding one sequence is.

using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;
using R1Sharp.Numerics.Yardsticks;

namespace R1Sharp.Learning.Cpu;

/// <summary>Measures with whatever clock the caller has.</summary>
static class CpuRates
{
    const double FlopsPerRun = 4e9;

    // Three milliseconds, so often that one time at least nothing else was at work: both of the times that are subtracted must be undisturbed.
    const int Bursts = 1000, Looks = 8;

    static readonly (int Rows, int Inner, int Columns)[] s_sizes = [(264, 128, 768), (264, 384, 128), (504, 256, 1536), (504, 512, 3072), (1020, 1024, 1024)];

    /// <summary>Floating-point operations a second of the best of some sizes.</summary>
    public static double Flops(WorkerPool pool, Func<Action, double> secondsOf) => Products(pool, secondsOf).Max(product => product.Flops);

    /// <summary>The rate of every size: all threads at once, each with its own left operand and result, as in training.</summary>
    public static IReadOnlyList<ProductRate> Products(WorkerPool pool, Func<Action, double> secondsOf) =>
        [.. s_sizes.Select(size => new ProductRate(size.Rows, size.Inner, size.Columns, Flops(pool, secondsOf, size.Rows, size.Inner, size.Columns)))];

    /// <summary>The same of a BLAS, whose own threads share one product of as many rows as all threads have above.</summary>
    public static IReadOnlyList<ProductRate> Products(BlasLibrary blas, int threads, Func<Action, double> secondsOf)
    {
        blas.SetThreads(threads);
        return [.. s_sizes.Select(size => new ProductRate(size.Rows, size.Inner, size.Columns,
            Flops(blas, secondsOf, size.Rows * threads, size.Inner, size.Columns)))];
    }

    /// <summary>What so many threads can do at most at the clock that they keep.</summary>
    public static MachinePeak Peak(WorkerPool pool, int threads, Func<Action, double> secondsOf)
    {
        double fused = double.MaxValue, both = double.MaxValue;
        for (int look = 0; look < Looks; look++)
        {
            fused = Math.Min(fused, secondsOf(() => pool.Run(threads, (_, _) => VectorUnits.Fused(Bursts))));
            both = Math.Min(both, secondsOf(() => pool.Run(threads, (_, _) => VectorUnits.FusedWithChains(Bursts))));
        }
        double cyclesPerSecond = (double)Bursts * VectorUnits.CyclesPerChain / (both - fused);
        double fusedPerSecond = (double)Bursts * VectorUnits.FusedPerBurst / fused;
        return new MachinePeak(threads, VectorUnits.Lanes, cyclesPerSecond, fusedPerSecond / cyclesPerSecond);
    }

    /// <summary>Bytes a second of all threads that read so many bytes once.</summary>
    public static double Reading(WorkerPool pool, long bytes, Func<Action, double> secondsOf)
    {
        using var block = new FloatBuffer(bytes / sizeof(float));
        pool.Run(worker => Touch(block, worker, pool.WorkerCount));
        double seconds = secondsOf(
            () => pool.Run(worker => PlainRead.Sum(block, block.Length * worker / pool.WorkerCount, block.Length * (worker + 1) / pool.WorkerCount)));
        return bytes / seconds;
    }

    static double Flops(WorkerPool pool, Func<Action, double> secondsOf, int rows, int inner, int columns)
    {
        using var operands = new Operands(pool.WorkerCount, rows, inner, columns);
        double flops = 2.0 * rows * inner * columns;
        int repeats = Math.Max(1, (int)(FlopsPerRun * pool.ThreadCount / pool.WorkerCount / flops));
        double seconds = secondsOf(() => pool.Run(worker => operands.Multiply(worker, repeats)));
        return flops * repeats * pool.WorkerCount / seconds;
    }

    static double Flops(BlasLibrary blas, Func<Action, double> secondsOf, int rows, int inner, int columns)
    {
        using var left = Random((long)rows * inner, 1);
        using var right = Random((long)inner * columns, 0);
        using var result = new FloatBuffer((long)rows * columns);
        double flops = 2.0 * rows * inner * columns;
        int repeats = Math.Max(1, (int)(FlopsPerRun / flops));
        return flops * repeats / secondsOf(() =>
        {
            for (int i = 0; i < repeats; i++)
                blas.Multiply(left.Matrix(0, rows, inner), right.Matrix(0, inner, columns), result.Matrix(0, rows, columns));
        });
    }

    // Memory that was never written to is one page of zeros, read again and again.
    static void Touch(FloatBuffer block, int worker, int workers)
    {
        const int Piece = 1 << 20;
        for (long at = (long)worker * Piece; at < block.Length; at += (long)workers * Piece)
            block.Span(at, (int)Math.Min(Piece, block.Length - at)).Fill(1);
    }

    static FloatBuffer Random(long length, int key)
    {
        var buffer = new FloatBuffer(length);
        var random = new RandomStream(1, RandomPurpose.Test, key);
        foreach (ref float value in buffer.Span(0, checked((int)length)))
            value = (float)(random.NextDouble() - 0.5);
        return buffer;
    }

    sealed class Operands : IDisposable
    {
        readonly FloatBuffer[] _buffers;
        readonly Workspace[] _workspaces;
        readonly PackedMatrix _right;
        readonly int _rows, _inner, _columns;

        public Operands(int workers, int rows, int inner, int columns)
        {
            (_rows, _inner, _columns) = (rows, inner, columns);
            _right = new PackedMatrix(inner, columns);
            using var right = Random((long)inner * columns, 0);
            _right.Pack(right.Matrix(0, inner, columns));
            _buffers = [.. Enumerable.Range(0, workers).Select(w => Random((long)rows * (inner + columns), 1 + w))];
            _workspaces = [.. Enumerable.Range(0, workers).Select(_ => new Workspace())];
        }

        public void Multiply(int worker, int repeats)
        {
            var left = _buffers[worker].Matrix(0, _rows, _inner);
            var result = _buffers[worker].Matrix((long)_rows * _inner, _rows, _columns);
            for (int i = 0; i < repeats; i++)
                MatMul.Multiply(left, _right, result, _workspaces[worker]);
        }

        public void Dispose()
        {
            foreach (var buffer in _buffers)
                buffer.Dispose();
            foreach (var workspace in _workspaces)
                workspace.Dispose();
            _right.Dispose();
        }
    }
}
