// The body of POST /v1/completions.

using System.Text.Json;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Serving;

/// <summary>Prompts that are to be gone on with as they are.</summary>
sealed record CompletionRequest
{
    const int DefaultTokens = 16, MostPrompts = 256;

    /// <summary>How to sample.</summary>
    public required SamplingRequest Asked { get; init; }

    /// <summary>The prompts' tokens.</summary>
    public required IReadOnlyList<int[]> Prompts { get; init; }

    /// <summary>Whether the prompt is told again, with what is asked of tokens.</summary>
    public bool IsEchoed { get; init; }

    /// <summary>How many alternatives at each place; null where no log-probabilities are wanted.</summary>
    public int? LogProbs { get; init; }

    /// <summary>Whether the ids of tokens are told.</summary>
    public bool TellsIds { get; init; }

    /// <summary>What names the random numbers beside the seed, as a trainer names them: its step, and the number of the first prompt.</summary>
    public long SeedStep { get; init; }

    /// <inheritdoc cref="SeedStep"/>
    public long SeedPrompt { get; init; }

    /// <summary>Whether special tokens are left out of texts.</summary>
    public bool SkipsSpecial { get; init; }

    /// <summary>Whether something is to be generated or recorded of a prompt.</summary>
    public bool NeedsEngine(int[] prompt) => Asked.Sampling.MaxCompletionTokens > 0 || prompt.Length > 1;

    /// <summary>What is asked of the engine for one prompt.</summary>
    public GenerationRequest Generation(ServedModel model, int prompt)
    {
        int[] tokens = Prompts[prompt], rest = IsEchoed ? tokens[1..] : [];
        long most = Asked.Sampling.MaxCompletionTokens + (long)rest.Length;
        return new()
        {
            Prompt = rest.Length > 0 ? tokens[..1] : tokens,
            SampleCount = Asked.Choices,
            Sampling = Asked.Sampling with { MaxCompletionTokens = (int)Math.Min(most, int.MaxValue) },
            Decode = text => model.Tokenizer.Decode(text),
            Seed = Asked.Seed,
            Step = SeedStep,
            PromptKey = SeedPrompt + prompt,
            Adapter = model.Adapter,
            Steering = rest.Length > 0 ? new EchoSteering(rest, Asked.Steering) : Asked.Steering,
            Rules = Asked.Biases is { } biases ? new BiasRules(biases, rest.Length, null) : null,
            Alternatives = LogProbs ?? 0,
        };
    }

    /// <summary>Reads a body.</summary>
    /// <exception cref="ApiException">Something in it cannot be honoured.</exception>
    public static CompletionRequest Read(JsonFields fields, ServedModel model)
    {
        bool isEchoed = fields.Flag("echo") ?? false;
        int most = fields.Count("max_tokens", 0, int.MaxValue) ?? DefaultTokens;
        if (most == 0 && !isEchoed)
            throw ApiException.Bad("max_tokens", "'max_tokens' is 0, and without 'echo' there is nothing to answer.");
        var prompts = PromptsOf(fields, model, fields.Flag("add_special_tokens") ?? true, isToldAgain: most == 0);
        var asked = SamplingRequest.Read(fields, model, most);
        fields.RefuseUnless("best_of", v => JsonFields.Whole(v) == asked.Choices);
        fields.RefuseUnless("suffix", v => v.ValueKind == JsonValueKind.String && v.GetString() is "");
        var read = new CompletionRequest
        {
            Asked = asked,
            Prompts = prompts,
            IsEchoed = isEchoed,
            LogProbs = fields.Count("logprobs", 0, SamplingRequest.MostAlternatives),
            TellsIds = fields.Flag("return_token_ids") ?? false,
            SeedStep = fields.Whole("seed_step", 0, long.MaxValue) ?? 0,
            SeedPrompt = fields.Whole("seed_prompt", 0, int.MaxValue) ?? 0,
            SkipsSpecial = fields.Flag("skip_special_tokens") ?? true,
        };
        SamplingRequest.PassIdle(fields);
        return read;
    }

    static IReadOnlyList<int[]> PromptsOf(JsonFields fields, ServedModel model, bool addsSpecial, bool isToldAgain)
    {
        if (fields.Find("prompt") is not { } prompt)
            throw ApiException.Bad("prompt", "'prompt' is missing.");
        IReadOnlyList<int[]> prompts = prompt.ValueKind == JsonValueKind.Array && prompt.EnumerateArray().All(p => p.ValueKind != JsonValueKind.Number)
            ? [.. prompt.EnumerateArray().Take(MostPrompts + 1).Select((p, i) => PromptOf(p, model, addsSpecial, $"prompt[{i}]"))]
            : [PromptOf(prompt, model, addsSpecial, "prompt")];
        if (prompts.Count is 0 or > MostPrompts)
            throw ApiException.Bad("prompt", $"'prompt' must have 1 to {MostPrompts} prompts.");
        foreach (int[] tokens in prompts)
            ChatRequest.RequireRoom(tokens, model, "prompt", isToldAgain);
        return prompts;
    }

    static int[] PromptOf(JsonElement prompt, ServedModel model, bool addsSpecial, string place)
    {
        if (prompt.ValueKind == JsonValueKind.Array)
            return TokenIds.Read(prompt, model.Tokenizer, place);
        string text = JsonFields.Text(prompt, place);
        return addsSpecial ? model.Tokenizer.EncodeWithSpecial(text) : model.Tokenizer.Encode(text);
    }
}

/// <summary>Lists of token ids in bodies.</summary>
static class TokenIds
{
    /// <summary>Writes a field with ids.</summary>
    public static void Write(Utf8JsonWriter to, string name, IEnumerable<int> ids)
    {
        to.WriteStartArray(name);
        foreach (int id in ids)
            to.WriteNumberValue(id);
        to.WriteEndArray();
    }

    /// <summary>The ids of a list.</summary>
    /// <exception cref="ApiException">One of them is no token.</exception>
    public static int[] Read(JsonElement list, Tokenizer tokenizer, string place) => [.. list.EnumerateArray().Select((id, i) =>
        JsonFields.Whole(id) is { } token && token >= 0 && token < tokenizer.VocabularySize ? (int)token
        : throw ApiException.Bad(place, $"'{place}[{i}]' must be a token id, a whole number from 0 to {tokenizer.VocabularySize - 1}."))];
}
