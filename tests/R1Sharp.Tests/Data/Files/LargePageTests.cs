using R1Sharp.App.Data;
using R1Sharp.App.Data.Parquet;
using R1Sharp.App.Data.Writing;
using Xunit;

namespace R1Sharp.Tests.Data.Files;

/// <summary>Pages that are too large to be held: read as they are needed, they say the same.</summary>
public sealed class LargePageTests : IDisposable
{
    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_page_of_megabytes_is_read_back()
    {
        string[] rows = [.. Enumerable.Range(0, 700).Select(i => i % 9 == 0 ? "{\"t\":null,\"l\":[]}" : $"{{\"t\":\"{string.Concat(Enumerable.Range(0, 400).Select(k => $"{i * 31 + k} "))}\",\"l\":[\"{new string('x', 3000)}\",null,\"{i}\"]}}")];
        RowOutput.Write(_folder["x.parquet"], Dataset.Open(_folder.Write("x.jsonl", string.Concat(rows.Select(row => row + "\n")))).Rows());
        Assert.Equal(rows, DataFolder.Rows(_folder["x.parquet"]));
        Assert.Equal(rows[600..], DataFolder.Rows(_folder["x.parquet"], split: "train[600:]"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(59)]
    [InlineData(65_537)]
    [InlineData(3_000_001)]
    public void Snappy_is_decompressed_as_it_is_read(int length)
    {
        var random = new Random(length);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
            bytes[i] = i > 100 && random.Next(4) > 0 ? bytes[i - 1 - random.Next(100)] : (byte)random.Next(256);
        byte[] compressed = Snappier.Snappy.CompressToArray(bytes);
        using var stream = new SnappyStream(new MemoryStream(compressed));
        using var read = new MemoryStream();
        stream.CopyTo(read);
        Assert.Equal(bytes, read.ToArray());
    }

    [Fact]
    public void Bytes_that_are_no_snappy_are_refused()
    {
        byte[] compressed = [100, 0b_0000_0001, 0];
        using var stream = new SnappyStream(new MemoryStream(compressed));
        Assert.Throws<InvalidDataException>(() => stream.ReadByte());
    }
}
