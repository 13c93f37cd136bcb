// The rate of the engine's own matrix product: what a training step is measured against.

using R1Sharp.Numerics;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Matrix products on all threads at once, each thread with its own left operand and result, as in training.</summary>
static class BenchMatMul
{
    const double FlopsPerRun = 4e9;

    static readonly (int Rows, int Inner, int Columns)[] Sizes = [(264, 128, 768), (264, 384, 128), (504, 256, 1536), (504, 512, 3072), (1020, 1024, 1024)];

    /// <summary>GFLOPS of the best size, each the best of some runs.</summary>
    public static double Peak(WorkerPool pool, int runs = 5) => Sizes.Max(size => Rate(pool, size.Rows, size.Inner, size.Columns, runs));

    static double Rate(WorkerPool pool, int rows, int inner, int columns, int runs)
    {
        using var operands = new Operands(pool.WorkerCount, rows, inner, columns);
        double flops = 2.0 * rows * inner * columns;
        int repeats = Math.Max(1, (int)(FlopsPerRun / flops));
        var times = BenchTimes.Measure(() => pool.Run(worker => operands.Multiply(worker, repeats)), runs);
        return flops * repeats * pool.WorkerCount / times.Best / 1e9;
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
