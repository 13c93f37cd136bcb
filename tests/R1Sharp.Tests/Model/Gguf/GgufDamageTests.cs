using System.Buffers.Binary;
using System.Text;
using R1Sharp.Learning;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Model.Gguf;

/// <summary>Damaged and hostile files are refused in one sentence, and no memory is taken for what they claim.</summary>
public sealed class GgufDamageTests : IDisposable
{
    static readonly Lazy<byte[]> Sound = new(() =>
    {
        using var directory = new TemporaryDirectory();
        var shape = GgufExamples.Shape("qwen2", GgufExamples.Miniature, spareRows: 0) with { HiddenSize = 32, HeadCount = 2, KeyValueHeadCount = 1, HeadSize = 16, IntermediateSize = 32, LayerCount = 1 };
        return File.ReadAllBytes(GgufExamples.Export(directory.Path, shape, GgufExamples.Miniature, GgufTensorType.Q8));
    });

    readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0, "GGML", "does not begin with GGUF")]
    [InlineData(4, "\u0001\0\0\0", "version 1")]
    [InlineData(4, "\0\0\0\u0003", "big-endian")]
    [InlineData(8, "\0\0\0\0\0\0\0\u007f", "tensors")]
    [InlineData(16, "\0\0\0\0\0\0\0\u007f", "metadata entries")]
    [InlineData(24, "\u007f\u007f\u007f\u007f\u007f\u007f\0\0", "text of")]
    public void The_head_is_checked(int offset, string bytes, string named) => Refused(Changed(file => Encoding.Latin1.GetBytes(bytes).CopyTo(file, offset)), named);

    [Theory]
    [InlineData("general.architecture", 20 + 12, "mamba", "mamba")]
    [InlineData("token_embd.weight", 17, "\u0009\0\0\0", "9 dimensions")]
    [InlineData("token_embd.weight", 17 + 4, "\0\0\0\0\0\0\0\u0001", "cannot hold")]
    [InlineData("token_embd.weight", 17 + 4, "\u0021\0\0\0", "q8_0 cannot store")]
    [InlineData("qwen2.embedding_length", 22 + 4, "\u0040\0\0\0", "shape")]
    [InlineData("token_embd.weight", 17 + 20, "\u000d\0\0\0", "q5_k")]
    [InlineData("token_embd.weight", 17 + 20, "\u0063\0\0\0", "number 99")]
    [InlineData("output_norm.weight", 18 + 4 + 8 + 4, "\u0001\0\0\0", "alignment")]
    [InlineData("output_norm.weight", 18 + 4 + 8 + 4, "\0\0\0\0", "overlap")]
    [InlineData("output_norm.weight", 18 + 4 + 8 + 4, "\0\0\0\0\0\0\u0001\0", "beyond its end")]
    [InlineData("general.alignment", 17 + 4, "\u0003\0\0\0", "power of two")]
    [InlineData("qwen2.block_count", 17 + 4, "\u0003\0\0\0", "lacks the tensor")]
    [InlineData("qwen2.block_count", 17 + 4, "\u00ff\u00ff\u00ff\u007f", "no sense")]
    [InlineData("qwen2.vocab_size", 0, "qwen2.vocab_sign", "not supported")]
    [InlineData("tokenizer.ggml.eos_token_id", 27 + 4, "\u00ff\u00ff\0\0", "eos_token_id")]
    [InlineData("output_norm.weight", 0, "output_morn.weight", "output_morn.weight")]
    [InlineData("tokenizer.ggml.pre", 18 + 12, "qwenz", "qwenz")]
    public void Every_field_is_checked(string field, int offset, string bytes, string named) =>
        Refused(Changed(file => Encoding.Latin1.GetBytes(bytes).CopyTo(file, file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(field)) + offset)), named);

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    [InlineData(12_000)]
    [InlineData(-1)]
    public void A_truncated_file_is_refused(int length) => Refused(Sound.Value[..(length < 0 ? Sound.Value.Length - 64 : length)], "");

    [Fact]
    public void Mutated_files_are_read_or_refused_and_take_no_more_memory_than_sound_ones()
    {
        var random = new Random(5);
        int head = Sound.Value.Length / 2;
        Open(Sound.Value);
        (long Bytes, string? Message) most = default;
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = [.. Sound.Value];
            for (int changes = random.Next(1, 5); changes > 0; changes--)
                switch (random.Next(4))
                {
                    case 0: bytes[random.Next(head)] ^= (byte)(1 << random.Next(8)); break;
                    case 1: bytes[random.Next(head)] = (byte)random.Next(256); break;
                    case 2: BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(random.Next(head)), ulong.MaxValue >> random.Next(64)); break;
                    default: Array.Resize(ref bytes, random.Next(head, bytes.Length + 1)); break;
                }
            long before = GC.GetAllocatedBytesForCurrentThread();
            string? message = Open(bytes);
            if (message is not null)
            {
                Assert.DoesNotContain('\n', message);
                Assert.EndsWith(".", message, StringComparison.Ordinal);
            }
            long taken = GC.GetAllocatedBytesForCurrentThread() - before;
            if (taken > most.Bytes)
                most = (taken, message);
        }
        Assert.True(most.Bytes < 100 * Sound.Value.Length, $"{most.Bytes} bytes were taken for a file of {Sound.Value.Length}: {most.Message}.");
    }

    [Fact]
    public void A_sound_file_is_read() => Assert.Null(Open(Sound.Value));

    void Refused(byte[] bytes, string named)
    {
        string? message = Open(bytes);
        Assert.NotNull(message);
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
    }

    static byte[] Changed(Action<byte[]> change)
    {
        byte[] bytes = [.. Sound.Value];
        change(bytes);
        return bytes;
    }

    string? Open(byte[] bytes)
    {
        string path = Path.Combine(_directory.Path, "model.gguf");
        File.WriteAllBytes(path, bytes);
        try
        {
            using var model = GgufModel.Open(path);
            foreach (var tensor in model.Layout.Tensors) model.Read(tensor, 0, new float[tensor.Length]);
            return null;
        }
        catch (UserErrorException refusal)
        {
            return refusal.Message;
        }
    }
}
