// How a request wants to be sampled: the fields that chat and completions share.

using System.Globalization;
using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Serving;

/// <summary>Fields about sampling.</summary>
sealed record SamplingRequest
{
    const int MostChoices = 128, MostStops = 16, MostBiases = 1024;

    /// <summary>Most alternatives at each place.</summary>
    public const int MostAlternatives = 20;

    /// <summary>How to sample.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>Completions of each prompt.</summary>
    public required int Choices { get; init; }

    /// <summary>What decides the random numbers.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Penalties and biases; null for none.</summary>
    public BiasOptions? Biases { get; init; }

    /// <summary>How thoughts are steered; null leaves them alone.</summary>
    public Steering? Steering { get; init; }

    /// <summary>Whether the answer comes piece by piece.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>Whether a stream ends with the counts of tokens.</summary>
    public bool StreamsUsage { get; init; }

    /// <summary>Reads the fields.</summary>
    /// <param name="fields">The body.</param>
    /// <param name="model">Whom it asks.</param>
    /// <param name="mostTokens">Most tokens of a completion.</param>
    public static SamplingRequest Read(JsonFields fields, ServedModel model, int mostTokens)
    {
        var stops = Stops(fields);
        var stream = fields.Object("stream_options");
        bool usage = stream?.Flag("include_usage") ?? false;
        stream?.RefuseUnless(v => v.ValueKind == JsonValueKind.False, "include_obfuscation", "continuous_usage_stats");
        stream?.RefuseOthers();
        return new()
        {
            Sampling = new()
            {
                Temperature = fields.Number("temperature", 0, 100) ?? 1,
                TopP = fields.Number("top_p", 0, 1) ?? 1,
                TopK = fields.Count("top_k", -1, int.MaxValue) is > 0 and var topK ? topK : null,
                MinP = fields.Number("min_p", 0, 1) ?? 0,
                RepetitionPenalty = fields.Number("repetition_penalty", 0.1, 10) ?? 1,
                MaxCompletionTokens = mostTokens,
                StopStrings = stops,
                StopTokens = StopTokensOf(fields, model),
            },
            Choices = fields.Count("n", 1, MostChoices) ?? 1,
            Seed = fields.Whole("seed", long.MinValue, long.MaxValue) is { } seed ? (ulong)seed : (ulong)Random.Shared.NextInt64(1L << 53),
            Biases = BiasesOf(fields, model),
            Steering = SteeringOf(fields, model),
            IsStreamed = fields.Flag("stream") ?? false,
            StreamsUsage = usage,
        };
    }

    /// <summary>Fields that say nothing about an answer, and those that are taken where they ask for nothing.</summary>
    public static void PassIdle(JsonFields fields)
    {
        fields.Pass("user", "metadata", "safety_identifier", "prompt_cache_key", "prompt_cache_retention");
        fields.RefuseUnless("service_tier", v => v.ValueEqualsText("auto", "default"));
        fields.RefuseUnless(v => v.ValueKind == JsonValueKind.False, "store", "include_stop_str_in_output", "use_beam_search", "early_stopping");
        fields.RefuseUnless(v => JsonFields.Whole(v) == 0, "min_tokens", "priority");
        fields.RefuseUnless(v => JsonFields.Whole(v) == 1, "length_penalty", "num_beams");
        fields.RefuseOthers();
    }

    static IReadOnlyList<string> Stops(JsonFields fields)
    {
        if (fields.Find("stop") is not { } stop)
            return [];
        string[] stops = stop.ValueKind == JsonValueKind.Array
            ? [.. stop.EnumerateArray().Take(MostStops + 1).Select((s, i) => JsonFields.Text(s, $"stop[{i}]"))] : [JsonFields.Text(stop, "stop")];
        return stops.Length > MostStops ? throw ApiException.Bad("stop", $"'stop' has more than {MostStops} texts.")
            : stops.Contains("") ? throw ApiException.Bad("stop", "'stop' is empty, so that every completion would end with its first token.") : stops;
    }

    // The model's own, and those that the request names.
    static IReadOnlyList<int> StopTokensOf(JsonFields fields, ServedModel model)
    {
        IReadOnlyList<int> own = fields.Flag("ignore_eos") == true ? [] : model.EndIds;
        if (fields.Find("stop_token_ids") is not { } given)
            return own;
        return given.ValueKind == JsonValueKind.Array ? [.. own.Union(TokenIds.Read(given, model.Tokenizer, "stop_token_ids"))]
            : throw ApiException.Bad("stop_token_ids", "'stop_token_ids' must be a list of token ids.");
    }

    static BiasOptions? BiasesOf(JsonFields fields, ServedModel model)
    {
        double presence = fields.Number("presence_penalty", -2, 2) ?? 0, frequency = fields.Number("frequency_penalty", -2, 2) ?? 0;
        var biases = new List<TokenBias>();
        if (fields.Find("logit_bias") is { } given)
        {
            if (given.ValueKind != JsonValueKind.Object)
                throw ApiException.Bad("logit_bias", "'logit_bias' must be an object from token ids to numbers.");
            foreach (var one in given.EnumerateObject())
                biases.Add(BiasOf(one, model));
            if (biases.Count > MostBiases)
                throw ApiException.Bad("logit_bias", $"'logit_bias' has more than {MostBiases} tokens.");
        }
        return presence == 0 && frequency == 0 && biases.Count == 0 ? null : new(presence, frequency, biases);
    }

    static TokenBias BiasOf(JsonProperty bias, ServedModel model) =>
        !int.TryParse(bias.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int token) || !model.Tokenizer.IsToken(token)
            ? throw ApiException.Bad("logit_bias", $"'logit_bias' names '{bias.Name[..Math.Min(bias.Name.Length, 40)]}', which is no token of the model.")
        : bias.Value.ValueKind == JsonValueKind.Number && bias.Value.TryGetDouble(out double amount) && Math.Abs(amount) <= 100 ? new(token, amount)
            : throw ApiException.Bad("logit_bias", $"'logit_bias' of token {token} must be a number from -100 to 100.");

    static Steering? SteeringOf(JsonFields fields, ServedModel model)
    {
        int? most = fields.Count("thinking_max", 0, 1_000_000) ?? ThinkingEffort.MostTokens(fields.Text("reasoning_effort"));
        var (waits, least) = ThinkingEffort.Least(fields.Find("thinking_min"));
        if (most is null && waits == 0 && least is null)
            return null;
        try
        {
            return Steering.Of(model.Tokenizer, new ThinkingOptions { MaxTokens = most, MinTokens = least, MinWaits = waits }, null);
        }
        catch (UserErrorException e)
        {
            throw ApiException.Bad("thinking_min", e.Message);
        }
    }
}
