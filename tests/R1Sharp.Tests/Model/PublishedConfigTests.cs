using System.Text.Json.Nodes;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>Configurations as their makers publish them: what of them loads, and what is refused by name (docs/checkpoints.md).</summary>
public sealed class PublishedConfigTests
{
    const string Llama = """
        {"architectures":["LlamaForCausalLM"],"bos_token_id":1,"eos_token_id":2,"hidden_act":"silu","hidden_size":64,"initializer_range":0.02,"intermediate_size":96,
        "max_position_embeddings":4096,"model_type":"llama","num_attention_heads":4,"num_hidden_layers":2,"num_key_value_heads":4,"rms_norm_eps":1e-05,"use_cache":true,"vocab_size":300}
        """;

    const string Qwen2 = """
        {"architectures":["Qwen2ForCausalLM"],"attention_dropout":0.0,"bos_token_id":3,"eos_token_id":4,"hidden_act":"silu","hidden_size":64,"initializer_range":0.02,"intermediate_size":96,
        "max_position_embeddings":131072,"max_window_layers":21,"model_type":"qwen2","num_attention_heads":4,"num_hidden_layers":2,"num_key_value_heads":2,"rms_norm_eps":1e-06,
        "rope_theta":10000,"sliding_window":4096,"tie_word_embeddings":false,"use_cache":true,"use_mrope":false,"use_sliding_window":false,"vocab_size":300}
        """;

    [Theory]
    [InlineData("Llama-2", Llama, """{"_name_or_path":"meta-llama/Llama-2-7b-chat-hf","pad_token_id":0,"pretraining_tp":1,"rope_scaling":null,"tie_word_embeddings":false,"torch_dtype":"float16","transformers_version":"4.32.0.dev0","num_key_value_heads":null}""")]
    [InlineData("Llama-1 conversions", Llama, """{"bos_token_id":0,"eos_token_id":1,"max_sequence_length":2048,"pad_token_id":-1,"torch_dtype":"float16","num_key_value_heads":null}""")]
    [InlineData("Llama 3 by unsloth", Llama, """{"attention_bias":false,"attention_dropout":0.0,"mlp_bias":false,"unsloth_fixed":true,"unsloth_version":"2024.9","unsloth_requires_grad":true,"rope_theta":500000.0,"eos_token_id":[2,3],"head_dim":16}""")]
    [InlineData("TinyLlama", Llama, """{"max_position_embeddings":2048,"pretraining_tp":1,"rope_scaling":null,"tie_word_embeddings":false,"torch_dtype":"bfloat16","num_key_value_heads":2,"attention_bias":false,"rope_theta":10000.0}""")]
    [InlineData("SmolLM2", Llama, """{"attention_bias":false,"attention_dropout":0.0,"initializer_range":0.041666666666666664,"is_llama_config":true,"max_position_embeddings":8192,"mlp_bias":false,"pad_token_id":2,"pretraining_tp":1,"rope_interleaved":false,"rope_scaling":null,"rope_theta":100000,"tie_word_embeddings":true,"torch_dtype":"bfloat16","transformers.js_config":{"kv_cache_dtype":{"q4f16":"float16","fp16":"float16"}},"transformers_version":"4.42.3"}""")]
    [InlineData("SmolLM2 after alignment", Llama, """{"_attn_implementation_autoset":true,"neftune_noise_alpha":0.0,"is_llama_config":true,"rope_interleaved":false}""")]
    [InlineData("Falcon3", Llama, """{"activation":"swiglu","attention_bias":false,"attention_dropout":0.0,"head_dim":256,"mlp_bias":false,"pretraining_tp":1,"rope_scaling":null,"rope_theta":1000042,"num_key_value_heads":2}""")]
    [InlineData("Yi", Llama, """{"pad_token_id":0,"rope_theta":5000000.0,"tie_word_embeddings":false,"num_key_value_heads":2,"attention_bias":false,"pretraining_tp":1}""")]
    [InlineData("Vicuna", Llama, """{"_name_or_path":"vicuna-7b-v1.5","do_sample":true,"max_length":4096,"pad_token_id":0,"pretraining_tp":1,"rope_scaling":null,"temperature":0.9,"top_p":0.6,"transformers_version":"4.31.0"}""")]
    [InlineData("R1-Distill-Qwen", Qwen2, """{"torch_dtype":"bfloat16","transformers_version":"4.44.0"}""")]
    [InlineData("OpenR1-Distill, transformers 5", Qwen2, """{"dtype":"bfloat16","layer_types":["full_attention","full_attention"],"rope_parameters":{"rope_type":"default","rope_theta":300000.0},"rope_theta":null,"rope_scaling":null,"sliding_window":null,"pad_token_id":null,"use_mrope":null}""")]
    [InlineData("Mistral v0.3", Llama, """{"architectures":["MistralForCausalLM"],"model_type":"mistral","attention_dropout":0.0,"head_dim":16,"max_position_embeddings":32768,"num_key_value_heads":2,"rope_theta":1000000.0,"sliding_window":null,"tie_word_embeddings":false,"torch_dtype":"bfloat16"}""")]
    [InlineData("OLMo 2", Llama, """{"architectures":["Olmo2ForCausalLM"],"model_type":"olmo2","attention_bias":false,"attention_dropout":0.0,"pad_token_id":1,"rms_norm_eps":1e-06,"rope_scaling":null,"rope_theta":500000,"tie_word_embeddings":false,"torch_dtype":"float32","transformers_version":"4.47.0.dev0"}""")]
    public void Loads(string name, string config, string changes)
    {
        var options = Read(config, changes);
        Assert.True(options.LayerCount == 2, name);
        using var directory = new TemporaryDirectory();
        ModelConfig.Write(directory.Path, options);
        Assert.Equal(options with { PadId = options.PadId ?? options.EndOfTextId }, ModelConfig.Read(directory.Path));
    }

    [Theory]
    [InlineData("""{"model_type":"mistral","architectures":["MistralForCausalLM"],"sliding_window":4096}""", "sliding_window is 4096")]
    [InlineData("""{"model_type":"mistral","architectures":["MistralForCausalLM"]}""", "sliding_window, num_key_value_heads")]
    [InlineData("""{"model_type":"gemma2","architectures":["Gemma2ForCausalLM"],"attn_logit_softcapping":50.0}""", "model_type \"gemma2\"")]
    [InlineData("""{"model_type":"gemma3_text","architectures":["Gemma3ForCausalLM"]}""", "model_type \"gemma3_text\"")]
    [InlineData("""{"model_type":"phi3","architectures":["Phi3ForCausalLM"]}""", "model_type \"phi3\"")]
    [InlineData("""{"model_type":"smollm3","architectures":["SmolLM3ForCausalLM"],"no_rope_layers":[1,0]}""", "model_type \"smollm3\"")]
    [InlineData("""{"model_type":"starcoder2","architectures":["Starcoder2ForCausalLM"]}""", "model_type \"starcoder2\"")]
    [InlineData("""{"model_type":"gpt2","architectures":["GPT2LMHeadModel"]}""", "model_type \"gpt2\"")]
    [InlineData("""{"model_type":"granite","architectures":["GraniteForCausalLM"],"embedding_multiplier":12.0}""", "model_type \"granite\"")]
    [InlineData("""{"model_type":"internlm2","architectures":["InternLM2ForCausalLM"]}""", "model_type \"internlm2\"")]
    [InlineData("""{"model_type":"mixtral","architectures":["MixtralForCausalLM"],"num_local_experts":8}""", "model_type \"mixtral\"")]
    [InlineData("""{"quantization_config":{"quant_method":"gptq","bits":4}}""", "quantization_config")]
    [InlineData("""{"neftune_noise_alpha":5.0}""", "neftune_noise_alpha is 5.0")]
    [InlineData("""{"rope_interleaved":true}""", "rope_interleaved is true")]
    [InlineData("""{"activation":"gelu"}""", "activation is \"gelu\"")]
    [InlineData("""{"embedding_multiplier":12.0}""", "embedding_multiplier is 12.0")]
    [InlineData("""{"no_rope_layers":[1,0]}""", "no_rope_layers")]
    [InlineData("""{"dual_chunk_attention_config":{"chunk_size":262144}}""", "dual_chunk_attention_config")]
    public void Is_refused_by_name(string changes, string message) => Assert.Contains(message, Assert.Throws<UserErrorException>(() => Read(Llama, changes)).Message);

    [Fact]
    public void A_folder_of_a_gguf_file_alone_says_what_to_give()
    {
        using var directory = new TemporaryDirectory();
        Assert.Contains("small-q8.gguf", Assert.Throws<UserErrorException>(() => ModelConfig.Read(directory.With("small-q8.gguf", "GGUF"))).Message);
    }

    static ModelOptions Read(string config, string changes)
    {
        var root = JsonNode.Parse(config)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject()) root[name] = value?.DeepClone();
        using var directory = new TemporaryDirectory();
        return ModelConfig.Read(directory.With("config.json", root.ToJsonString()));
    }
}
