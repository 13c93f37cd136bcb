using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>Attention over packed sequences: its truth, its independence of packing, and cached = whole.</summary>
public sealed class AttentionTests : IDisposable
{
    readonly Workspace _workspace = new();

    /// <summary>Heads, key and value heads, head size, lengths of the packed sequences.</summary>
    public static TheoryData<int, int, int, int[]> Cases => new()
    {
        { 1, 1, 2, [1] },
        { 2, 1, 8, [7, 1, 17] },
        { 4, 2, 16, [65] },
        { 3, 3, 6, [17, 64] },
        { 4, 1, 32, [64, 65, 1] },
        { 2, 2, 40, [33, 49] },
        { 2, 1, 64, [97, 2] },
    };

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_and_backward_are_the_equations(int heads, int keyValueHeads, int headSize, int[] lengths)
    {
        using var run = new AttentionRun(new AttentionShape(heads, keyValueHeads, headSize), lengths, _workspace);
        var reference = new AttentionReference(run.Shape, run.Starts);
        double[] qkv = run.Qkv.Doubles, dOutput = run.DOutput.Doubles;
        Truth.Matches(reference.Forward(qkv), run.Output.Values);
        Truth.Matches(reference.Backward(qkv, dOutput), run.DQkv.Values, 2e-5);
        Truth.MatchesAlongDirections(v => Truth.Dot(dOutput, reference.Forward(v)), qkv, run.DQkv.Values);
        if (lengths.Max() == 1)
            return;
        var uncausal = new AttentionReference(run.Shape, run.Starts, causal: false);
        Truth.Differs(uncausal.Forward(qkv), run.Output.Values);
        Truth.Differs(uncausal.Backward(qkv, dOutput), run.DQkv.Values);
    }

    [Theory]
    [InlineData(1, new[] { 1, 20 })]
    [InlineData(5, new[] { 65, 3 })]
    [InlineData(13, new[] { 50 })]
    [InlineData(16, new[] { 97, 17 })]
    [InlineData(33, new[] { 130 })]
    [InlineData(64, new[] { 64, 65 })]
    [InlineData(1000, new[] { 70 })]
    public void A_sliding_window_hides_what_lies_before_it(int window, int[] lengths)
    {
        using var run = new AttentionRun(new AttentionShape(4, 2, 12) { Window = window }, lengths, _workspace);
        var reference = new AttentionReference(run.Shape, run.Starts);
        double[] qkv = run.Qkv.Doubles, dOutput = run.DOutput.Doubles;
        Truth.Matches(reference.Forward(qkv), run.Output.Values);
        Truth.Matches(reference.Backward(qkv, dOutput), run.DQkv.Values, 2e-5);
        Truth.MatchesAlongDirections(v => Truth.Dot(dOutput, reference.Forward(v)), qkv, run.DQkv.Values);
        if (lengths.Max() < window)
            return;
        foreach (int? wrong in new int?[] { window + 1, null })
            Truth.Differs(new AttentionReference(run.Shape with { Window = wrong }, run.Starts).Forward(qkv), run.Output.Values);
    }

    [Fact]
    public void A_window_that_everything_fits_into_changes_no_bit()
    {
        using var all = new AttentionRun(new AttentionShape(4, 2, 16), [600], _workspace);
        using var windowed = new AttentionRun(new AttentionShape(4, 2, 16) { Window = 600 }, [600], _workspace);
        Bits.Equal(all.Output.Values, windowed.Output.Values);
        Bits.Equal(all.DQkv.Values, windowed.DQkv.Values);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(530)]
    public void A_window_over_several_chunks(int window)
    {
        using var run = new AttentionRun(new AttentionShape(2, 1, 8) { Window = window }, [1100], _workspace);
        var reference = new AttentionReference(run.Shape, run.Starts);
        Truth.Matches(reference.Forward(run.Qkv.Doubles), run.Output.Values);
        Truth.Matches(reference.Backward(run.Qkv.Doubles, run.DOutput.Doubles), run.DQkv.Values, 3e-5);
    }

    [Fact]
    public void More_keys_than_one_chunk_holds()
    {
        using var run = new AttentionRun(new AttentionShape(2, 1, 8), [1100], _workspace);
        var reference = new AttentionReference(run.Shape, run.Starts);
        Truth.Matches(reference.Forward(run.Qkv.Doubles), run.Output.Values);
        Truth.Matches(reference.Backward(run.Qkv.Doubles, run.DOutput.Doubles), run.DQkv.Values, 3e-5);
    }

    [Fact]
    public void Large_scores_neither_overflow_nor_vanish()
    {
        using var run = new AttentionRun(new AttentionShape(2, 1, 16), [33], _workspace, spread: 20);
        var reference = new AttentionReference(run.Shape, run.Starts);
        Truth.Matches(reference.Forward(run.Qkv.Doubles), run.Output.Values, 2e-4);
    }

    [Fact]
    public void A_sequence_gives_the_same_bits_in_any_company()
    {
        var shape = new AttentionShape(4, 2, 16);
        using var packed = new AttentionRun(shape, [65, 7, 130], _workspace);
        for (int s = 0; s < 3; s++)
        {
            int start = packed.Starts[s], length = packed.Starts[s + 1] - start;
            using var alone = packed.Part(start, length, _workspace);
            Bits.Equal(Rows(packed.Output, start, length), alone.Output.Values);
            Bits.Equal(Rows(packed.DQkv, start, length), alone.DQkv.Values);
        }
    }

    [Fact]
    public void A_query_does_not_depend_on_what_follows()
    {
        using var whole = new AttentionRun(new AttentionShape(4, 2, 16), [130], _workspace);
        foreach (int length in new[] { 1, 12, 13, 47, 48, 49, 65, 129 })
        {
            using var prefix = whole.Part(0, length, _workspace);
            Bits.Equal(Rows(whole.Output, 0, length), prefix.Output.Values);
        }
    }

    static Span<float> Rows(Block block, int start, int count) => block.Values.Slice(start * block.Columns, count * block.Columns);
}
