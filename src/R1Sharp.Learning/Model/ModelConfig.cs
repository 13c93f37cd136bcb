// ModelOptions as Hugging Face's config.json: what all architectures have in common; the rest each reads and writes itself
// (Architectures/). The defaults of absent fields are those of transformers. What nobody reads is judged by ConfigFields:
// harmless, or refused by name.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Model.Architectures;

namespace R1Sharp.Learning.Model;

/// <summary>Reading and writing of config.json.</summary>
static class ModelConfig
{
    const int MostTokens = 1_000_000, MostPositions = 10_000_000;

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes config.json into a folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="o">The network.</param>
    /// <param name="dtype">What the weights beside it are stored as, in PyTorch's words.</param>
    /// <exception cref="InvalidOperationException">Networks of this architecture have no sliding windows, but this one has.</exception>
    public static void Write(string directory, ModelOptions o, string dtype = "float32")
    {
        var format = o.Architecture.Format;
        if (o.SlidingLayers.Count > 0 && !format.HasSlidingWindows)
            throw new InvalidOperationException($"Networks of the architecture {format.ModelType} have no sliding windows: {o}.");
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(format.NameWith(o.Output)),
            ["model_type"] = format.ModelType,
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
        o.Architecture.WriteConfig(json);
        if (format.HasSlidingWindows)
            SlidingConfig.Write(json, o);
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
        var (format, output) = FormatOf(config);
        if (output != (wanted ?? output))
            throw ScalarHeadConfig.Other(config, output);
        int hidden = config.RequiredInt("hidden_size", 1, 65536), heads = config.RequiredInt("num_attention_heads", 1, 1024),
            layers = config.RequiredInt("num_hidden_layers", 1, 1024);
        var architecture = format.FromConfig(config);
        int stated = config.Int("max_position_embeddings", 1, MostPositions) ?? format.DefaultMaxPositions;
        var (theta, scaling, positions) = RopeConfig.Read(config, stated);
        var (window, sliding) = SlidingConfig.Read(config, format, layers);
        int vocabulary = config.RequiredInt("vocab_size", 1, MostTokens);
        var ends = ReadEndIds(config);
        var options = new ModelOptions
        {
            Architecture = architecture,
            VocabularySize = vocabulary,
            HiddenSize = hidden,
            IntermediateSize = config.RequiredInt("intermediate_size", 1, 262144),
            LayerCount = layers,
            HeadCount = heads,
            KeyValueHeadCount = KeyValueHeads(config, heads),
            HeadSize = HeadSize(config, format, hidden, heads),
            MaxPositions = positions,
            RopeTheta = theta,
            RopeScaling = scaling,
            RmsNormEpsilon = config.Number("rms_norm_eps", 0, 1) ?? format.DefaultEpsilon,
            Output = output,
            TieWordEmbeddings = config.Flag("tie_word_embeddings") ?? false,
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

    static (ArchitectureFormat Format, OutputHead Output) FormatOf(ConfigReader config)
    {
        string? type = config.Text("model_type");
        string? architecture = config.List("architectures") is [var first, ..] ? first.ToString() : null;
        foreach (var format in ArchitectureCatalog.Formats)
            foreach (var output in Enum.GetValues<OutputHead>())
            {
                string name = format.NameWith(output);
                if (type is null ? architecture == name : type == format.ModelType && (architecture ?? format.CausalName) == name)
                    return (format, output);
            }
        string what = type is null ? "" : $"model_type \"{type}\"{(architecture is null ? "" : $" with architecture {architecture}")} is not supported; ";
        string known = string.Join(", ", ArchitectureCatalog.Formats.Select(f => $"{f.ModelType} ({f.CausalName})"));
        throw config.Error($"{what}{known} are supported{(type is null ? ", but the file names none of them" : "")}.");
    }

    static int KeyValueHeads(ConfigReader config, int heads)
    {
        int keyValueHeads = config.Int("num_key_value_heads", 1, 1024) ?? heads;
        return heads % keyValueHeads == 0 ? keyValueHeads
            : throw config.Error($"num_attention_heads ({heads}) must be a multiple of num_key_value_heads ({keyValueHeads}).");
    }

    static int HeadSize(ConfigReader config, ArchitectureFormat format, int hidden, int heads)
    {
        int? given = config.Int("head_dim", 2, 1024) ?? format.DefaultHeadSize;
        if (given is null && hidden % heads != 0)
            throw config.Error($"hidden_size ({hidden}) is no multiple of num_attention_heads ({heads}), and head_dim is missing.");
        int size = given ?? hidden / heads;
        return size is >= 2 and <= 1024 && size % 2 == 0 ? size
            : throw config.Error($"the size of a head is {size}, but must be even and between 2 and 1024: rotary positions turn pairs.");
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
}
