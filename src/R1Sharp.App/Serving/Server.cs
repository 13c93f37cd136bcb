// The server: who may ask, what there is to ask, and how it ends.

using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using R1Sharp.Learning;

namespace R1Sharp.App.Serving;

/// <summary>Serves models over HTTP until it is disposed of.</summary>
sealed class Server : IAsyncDisposable
{
    const int RetrySeconds = 1;

    readonly ServedModels _models;
    readonly ServeOptions _options;
    readonly ServerMetrics _metrics = new();
    readonly Gate _gate;
    readonly RolloutRecorder? _recorder;
    readonly Dictionary<(string Method, string Path), Func<ServedRequest, Task>> _endpoints;
    Listener? _listener;
    int _inProgress;
    volatile bool _isDraining;

    Server(ServedModels models, ServeOptions options)
    {
        (_models, _options) = (models, options);
        var changes = new ModelsEndpoint(options.UpdatesFolder);
        _gate = new(options);
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
            [("GET", "/metrics")] = request => WriteText(request.Response, _metrics.Text(_models.Load, _inProgress)),
        };
        foreach (string path in PageFiles.Chat.Paths)
            _endpoints[("GET", path)] = request => PageFiles.Chat.Send(request.Response, path, request.Cancellation);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => _listener!.Url;

    /// <summary>Requests that are being answered.</summary>
    public int InProgress => Volatile.Read(ref _inProgress);

    /// <summary>Begins to listen.</summary>
    /// <param name="model">The model; it remains its owner's.</param>
    /// <param name="options">How.</param>
    /// <param name="reload">Reads another network in the model's place; null where it stays.</param>
    /// <exception cref="UserErrorException">The port is taken, or adapters cannot be read.</exception>
    public static Task<Server> Start(ServedModel model, ServeOptions options, Func<string, ServedModel>? reload = null) => Start([model], options, reload);

    /// <summary>Begins to listen for several models.</summary>
    /// <param name="models">The models; they remain their owner's. The first answers whoever names none, and adapters stand over it.</param>
    /// <param name="options">How.</param>
    /// <param name="reload">Reads another network in the first one's place; null where it stays.</param>
    /// <exception cref="UserErrorException">Two have one name, the port is taken, or adapters cannot be read.</exception>
    public static async Task<Server> Start(IReadOnlyList<ServedModel> models, ServeOptions options, Func<string, ServedModel>? reload = null)
    {
        if (options is { UpdatesFolder: not null, ApiKey: null } && !IPAddress.IsLoopback(options.Host))
            throw new UserErrorException($"Whoever reaches {options.Host} could exchange the weights (--updates): ask for an --api-key.");
        var server = new Server(new(models, reload), options);
        try
        {
            foreach (var (name, folder) in options.Adapters)
                await server._models.Add(name, folder);
            server._listener = await Listener.Start(options, server.Handle);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
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
        if (_listener is not null)
            await _listener.DisposeAsync();
        _models.Dispose();
        _recorder?.Dispose();
    }

    async Task Handle(HttpContext context)
    {
        long began = Stopwatch.GetTimestamp();
        string path = context.Request.Path.Value is { Length: > 1 } given ? given.TrimEnd('/') : "/";
        bool isKnown = _endpoints.Keys.Any(k => k.Path == path);
        context.Response.Headers["x-request-id"] = "req_" + Guid.NewGuid().ToString("N");
        try
        {
            if (!_gate.IsPreflight(context))
                await Answer(context, path, isKnown);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e)
        {
            await ErrorAnswer.Explain(context, e, "serve");
        }
        _metrics.Answered(isKnown ? path : "other", context.Response.StatusCode, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    // Whoever asks for the head alone is answered as one who asks for all; the body is not sent.
    Func<ServedRequest, Task> EndpointOf(HttpContext context, string path, bool isKnown)
    {
        const string OneModel = "/v1/models/";
        string asked = context.Request.Method, method = HttpMethods.IsHead(asked) ? HttpMethods.Get : asked;
        if (_endpoints.TryGetValue((method, path), out var endpoint))
            return endpoint;
        if (path.StartsWith(OneModel, StringComparison.Ordinal))
            return HttpMethods.IsGet(method) ? request => ModelsEndpoint.Run(request, Uri.UnescapeDataString(path[OneModel.Length..]))
                : throw NotAsked(context, path, ["GET"]);
        throw isKnown ? NotAsked(context, path, _endpoints.Keys.Where(k => k.Path == path).Select(k => k.Method))
            : new ApiException(StatusCodes.Status404NotFound, $"There is no {path} here.");
    }

    static ApiException NotAsked(HttpContext context, string path, IEnumerable<string> allowed)
    {
        context.Response.Headers.Allow = string.Join(", ", allowed.SelectMany(m => HttpMethods.IsGet(m) ? [m, HttpMethods.Head] : new[] { m }));
        return new ApiException(StatusCodes.Status405MethodNotAllowed, $"{path} is not asked with {context.Request.Method}.");
    }

    async Task Answer(HttpContext context, string path, bool isKnown)
    {
        _gate.RequireHost(context.Request);
        var endpoint = EndpointOf(context, path, isKnown);
        if (path != "/health" && !PageFiles.Chat.Has(path))
            _gate.RequireKey(context.Request);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        ended.CancelAfter(TimeSpan.FromSeconds(_options.MostSeconds));
        bool isAdmitted = false;
        var request = new ServedRequest(context, _models, _metrics, _recorder, ended.Token)
        {
            Admit = () =>
            {
                Admit();
                isAdmitted = true;
            },
            MostBodySeconds = _options.MostBodySeconds,
            StreamPause = () => EventStream.Pause(InProgress),
        };
        try
        {
            await endpoint(request);
        }
        finally
        {
            if (isAdmitted)
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
}
