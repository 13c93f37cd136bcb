// The rotary embedding as config.json states it: rope_theta and rope_scaling (transformers 4), or all in rope_parameters
// (transformers 5); the scaling's name under rope_type, or type in older files.

using System.Text.Json.Nodes;

namespace R1Sharp.Learning.Model;

/// <summary>Reads and writes the rotary part of config.json.</summary>
static class RopeConfig
{
    const double DefaultTheta = 10_000, LargestFactor = 1e6;
    const int MostPositions = 10_000_000;

    static readonly IReadOnlySet<string> Nothing = new HashSet<string>();

    /// <summary>θ, the scaling, and the number of positions with it.</summary>
    /// <param name="config">The whole file.</param>
    /// <param name="maxPositions">max_position_embeddings.</param>
    /// <exception cref="UserErrorException">The scaling is not supported, lacks a number, or holds a field that nobody knows.</exception>
    public static (double Theta, RopeScaling? Scaling, int MaxPositions) Read(ConfigReader config, int maxPositions)
    {
        double? outer = Theta(config);
        int? original = config.Int("original_max_position_embeddings", 1, MostPositions);
        if (config.Has("rope_scaling") && config.Has("rope_parameters"))
            throw config.Error("rope_scaling and rope_parameters are both given: leave one of them.");
        if ((config.Object("rope_parameters") ?? config.Object("rope_scaling")) is not { } rope)
            return (outer ?? DefaultTheta, null, maxPositions);
        double? inner = Theta(rope);
        if (inner is { } a && outer is { } b && a != b)
            throw config.Error($"rope_theta is {b}, but {a} inside the rotary parameters: leave one of them.");
        double theta = inner ?? outer ?? DefaultTheta;
        rope.RequireNeutral("partial_rotary_factor", "1");
        var scaling = Scaling(rope, theta, maxPositions, original);
        rope.RefuseOthers(Nothing);
        // A YaRN factor is there to be used: with Qwen's own instructions max_position_embeddings stays at the original length.
        int positions = scaling is YarnRopeScaling y ? (int)Math.Min(MostPositions, Math.Max(maxPositions, y.Factor * y.OriginalPositions)) : maxPositions;
        return (theta, scaling, positions);
    }

    /// <summary>The fields of config.json for this network.</summary>
    public static void Write(JsonObject json, ModelOptions options)
    {
        json["rope_theta"] = options.RopeTheta;
        json["rope_scaling"] = options.RopeScaling switch
        {
            null => null,
            LinearRopeScaling s => new JsonObject { ["rope_type"] = "linear", ["factor"] = s.Factor },
            DynamicRopeScaling s => new JsonObject { ["rope_type"] = "dynamic", ["factor"] = s.Factor },
            Llama3RopeScaling s => new JsonObject
            {
                ["rope_type"] = "llama3",
                ["factor"] = s.Factor,
                ["low_freq_factor"] = s.LowFrequencyFactor,
                ["high_freq_factor"] = s.HighFrequencyFactor,
                ["original_max_position_embeddings"] = s.OriginalPositions,
            },
            YarnRopeScaling s => Yarn(s),
            var other => throw new InvalidOperationException($"config.json has no name for {other}."),
        };
    }

    static double? Theta(ConfigReader reader)
    {
        double? theta = reader.Number("rope_theta", 0, 1e12);
        return theta is null or > 0 ? theta : throw reader.Error("rope_theta is 0, but must be above it.");
    }

    static RopeScaling? Scaling(ConfigReader rope, double theta, int maxPositions, int? outerOriginal)
    {
        string? type = rope.Text("rope_type"), older = rope.Text("type");
        if (type is not null && older is not null && type != older)
            throw rope.Error($"rope_scaling says rope_type \"{type}\" and type \"{older}\": leave one of them.");
        switch (type ?? older)
        {
            case null or "default":
                return null;
            case "linear":
                return new LinearRopeScaling(Factor(rope));
            case "dynamic":
                Original(rope, maxPositions, outerOriginal);
                return new DynamicRopeScaling(Factor(rope));
            case "llama3":
                return Llama3(rope, Original(rope, maxPositions, outerOriginal));
            case "yarn":
                return ReadYarn(rope, theta, maxPositions, Original(rope, maxPositions, outerOriginal));
            case var other:
                throw rope.Error($"rope_scaling of type \"{other}\" is not supported; linear, dynamic, llama3 and yarn are.");
        }
    }

    static double Factor(ConfigReader rope) => rope.RequiredNumber("factor", 1, LargestFactor);

    /// <summary>The length of the first training: inside the scaling, or beside it, or else max_position_embeddings.</summary>
    static int Original(ConfigReader rope, int maxPositions, int? outer)
    {
        int? inner = rope.Int("original_max_position_embeddings", 1, MostPositions);
        if (inner is { } a && outer is { } b && a != b)
            throw rope.Error($"original_max_position_embeddings is {b}, but {a} inside rope_scaling: leave one of them.");
        return inner ?? outer ?? maxPositions;
    }

    static Llama3RopeScaling Llama3(ConfigReader rope, int original)
    {
        double low = rope.RequiredNumber("low_freq_factor", 1e-6, LargestFactor), high = rope.RequiredNumber("high_freq_factor", 1e-6, LargestFactor);
        return high > low
            ? new Llama3RopeScaling(Factor(rope), low, high, original)
            : throw rope.Error($"rope_scaling.high_freq_factor ({high}) must be above low_freq_factor ({low}).");
    }

    static YarnRopeScaling ReadYarn(ConfigReader rope, double theta, int maxPositions, int original)
    {
        if (theta <= 1)
            throw rope.Error($"rope_theta is {theta}, but must be above 1 for yarn.");
        if (rope.Has("attn_factor"))
            throw rope.Error("rope_scaling.attn_factor is read by some programs and passed over by transformers: put attention_factor, the magnitude that "
                + "you mean (0.1 · ln(factor) + 1 in transformers; that times attn_factor in vLLM), in its place.");
        return new YarnRopeScaling(rope.Has("factor") ? Factor(rope) : Math.Max(1, (double)maxPositions / original), original)
        {
            BetaFast = rope.Number("beta_fast", 1e-6, 1e6) ?? 32,
            BetaSlow = rope.Number("beta_slow", 1e-6, 1e6) ?? 1,
            AttentionFactor = rope.Number("attention_factor", 1e-6, 1e6),
            Mscale = rope.Number("mscale", 0, 1e6),
            MscaleAllDimensions = rope.Number("mscale_all_dim", 0, 1e6),
            Truncate = rope.Flag("truncate") ?? true,
        };
    }

    static JsonObject Yarn(YarnRopeScaling s)
    {
        var json = new JsonObject
        {
            ["rope_type"] = "yarn",
            ["factor"] = s.Factor,
            ["original_max_position_embeddings"] = s.OriginalPositions,
            ["beta_fast"] = s.BetaFast,
            ["beta_slow"] = s.BetaSlow,
        };
        foreach (var (name, value) in new[] { ("attention_factor", s.AttentionFactor), ("mscale", s.Mscale), ("mscale_all_dim", s.MscaleAllDimensions) })
            if (value is not null)
                json[name] = value;
        if (!s.Truncate)
            json["truncate"] = false;
        return json;
    }
}
