using System.IO.Compression;
using System.Text;
using R1Sharp.App.Data;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Data.Files;

/// <summary>Files that somebody or something has damaged: each is refused in one sentence, wherever the damage is, and never read as if it were whole.</summary>
public sealed class DamagedFileTests : IDisposable
{
    const int FooterTail = 8;

    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Lines that end where the compressor was flushed, so that a cut there leaves whole lines.
    byte[] Flushed(string end)
    {
        using var bytes = new MemoryStream();
        using (Stream stream = end == ".gz" ? new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true)
            : new ZstdSharp.CompressionStream(bytes, leaveOpen: true))
            for (int i = 0; i < 30; i++)
            {
                stream.Write(Encoding.UTF8.GetBytes($"{{\"q\":\"{i * 7919 % 1000}\"}}\n"));
                stream.Flush();
            }
        return bytes.ToArray();
    }

    string? Sentence(string path)
    {
        try
        {
            _ = Dataset.Open(path).Rows().Count();
            return null;
        }
        catch (UserErrorException e)
        {
            Assert.DoesNotContain("Exception", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
            return e.Message;
        }
    }

    [Theory]
    [InlineData(".gz"), InlineData(".zst")]
    public void ACompressedFileThatIsCutAnywhereIsRefused(string end)
    {
        byte[] whole = Flushed(end);
        string path = _folder["x.jsonl" + end];
        File.WriteAllBytes(path, whole);
        Assert.Equal(30, DataFolder.Rows(path).Length);
        List<int> passed = [];
        for (int length = 12; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            if (Sentence(path) is null)
                passed.Add(length);
        }
        Assert.Empty(passed);
    }

    [Fact]
    public void SeveralCompressedPartsInOneFileAreOneText()
    {
        byte[] part = Flushed(".gz");
        File.WriteAllBytes(_folder["x.jsonl.gz"], [.. part, .. part]);
        Assert.Equal(60, DataFolder.Rows(_folder["x.jsonl.gz"]).Length);
    }

    [Theory]
    [InlineData("arrow-cpp-v1.parquet"), InlineData("arrow-cpp-v2.parquet"), InlineData("duckdb.parquet")]
    public void AParquetFileWithAnyByteOfItsFooterChangedIsRefusedOrRead(string fixture)
    {
        byte[] whole = File.ReadAllBytes(DataFolder.Fixture(fixture));
        int footer = BitConverter.ToInt32(whole, whole.Length - FooterTail), step = Math.Max(1, footer / 150);
        string path = _folder["x.parquet"];
        int refused = 0;
        for (int at = whole.Length - FooterTail - footer; at < whole.Length; at += at >= whole.Length - FooterTail - 1 ? 1 : step)
            foreach (byte change in (byte[])[0xFF, 0x01])
            {
                byte[] damaged = [.. whole];
                damaged[at] ^= change;
                File.WriteAllBytes(path, damaged);
                refused += Sentence(path) is null ? 0 : 1;
            }
        Assert.InRange(refused, 20, 1000);
    }

    [Fact]
    public void AParquetFileThatIsCutInHalfOrWhoseFooterIsTooLongSaysSo()
    {
        byte[] whole = File.ReadAllBytes(DataFolder.Fixture("duckdb.parquet"));
        string path = _folder["x.parquet"];
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        Assert.EndsWith("x.parquet: this Parquet file is cut off: its end, where its columns are listed, is missing; copy it again.", Sentence(path)!,
            StringComparison.Ordinal);
        foreach (int length in (int[])[int.MaxValue, -1, int.MinValue, whole.Length, 0])
        {
            File.WriteAllBytes(path, [.. whole[..^FooterTail], .. BitConverter.GetBytes(length), .. "PAR1"u8]);
            Assert.NotNull(Sentence(path));
        }
    }

    [Theory]
    [InlineData("a,b\n1,\"2\n3,4\n5,6\n", "row 1")]
    [InlineData("a,b\n1,2\n3,\"4", "row 2")]
    [InlineData("a,b\n1,2\n3,4 \"inches\n5,6\n", "row 2")]
    public void AQuotationMarkThatIsNeverClosedSwallowsNoRows(string text, string row) =>
        Assert.StartsWith($"D/x.csv: {row} of the table cannot be read: a quotation mark (\") in it is never closed",
            _folder.Error(_folder.Write("x.csv", text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("train[:10%]", 3), InlineData("train[10%:]", 27), InlineData("train[-10%:]", 3), InlineData("train[:0%]", 0), InlineData("train[:5]+train[-5:]", 10),
        InlineData("train[:5%]", 2), InlineData("train[:15%]", 4), InlineData("train[-15%:]", 4)]
    public void APartOfASplitIsThatMuch(string split, int count)
    {
        string path = _folder.Write("train.jsonl", string.Concat(Enumerable.Range(0, 30).Select(i => $"{{\"q\":{i}}}\n")));
        Assert.Equal(count, DataFolder.Rows(path, split: split).Length);
    }

    [Theory]
    [InlineData("train[:10%"), InlineData("train[10%:20]"), InlineData("train[:10 %]"), InlineData("train(:10%)"), InlineData("")]
    public void AndWhatIsNoPartIsASentence(string split)
    {
        string path = _folder.Write("train.jsonl", "{\"q\":1}\n");
        Assert.StartsWith("the split '", _folder.Error(path, split: split), StringComparison.Ordinal);
    }
}
