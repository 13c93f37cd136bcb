using System.Text.Json.Nodes;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Architectures;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>config.json: what the real files of the families say is understood, and what is not is refused by name.</summary>
public sealed class ModelConfigTests : IDisposable
{
    const string Qwen25 = """
        {"architectures":["Qwen2ForCausalLM"],"attention_dropout":0.0,"bos_token_id":151643,"eos_token_id":151643,"hidden_act":"silu","hidden_size":896,
        "initializer_range":0.02,"intermediate_size":4864,"max_position_embeddings":32768,"max_window_layers":24,"model_type":"qwen2","num_attention_heads":14,
        "num_hidden_layers":24,"num_key_value_heads":2,"rms_norm_eps":1e-06,"rope_theta":1000000.0,"sliding_window":32768,"tie_word_embeddings":true,
        "torch_dtype":"bfloat16","transformers_version":"4.40.1","use_cache":true,"use_mrope":false,"use_sliding_window":false,"vocab_size":151936}
        """;

    const string Qwen3File = """
        {"architectures":["Qwen3ForCausalLM"],"attention_bias":false,"attention_dropout":0.0,"bos_token_id":151643,"eos_token_id":151645,"head_dim":128,
        "hidden_act":"silu","hidden_size":1024,"initializer_range":0.02,"intermediate_size":3072,"max_position_embeddings":40960,"max_window_layers":28,
        "model_type":"qwen3","num_attention_heads":16,"num_hidden_layers":28,"num_key_value_heads":8,"rms_norm_eps":1e-06,"rope_scaling":null,
        "rope_theta":1000000,"sliding_window":null,"tie_word_embeddings":true,"torch_dtype":"bfloat16","transformers_version":"4.51.0","use_cache":true,
        "use_sliding_window":false,"vocab_size":151936}
        """;

    const string Llama32 = """
        {"architectures":["LlamaForCausalLM"],"attention_bias":false,"attention_dropout":0.0,"bos_token_id":128000,"eos_token_id":[128001,128008,128009],
        "head_dim":64,"hidden_act":"silu","hidden_size":2048,"initializer_range":0.02,"intermediate_size":8192,"max_position_embeddings":131072,
        "mlp_bias":false,"model_type":"llama","num_attention_heads":32,"num_hidden_layers":16,"num_key_value_heads":8,"pretraining_tp":1,
        "rms_norm_eps":1e-05,"rope_scaling":{"factor":32.0,"high_freq_factor":4.0,"low_freq_factor":1.0,"original_max_position_embeddings":8192,
        "rope_type":"llama3"},"rope_theta":500000.0,"tie_word_embeddings":true,"torch_dtype":"bfloat16","transformers_version":"4.45.0.dev0",
        "use_cache":true,"vocab_size":128256}
        """;

    const string Olmo2SevenBillion = """
        {"architectures":["Olmo2ForCausalLM"],"attention_bias":false,"attention_dropout":0.0,"eos_token_id":100257,"hidden_act":"silu","hidden_size":4096,
        "initializer_range":0.02,"intermediate_size":11008,"max_position_embeddings":4096,"model_type":"olmo2","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":32,"pad_token_id":100277,"rms_norm_eps":1e-06,"rope_scaling":null,"rope_theta":500000,
        "tie_word_embeddings":false,"torch_dtype":"float32","transformers_version":"4.47.0.dev0","use_cache":true,"vocab_size":100352}
        """;

    readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Qwen25_has_three_biases_and_no_window()
    {
        var options = Read(Qwen25);
        Assert.Equal(new Qwen2(), options.Architecture);
        Assert.Equal((64, 2, 32768, 1e6, true), (options.HeadSize, options.KeyValueHeadCount, options.MaxPositions, options.RopeTheta, options.TieWordEmbeddings));
        Assert.Null(options.SlidingWindow);
        Assert.Equal(494_032_768, new ParameterLayout(options).ParameterCount);
    }

    [Fact]
    public void Qwen3_has_a_norm_in_each_head_and_heads_wider_than_the_stream()
    {
        var options = Read(Qwen3File);
        Assert.Equal((new Qwen3(), 128), (options.Architecture, options.HeadSize));
        Assert.Equal(596_049_920, new ParameterLayout(options).ParameterCount);
    }

    [Fact]
    public void Llama32_has_scaled_rotations_and_three_ends()
    {
        var options = Read(Llama32);
        Assert.Equal(new Llama(), options.Architecture);
        Assert.Equal(new Llama3RopeScaling(32, 1, 4, 8192), options.RopeScaling);
        Assert.Equal((128000, 128001, 2), (options.BeginOfTextId!.Value, options.EndOfTextId!.Value, options.OtherEndIds.Count));
        Assert.Equal(1_235_814_400, new ParameterLayout(options).ParameterCount);
    }

    [Fact]
    public void Olmo2_has_norms_after_its_parts_and_one_over_all_heads()
    {
        var options = Read(Olmo2SevenBillion);
        Assert.Equal((new Olmo2(), 128, false), (options.Architecture, options.HeadSize, options.TieWordEmbeddings));
        var layout = new ParameterLayout(options);
        Assert.Equal(7_298_617_344, layout.ParameterCount);
        Assert.Equal(4096, layout.ByName["model.layers.31.self_attn.k_norm.weight"].Columns);
        Assert.Equal("blk.31.post_ffw_norm.weight", layout.ByName["model.layers.31.post_feedforward_layernorm.weight"].GgufName);
        Assert.DoesNotContain("model.layers.0.input_layernorm.weight", layout.ByName.Keys);
        Assert.Equal((2048, 1e-5), (Read(Changed(Olmo2SevenBillion, """{"max_position_embeddings":null}""")).MaxPositions,
            Read(Changed(Olmo2SevenBillion, """{"rms_norm_eps":null}""")).RmsNormEpsilon));
        Assert.Equal(new Olmo2 { AttentionBias = true }, Read(Changed(Olmo2SevenBillion, """{"attention_bias":true}""")).Architecture);
    }

    [Theory]
    [InlineData("""{"use_sliding_window":true,"sliding_window":4096,"max_window_layers":22}""", 4096, new[] { 22, 23 })]
    [InlineData("""{"use_sliding_window":true,"sliding_window":4096,"max_window_layers":24}""", null, new int[0])]
    public void The_layers_from_max_window_layers_on_slide(string changes, int? window, int[] layers)
    {
        var options = Read(Changed(Qwen25, changes));
        Assert.Equal(window, options.SlidingWindow);
        Assert.Equal(layers, options.SlidingLayers);
    }

    [Fact]
    public void Layer_types_say_which_layers_slide()
    {
        var options = Read(Changed(Qwen25, """{"use_sliding_window":true,"sliding_window":9,"num_hidden_layers":3,"layer_types":["sliding_attention","full_attention","sliding_attention"]}"""));
        Assert.Equal([0, 2], options.SlidingLayers);
        Assert.Equal(new int?[] { 9, null, 9 }, [options.WindowOf(0), options.WindowOf(1), options.WindowOf(2)]);
    }

    [Theory]
    [InlineData(Qwen25, """{"rope_parameters":{"rope_type":"default","rope_theta":5000.0},"rope_theta":null}""")]
    [InlineData(Qwen25, """{"rope_scaling":{"type":"default"},"rope_theta":5000}""")]
    [InlineData(Qwen25, """{"rope_scaling":{"type":"default","rope_type":"default","rope_theta":5000},"rope_theta":5000.0}""")]
    public void Both_spellings_of_the_rotary_part(string config, string changes)
    {
        var options = Read(Changed(config, changes));
        Assert.Equal((5000, null), (options.RopeTheta, options.RopeScaling));
    }

    [Theory]
    [InlineData(Qwen25, """{"model_type":"qwen2_moe"}""", "model_type \"qwen2_moe\"")]
    [InlineData(Qwen25, """{"architectures":["Qwen2ForSequenceClassification"]}""", "Qwen2ForSequenceClassification")]
    [InlineData(Qwen25, """{"architectures":["PhiForCausalLM"],"model_type":null}""", "names none of them")]
    [InlineData(Qwen25, """{"hidden_act":"gelu"}""", "hidden_act \"gelu\"")]
    [InlineData(Qwen25, """{"attention_bias":false}""", "attention_bias")]
    [InlineData(Qwen25, """{"mlp_bias":true}""", "mlp_bias")]
    [InlineData(Qwen25, """{"use_mrope":true}""", "use_mrope")]
    [InlineData(Qwen25, """{"attention_dropout":0.1}""", "attention_dropout is 0.1")]
    [InlineData(Qwen25, """{"quantization_config":{"bits":4}}""", "quantization_config")]
    [InlineData(Qwen25, """{"logit_softcap_of_tomorrow":30.0}""", "logit_softcap_of_tomorrow")]
    [InlineData(Qwen25, """{"num_key_value_heads":3}""", "num_key_value_heads (3)")]
    [InlineData(Qwen25, """{"hidden_size":900}""", "hidden_size (900)")]
    [InlineData(Qwen25, """{"head_dim":7}""", "7, but must be even")]
    [InlineData(Qwen25, """{"num_hidden_layers":-1}""", "num_hidden_layers is -1")]
    [InlineData(Qwen25, """{"vocab_size":1e99}""", "vocab_size is 1e99")]
    [InlineData(Qwen25, """{"vocab_size":null}""", "vocab_size is missing")]
    [InlineData(Qwen25, """{"rms_norm_eps":"small"}""", "rms_norm_eps is \"small\"")]
    [InlineData(Qwen25, """{"use_sliding_window":true,"sliding_window":null}""", "sliding_window is missing")]
    [InlineData(Qwen25, """{"layer_types":["sliding_attention"]}""", "layer_types has 1 entries")]
    [InlineData(Qwen25, """{"num_hidden_layers":1,"layer_types":["sliding_attention"]}""", "use_sliding_window is not true")]
    [InlineData(Qwen25, """{"num_hidden_layers":1,"layer_types":["chunked_attention"]}""", "chunked_attention")]
    [InlineData(Qwen25, """{"rope_scaling":{"type":"mrope","mrope_section":[16,24,24]}}""", "type \"mrope\"")]
    [InlineData(Qwen25, """{"rope_scaling":{"rope_type":"longrope","factor":4}}""", "longrope")]
    [InlineData(Qwen25, """{"rope_scaling":{"rope_type":"linear"}}""", "rope_scaling.factor is missing")]
    [InlineData(Qwen25, """{"rope_scaling":{"rope_type":"linear","factor":0.5}}""", "rope_scaling.factor is 0.5")]
    [InlineData(Qwen25, """{"rope_scaling":{"rope_type":"linear","type":"yarn","factor":2}}""", "rope_type \"linear\" and type \"yarn\"")]
    [InlineData(Qwen25, """{"rope_scaling":{"rope_type":"yarn","factor":4.0,"attn_factor":0.878}}""", "attn_factor")]
    [InlineData(Qwen25, """{"rope_scaling":{"rope_type":"yarn","factor":4.0,"alpha":1}}""", "rope_scaling.alpha")]
    [InlineData(Qwen25, """{"rope_scaling":{"rope_type":"linear","factor":2,"partial_rotary_factor":0.5}}""", "partial_rotary_factor is 0.5")]
    [InlineData(Qwen25, """{"rope_scaling":{"type":"default"},"rope_parameters":{"rope_type":"default"}}""", "both given")]
    [InlineData(Qwen25, """{"rope_parameters":{"rope_theta":1}}""", "rope_theta is 1000000, but 1 inside")]
    [InlineData(Llama32, """{"rope_scaling":{"rope_type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":4}}""", "high_freq_factor (4)")]
    [InlineData(Llama32, """{"rope_scaling":{"rope_type":"llama3","factor":8,"high_freq_factor":4}}""", "low_freq_factor is missing")]
    [InlineData(Llama32, """{"sliding_window":4096}""", "sliding_window is 4096")]
    [InlineData(Olmo2SevenBillion, """{"mlp_bias":true}""", "mlp_bias")]
    [InlineData(Olmo2SevenBillion, """{"sliding_window":4096}""", "sliding_window is 4096")]
    [InlineData(Olmo2SevenBillion, """{"clip_qkv":8.0}""", "clip_qkv is 8.0")]
    [InlineData(Llama32, """{"eos_token_id":[1,"two"]}""", "eos_token_id holds \"two\"")]
    public void What_is_not_supported_is_refused_by_name(string config, string changes, string named) => Assert.Contains(named, Refusal(Changed(config, changes)), StringComparison.Ordinal);

    [Theory]
    [InlineData("[]", "not an object")]
    [InlineData("{\"model_type\":\"llama\",\"model_type\":\"qwen2\"}", "malformed")]
    [InlineData("{\"model_type\":", "malformed")]
    public void A_file_that_is_no_config_is_refused(string config, string named) => Assert.Contains(named, Refusal(config), StringComparison.Ordinal);

    [Fact]
    public void What_ends_a_text_is_gathered_from_both_files()
    {
        _directory.With("generation_config.json", """{"eos_token_id":[151645,151643],"temperature":0.7}""");
        Assert.Equal([151643, 151645], Read(Qwen25).EndIds);
        Assert.Equal([128001, 128008, 128009, 151645, 151643], Read(Llama32).EndIds);
        _directory.With("generation_config.json", """{"temperature":0.7}""");
        Assert.Equal([151643], Read(Qwen25).EndIds);
        Assert.Empty(Read(Changed(Qwen25, """{"eos_token_id":null}""")).EndIds);
        _directory.With("generation_config.json", """{"eos_token_id":["x"]}""");
        Assert.Contains("generation_config.json: eos_token_id holds \"x\"", Refusal(Qwen25));
    }

    [Theory]
    [InlineData("""{"num_beams":1,"id2label":{"0":"a"},"attention_dropout":0,"_attn_implementation":"eager","some_new_field":null}""")]
    [InlineData("""{"attention_bias":true,"partial_rotary_factor":1.0,"pruned_heads":{}}""")]
    public void What_changes_nothing_is_let_through(string changes) => Assert.Equal(Read(Qwen25), Read(Changed(Qwen25, changes)));

    ModelOptions Read(string config) => ModelConfig.Read(_directory.With("config.json", config));

    string Refusal(string config)
    {
        string message = Assert.Throws<UserErrorException>(() => Read(config)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        return message;
    }

    static string Changed(string config, string changes)
    {
        var json = JsonNode.Parse(config)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
            json[name] = value?.DeepClone();
        return json.ToJsonString();
    }
}
