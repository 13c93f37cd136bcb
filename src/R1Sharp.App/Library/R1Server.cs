// A model of this process behind the interface of OpenAI's service.

using System.Net;
using R1Sharp.App.Serving;
using R1Sharp.Learning;

namespace R1Sharp;

/// <summary>How <see cref="R1Server"/> listens.</summary>
public sealed record R1ServerOptions
{
    static readonly ServeOptions s_defaults = new();

    /// <summary>Where it listens; this machine alone unless told otherwise.</summary>
    public IPAddress Host { get; init; } = s_defaults.Host;

    /// <summary>The port; 0 takes one that is free.</summary>
    public int Port { get; init; } = s_defaults.Port;

    /// <summary>What clients have to show; null asks for nothing.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Requests on their way and waiting; further ones are told to come again.</summary>
    public int MostRequests { get; init; } = s_defaults.MostRequests;

    /// <summary>Where every answer is recorded as a rollout that can be trained on; null records nothing.</summary>
    public string? RecordFolder { get; init; }
}

/// <summary>Serves a model to any client of OpenAI's service, as the command <c>r1 serve</c> does (docs/serving.md).</summary>
public sealed class R1Server : IAsyncDisposable
{
    readonly R1Model _model;
    readonly Server _server;

    R1Server(R1Model model, Server server) => (_model, _server) = (model, server);

    /// <summary>Where it listens; clients want "v1" behind it.</summary>
    public Uri Url => _server.Url;

    /// <summary>Begins to listen. Until the server is disposed of the model can do nothing but answer.</summary>
    /// <param name="model">The model; it remains its owner's.</param>
    /// <param name="options">How; null listens on port 8000 of this machine.</param>
    /// <exception cref="UserErrorException">The port is taken.</exception>
    public static async Task<R1Server> Start(R1Model model, R1ServerOptions? options = null)
    {
        options ??= new();
        var serving = model.Serving();
        try
        {
            return new(model, await Server.Start(serving, new()
            {
                Host = options.Host,
                Port = options.Port,
                ApiKey = options.ApiKey,
                MostRequests = options.MostRequests,
                RecordFolder = options.RecordFolder,
            }));
        }
        catch
        {
            model.Release();
            throw;
        }
    }

    /// <summary>Refuses new requests and waits for those on their way.</summary>
    public Task Drain(CancellationToken cancellation = default) => _server.Drain(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _model.Release();
    }
}
