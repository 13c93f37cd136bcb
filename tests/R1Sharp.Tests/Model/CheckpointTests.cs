using System.Text;
using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>Hugging Face directories: what was written is read, and what is damaged is refused in one sentence.</summary>
public sealed class CheckpointTests : IDisposable
{
    readonly CpuEngine _pool = new(1);
    readonly string _directory = Directory.CreateTempSubdirectory("r1-checkpoint").FullName;

    string WeightsFile => Path.Combine(_directory, "model.safetensors");

    string ConfigFile => Path.Combine(_directory, "config.json");

    public void Dispose()
    {
        _pool.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("tied")]
    [InlineData("untied")]
    public void What_is_saved_is_read_again(string name)
    {
        var golden = new Golden(name);
        using var policy = _pool.Load(golden.Directory);
        policy.Save(_directory);
        using var again = _pool.Load(_directory);
        Assert.Equal(policy.Options with { PadId = again.Options.PadId }, again.Options);
        Bits.Equal(policy.Weights.Values.Span(0, (int)policy.Weights.Values.Length), again.Weights.Values.Span(0, (int)again.Weights.Values.Length));
        Assert.Empty(Directory.GetFiles(_directory, "*.tmp"));
    }

    [Fact]
    public void Tensors_have_the_names_and_places_of_hugging_face()
    {
        var golden = new Golden("tied");
        using var policy = _pool.Load(golden.Directory);
        policy.Save(_directory);
        using var file = SafeTensorsFile.Open(WeightsFile);
        var written = file.Header.Tensors.ToDictionary(t => t.Name, t => t.Shape);
        Assert.Equal([32, 64], written["model.layers.1.self_attn.k_proj.weight"]);
        Assert.Equal([32], written["model.layers.1.self_attn.k_proj.bias"]);
        Assert.Equal([64, 96], written["model.layers.0.mlp.down_proj.weight"]);
        Assert.DoesNotContain("lm_head.weight", written.Keys);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(100)]
    [InlineData(200_000)]
    public void A_truncated_file_is_refused(int bytes)
    {
        Copy("tied");
        using (var stream = File.OpenWrite(WeightsFile))
            stream.SetLength(bytes);
        Assert.Contains("truncated", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_network_is_refused_by_the_tensors_name()
    {
        Copy("tied");
        File.Copy(Path.Combine(new Golden("untied").Directory, "model.safetensors"), WeightsFile, overwrite: true);
        Assert.Contains("model.embed_tokens.weight", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"model_type\": \"qwen2\"", "\"model_type\": \"mamba\"", "mamba")]
    [InlineData("\"hidden_size\": 64", "\"hidden_size\": \"wide\"", "hidden_size")]
    [InlineData("\"hidden_act\": \"silu\"", "\"hidden_act\": \"gelu\"", "gelu")]
    [InlineData("\"vocab_size\": 97", "\"vocab_size\": 98", "98")]
    [InlineData("{", "", "malformed")]
    public void A_config_that_cannot_be_used_is_refused_by_name(string from, string to, string named)
    {
        Copy("tied");
        File.WriteAllText(ConfigFile, File.ReadAllText(ConfigFile).Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(named, Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_or_file_is_refused()
    {
        Assert.Contains("config.json", Refusal(), StringComparison.Ordinal);
        Copy("tied");
        File.Delete(WeightsFile);
        Assert.Contains("model.safetensors", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        Copy("tied");
        byte[] bytes = File.ReadAllBytes(WeightsFile);
        int at = bytes.AsSpan().IndexOf("model.norm.weight"u8);
        Encoding.ASCII.GetBytes("model.morn.weight").CopyTo(bytes, at);
        File.WriteAllBytes(WeightsFile, bytes);
        Assert.Contains("model.morn.weight", Refusal(), StringComparison.Ordinal);
    }

    string Refusal()
    {
        string message = Assert.Throws<UserErrorException>(() => _pool.Load(_directory).Dispose()).Message;
        Assert.DoesNotContain('\n', message);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        return message;
    }

    void Copy(string name)
    {
        foreach (string file in new[] { "config.json", "model.safetensors" })
            File.Copy(Path.Combine(new Golden(name).Directory, file), Path.Combine(_directory, file));
    }
}
