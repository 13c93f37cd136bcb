// adapter_config.json of Hugging Face's PEFT: which linear maps of a network have adapters. What would change the computation and is
// not had here is refused by its name; what is off, or only says how the adapters came to be, is passed over.

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Model.Adapters;

/// <summary>Reading and writing of adapter_config.json.</summary>
static class PeftConfig
{
    /// <summary>The file.</summary>
    public const string File = "adapter_config.json";

    const int MostRank = 4096;
    const double LeastAlpha = 1e-6, MostAlpha = 1e6;

    static readonly TimeSpan s_longestMatch = TimeSpan.FromSeconds(1);
    static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    // Where adapters begin from something other than the base's own weights, the base that they belong to is not the one that is named.
    static readonly HashSet<string> s_ordinaryBeginnings = ["true", "false", "\"gaussian\"", "\"orthogonal\"", "\"eva\""];

    static readonly HashSet<string> s_harmless =
    [
        "auto_mapping", "peft_version", "revision", "inference_mode", "loftq_config", "eva_config", "corda_config", "lora_ga_config", "megatron_config",
        "megatron_core", "qalora_group_size", "runtime_config", "arrow_config", "ensure_weight_tying", "lora_dropout", "layers_pattern", "task_type",
    ];

    /// <summary>The base model that a file names; null where it names none.</summary>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public static string? BaseOf(string directory) => Open(directory, reader => reader.Text("base_model_name_or_path"));

    /// <summary>The adapters that a file asks for beside a network's linear maps.</summary>
    /// <exception cref="UserErrorException">It is damaged, asks for what is not supported, or fits to another network.</exception>
    public static AdapterShape Read(string directory, ModelOptions shape) => Open(directory, reader => Read(reader, shape));

    static AdapterShape Read(ConfigReader reader, ModelOptions shape)
    {
        RequireSupported(reader, shape);
        int rank = reader.RequiredInt("r", 1, MostRank);
        double alpha = reader.RequiredNumber("lora_alpha", LeastAlpha, MostAlpha);
        var isTarget = Targets(reader);
        var ranks = Pattern(reader, "rank_pattern", (pattern, name) => pattern.RequiredInt(name, 1, MostRank));
        var alphas = Pattern(reader, "alpha_pattern", (pattern, name) => pattern.RequiredNumber(name, LeastAlpha, MostAlpha));
        AdapterPlace[] places = [.. AdapterShape.Modules(shape).Where(isTarget)
            .Select(module => new AdapterPlace(module, ranks(module) ?? rank, alphas(module) ?? alpha))];
        var read = new AdapterShape { Places = [.. places], IsRankStabilized = reader.Flag("use_rslora") ?? false };
        reader.RefuseOthers(s_harmless, IsOff);
        return places.Length > 0 ? read : throw reader.Error("target_modules names no linear map of this network: the adapter belongs to another one.");
    }

    static void RequireSupported(ConfigReader reader, ModelOptions shape)
    {
        if (reader.Text("peft_type") is var type && type != "LORA")
            throw reader.Error($"peft_type is {type ?? "missing"}, but only LORA is supported.");
        foreach (string flag in (string[])["use_dora", "fan_in_fan_out", "lora_bias", "use_qalora", "use_bdlora"])
            reader.RequireNeutral(flag, "false");
        reader.RequireNeutral("bias", "\"none\"");
        foreach (string part in (string[])["layers_to_transform", "exclude_modules", "layer_replication", "trainable_token_indices", "target_parameters",
            "alora_invocation_tokens"])
            if (reader.Value(part) is { } value && !IsOff(value))
                reader.RequireNeutral(part, "null");
        if (reader.List("modules_to_save") is { Length: > 0 } saved && !(shape.Output == OutputHead.Scalar && saved.All(IsHead)))
            throw reader.Error($"modules_to_save is {ConfigReader.Shown(reader.Value("modules_to_save")!.Value)}: whole modules beside adapters are not "
                + "supported.");
        if (reader.Value("init_lora_weights") is { } beginning && !s_ordinaryBeginnings.Contains(beginning.GetRawText()))
            throw reader.Error($"init_lora_weights is {ConfigReader.Shown(beginning)}: such an adapter belongs to a base that was changed when it began; "
                + "convert it to an ordinary one with PEFT, or merge it there.");
        reader.Text("base_model_name_or_path");
    }

    static bool IsHead(JsonElement module) => module.ValueKind == JsonValueKind.String && module.GetString() is "score" or "classifier";

    static bool IsOff(JsonElement value) => value.GetRawText() is "false" or "null" || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0)
        || (value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any());

    // A list of names, each the whole name of a map or its end; or one regular expression for whole names.
    static Func<string, bool> Targets(ConfigReader reader)
    {
        if (reader.Value("target_modules") is not { } value)
            throw reader.Error("target_modules is missing.");
        if (value.ValueKind == JsonValueKind.Array)
        {
            string[] names = [.. value.EnumerateArray().Select(name => name.ValueKind == JsonValueKind.String ? name.GetString()!
                : throw reader.Error($"target_modules holds {ConfigReader.Shown(name)}, but must be a list of names."))];
            return module => names.Any(name => module == name || module.EndsWith("." + name, StringComparison.Ordinal));
        }
        string text = reader.Text("target_modules")!;
        return text == AdapterOptions.AllLinear ? _ => true : Expression(reader, "target_modules", $"^(?:{text})$").IsMatch;
    }

    // The first entry whose name is the end of the map's, as a regular expression.
    static Func<string, T?> Pattern<T>(ConfigReader reader, string name, Func<ConfigReader, string, T> valueOf) where T : struct
    {
        if (reader.Object(name) is not { } pattern)
            return _ => null;
        var entries = pattern.Names.Select(key => (Expression: Expression(reader, name, $@"^(?:.*\.)?(?:{key})$"), Value: valueOf(pattern, key))).ToArray();
        return module => entries.Where(e => e.Expression.IsMatch(module)).Select(e => (T?)e.Value).FirstOrDefault();
    }

    static Regex Expression(ConfigReader reader, string name, string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, s_longestMatch);
        }
        catch (ArgumentException e)
        {
            throw reader.Error($"{name} holds an expression that cannot be read: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.");
        }
    }

    static T Open<T>(string directory, Func<ConfigReader, T> read)
    {
        string path = Path.Combine(directory, File);
        if (!System.IO.File.Exists(path))
            throw new UserErrorException($"{path} does not exist: {directory} holds no adapter.");
        try
        {
            using var json = JsonDocument.Parse(System.IO.File.ReadAllText(path));
            return json.RootElement.ValueKind == JsonValueKind.Object ? read(new(path, json.RootElement))
                : throw new UserErrorException($"{path} holds no object.");
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{path} is not valid JSON: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", e);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new UserErrorException($"{path} holds an expression that takes too long to match.", e);
        }
    }

    /// <summary>Writes the file, key for key as PEFT does.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="shape">The network with its adapters.</param>
    /// <param name="baseModel">What names the base; null leaves it open.</param>
    public static void Write(string directory, ModelOptions shape, string? baseModel)
    {
        var adapter = shape.Adapter!;
        int rank = Most(adapter.Places.Select(p => p.Rank));
        double alpha = Most(adapter.Places.Select(p => p.Alpha));
        bool isScalar = shape.Output == OutputHead.Scalar;
        var json = new JsonObject
        {
            ["alpha_pattern"] = Differing(adapter, p => p.Alpha != alpha, p => Number(p.Alpha)),
            ["auto_mapping"] = null,
            ["base_model_name_or_path"] = baseModel,
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["layers_pattern"] = null,
            ["layers_to_transform"] = null,
            ["lora_alpha"] = Number(alpha),
            ["lora_dropout"] = 0.0,
            ["modules_to_save"] = isScalar ? new JsonArray("score") : null,
            ["peft_type"] = "LORA",
            ["r"] = rank,
            ["rank_pattern"] = Differing(adapter, p => p.Rank != rank, p => p.Rank),
            ["revision"] = null,
            ["target_modules"] = new JsonArray([.. TargetsOf(adapter, shape).Select(name => (JsonNode)name)]),
            ["task_type"] = isScalar ? "SEQ_CLS" : "CAUSAL_LM",
            ["use_dora"] = false,
            ["use_rslora"] = adapter.IsRankStabilized,
        };
        AtomicFile.WriteAllText(Path.Combine(directory, File), json.ToJsonString(s_indented));
    }

    static T Most<T>(IEnumerable<T> values) => values.GroupBy(v => v).MaxBy(g => g.Count())!.Key;

    // The keys are expressions, in which a dot matches itself too.
    static JsonObject Differing(AdapterShape adapter, Func<AdapterPlace, bool> differs, Func<AdapterPlace, JsonNode> value) =>
        new(adapter.Places.Where(differs).Select(p => KeyValuePair.Create(p.Module, (JsonNode?)value(p))));

    // Names without the layers, where they stand for the same maps.
    static IEnumerable<string> TargetsOf(AdapterShape adapter, ModelOptions shape)
    {
        string[] whole = [.. adapter.Places.Select(p => p.Module)], ends = [.. whole.Select(m => m[(m.LastIndexOf('.') + 1)..]).Distinct()];
        return AdapterShape.Modules(shape).Count(m => ends.Contains(m[(m.LastIndexOf('.') + 1)..])) == whole.Length ? ends : whole;
    }

    // PEFT's own are whole numbers.
    static JsonNode Number(double value) => value == Math.Floor(value) ? JsonNode.Parse(value.ToString("F0", CultureInfo.InvariantCulture))! : value;
}
