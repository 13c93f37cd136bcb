using System.Text.Json.Nodes;
using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>Checkpoints in 16 bits and in shards, tied heads, and weights that stay in 16 bits.</summary>
public sealed class CheckpointFormatTests : IDisposable
{
    readonly CpuEngine _pool = new(2);
    readonly string _directory = Directory.CreateTempSubdirectory("r1-formats").FullName;

    public void Dispose()
    {
        _pool.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    static ModelOptions Options(bool isTied = true) => new() { VocabularySize = 40, HiddenSize = 16, IntermediateSize = 24, LayerCount = 2, HeadCount = 2, KeyValueHeadCount = 1, HeadSize = 8, MaxPositions = 32, TieWordEmbeddings = isTied };

    [Theory, InlineData(WeightType.F32, "float32"), InlineData(WeightType.BF16, "bfloat16"), InlineData(WeightType.F16, "float16")]
    public void A_checkpoint_is_saved_in_the_type_asked_for_and_remembers_it(WeightType type, string torch)
    {
        using var weights = Fresh();
        CheckpointWriter.Save(_directory, weights, new() { Type = type });
        Assert.Equal(torch, (string)JsonNode.Parse(File.ReadAllText(At("config.json")))!["torch_dtype"]!);
        using var checkpoint = Checkpoint.Open(_directory);
        Assert.Equal(type, checkpoint.Type);
        using var read = new Weights(checkpoint.Options, checkpoint.Layout);
        checkpoint.CopyTo(read);
        foreach (var tensor in weights.Layout.Tensors)
            Bits.Equal(Rounded(weights.Tensor(tensor), type), read.Tensor(tensor));
        using var policy = _pool.Load(_directory);
        using var source = WeightSources.Open(_directory);
        Assert.Equal(type, source.Type);
        byte[] before = File.ReadAllBytes(At("model.safetensors"));
        policy.Save(_directory, new() { Type = type });
        Assert.Equal(before, File.ReadAllBytes(At("model.safetensors")));
    }

    [Fact]
    public void Shards_hold_the_same_weights_and_are_written_again_byte_for_byte()
    {
        using var weights = Fresh();
        var format = new CheckpointFormat { Type = WeightType.BF16, ShardBytes = 2000 };
        CheckpointWriter.Save(_directory, weights, format);
        var before = Directory.GetFiles(_directory).ToDictionary(f => f, File.ReadAllBytes);
        Assert.True(before.Count > 4);
        using var policy = _pool.Load(_directory);
        foreach (var tensor in weights.Layout.Tensors)
            Bits.Equal(Rounded(weights.Tensor(tensor), WeightType.BF16), policy.Weights.Tensor(tensor));
        policy.Save(_directory, format);
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(_directory).Order(StringComparer.Ordinal));
        Assert.All(before, b => Assert.Equal(b.Value, File.ReadAllBytes(b.Key)));
    }

    [Theory, InlineData(WeightType.F32), InlineData(WeightType.BF16), InlineData(WeightType.F16)]
    public void A_tensor_is_read_whole_or_in_part_from_every_format(WeightType type)
    {
        using var weights = Fresh();
        CheckpointWriter.Save(_directory, weights, new() { Type = type });
        using var checkpoint = Checkpoint.Open(_directory);
        using var read = new Weights(checkpoint.Options, checkpoint.Layout);
        checkpoint.CopyTo(read);
        foreach (var tensor in checkpoint.Layout.Tensors)
        {
            var expected = Rounded(weights.Tensor(tensor), type);
            Bits.Equal(expected, read.Tensor(tensor));
            var part = new float[2];
            checkpoint.Read(tensor, tensor.Length - 2, part);
            Bits.Equal(expected[^2..], part);
            read.Read(tensor, tensor.Length - 2, part);
            Bits.Equal(expected[^2..], part);
        }
        var norm = checkpoint.Layout.ByName["model.norm.weight"];
        Assert.Throws<ArgumentOutOfRangeException>(() => read.Read(norm, norm.Length - 1, new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => read.Read(norm, -1, new float[2]));
    }

    [Fact]
    public void A_tied_head_may_be_stored_and_must_then_be_the_embedding()
    {
        using var weights = Fresh();
        var embedding = weights.Layout.ByName["model.embed_tokens.weight"];
        float[] head = weights.Tensor(embedding).ToArray();
        WriteWith(weights, ("lm_head.weight", [40, 16], head), ("model.layers.0.self_attn.rotary_emb.inv_freq", [4], [1, 2, 3, 4]));
        using (var checkpoint = Checkpoint.Open(_directory))
            Assert.False(checkpoint.Layout.ByName.ContainsKey("lm_head.weight"));
        head[77] += 1;
        WriteWith(weights, ("lm_head.weight", [40, 16], head));
        Assert.Contains("lm_head.weight differs from model.embed_tokens.weight", Refusal(), StringComparison.Ordinal);
        WriteWith(weights, ("lm_head.weight", [16, 40], head));
        Assert.Contains("tensor \"lm_head.weight\" has shape [16, 40], but config.json asks for [40, 16]", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_untied_head_must_be_there()
    {
        using var weights = Fresh();
        WriteWith(weights);
        ModelConfig.Write(_directory, Options(isTied: false));
        Assert.Contains("lacks tensor lm_head.weight", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_of_other_types_missing_or_superfluous_are_named()
    {
        using var weights = Fresh();
        WriteWith(weights, ("model.layers.2.mlp.up_proj.weight", [1], [1]));
        Assert.Contains("holds tensor \"model.layers.2.mlp.up_proj.weight\"", Refusal(), StringComparison.Ordinal);
        SafeTensorsFolderWriter.Write(_directory, [.. CheckpointTensors.Sources(weights, "", WeightType.F32).Skip(2)]);
        Assert.Contains("lacks tensor model.embed_tokens.weight and 1 more", Refusal(), StringComparison.Ordinal);
        SafeTensorsFolderWriter.Write(_directory, [.. CheckpointTensors.Sources(weights, "", WeightType.F32).Select(t => t.Name != "model.norm.weight" ? t
            : TensorSource.OfBytes(t.Name, ElementType.Find("F64")!, t.Shape, (_, to) => to.Span.Clear()))]);
        Assert.Contains("tensor \"model.norm.weight\" is F64", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_random_checkpoint_holds_the_weights_that_a_fresh_network_has()
    {
        using var weights = Fresh(seed: 7);
        ModelConfig.Write(_directory, Options());
        CheckpointWriter.WriteRandom(_directory, 7, threads: 2, new() { Type = WeightType.BF16, ShardBytes = 1000 });
        using var checkpoint = Checkpoint.Open(_directory);
        var read = new float[640];
        foreach (var tensor in weights.Layout.Tensors)
        {
            checkpoint.Read(tensor, 0, read.AsSpan(0, (int)tensor.Length));
            Bits.Equal(Rounded(weights.Tensor(tensor), WeightType.BF16), read.AsSpan(0, (int)tensor.Length));
        }
    }

    [Fact]
    public void Fresh_weights_can_be_made_from_any_place_on()
    {
        using var weights = Fresh(seed: 3);
        var part = new float[37];
        new InitialWeights(Options(), weights.Layout, 3).Fill(0, 101, part);
        Bits.Equal(weights.Tensor(weights.Layout.Tensors[0]).Slice(101, 37), part);
    }

    static Weights Fresh(ulong seed = 1)
    {
        var weights = new Weights(Options(), new ParameterLayout(Options()));
        weights.Initialize(seed);
        return weights;
    }

    void WriteWith(Weights weights, params (string Name, long[] Shape, float[] Values)[] more)
    {
        ModelConfig.Write(_directory, weights.Options);
        SafeTensorsFolderWriter.Write(_directory, [.. CheckpointTensors.Sources(weights, "", WeightType.F32),
            .. more.Select(m => TensorSource.OfValues(m.Name, WeightType.F32, m.Shape, (first, to) => m.Values.AsSpan((int)first, to.Length).CopyTo(to.Span)))]);
    }

    static float[] Rounded(ReadOnlySpan<float> values, WeightType type)
    {
        var rounded = values.ToArray();
        for (int i = 0; i < rounded.Length && type != WeightType.F32; i++)
            rounded[i] = type == WeightType.BF16 ? Bfloat16.ToSingle(Bfloat16.FromSingle(rounded[i])) : Float16.ToSingle(Float16.FromSingle(rounded[i]));
        return rounded;
    }

    string Refusal()
    {
        string message = Assert.Throws<UserErrorException>(() => Checkpoint.Open(_directory).Dispose()).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    string At(string name) => Path.Combine(_directory, name);
}
