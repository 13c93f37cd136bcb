// Rollouts by /v1/completions: vLLM's server with adapters (--enable-lora, VLLM_ALLOW_RUNTIME_LORA_UPDATING), and r1 serve (--updates) with adapters
// or with whole weights.

using System.Text.Json;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Endpoints;

/// <summary>vLLM's interface, which r1 serve has too.</summary>
/// <param name="isOwn">Whether it is r1 serve: it takes the coordinates of the trainer's random numbers, and samples in the trainer's bits.</param>
/// <param name="hasAdapters">Whether adapters are loaded under names, and not whole weights in place of others.</param>
sealed class CompletionsProtocol(bool isOwn, bool hasAdapters) : IRolloutProtocol
{
    /// <inheritdoc/>
    public async Task<ServedWeights> Load(ServiceConnection connection, string name, string folder, CancellationToken cancellation)
    {
        if (!hasAdapters)
        {
            var answer = await RolloutWire.Post(connection, "update_weights_from_disk", new { model_path = folder }, cancellation).ConfigureAwait(false);
            return new(name, Text(answer, "system_fingerprint"));
        }
        try
        {
            await RolloutWire.Send(connection, "v1/load_lora_adapter", new { lora_name = name, lora_path = folder }, cancellation).ConfigureAwait(false);
        }
        catch (ServiceException e) when (e is { Status: 400 } && e.Message.Contains("already", StringComparison.Ordinal))
        {
            // The name holds the hash of the weights: they are these.
        }
        return new(name, null);
    }

    /// <inheritdoc/>
    public Task Unload(ServiceConnection connection, string name, CancellationToken cancellation) => !hasAdapters ? Task.CompletedTask
        : RolloutWire.Send(connection, "v1/unload_lora_adapter", new { lora_name = name }, cancellation);

    /// <inheritdoc/>
    public async Task<Completion[]> Ask(ServiceConnection connection, ServedWeights weights, GenerationRequest request, CancellationToken cancellation)
    {
        var answer = await RolloutWire.Post(connection, "v1/completions", Body(weights, request), cancellation).ConfigureAwait(false);
        string? of = hasAdapters ? Text(answer, "model") : Text(answer, "system_fingerprint"), wanted = hasAdapters ? weights.Name : weights.Mark;
        if (of != wanted)
            throw RolloutWire.OtherWeights(weights.Name, of);
        if (!answer.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() != request.SampleCount)
            throw RolloutWire.Strange($"has not the {request.SampleCount} choices that were asked for");
        return [.. choices.EnumerateArray().OrderBy(c => c.GetProperty("index").GetInt32()).Select(c => Choice(c, request.Prompt))];
    }

    // A server may have defaults of its own (generation_config.json): everything that changes what is drawn is said.
    Dictionary<string, object> Body(ServedWeights weights, GenerationRequest request)
    {
        var sampling = request.Sampling;
        var body = new Dictionary<string, object>
        {
            ["prompt"] = request.Prompt,
            ["n"] = request.SampleCount,
            ["max_tokens"] = sampling.MaxCompletionTokens,
            ["temperature"] = sampling.Temperature,
            ["top_p"] = 1,
            ["top_k"] = -1,
            ["min_p"] = 0,
            ["repetition_penalty"] = 1,
            ["logprobs"] = 0,
            ["return_token_ids"] = true,
            ["skip_special_tokens"] = false,
            ["stop_token_ids"] = sampling.StopTokens,
            ["seed"] = isOwn ? (long)request.Seed : RolloutWire.SeedOf(request),
        };
        if (hasAdapters)
            body["model"] = weights.Name;
        if (sampling.StopStrings.Count > 0)
            body["stop"] = sampling.StopStrings;
        if (isOwn)
            (body["seed_step"], body["seed_prompt"]) = (request.Step, request.PromptKey);
        else
            body["include_stop_str_in_output"] = true;
        return body;
    }

    static Completion Choice(JsonElement choice, int[] prompt)
    {
        var finish = RolloutWire.FinishOf(Text(choice, "finish_reason"));
        int[] tokens = Ids(choice, "token_ids");
        if (!Ids(choice, "prompt_token_ids").AsSpan().SequenceEqual(prompt))
            throw RolloutWire.Strange("is to another prompt than was asked");
        float[] logProbs = choice.TryGetProperty("logprobs", out var all) && all.ValueKind == JsonValueKind.Object
            && all.TryGetProperty("token_logprobs", out var list) && list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().All(p => p.ValueKind == JsonValueKind.Number) ? [.. list.EnumerateArray().Select(p => p.GetSingle())]
            : throw RolloutWire.Strange("has no log-probability of each token");
        return logProbs.Length != tokens.Length ? throw RolloutWire.Strange($"has {tokens.Length} tokens and {logProbs.Length} log-probabilities")
            : new(tokens, logProbs, finish);
    }

    static int[] Ids(JsonElement choice, string name) => choice.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select(id => id.GetInt32())]
        : throw RolloutWire.Strange($"has no {name}: the server is too old to tell which tokens it chose");

    static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
