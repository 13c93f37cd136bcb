using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Tests.Kernels;

/// <summary>One forward and backward pass of the attention kernel over random queries, keys and values.</summary>
sealed class AttentionRun : IDisposable
{
    public AttentionRun(AttentionShape shape, int[] lengths, Workspace workspace, double spread = 1)
        : this(shape, lengths, Block.Random(lengths.Sum(), shape.QkvColumns, 1, spread), Block.Random(lengths.Sum(), shape.OutputColumns, 2), workspace) { }

    AttentionRun(AttentionShape shape, int[] lengths, Block qkv, Block dOutput, Workspace workspace)
    {
        int rows = lengths.Sum();
        (Shape, Qkv, DOutput) = (shape, qkv, dOutput);
        Starts = [0, .. lengths.Select((_, s) => lengths[..(s + 1)].Sum())];
        (Output, DQkv) = (Block.Undefined(rows, shape.OutputColumns), Block.Undefined(rows, shape.QkvColumns));
        using var rowMax = Block.Undefined(rows, shape.HeadCount);
        using var rowSum = Block.Undefined(rows, shape.HeadCount);
        Attention.Forward(shape, qkv.Matrix, Starts, Output.Matrix, rowMax.Matrix, rowSum.Matrix, workspace);
        Attention.Backward(shape, dOutput.Matrix, qkv.Matrix, Starts, Output.Matrix, rowMax.Matrix, rowSum.Matrix, DQkv.Matrix, workspace);
    }

    public AttentionShape Shape { get; }

    public int[] Starts { get; }

    public Block Qkv { get; }

    public Block Output { get; }

    public Block DOutput { get; }

    public Block DQkv { get; }

    /// <summary>The same pass over some of the rows as a sequence of their own.</summary>
    public AttentionRun Part(int start, int length, Workspace workspace) =>
        new(Shape, [length], Copy(Qkv, start, length), Copy(DOutput, start, length), workspace);

    public void Dispose()
    {
        foreach (var block in new[] { Qkv, Output, DOutput, DQkv })
            block.Dispose();
    }

    static Block Copy(Block from, int start, int length)
    {
        var copy = Block.Zero(length, from.Columns);
        from.Values.Slice(start * from.Columns, length * from.Columns).CopyTo(copy.Values);
        return copy;
    }
}
