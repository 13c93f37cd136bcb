using R1Sharp.App.Generations;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Generations;

/// <summary>Counts are those of a dictionary.</summary>
public sealed class RowKeysTests
{
    [Fact]
    public void EveryKeyIsCounted()
    {
        var (keys, counts, random) = (new RowKeys(), new Dictionary<ulong, int>(), new RandomStream(1, RandomPurpose.Shuffle, 0, 0));
        for (int i = 0; i < 20_000; i++)
        {
            // Some come again, among them 0 and keys that differ in their first bits alone.
            ulong drawn = (ulong)random.NextInt(9_000), key = drawn % 3 == 0 ? drawn << 50 : drawn;
            counts[key] = counts.GetValueOrDefault(key) + 1;
            Assert.Equal(counts[key], keys.Add(key));
        }
        Assert.All(counts, c => Assert.Equal(c.Value, keys.CountOf(c.Key)));
        Assert.Equal(0, keys.CountOf(123_456_789));
        keys.Clear();
        Assert.Equal((0, 0), (keys.CountOf(0), keys.CountOf(1)));
        Assert.Equal(1, keys.Add(1));
    }
}
