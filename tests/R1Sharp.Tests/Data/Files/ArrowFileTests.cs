using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Xunit;

namespace R1Sharp.Tests.Data.Files;

/// <summary>Arrow as Hugging Face's cache holds it (a stream), as a file, and compressed; and a file that is cut off.</summary>
public sealed class ArrowFileTests : IDisposable
{
    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static Schema Schema { get; } = new([
        new Field("id", Int64Type.Default, true), new Field("text", StringType.Default, true), new Field("score", DoubleType.Default, true), new Field("ok", BooleanType.Default, true),
        new Field("tags", new ListType(new Field("item", StringType.Default, true)), true),
        new Field("who", new StructType([new Field("name", StringType.Default, true)]), true),
    ], null);

    static RecordBatch Batch(int from, int count)
    {
        var (id, text, score, ok) = (new Int64Array.Builder(), new StringArray.Builder(), new DoubleArray.Builder(), new BooleanArray.Builder());
        var tags = new ListArray.Builder(StringType.Default);
        var (tag, name) = ((StringArray.Builder)tags.ValueBuilder, new StringArray.Builder());
        for (int i = from; i < from + count; i++)
        {
            id.Append(i);
            text.Append($"line {i}\n\"é\"");
            score.Append(i / 4.0);
            ok.Append(i % 2 == 0);
            name.Append($"n{i}");
            tags.Append();
            for (int k = 0; k < i % 3; k++)
                tag.Append($"{i}.{k}");
        }
        var who = new StructArray(Schema.GetFieldByName("who").DataType, count, [name.Build()], ArrowBuffer.Empty, 0);
        return new RecordBatch(Schema, [id.Build(), text.Build(), score.Build(), ok.Build(), tags.Build(), who], count);
    }

    static string Expected(int i) => FormattableString.Invariant(
        $"{{\"id\":{i},\"text\":\"line {i}\\n\\\"é\\\"\",\"score\":{i / 4.0},\"ok\":{(i % 2 == 0 ? "true" : "false")},\"tags\":[{string.Join(",", Enumerable.Range(0, i % 3).Select(k => $"\"{i}.{k}\""))}],\"who\":{{\"name\":\"n{i}\"}}}}");

    string Write(string name, bool isFile, CompressionCodecType? codec = null)
    {
        using var stream = File.Create(_folder[name]);
        var options = new IpcOptions { CompressionCodec = codec, CompressionCodecFactory = codec is null ? null : new CompressionCodecFactory() };
        using var writer = isFile ? new ArrowFileWriter(stream, Schema, false, options) : new ArrowStreamWriter(stream, Schema, false, options);
        foreach (int batch in (int[])[0, 1, 2])
            writer.WriteRecordBatch(Batch(batch * 10, 10));
        writer.WriteEnd();
        return _folder[name];
    }

    [Theory]
    [InlineData("x-train.arrow", false, null)]
    [InlineData("x.arrow", true, null)]
    [InlineData("x.arrow", true, CompressionCodecType.Zstd)]
    [InlineData("x.feather", true, CompressionCodecType.Lz4Frame)]
    public void Both_forms_are_read(string name, bool isFile, CompressionCodecType? codec)
    {
        string path = Write(name, isFile, codec);
        Assert.Equal(Enumerable.Range(0, 30).Select(Expected), DataFolder.Rows(path));
        Assert.Equal(Enumerable.Range(15, 5).Select(Expected), DataFolder.Rows(path, split: "train[15:20]"));
        Assert.Equal(Enumerable.Range(27, 3).Select(Expected), DataFolder.Rows(path, split: "train[-3:]"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_is_cut_off_is_one_sentence(bool isFile)
    {
        byte[] whole = File.ReadAllBytes(Write("x.arrow", isFile));
        File.WriteAllBytes(_folder["y.arrow"], whole[..(whole.Length / 2)]);
        Assert.StartsWith("D/y.arrow: this Arrow file is cut off or broken", _folder.Error(_folder["y.arrow"]), StringComparison.Ordinal);
    }
}
