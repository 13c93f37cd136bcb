using System.Text.Json.Nodes;
using R1Sharp.Learning.Model.SafeTensors;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>r1 init makes checkpoints, r1 inspect looks into them and into bare files.</summary>
public sealed class InspectTests : IDisposable
{
    const string Config = """
        {"architectures":["Qwen2ForCausalLM"],"model_type":"qwen2","vocab_size":300,"hidden_size":32,"intermediate_size":48,"num_hidden_layers":2,"num_attention_heads":4,
        "num_key_value_heads":2,"max_position_embeddings":64,"rope_theta":1000000.0,"rms_norm_eps":1e-6,"tie_word_embeddings":true,"eos_token_id":0,"torch_dtype":"bfloat16","hidden_act":"silu"}
        """;

    readonly string _folder = Directory.CreateTempSubdirectory("r1-inspect").FullName;

    string Shape => At("shape.json");

    public InspectTests() => File.WriteAllText(Shape, Config);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_checkpoint_is_made_and_looked_into()
    {
        Fine(Cli.Run("init", "--config", Shape, "--out", At("model"), "--shard-bytes", "20000"));
        var found = JsonNode.Parse(Fine(Cli.Run("inspect", At("model"), "--json")))!;
        Assert.Equal(("Qwen2ForCausalLM", "BF16"), ((string)found["architecture"]!, (string)found["dtype"]!));
        Assert.Equal(300 * 32 + 2 * (2 * 32 + 2 * 32 * 32 + 2 * 16 * 32 + 32 + 2 * 16 + 3 * 32 * 48) + 32, (int)found["parameters"]!);
        Assert.Equal((int)found["parameters"]!, (int)found["dtypes"]!["BF16"]!["elements"]!);
        Assert.True(found["files"]!.AsArray().Count > 1);
        Assert.True((double)found["estimate"]!["train_tokens_per_second"]! > 0);
        Assert.True((long)found["memory"]!["train_bytes"]! > (long)found["memory"]!["sample_bytes"]!);
        string text = Fine(Cli.Run("inspect", At("model")));
        foreach (string expected in (string[])["Qwen2ForCausalLM", "BF16", "memory to sample", "memory to train", "tokens per second", "estimate"])
            Assert.Contains(expected, text);
        File.Delete(At("model/model-00001-of-00003.safetensors"));
        Assert.Contains("model-00001-of-00003.safetensors does not exist", Refused(Cli.Run("inspect", At("model"))));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_whatever_the_threads()
    {
        Fine(Cli.Run("init", "--config", Shape, "--out", At("one"), "--seed", "5", "--dtype", "f32", "--threads", "1"));
        Fine(Cli.Run("init", "--config", At("one"), "--out", At("two"), "--seed", "5", "--threads", "2"));
        Fine(Cli.Run("init", "--config", Shape, "--out", At("other"), "--seed", "6", "--dtype", "f32"));
        byte[] weights(string name) => File.ReadAllBytes(Path.Combine(_folder, name, "model.safetensors"));
        Assert.Equal(weights("one"), weights("two"));
        Assert.NotEqual(weights("one"), weights("other"));
        Assert.Contains("holds a model already", Refused(Cli.Run("init", "--config", Shape, "--out", At("one"))));
        Assert.Equal(weights("one"), weights("two"));
    }

    [Fact]
    public void What_cannot_be_made_leaves_nothing()
    {
        File.WriteAllText(Shape, Config.Replace("qwen2", "mamba"));
        Assert.Contains($"{Shape}: ", Refused(Cli.Run("init", "--config", Shape, "--out", At("model"))));
        Assert.Contains("'f8' is unknown", Refused(Cli.Run("init", "--config", Shape, "--out", At("model"), "--dtype", "f8")));
        Assert.Contains("nowhere.json does not exist", Refused(Cli.Run("init", "--config", At("nowhere.json"), "--out", At("model"))));
        Assert.Equal([Shape], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void The_tensors_of_a_bare_file_are_listed()
    {
        string file = At("bare.safetensors");
        SafeTensorsWriter.Write(file, [TensorSource.OfValues("weight", WeightType.F16, [2, 3], (_, to) => to.Span.Clear()),
            TensorSource.OfBytes("steps", ElementType.Find("I64")!, [], (_, to) => to.Span.Clear())], [new("format", "pt")]);
        var found = JsonNode.Parse(Fine(Cli.Run("inspect", file, "--json")))!;
        Assert.Equal(["weight", "steps"], found["tensors"]!.AsArray().Select(t => (string)t!["name"]!));
        Assert.Equal("[2,3]", found["tensors"]![0]!["shape"]!.ToJsonString());
        Assert.Equal("pt", (string)found["metadata"]!["format"]!);
        string text = Fine(Cli.Run("inspect", file));
        Assert.Contains("[2, 3]", text);
        Assert.Contains("I64", text);
        using (var stream = File.OpenWrite(file))
            stream.SetLength(stream.Length - 1);
        string refusal = Refused(Cli.Run("inspect", file));
        Assert.Contains("tensor \"steps\" reaches to data byte 20, but the file has only 19", refusal);
        Assert.Contains("there is no such folder or file", Refused(Cli.Run("inspect", At("nowhere"))));
    }

    static string Fine(CliResult result)
    {
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result.Output;
    }

    static string Refused(CliResult result)
    {
        Assert.Equal((2, ""), (result.Code, result.Output));
        return Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    string At(string name) => Path.Combine(_folder, name);
}
