using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Model.Architectures;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Kernels;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Model.Adapters;

/// <summary>Folders in PEFT's form: those of make_peft.py against PyTorch in float64, and ours read back.</summary>
public sealed class PeftTests : IDisposable
{
    // Log-probabilities in nats, as far as PyTorch's in float64 may be away.
    const double Tolerance = 1e-5;

    readonly CpuEngine _engine = new(2);
    readonly TemporaryDirectory _folder = new();

    public static TheoryData<string> Names => ["qwen2-all", "qwen2-default", "qwen3-patterns", "olmo2-expression", "llama-biases"];

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    static string FolderOf(string name) => new Golden(Path.Combine("Peft", name)).Directory;

    static string BaseOf(string folder) => Path.GetFullPath(Path.Combine(folder, PeftFolder.BaseOf(folder)!));

    CpuPolicy Policy(string folder, string? baseFolder = null, NetworkUse use = NetworkUse.Training)
    {
        using var weights = WeightSources.Open(baseFolder ?? BaseOf(folder));
        using var adapters = PeftFolder.Open(folder, weights.Shape);
        return _engine.Network(AdapterSources.With(weights, adapters), use);
    }

    static double Worst(Golden golden, float[][] logProbs) => golden.Expected.Sequences.Zip(logProbs)
        .Max(pair => pair.First.LogProbs.Zip(pair.Second, (expected, actual) => Math.Abs(expected - actual)).Max());

    [Theory]
    [MemberData(nameof(Names))]
    public void A_folder_of_another_program_says_what_PyTorch_says_with_it(string name)
    {
        var golden = new Golden(Path.Combine("Peft", name));
        using var policy = Policy(golden.Directory);
        Assert.InRange(Worst(golden, policy.LogProbs(golden.Sequences)), 0, Tolerance);
        using var plain = _engine.Load(BaseOf(golden.Directory));
        Assert.True(Worst(golden, plain.LogProbs(golden.Sequences)) > 1000 * Tolerance, "the adapter changes nothing that this test would see");
        policy.Backward(golden.Sequences, golden.Loss);
        var gradients = golden.Tensors("gradients.safetensors");
        Assert.Equal(policy.Gradient.Layout.Tensors.Count, gradients.Count);
        foreach (var tensor in policy.Gradient.Layout.Tensors)
            Truth.Matches(gradients["base_model.model." + tensor.Name], policy.Gradient.Tensor(tensor), 1e-4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_is_read_back_and_merged_to_the_same(string name)
    {
        var golden = new Golden(Path.Combine("Peft", name));
        string copy = Path.Combine(_folder.Path, "copy"), merged = Path.Combine(_folder.Path, "merged");
        float[][] expected;
        using (var policy = Policy(golden.Directory))
        {
            expected = policy.LogProbs(golden.Sequences);
            PeftFolder.Write(copy, policy.Options, ((IPolicy)policy).Weights.Read, "some/base");
            ((IPolicy)policy).Weights.Save(merged);
        }
        Assert.Equal("some/base", PeftFolder.BaseOf(copy));
        using var again = Policy(copy, BaseOf(golden.Directory), NetworkUse.Sampling);
        foreach (var (one, other) in expected.Zip(again.LogProbs(golden.Sequences)))
            Bits.Equal(one, other);
        using var whole = _engine.LoadForSampling(merged);
        Assert.Null(whole.Options.Adapter);
        Assert.InRange(Worst(golden, whole.LogProbs(golden.Sequences)), 0, Tolerance);
    }

    /// <summary>Every key that PEFT's reader asks for, with a value of its type.</summary>
    [Fact]
    public void The_configuration_is_key_for_key_one_of_PEFT()
    {
        using var policy = AdapterExamples.Varied(_engine);
        PeftFolder.Write(_folder.Path, policy.Options, ((IPolicy)policy).Weights.Read, "Qwen/Qwen2.5-0.5B");
        var written = Json(_folder.Path).EnumerateObject().ToDictionary(f => f.Name, f => f.Value);
        var theirs = Json(FolderOf("qwen2-all"));
        foreach (var (key, value) in written)
            Assert.True(theirs.TryGetProperty(key, out var other) && (other.ValueKind == value.ValueKind || key == "base_model_name_or_path"), key);
        Assert.Equal(("LORA", "CAUSAL_LM", 5, 10, "none"), (written["peft_type"].GetString(), written["task_type"].GetString(), written["r"].GetInt32(),
            written["lora_alpha"].GetInt32(), written["bias"].GetString()));
        Assert.Equal(["down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"],
            written["target_modules"].EnumerateArray().Select(m => m.GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_scalar_models_head_is_saved_as_a_module()
    {
        using var policy = AdapterExamples.Fresh(_engine);
        using var values = _engine.ScalarOver(policy, headDeviation: 0.2, seed: 3);
        values.SaveState(_folder.Path);
        Assert.Equal(["score"], Json(_folder.Path).GetProperty("modules_to_save").EnumerateArray().Select(m => m.GetString()));
        using var other = _engine.ScalarOver(policy, headDeviation: 0.1, seed: 4);
        other.LoadState(_folder.Path);
        Bits.Equal(values.Values(AdapterExamples.Sequences(3))[2], other.Values(AdapterExamples.Sequences(3))[2]);
    }

    static JsonElement Json(string folder) => JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "adapter_config.json")));

    [Theory]
    [InlineData("use_dora", "true", "use_dora is true")]
    [InlineData("modules_to_save", "[\"lm_head\"]", "modules_to_save is [\"lm_head\"]")]
    [InlineData("bias", "\"all\"", "bias is \"all\"")]
    [InlineData("fan_in_fan_out", "true", "fan_in_fan_out is true")]
    [InlineData("layers_to_transform", "[1]", "layers_to_transform is [1]")]
    [InlineData("init_lora_weights", "\"pissa\"", "a base that was changed when it began")]
    [InlineData("peft_type", "\"LOHA\"", "only LORA")]
    [InlineData("some_new_key", "3", "some_new_key (here 3) is not known")]
    [InlineData("target_modules", "[\"c_attn\"]", "no linear map of this network")]
    [InlineData("target_modules", "\"(\"", "an expression that cannot be read")]
    [InlineData("target_modules", "[\"q_proj\"]", "does not ask for beside this base")]
    [InlineData("r", "3", "has shape [4, 24], but adapter_config.json and the base ask for [3, 24]")]
    [InlineData("r", "0", "r is 0, but must be a whole number")]
    [InlineData("r", null, "r is missing")]
    public void What_is_not_supported_or_does_not_belong_together_is_refused_by_name(string key, string? value, string sentence)
    {
        string theirs = FolderOf("qwen2-all");
        File.Copy(Path.Combine(theirs, "adapter_model.safetensors"), Path.Combine(_folder.Path, "adapter_model.safetensors"));
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(theirs, "adapter_config.json")))!.AsObject();
        if (value is null)
            config.Remove(key);
        else
            config[key] = JsonNode.Parse(value);
        File.WriteAllText(Path.Combine(_folder.Path, "adapter_config.json"), config.ToJsonString());
        Assert.Contains(sentence, Assert.Throws<UserErrorException>(() => Policy(_folder.Path, BaseOf(theirs))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_and_foreign_folders_are_refused()
    {
        string theirs = FolderOf("qwen2-all");
        Assert.Contains("belongs to another model", Assert.Throws<UserErrorException>(() => Policy(theirs, new Golden("tied").Directory)).Message);
        File.Copy(Path.Combine(theirs, "adapter_config.json"), Path.Combine(_folder.Path, "adapter_config.json"));
        Assert.Contains("does not exist", Refused());
        File.WriteAllText(Path.Combine(_folder.Path, "adapter_model.bin"), "");
        Assert.Contains("a file of Python objects", Refused());
        File.WriteAllText(Path.Combine(_folder.Path, "adapter_config.json"), "{");
        Assert.Contains("is not valid JSON", Refused());

        string Refused() => Assert.Throws<UserErrorException>(() => Policy(_folder.Path, BaseOf(theirs))).Message;
    }

    [Fact]
    public void Targets_that_there_are_not_are_named_with_the_nearest()
    {
        var options = new AdapterOptions { Targets = ["q_proj", "gate_prj"] };
        Assert.Contains("'gate_prj'; did you mean 'gate_proj'", Assert.Throws<UserErrorException>(() => AdapterShape.Of(options, AdapterExamples.Shape)).Message
            .Replace("? ", "; ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("without dropout", Assert.Throws<UserErrorException>(() => AdapterShape.Of(new() { Dropout = 0.1 }, AdapterExamples.Shape)).Message);
        Assert.Equal(2 * 2, AdapterShape.Of(new() { Targets = ["q_proj", "self_attn.o_proj"] }, AdapterExamples.Shape).Places.Count);
        Assert.Equal(4f, new AdapterShape { Places = [new("m", 16, 16)], IsRankStabilized = true }.ScaleOf(new("m", 16, 16)));
        Assert.Contains("k_proj", string.Join(' ', AdapterShape.Modules(AdapterExamples.Shape with { Architecture = new Olmo2() })), StringComparison.Ordinal);
    }
}
