// What a kind of server wants to be told so that it samples rollouts: how weights get there, and how completions are asked for. Prompts are token ids,
// and so is what comes back: no text is tokenised twice.

using System.Text.Json;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;

namespace R1Sharp.App.Endpoints;

/// <summary>Weights on a server.</summary>
/// <param name="Name">Their name; no others have it.</param>
/// <param name="Mark">What answers under them carry, where it is not the name; null where they carry nothing else.</param>
sealed record ServedWeights(string Name, string? Mark);

/// <summary>The protocol of a server.</summary>
interface IRolloutProtocol
{
    /// <summary>Has the server take weights up.</summary>
    /// <param name="connection">The server.</param>
    /// <param name="name">Their name.</param>
    /// <param name="folder">Where they lie, as the server sees it.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="ServiceException">It does not.</exception>
    Task<ServedWeights> Load(ServiceConnection connection, string name, string folder, CancellationToken cancellation);

    /// <summary>Has the server forget weights.</summary>
    /// <exception cref="ServiceException">It does not.</exception>
    Task Unload(ServiceConnection connection, string name, CancellationToken cancellation);

    /// <summary>The completions of a request.</summary>
    /// <exception cref="ServiceException">There are none, or they are of other weights (<see cref="RolloutWire.OtherWeights"/>).</exception>
    Task<Completion[]> Ask(ServiceConnection connection, ServedWeights weights, GenerationRequest request, CancellationToken cancellation);
}

/// <summary>What protocols share.</summary>
static class RolloutWire
{
    /// <summary>That an answer is of other weights than was asked: the server began anew meanwhile.</summary>
    public static ServiceException OtherWeights(string asked, string? answered) =>
        new(ServiceFault.Moment, $"it answers under the weights '{answered}' and not '{asked}'.") { Status = 404 };

    /// <summary>That an answer is not what the protocol has.</summary>
    public static ServiceException Strange(string what) => new(ServiceFault.Service, $"its answer {what}.");

    /// <summary>How a completion ended.</summary>
    /// <exception cref="ServiceException">It broke off.</exception>
    public static FinishReason FinishOf(string? said) => said switch
    {
        "stop" => FinishReason.Stop,
        "length" => FinishReason.Length,
        _ => throw new ServiceException(ServiceFault.Moment, $"half an answer came: it broke off ({said ?? "null"})."),
    };

    /// <summary>Posts JSON and gives what comes back.</summary>
    public static async Task<JsonElement> Post(ServiceConnection connection, string path, object body, CancellationToken cancellation)
    {
        using var answer = await connection.SendAsync(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body), cancellation).ConfigureAwait(false);
        ServiceAnswer.Require(answer.Response, answer.Body);
        try
        {
            return JsonElement.Parse(answer.Body);
        }
        catch (JsonException e)
        {
            throw new ServiceException(ServiceFault.Moment, $"half an answer came, {answer.Body.Length} bytes that are no whole JSON.", e);
        }
    }

    /// <summary>Posts JSON and looks at the status alone.</summary>
    public static async Task Send(ServiceConnection connection, string path, object body, CancellationToken cancellation)
    {
        using var answer = await connection.SendAsync(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body), cancellation).ConfigureAwait(false);
        ServiceAnswer.Require(answer.Response, answer.Body);
    }

    /// <summary>A seed of 31 bits for one sample, or for all of a request.</summary>
    public static long SeedOf(GenerationRequest request, int sample = 0) =>
        new RandomStream(request.Seed, RandomPurpose.Sampling, request.Step, request.PromptKey, sample).NextUInt() >> 1;
}
