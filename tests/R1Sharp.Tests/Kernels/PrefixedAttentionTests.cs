using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>Completions that share the rows of their prompt against the same sequences written out.</summary>
public sealed class PrefixedAttentionTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(4, 2, 16, null, 1, new[] { 3 })]
    [InlineData(2, 1, 8, null, 24, new[] { 24, 1, 25 })]
    [InlineData(3, 3, 6, null, 65, new[] { 2, 70, 1, 33 })]
    [InlineData(4, 1, 12, null, 100, new[] { 40, 40 })]
    [InlineData(4, 2, 12, 13, 33, new[] { 5, 40, 60 })]
    [InlineData(4, 2, 12, 80, 70, new[] { 20, 3 })]
    public void Outputs_have_the_bits_of_whole_sequences_and_gradients_their_sums(int heads, int keyValueHeads, int headSize, int? window, int prompt, int[] completions)
    {
        var shape = new AttentionShape(heads, keyValueHeads, headSize) { Window = window };
        int rows = prompt + completions.Sum();
        using var qkv = Block.Random(rows, shape.QkvColumns, 1);
        using var dOutput = Block.Random(rows, shape.OutputColumns, 2);
        var shared = new Pass(shape, qkv, dOutput);
        shared.Run(Spans(prompt, completions), _workspace);
        float[] expectedKeys = new float[prompt * shape.QkvColumns];
        for (int c = 0, own = prompt; c < completions.Length; own += completions[c++])
        {
            using var whole = Whole(qkv, prompt, own, completions[c]);
            using var dWhole = Whole(dOutput, prompt, own, completions[c]);
            if (c > 0)
                dWhole.Values[..(prompt * shape.OutputColumns)].Clear();
            var alone = new Pass(shape, whole, dWhole);
            alone.RunWhole(_workspace);
            Bits.Equal(alone.Output.Values[..(prompt * shape.OutputColumns)], shared.Output.Values[..(prompt * shape.OutputColumns)]);
            Bits.Equal(alone.Output.Values[(prompt * shape.OutputColumns)..], shared.Output.Values.Slice(own * shape.OutputColumns, completions[c] * shape.OutputColumns));
            Truth.Matches(Doubles(alone.DQkv.Values[(prompt * shape.QkvColumns)..]), shared.DQkv.Values.Slice(own * shape.QkvColumns, completions[c] * shape.QkvColumns));
            for (int i = 0; i < expectedKeys.Length; i++)
                expectedKeys[i] += alone.DQkv.Values[i];
            alone.Dispose();
        }
        Truth.Matches(Doubles(expectedKeys), shared.DQkv.Values[..expectedKeys.Length]);
        shared.Dispose();
    }

    static PrefixedRows[] Spans(int prompt, int[] completions)
    {
        var spans = new List<PrefixedRows> { new(0, prompt, 0, 0) };
        foreach (int length in completions)
            spans.Add(new(spans[^1].Start + spans[^1].Length, length, 0, prompt));
        return [.. spans];
    }

    static Block Whole(Block from, int prompt, int own, int length)
    {
        var whole = Block.Zero(prompt + length, from.Columns);
        from.Values[..(prompt * from.Columns)].CopyTo(whole.Values);
        from.Values.Slice(own * from.Columns, length * from.Columns).CopyTo(whole.Values[(prompt * from.Columns)..]);
        return whole;
    }

    static double[] Doubles(ReadOnlySpan<float> values)
    {
        double[] doubles = new double[values.Length];
        for (int i = 0; i < doubles.Length; i++)
            doubles[i] = values[i];
        return doubles;
    }

    sealed class Pass(AttentionShape shape, Block qkv, Block dOutput) : IDisposable
    {
        readonly Block _rowMax = Block.Undefined(qkv.Rows, shape.HeadCount), _rowSum = Block.Undefined(qkv.Rows, shape.HeadCount);

        public Block Output { get; } = Block.Undefined(qkv.Rows, shape.OutputColumns);

        public Block DQkv { get; } = Block.Undefined(qkv.Rows, shape.QkvColumns);

        public void Run(PrefixedRows[] spans, Workspace workspace)
        {
            Attention.Forward(shape, qkv.Matrix, spans, Output.Matrix, _rowMax.Matrix, _rowSum.Matrix, workspace);
            Attention.Backward(shape, dOutput.Matrix, qkv.Matrix, spans, Output.Matrix, _rowMax.Matrix, _rowSum.Matrix, DQkv.Matrix, workspace);
        }

        public void RunWhole(Workspace workspace)
        {
            int[] starts = [0, qkv.Rows];
            Attention.Forward(shape, qkv.Matrix, starts, Output.Matrix, _rowMax.Matrix, _rowSum.Matrix, workspace);
            Attention.Backward(shape, dOutput.Matrix, qkv.Matrix, starts, Output.Matrix, _rowMax.Matrix, _rowSum.Matrix, DQkv.Matrix, workspace);
        }

        public void Dispose()
        {
            foreach (var block in new[] { _rowMax, _rowSum, Output, DQkv })
                block.Dispose();
        }
    }
}
