// ModelOptions as Hugging Face's config.json, Qwen2 style.

using System.Text.Json;
using System.Text.Json.Nodes;

namespace R1Sharp.Learning.Model;

/// <summary>Reading and writing of config.json.</summary>
public static class ModelConfig
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes config.json into a folder.</summary>
    public static void Write(string directory, ModelOptions o)
    {
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(o.AttentionBias ? "Qwen2ForCausalLM" : "LlamaForCausalLM"),
            ["model_type"] = o.AttentionBias ? "qwen2" : "llama",
            ["vocab_size"] = o.VocabularySize,
            ["hidden_size"] = o.HiddenSize,
            ["intermediate_size"] = o.IntermediateSize,
            ["num_hidden_layers"] = o.LayerCount,
            ["num_attention_heads"] = o.HeadCount,
            ["num_key_value_heads"] = o.KeyValueHeadCount,
            ["head_dim"] = o.HeadSize,
            ["hidden_act"] = "silu",
            ["max_position_embeddings"] = o.MaxPositions,
            ["rope_theta"] = o.RopeTheta,
            ["rms_norm_eps"] = o.RmsNormEpsilon,
            ["tie_word_embeddings"] = o.TieWordEmbeddings,
            ["initializer_range"] = o.InitializerRange,
            ["attention_dropout"] = 0.0,
            ["use_sliding_window"] = false,
            ["use_cache"] = true,
            ["bos_token_id"] = o.EndOfTextId,
            ["eos_token_id"] = o.EndOfTextId,
            ["pad_token_id"] = o.PadId ?? o.EndOfTextId,
            ["torch_dtype"] = "float32",
        };
        AtomicFile.WriteAllText(Path.Combine(directory, "config.json"), json.ToJsonString(Indented));
    }

    /// <summary>Reads config.json of a folder.</summary>
    /// <exception cref="UserErrorException">The file is missing or malformed, or names an architecture or setting that is not supported.</exception>
    public static ModelOptions Read(string directory)
    {
        string path = Path.Combine(directory, "config.json");
        if (!Directory.Exists(directory))
            throw new UserErrorException($"{directory} does not exist: give the folder of a model, with config.json and model.safetensors.");
        if (!File.Exists(path))
            throw new UserErrorException($"{directory} holds no config.json: it is not the folder of a model.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Parse(path, document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new UserErrorException($"{path} is malformed: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    static ModelOptions Parse(string path, JsonElement json)
    {
        string type = json.TryGetProperty("model_type", out var t) ? t.GetString() ?? "" : "";
        if (type is not ("qwen2" or "llama"))
            throw new UserErrorException($"{path}: model_type \"{type}\" is not supported; qwen2 and llama are.");
        RefuseWhatChangesTheComputation(path, json);
        int hidden = Int(path, json, "hidden_size"), heads = Int(path, json, "num_attention_heads");
        return new ModelOptions
        {
            VocabularySize = Int(path, json, "vocab_size"),
            HiddenSize = hidden,
            IntermediateSize = Int(path, json, "intermediate_size"),
            LayerCount = Int(path, json, "num_hidden_layers"),
            HeadCount = heads,
            KeyValueHeadCount = Has(json, "num_key_value_heads") ? Int(path, json, "num_key_value_heads") : heads,
            HeadSize = Has(json, "head_dim") ? Int(path, json, "head_dim") : hidden / heads,
            MaxPositions = Has(json, "max_position_embeddings") ? Int(path, json, "max_position_embeddings") : 2048,
            RopeTheta = Has(json, "rope_theta") ? json.GetProperty("rope_theta").GetDouble() : 10_000,
            RmsNormEpsilon = Has(json, "rms_norm_eps") ? json.GetProperty("rms_norm_eps").GetDouble() : 1e-6,
            TieWordEmbeddings = Has(json, "tie_word_embeddings") && json.GetProperty("tie_word_embeddings").GetBoolean(),
            AttentionBias = type == "qwen2",
            InitializerRange = Has(json, "initializer_range") ? json.GetProperty("initializer_range").GetDouble() : 0.02,
            EndOfTextId = Has(json, "eos_token_id") && json.GetProperty("eos_token_id").ValueKind == JsonValueKind.Number ? Int(path, json, "eos_token_id") : 0,
            PadId = Has(json, "pad_token_id") ? Int(path, json, "pad_token_id") : null,
        };
    }

    static void RefuseWhatChangesTheComputation(string path, JsonElement json)
    {
        if (Has(json, "rope_scaling"))
            throw new UserErrorException($"{path}: rope_scaling is not supported yet; only plain rotary embeddings are.");
        if (Has(json, "use_sliding_window") && json.GetProperty("use_sliding_window").GetBoolean())
            throw new UserErrorException($"{path}: use_sliding_window is not supported yet.");
        if (Has(json, "hidden_act") && json.GetProperty("hidden_act").GetString() is not ("silu" or "swish"))
            throw new UserErrorException($"{path}: hidden_act \"{json.GetProperty("hidden_act").GetString()}\" is not supported; silu is.");
        if (Has(json, "attention_bias") && json.GetProperty("attention_bias").GetBoolean())
            throw new UserErrorException($"{path}: attention_bias is not supported for this family yet.");
        if (Has(json, "mlp_bias") && json.GetProperty("mlp_bias").GetBoolean())
            throw new UserErrorException($"{path}: mlp_bias is not supported yet.");
    }

    static bool Has(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    static int Int(string path, JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw new UserErrorException($"{path}: {name} is missing or not a whole number.");
}
