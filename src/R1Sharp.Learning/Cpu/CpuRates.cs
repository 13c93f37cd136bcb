// What the machine allows: the rate of the engine's own matrix product, which a training step is measured against, and that of
// reading memory, which decoding one sequence is.

using R1Sharp.Numerics;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>Measures with whatever clock the caller has.</summary>
static class CpuRates
{
    const double FlopsPerRun = 4e9;

    static readonly (int Rows, int Inner, int Columns)[] s_sizes = [(264, 128, 768), (264, 384, 128), (504, 256, 1536), (504, 512, 3072), (1020, 1024, 1024)];

    /// <summary>
    /// Floating-point operations a second of the best of some sizes: all threads at once, each with its own left operand and
    /// result, as in training.
    /// </summary>
    public static double Flops(WorkerPool pool, Func<Action, double> secondsOf) =>
        s_sizes.Max(size => Flops(pool, secondsOf, size.Rows, size.Inner, size.Columns));

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

    // Memory that was never written to is one page of zeros, read again and again.
    static void Touch(FloatBuffer block, int worker, int workers)
    {
        const int Piece = 1 << 20;
        for (long at = (long)worker * Piece; at < block.Length; at += (long)workers * Piece)
            block.Span(at, (int)Math.Min(Piece, block.Length - at)).Fill(1);
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

        static FloatBuffer Random(long length, int key)
        {
            var buffer = new FloatBuffer(length);
            var random = new RandomStream(1, RandomPurpose.Test, key);
            foreach (ref float value in buffer.Span(0, checked((int)length)))
                value = (float)(random.NextDouble() - 0.5);
            return buffer;
        }
    }
}
