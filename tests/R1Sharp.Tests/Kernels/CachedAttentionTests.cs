using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>Attention over the paged cache gives the bits of attention over whole sequences (numerical contract, 3).</summary>
public sealed class CachedAttentionTests
{
    [Theory]
    [InlineData(4, 2, 16, 100)]
    [InlineData(2, 1, 8, 65)]
    [InlineData(2, 2, 6, 33)]
    [InlineData(4, 1, 32, 1)]
    [InlineData(2, 1, 64, 600)]
    [InlineData(3, 1, 40, 70)]
    [InlineData(4, 2, 16, 100, 1)]
    [InlineData(4, 2, 16, 100, 32)]
    [InlineData(3, 1, 40, 100, 45)]
    [InlineData(2, 1, 64, 1100, 70)]
    [InlineData(2, 1, 8, 700, 530)]
    public void Cached_equals_whole_bit_for_bit(int heads, int keyValueHeads, int headSize, int length, int? window = null)
    {
        var shape = new AttentionShape(heads, keyValueHeads, headSize) { Window = window };
        using var workspace = new Workspace();
        using var run = new AttentionRun(shape, [length], workspace);
        int pageCount = (length + PagedCache.PageSize - 1) / PagedCache.PageSize;
        using var pagesOfAll = new PagedCache(2 * pageCount, 2 * KeyValuePages.PageFloats(shape));
        var cache = new KeyValuePages(pagesOfAll, shape, Offset: KeyValuePages.PageFloats(shape));
        using var output = Block.Undefined(length, shape.OutputColumns);
        // Pages in no order, so that an index that ignores the table would be seen.
        int[] pages = [.. Enumerable.Range(0, pageCount).Select(i => 2 * pageCount - 1 - 2 * i)];
        for (int t = 0; t < length; t++)
        {
            cache.Store(pages[t / PagedCache.PageSize], t % PagedCache.PageSize, run.Qkv.Matrix.Row(t));
            if (t % 2 == 0)
                CachedAttention.Forward(cache, pages, t + 1, run.Qkv.Matrix, output.Matrix, t, workspace, shape.FirstKey(t));
            // Heads one by one, and pairs that reach over two groups: threads may share a row in any way.
            int step = t % 4 == 1 ? 1 : 2;
            for (int head = 0; head < shape.HeadCount && t % 2 == 1; head += step)
                CachedAttention.Forward(cache, pages, t + 1, run.Qkv.Matrix, output.Matrix, t, workspace, shape.FirstKey(t), head,
                    Math.Min(head + step, shape.HeadCount));
        }
        Bits.Equal(run.Output.Values, output.Values);
    }

    [Fact]
    public void A_copied_page_holds_the_same_keys_and_values()
    {
        var shape = new AttentionShape(2, 1, 16);
        using var workspace = new Workspace();
        using var run = new AttentionRun(shape, [20], workspace);
        using var pages = new PagedCache(2, KeyValuePages.PageFloats(shape));
        var cache = new KeyValuePages(pages, shape, Offset: 0);
        using var output = Block.Undefined(20, shape.OutputColumns);
        for (int t = 0; t < 20; t++)
            cache.Store(0, t, run.Qkv.Matrix.Row(t));
        pages.CopyPage(0, 1);
        CachedAttention.Forward(cache, [1], 20, run.Qkv.Matrix, output.Matrix, 19, workspace);
        Bits.Equal(run.Output.Matrix.Row(19), output.Matrix.Row(19));
    }
}
