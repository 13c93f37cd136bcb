using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>Kernels whose work is cut into pieces give the bits of one thread alone, whatever the number of workers it is cut for.</summary>
public sealed class SharedWorkTests : IDisposable
{
    readonly WorkerPool _pool;
    readonly Workspace _shared, _alone = new();

    public SharedWorkTests()
    {
        _pool = new WorkerPool(16, processors: 3) { CutsAlways = true };
        _shared = new Workspace(_pool);
    }

    public void Dispose()
    {
        _shared.Dispose();
        _alone.Dispose();
        _pool.Dispose();
    }

    [Theory]
    [InlineData(1, 17, 65)]
    [InlineData(7, 65, 96)]
    [InlineData(65, 600, 130)]
    [InlineData(300, 33, 31)]
    public void Products_with_weights(int rows, int depth, int columns) => Same(workspace =>
    {
        using var a = Block.Random(rows, depth, 1);
        using var w = Block.Random(columns, depth, 2);
        var c = Block.Random(rows, columns, 3);
        using var packed = new PackedMatrix(depth, columns);
        packed.PackTransposed(w.Matrix);
        MatMul.Multiply(a.Matrix, packed, c.Matrix, workspace, accumulate: true);
        return [c];
    });

    [Theory]
    [InlineData(1, 17, 65)]
    [InlineData(65, 130, 300)]
    [InlineData(17, 7, 1)]
    [InlineData(64, 1, 600)]
    public void Products_towards_weights(int rows, int outputs, int inputs) => Same(workspace =>
    {
        using var dY = Block.Random(rows, outputs, 1);
        using var x = Block.Random(rows, inputs, 2);
        var dW = Block.Random(outputs, inputs, 3);
        MatMul.AddWeightGradient(dY.Matrix, x.Matrix, dW.Matrix, workspace);
        return [dW];
    });

    [Theory]
    [InlineData(4, 2, 8, null, new[] { 1, 17, 65, 7, 130 })]
    [InlineData(6, 2, 12, null, new[] { 530, 49 })]
    [InlineData(2, 1, 16, 40, new[] { 65, 600 })]
    [InlineData(3, 3, 4, 7, new[] { 1, 100 })]
    public void Attention_both_ways(int heads, int keyValueHeads, int size, int? window, int[] lengths) => Same(workspace =>
    {
        var run = new AttentionRun(new AttentionShape(heads, keyValueHeads, size) { Window = window }, lengths, workspace);
        return [run.Output, run.DQkv];
    });

    /// <summary>So long that the scores of the backward pass are not kept all at once: rounds of heads and blocks follow one another.</summary>
    [Theory]
    [InlineData(6, 2)]
    [InlineData(12, 1)]
    public void Attention_over_a_long_sequence(int heads, int keyValueHeads) => Same(workspace =>
    {
        var run = new AttentionRun(new AttentionShape(heads, keyValueHeads, 4), [40, 1100], workspace);
        return [run.Output, run.DQkv];
    });

    [Theory]
    [InlineData(1, 17, 65, true)]
    [InlineData(65, 40, 211, false)]
    public void The_head_both_ways(int rows, int width, int vocabulary, bool withEntropy) => Same(workspace =>
    {
        var run = new HeadRun(rows, width, vocabulary, 0.7, workspace, withEntropy);
        var results = Block.Of(2, rows, [.. run.LogProbs.Concat(run.Entropies).Select(v => (double)v)]);
        return [results, run.DHidden, run.DWeights];
    });

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(1031)]
    public void Weights_of_sampling(int vocabulary)
    {
        using var logits = Block.Random(1, vocabulary, 1, spread: 4);
        float[] expected = new float[vocabulary], actual = new float[vocabulary];
        Assert.Equal(Sampling.Weights(logits.Values, expected), Sampling.Weights(logits.Values, actual, _shared));
        Bits.Equal(expected, actual);
    }

    [Fact]
    public void The_activation_by_columns()
    {
        using var gatesUps = Block.Random(3, 150, 1);
        using var expected = Block.Undefined(3, 75);
        using var actual = Block.Undefined(3, 75);
        SwiGlu.Forward(gatesUps.Matrix, expected.Matrix);
        for (int first = 0; first < 75; first += 32)
            SwiGlu.Forward(gatesUps.Matrix, actual.Matrix, first, Math.Min(75, first + 32));
        Bits.Equal(expected.Values, actual.Values);
    }

    [Fact]
    public void Norms_by_rows_and_columns()
    {
        const int Rows = 65, Columns = 75;
        using var dY = Block.Random(Rows, Columns, 1);
        using var x = Block.Random(Rows, Columns, 2);
        using var weight = Block.Random(1, Columns, 3);
        using var y = Block.Undefined(Rows, Columns);
        float[] inverseRms = new float[Rows], dWeight = new float[Columns], dWeightInParts = new float[Columns];
        RmsNorm.Forward(x.Matrix, weight.Values, 1e-5, y.Matrix, inverseRms);
        using var dX = Block.Zero(Rows, Columns);
        using var dXInParts = Block.Zero(Rows, Columns);
        RmsNorm.Backward(dY.Matrix, x.Matrix, weight.Values, inverseRms, dX.Matrix, dWeight);
        RmsNorm.BackwardInputs(dY.Matrix, x.Matrix, weight.Values, inverseRms, dXInParts.Matrix);
        for (int first = 0; first < Columns; first += 16)
        {
            int count = Math.Min(16, Columns - first);
            RmsNorm.BackwardWeight(dY.Matrix.ColumnRange(first, count), x.Matrix.ColumnRange(first, count), inverseRms, dWeightInParts.AsSpan(first, count));
        }
        Bits.Equal(dX.Values, dXInParts.Values);
        Bits.Equal(dWeight, dWeightInParts);
    }

    [Fact]
    public void Norms_of_heads_by_rows_and_columns()
    {
        const int Rows = 33, Heads = 3, Size = 20;
        using var kept = Block.Random(Rows, Heads * Size, 1);
        using var weight = Block.Random(1, Size, 2);
        using var inverseRms = Block.Random(Rows, Heads, 3, centre: 2);
        using var dHeads = Block.Random(Rows, Heads * Size, 4);
        using var dHeadsInParts = Block.Random(Rows, Heads * Size, 4);
        float[] dWeight = new float[Size], dWeightInParts = new float[Size];
        HeadRmsNorm.Backward(dHeads.Matrix, kept.Matrix, weight.Values, inverseRms.Matrix, dWeight);
        HeadRmsNorm.BackwardWeight(dHeadsInParts.Matrix, kept.Matrix, inverseRms.Matrix, dWeightInParts.AsSpan(0, 16), 0);
        HeadRmsNorm.BackwardWeight(dHeadsInParts.Matrix, kept.Matrix, inverseRms.Matrix, dWeightInParts.AsSpan(16), 16);
        HeadRmsNorm.BackwardInputs(dHeadsInParts.Matrix, kept.Matrix, weight.Values, inverseRms.Matrix);
        Bits.Equal(dHeads.Values, dHeadsInParts.Values);
        Bits.Equal(dWeight, dWeightInParts);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(65, 1)]
    [InlineData(75, 16)]
    public void Ranges_of_rows_are_all_rows_once(int rows, int step)
    {
        var visits = new int[rows];
        _shared.ShareRows(rows, 1, (first, count, _) =>
        {
            Assert.Equal(0, first % step);
            for (int row = first; row < first + count; row++)
                Interlocked.Increment(ref visits[row]);
        }, step);
        Assert.All(visits, count => Assert.Equal(1, count));
    }

    void Same(Func<Workspace, Block[]> work)
    {
        var expected = work(_alone);
        var actual = work(_shared);
        foreach (var (one, other) in expected.Zip(actual))
        {
            Bits.Equal(one.Values, other.Values);
            one.Dispose();
            other.Dispose();
        }
    }
}
