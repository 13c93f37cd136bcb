// ModelOptions as Hugging Face's config.json, for the families Qwen2, Qwen3 and Llama, and for Mistral, which without its sliding
// window is Llama. The defaults of absent fields are those of transformers. What is not read here is judged by ConfigFields: harmless, or refused by name.

using System.Text.Json;
using System.Text.Json.Nodes;

namespace R1Sharp.Learning.Model;

/// <summary>Reading and writing of config.json.</summary>
public static class ModelConfig
{
    const int MostTokens = 1_000_000, MostPositions = 10_000_000;

    const string Mistral = "mistral";

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // The first of a family is the one that is written.
    static readonly (ModelFamily Family, string ModelType, string Architecture)[] Families =
    [
        (ModelFamily.Qwen2, "qwen2", "Qwen2ForCausalLM"),
        (ModelFamily.Qwen3, "qwen3", "Qwen3ForCausalLM"),
        (ModelFamily.Llama, "llama", "LlamaForCausalLM"),
        (ModelFamily.Llama, Mistral, "MistralForCausalLM"),
    ];

    static string Architecture(string languageModel, OutputHead output) =>
        output == OutputHead.Scalar ? languageModel.Replace("ForCausalLM", ScalarHeadConfig.Architecture, StringComparison.Ordinal) : languageModel;

    /// <summary>Writes config.json into a folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="o">The network.</param>
    /// <param name="dtype">What the weights beside it are stored as, in PyTorch's words.</param>
    /// <exception cref="InvalidOperationException">No family of Hugging Face has this combination of parts.</exception>
    public static void Write(string directory, ModelOptions o, string dtype = "float32")
    {
        var (family, modelType, architecture) = Families.First(f => f.Family == o.Family);
        RequireExpressible(o, family);
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(Architecture(architecture, o.Output)),
            ["model_type"] = modelType,
            ["vocab_size"] = o.VocabularySize,
            ["hidden_size"] = o.HiddenSize,
            ["intermediate_size"] = o.IntermediateSize,
            ["num_hidden_layers"] = o.LayerCount,
            ["num_attention_heads"] = o.HeadCount,
            ["num_key_value_heads"] = o.KeyValueHeadCount,
            ["head_dim"] = o.HeadSize,
            ["hidden_act"] = "silu",
            ["max_position_embeddings"] = o.MaxPositions,
            ["rms_norm_eps"] = o.RmsNormEpsilon,
            ["tie_word_embeddings"] = o.TieWordEmbeddings,
            ["initializer_range"] = o.InitializerRange,
            ["attention_dropout"] = 0.0,
            ["use_cache"] = true,
            ["bos_token_id"] = o.BeginOfTextId,
            ["eos_token_id"] = EndIds(o),
            ["pad_token_id"] = o.PadId ?? o.EndOfTextId,
            ["torch_dtype"] = dtype,
        };
        RopeConfig.Write(json, o);
        WriteFamilyFields(json, o, family);
        if (o.Output == OutputHead.Scalar)
            ScalarHeadConfig.Write(json, o);
        AtomicFile.WriteAllText(Path.Combine(directory, "config.json"), json.ToJsonString(Indented));
    }

    /// <summary>Reads config.json of a folder, and from generation_config.json, where there is one, what else ends a text.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="output">The head that is wanted; null takes either.</param>
    /// <exception cref="UserErrorException">
    /// The file is missing or malformed, or names an architecture, a setting or a field that is not supported, or the head is another one.
    /// </exception>
    public static ModelOptions Read(string directory, OutputHead? output = OutputHead.Vocabulary)
    {
        string path = Path.Combine(directory, "config.json");
        if (!Directory.Exists(directory))
            throw new UserErrorException($"{directory} does not exist: give the folder of a model, with config.json and model.safetensors.");
        if (!File.Exists(path))
            throw new UserErrorException(Directory.EnumerateFiles(directory, "*.gguf").Order(StringComparer.Ordinal).FirstOrDefault() is { } gguf
                ? $"{directory} holds no config.json, but {Path.GetFileName(gguf)}: give the path of that file."
                : $"{directory} holds no config.json: it is not the folder of a model.");
        var options = ReadObject(path, config => Options(config, output));
        string generation = Path.Combine(directory, "generation_config.json");
        return File.Exists(generation) ? WithEnds(options, ReadObject(generation, ReadEndIds)) : options;
    }

    static ModelOptions WithEnds(ModelOptions options, IEnumerable<int> further)
    {
        int[] ends = [.. options.EndIds.Concat(further).Distinct()];
        return ends.Length == 0 ? options : options with { EndOfTextId = ends[0], OtherEndIds = [.. ends[1..]] };
    }

    static T ReadObject<T>(string path, Func<ConfigReader, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(new ConfigReader(path, document.RootElement))
                : throw new UserErrorException($"{path} is JSON but not an object.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new UserErrorException($"{path} is malformed: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", error);
        }
    }

    /// <summary>The tokens that end a text as Hugging Face writes them: one number, or a list where there are several.</summary>
    internal static JsonNode? EndIds(ModelOptions o) => o.OtherEndIds.Count == 0 ? o.EndOfTextId : new JsonArray([.. o.EndIds.Select(id => (JsonNode)id)]);

    static ModelOptions Options(ConfigReader config, OutputHead? wanted)
    {
        var (family, output) = FamilyOf(config);
        if (output != (wanted ?? output))
            throw ScalarHeadConfig.Other(config, output);
        int hidden = config.RequiredInt("hidden_size", 1, 65536), heads = config.RequiredInt("num_attention_heads", 1, 1024), layers = config.RequiredInt("num_hidden_layers", 1, 1024);
        RequireMistralWithoutWindow(config);
        int stated = config.Int("max_position_embeddings", 1, MostPositions) ?? (family == ModelFamily.Llama ? 2048 : 32768);
        var (theta, scaling, positions) = RopeConfig.Read(config, stated);
        var (window, sliding) = SlidingConfig.Read(config, family, layers);
        bool attentionBias = AttentionBias(config, family);
        int vocabulary = config.RequiredInt("vocab_size", 1, MostTokens);
        var ends = ReadEndIds(config);
        var options = new ModelOptions
        {
            VocabularySize = vocabulary,
            HiddenSize = hidden,
            IntermediateSize = config.RequiredInt("intermediate_size", 1, 262144),
            LayerCount = layers,
            HeadCount = heads,
            KeyValueHeadCount = KeyValueHeads(config, heads),
            HeadSize = HeadSize(config, family, hidden, heads),
            MaxPositions = positions,
            RopeTheta = theta,
            RopeScaling = scaling,
            RmsNormEpsilon = config.Number("rms_norm_eps", 0, 1) ?? 1e-6,
            Output = output,
            TieWordEmbeddings = config.Flag("tie_word_embeddings") ?? false,
            AttentionBias = attentionBias,
            OutputBias = attentionBias && family != ModelFamily.Qwen2,
            FeedForwardBias = FeedForwardBias(config, family),
            HeadNorm = family == ModelFamily.Qwen3,
            SlidingWindow = window,
            SlidingLayers = sliding,
            InitializerRange = config.Number("initializer_range", 0, 10) ?? 0.02,
            EndOfTextId = ends.Count > 0 ? ends[0] : null,
            OtherEndIds = [.. ends.Skip(1)],
            BeginOfTextId = config.Int("bos_token_id", -1, int.MaxValue) is >= 0 and var begin ? begin : null,
            PadId = config.Int("pad_token_id", -1, int.MaxValue) is >= 0 and var pad ? pad : null,
        };
        RequireActivation(config);
        if (output == OutputHead.Scalar)
            ScalarHeadConfig.RequireOneLabel(config);
        foreach (var (name, neutral) in ConfigFields.Neutral)
            config.RequireNeutral(name, neutral);
        config.RefuseOthers(ConfigFields.Harmless);
        return options;
    }

    static (ModelFamily Family, OutputHead Output) FamilyOf(ConfigReader config)
    {
        string? type = config.Text("model_type");
        string? architecture = config.List("architectures") is [var first, ..] ? first.ToString() : null;
        foreach (var (family, modelType, name) in Families)
            foreach (var output in Enum.GetValues<OutputHead>())
                if (type is null ? architecture == Architecture(name, output) : type == modelType && (architecture ?? name) == Architecture(name, output))
                    return (family, output);
        string what = type is null ? "" : $"model_type \"{type}\"{(architecture is null ? "" : $" with architecture {architecture}")} is not supported; ";
        throw config.Error($"{what}{string.Join(", ", Families.Select(f => $"{f.ModelType} ({f.Architecture})"))} are supported{(type is null ? ", but the file names none of them" : "")}.");
    }

    // Mistral 7B v0.1 and what was made from it have a window in every layer. A file that is silent means 4096, and 8 key and value heads.
    static void RequireMistralWithoutWindow(ConfigReader config)
    {
        if (config.Text("model_type") != Mistral && config.List("architectures")?.FirstOrDefault().ToString().StartsWith("Mistral", StringComparison.Ordinal) != true)
            return;
        if (!config.IsStated("sliding_window") || !config.IsStated("num_key_value_heads") || !config.IsStated("max_position_embeddings"))
            throw config.Error("sliding_window, num_key_value_heads and max_position_embeddings must be stated in a file of model_type mistral, whose defaults are not Llama's.");
        if (config.Value("sliding_window") is { } window)
            throw config.Error($"sliding_window is {ConfigReader.Shown(window)}: networks of model_type mistral are read where it is null. Up to so many positions the window changes nothing: to use the network there, set max_position_embeddings to that number and sliding_window to null.");
    }

    static int KeyValueHeads(ConfigReader config, int heads)
    {
        int keyValueHeads = config.Int("num_key_value_heads", 1, 1024) ?? heads;
        return heads % keyValueHeads == 0 ? keyValueHeads
            : throw config.Error($"num_attention_heads ({heads}) must be a multiple of num_key_value_heads ({keyValueHeads}).");
    }

    static int HeadSize(ConfigReader config, ModelFamily family, int hidden, int heads)
    {
        int? given = config.Int("head_dim", 2, 1024) ?? (family == ModelFamily.Qwen3 ? 128 : null);
        if (given is null && hidden % heads != 0)
            throw config.Error($"hidden_size ({hidden}) is no multiple of num_attention_heads ({heads}), and head_dim is missing.");
        int size = given ?? hidden / heads;
        return size is >= 2 and <= 1024 && size % 2 == 0 ? size : throw config.Error($"the size of a head is {size}, but must be even and between 2 and 1024: rotary positions turn pairs.");
    }

    // Qwen2 has its three biases whatever attention_bias says; where that says false, somebody means something else.
    static bool AttentionBias(ConfigReader config, ModelFamily family)
    {
        bool? stated = config.Flag("attention_bias");
        if (family != ModelFamily.Qwen2)
            return stated ?? false;
        return stated is null or true ? true : throw config.Error("attention_bias is false, but the query, key and value projections of Qwen2 always have biases.");
    }

    static bool FeedForwardBias(ConfigReader config, ModelFamily family)
    {
        if (family == ModelFamily.Llama)
            return config.Flag("mlp_bias") ?? false;
        config.RequireNeutral("mlp_bias", "false");
        return false;
    }

    static List<int> ReadEndIds(ConfigReader config)
    {
        if (config.Value("eos_token_id") is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            return [config.RequiredInt("eos_token_id", 0, int.MaxValue)];
        return [.. value.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out int id) && id >= 0
            ? id : throw config.Error($"eos_token_id holds {ConfigReader.Shown(e)}, which is no token id."))];
    }

    static void RequireActivation(ConfigReader config)
    {
        if (config.Text("hidden_act") is { } activation and not ("silu" or "swish"))
            throw config.Error($"hidden_act \"{activation}\" is not supported; silu is.");
    }

    static void RequireExpressible(ModelOptions o, ModelFamily family)
    {
        bool fits = family switch
        {
            ModelFamily.Qwen3 => o.AttentionBias == o.OutputBias && !o.FeedForwardBias,
            ModelFamily.Qwen2 => !o.FeedForwardBias,
            _ => o.AttentionBias == o.OutputBias && o.SlidingLayers.Count == 0,
        };
        if (!fits)
            throw new InvalidOperationException($"No network of the family {family} has this combination of biases and windows: {o}.");
    }

    static void WriteFamilyFields(JsonObject json, ModelOptions o, ModelFamily family)
    {
        if (family != ModelFamily.Qwen2)
            json["attention_bias"] = o.AttentionBias;
        if (family == ModelFamily.Llama)
            json["mlp_bias"] = o.FeedForwardBias;
        else
            SlidingConfig.Write(json, o);
    }
}
