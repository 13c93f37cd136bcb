using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Tests.Model.Gguf;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>One weight that is not finite is found wherever it stands, named, and ends the loading.</summary>
public sealed class FiniteWeightsTests : IDisposable
{
    readonly CpuEngine _pool = new(2);
    readonly string _directory = Directory.CreateTempSubdirectory("r1-finite").FullName;

    public void Dispose()
    {
        _pool.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory, InlineData(1), InlineData(7), InlineData(16), InlineData(17), InlineData(65), InlineData(1000)]
    public void The_first_of_them_is_found(int length)
    {
        foreach (float bad in (float[])[float.NaN, -float.NaN, float.PositiveInfinity, float.NegativeInfinity, BitConverter.Int32BitsToSingle(0x7F80_0001)])
            for (int at = 0; at < length; at += 1 + length / 40)
            {
                float[] values = [.. Enumerable.Repeat(float.MaxValue, length)];
                Assert.Equal(-1, Finiteness.FirstNonFinite(values));
                (values[at], values[^1]) = (bad, bad);
                Assert.Equal(at, Finiteness.FirstNonFinite(values));
            }
    }

    void Damage(string tensor, long index, float value)
    {
        foreach (string file in Directory.GetFiles(new Golden("tied").Directory))
            File.Copy(file, Path.Combine(_directory, Path.GetFileName(file)), overwrite: true);
        string path = Path.Combine(_directory, "model.safetensors");
        long place;
        using (var file = SafeTensorsFile.Open(path))
            place = file.Header.DataStart + file.Header.Tensors.Single(t => t.Name == tensor).Begin + index * sizeof(float);
        using var stream = new FileStream(path, FileMode.Open) { Position = place };
        stream.Write(BitConverter.GetBytes(value));
    }

    static string Sentence(Action load)
    {
        var thrown = Record.Exception(load);
        return Assert.IsType<UserErrorException>(thrown is AggregateException { InnerException: { } inner } ? inner : thrown).Message;
    }

    [Theory]
    [InlineData("model.embed_tokens.weight", 64 * 3 + 5, float.NaN, "tensor model.embed_tokens.weight holds NaN at row 3, column 5")]
    [InlineData("model.layers.1.mlp.down_proj.weight", 96 * 63 + 95, float.PositiveInfinity, "tensor model.layers.1.mlp.down_proj.weight holds infinity at row 63, column 95")]
    [InlineData("model.layers.0.self_attn.k_proj.bias", 31, float.NegativeInfinity, "tensor model.layers.0.self_attn.k_proj.bias holds minus infinity at element 31")]
    [InlineData("model.norm.weight", 0, float.NaN, "tensor model.norm.weight holds NaN at element 0")]
    public void Every_way_to_load_names_it(string tensor, long index, float value, string expected)
    {
        Damage(tensor, index, value);
        Assert.Contains(expected, Sentence(() => _pool.Load(_directory)));
        Assert.Contains(expected, Sentence(() => _pool.LoadForSampling(_directory)));
        Assert.Contains(expected, Sentence(() =>
        {
            using var checkpoint = Checkpoint.Open(_directory);
            CheckpointWriter.Save(Path.Combine(_directory, "again"), checkpoint.Options, checkpoint.Read);
        }));
    }

    [Theory, InlineData("f32"), InlineData("bf16"), InlineData("q8_0")]
    public void A_gguf_file_is_looked_through_too(string type)
    {
        var tokenizer = GgufExamples.Miniature;
        var options = GgufExamples.Shape("llama", tokenizer);
        string path = Path.Combine(_directory, "model.gguf");
        GgufExport.Write(path, options, tokenizer, (tensor, first, to) =>
        {
            to.Fill(0.25f);
            if (tensor.Name == "model.layers.0.mlp.up_proj.weight" && first <= 70 && first + to.Length > 70)
                to[70 - (int)first] = float.NaN;
        }, new() { Type = GgufTensorTypes.Parse(type) });
        using var model = GgufModel.Open(path);
        string expected = "tensor model.layers.0.mlp.up_proj.weight holds ";
        Assert.Contains(expected, Sentence(() => _pool.Load(model)));
        Assert.Contains(expected, Sentence(() => _pool.LoadForSampling(model)));
    }

    [Theory, InlineData(0.0), InlineData(1.0)]
    public void Weights_that_are_too_large_give_no_tokens(double temperature)
    {
        Damage("model.norm.weight", 0, 3e38f);
        using var policy = _pool.LoadForSampling(_directory);
        var request = new GenerationRequest { Prompt = [1, 2, 3], Sampling = new() { Temperature = temperature, MaxCompletionTokens = 3 } };
        var thrown = Record.Exception(() => policy.Generate([request]));
        Assert.True(thrown is not null && NonFiniteLogitsException.Is(thrown), $"{thrown}");
    }
}
