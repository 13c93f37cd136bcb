using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Numerics.Parallelism;
using Xunit;

namespace R1Sharp.Tests.Cpu;

/// <summary>How many sequences are decoded side by side.</summary>
public sealed class CpuDecodersTests
{
    // 4 layers x (keys and values) x 64 numbers of 4 bytes: 2,048 bytes a token; half of the longest sequence is remembered on average.
    static readonly ModelOptions s_small = new()
    {
        VocabularySize = 64,
        HiddenSize = 128,
        IntermediateSize = 256,
        LayerCount = 4,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        HeadSize = 32,
        MaxPositions = 4096,
    };

    [Theory]
    [InlineData(80, 72, 72)]
    [InlineData(160, 72, 48)]
    [InlineData(256, 72, 24)]
    [InlineData(4096, 72, 24)]
    [InlineData(4096, 10, 10)]
    [InlineData(1, 72, 72)]
    public void What_a_small_network_remembers_of_them_stays_in_a_cache(int longest, int most, int expected) =>
        Assert.Equal(expected, SideBySide(s_small, longest, most));

    [Theory]
    [InlineData(80)]
    [InlineData(4096)]
    public void A_large_network_reads_its_matrices_once_for_as_many_as_there_may_be(int longest) =>
        Assert.Equal(72, SideBySide(s_small with { HiddenSize = 512, IntermediateSize = 1536 }, longest, 72));

    static int SideBySide(ModelOptions shape, int longest, int most)
    {
        using var pool = new WorkerPool(1);
        using var network = new Network(shape, NetworkUse.Scoring, bfloat16: false);
        network.Pack(pool);
        using var decoders = new CpuDecoders(network, pool);
        return decoders.SideBySide(longest, most);
    }
}
