// Rollouts by SGLang's server: whole weights from a folder (/update_weights_from_disk), completions by /generate, each with a seed of its own.

using System.Text.Json;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Endpoints;

/// <summary>SGLang's interface.</summary>
sealed class SglangProtocol : IRolloutProtocol
{
    /// <inheritdoc/>
    public async Task<ServedWeights> Load(ServiceConnection connection, string name, string folder, CancellationToken cancellation)
    {
        var answer = await RolloutWire.Post(connection, "update_weights_from_disk", new { model_path = folder, weight_version = name, flush_cache = true },
            cancellation).ConfigureAwait(false);
        return answer.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True ? new(name, name)
            : throw new ServiceException(ServiceFault.Service, $"it does not take the weights of {folder}: {answer.GetRawText()}.");
    }

    /// <inheritdoc/>
    public Task Unload(ServiceConnection connection, string name, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<Completion[]> Ask(ServiceConnection connection, ServedWeights weights, GenerationRequest request, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, request.SampleCount).Select(sample => AskOne(connection, weights, request, sample, cancellation)));

    static async Task<Completion> AskOne(
        ServiceConnection connection, ServedWeights weights, GenerationRequest request, int sample, CancellationToken cancellation)
    {
        var sampling = request.Sampling;
        var answer = await RolloutWire.Post(connection, "generate", new
        {
            input_ids = request.Prompt,
            sampling_params = new
            {
                temperature = sampling.Temperature,
                max_new_tokens = sampling.MaxCompletionTokens,
                top_p = 1,
                top_k = -1,
                min_p = 0,
                repetition_penalty = 1,
                stop = sampling.StopStrings,
                stop_token_ids = sampling.StopTokens,
                no_stop_trim = true,
                skip_special_tokens = false,
                sampling_seed = RolloutWire.SeedOf(request, sample),
            },
            return_logprob = true,
            stream = false,
        }, cancellation).ConfigureAwait(false);
        return Read(answer, weights);
    }

    static Completion Read(JsonElement answer, ServedWeights weights)
    {
        if (!answer.TryGetProperty("meta_info", out var meta) || meta.ValueKind != JsonValueKind.Object)
            throw RolloutWire.Strange("has no meta_info");
        if (meta.TryGetProperty("weight_version", out var version) && version.ValueKind == JsonValueKind.String && version.GetString() != weights.Mark)
            throw RolloutWire.OtherWeights(weights.Name, version.GetString());
        var finish = RolloutWire.FinishOf(meta.TryGetProperty("finish_reason", out var reason) && reason.ValueKind == JsonValueKind.Object
            && reason.TryGetProperty("type", out var type) ? type.GetString() : null);
        if (!meta.TryGetProperty("output_token_logprobs", out var list) || list.ValueKind != JsonValueKind.Array)
            throw RolloutWire.Strange("has no output_token_logprobs");
        // [log-probability, token, text or null]
        var tokens = list.EnumerateArray().Select(t => (LogProb: t[0].GetSingle(), Id: t[1].GetInt32())).ToArray();
        return new([.. tokens.Select(t => t.Id)], [.. tokens.Select(t => t.LogProb)], finish);
    }
}
