// The server: who may ask, what there is to ask, and how it ends.

using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using R1Sharp.Learning;

namespace R1Sharp.App.Serving;

/// <summary>Serves one model over HTTP until it is disposed of.</summary>
sealed class Server : IAsyncDisposable
{
    const int RetrySeconds = 1;

    readonly WebApplication _application;
    readonly ServedModels _models;
    readonly ServeOptions _options;
    readonly ServerMetrics _metrics = new();
    readonly CrossOrigin _crossOrigin;
    readonly byte[]? _keyHash;
    readonly RolloutRecorder? _recorder;
    readonly Dictionary<(string Method, string Path), Func<ServedRequest, Task>> _endpoints;
    int _inProgress;
    volatile bool _isDraining;

    Server(ServedModels models, ServeOptions options)
    {
        (_models, _options) = (models, options);
        var changes = new ModelsEndpoint(options.UpdatesFolder);
        _keyHash = options.ApiKey is { } key ? SHA256.HashData(Encoding.UTF8.GetBytes(key)) : null;
        _crossOrigin = new(options.Origins);
        _recorder = options.RecordFolder is { } folder ? new(folder) : null;
        _endpoints = new()
        {
            [("POST", "/v1/chat/completions")] = ChatEndpoint.Run,
            [("POST", "/v1/completions")] = CompletionEndpoint.Run,
            [("POST", "/v1/embeddings")] = _ => throw ApiException.Bad(
                null, "This model generates text and has no embeddings: ask a model made for them.", "unsupported_endpoint"),
            [("POST", "/rewards")] = RewardEndpoint.Run,
            [("GET", "/v1/models")] = ModelsEndpoint.Run,
            [("POST", "/v1/load_lora_adapter")] = changes.Load,
            [("POST", "/v1/unload_lora_adapter")] = changes.Unload,
            [("POST", "/update_weights_from_disk")] = changes.Exchange,
            [("POST", "/tokenize")] = TokenizeEndpoint.Run,
            [("POST", "/detokenize")] = TokenizeEndpoint.RunReverse,
            [("GET", "/health")] = Health,
            [("GET", "/metrics")] = request => WriteText(request.Response, _metrics.Text(_models.Network.Live.Load, _inProgress)),
        };
        foreach (string path in PageEndpoint.Files.Keys)
            _endpoints[("GET", path)] = request => PageEndpoint.Run(request, path);
        _application = Build();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Requests that are being answered.</summary>
    public int InProgress => Volatile.Read(ref _inProgress);

    /// <summary>Begins to listen.</summary>
    /// <param name="model">The model; it remains its owner's.</param>
    /// <param name="options">How.</param>
    /// <param name="reload">Reads another network in the model's place; null where it stays.</param>
    /// <exception cref="UserErrorException">The port is taken, or adapters cannot be read.</exception>
    public static async Task<Server> Start(ServedModel model, ServeOptions options, Func<string, ServedModel>? reload = null)
    {
        if (options is { UpdatesFolder: not null, ApiKey: null } && !IPAddress.IsLoopback(options.Host))
            throw new UserErrorException($"Whoever reaches {options.Host} could exchange the weights (--updates): ask for an --api-key.");
        var server = new Server(new(model, reload), options);
        try
        {
            foreach (var (name, folder) in options.Adapters)
                await server._models.Add(name, folder);
            await server._application.StartAsync();
        }
        catch (UserErrorException)
        {
            await server.Abandon();
            throw;
        }
        catch (IOException e)
        {
            await server.Abandon();
            throw new UserErrorException($"Nothing can listen on {options.Host}:{options.Port}: {e.Message.TrimEnd('.')}. Choose another --port.", e);
        }
        var addresses = server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        server.Url = new Uri(addresses.Addresses.First());
        return server;
    }

    /// <summary>Refuses new requests and waits for those on their way.</summary>
    public async Task Drain(CancellationToken cancellation = default)
    {
        _isDraining = true;
        while (InProgress > 0)
            await Task.Delay(20, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(now.Token);
        await Abandon();
    }

    async Task Abandon()
    {
        await _application.DisposeAsync();
        _models.Dispose();
        _recorder?.Dispose();
    }

    WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, Lifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = _options.MostBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = _options.MostConnections;
            kestrel.Listen(_options.Host, _options.Port);
        });
        var application = builder.Build();
        application.Run(Handle);
        return application;
    }

    async Task Handle(HttpContext context)
    {
        long began = Stopwatch.GetTimestamp();
        string path = context.Request.Path.Value is { Length: > 1 } given ? given.TrimEnd('/') : "/";
        bool isKnown = _endpoints.Keys.Any(k => k.Path == path);
        try
        {
            if (!_crossOrigin.IsPreflight(context))
                await Answer(context, path, isKnown);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e)
        {
            await Explain(context, e);
        }
        _metrics.Answered(isKnown ? path : "other", context.Response.StatusCode, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    async Task Answer(HttpContext context, string path, bool isKnown)
    {
        RequireHost(context.Request);
        if (!_endpoints.TryGetValue((context.Request.Method, path), out var endpoint))
            throw isKnown ? new ApiException(StatusCodes.Status405MethodNotAllowed, $"{path} is not asked with {context.Request.Method}.")
                : new ApiException(StatusCodes.Status404NotFound, $"There is no {path} here.");
        RequireKey(context.Request, path);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        ended.CancelAfter(TimeSpan.FromSeconds(_options.MostSeconds));
        var request = new ServedRequest(context, _models, _metrics, _recorder, ended.Token);
        if (context.Request.Method == "GET")
        {
            await endpoint(request);
            return;
        }
        Admit();
        try
        {
            await endpoint(request);
        }
        finally
        {
            Interlocked.Decrement(ref _inProgress);
        }
    }

    void Admit()
    {
        if (Interlocked.Increment(ref _inProgress) <= _options.MostRequests && !_isDraining)
            return;
        Interlocked.Decrement(ref _inProgress);
        throw _isDraining ? new ApiException(StatusCodes.Status503ServiceUnavailable, "The server is about to end.") { RetryAfterSeconds = RetrySeconds }
            : new ApiException(StatusCodes.Status429TooManyRequests, $"{_options.MostRequests} requests are on their way: come again.", null, "queue_full")
            {
                RetryAfterSeconds = RetrySeconds,
            };
    }

    // A name that leads here from outside is a page that tries to reach what listens on this machine alone (DNS rebinding).
    void RequireHost(HttpRequest request)
    {
        string host = request.Host.Host.Trim('[', ']');
        bool isHere = host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        if (IPAddress.IsLoopback(_options.Host) && !isHere)
            throw new ApiException(StatusCodes.Status421MisdirectedRequest, "This server answers to localhost alone.");
    }

    void RequireKey(HttpRequest request, string path)
    {
        if (_keyHash is null || path == "/health" || PageEndpoint.Files.ContainsKey(path))
            return;
        string header = request.Headers.Authorization.ToString();
        string shown = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : request.Headers["api-key"].ToString();
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), _keyHash))
            throw new ApiException(
                StatusCodes.Status401Unauthorized, "The API key is missing or wrong: send it as Authorization: Bearer KEY.", null, "invalid_api_key");
    }

    Task Health(ServedRequest request)
    {
        request.Response.StatusCode = _isDraining ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return request.Answer(to =>
        {
            to.WriteStartObject();
            to.WriteString("status", _isDraining ? "draining" : "ok");
            to.WriteEndObject();
        });
    }

    static Task WriteText(HttpResponse response, string text)
    {
        response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return response.WriteAsync(text);
    }

    static async Task Explain(HttpContext context, Exception error)
    {
        var said = error as ApiException ?? error switch
        {
            UserErrorException => ApiException.Bad(null, error.Message),
            BadHttpRequestException bad => new ApiException(bad.StatusCode, bad.Message),
            OperationCanceledException => new ApiException(
                StatusCodes.Status504GatewayTimeout, "The request took longer than this server allows (--max-seconds)."),
            _ => Fault(error),
        };
        if (!context.Response.HasStarted)
            await said.Answer(context.Response);
        else if (context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true)
            await new EventStream(context.Response, context.RequestAborted).Send(said.Write);
        else
            context.Abort();
    }

    static ApiException Fault(Exception error)
    {
        Console.Error.WriteLine($"r1 serve: {error}");
        return new ApiException(StatusCodes.Status500InternalServerError, "Something went wrong in the server; it has said what on its terminal.");
    }

    /// <summary>The program ends the server; signals do not.</summary>
    sealed class Lifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
