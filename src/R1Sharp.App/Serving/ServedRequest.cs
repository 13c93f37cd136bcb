// One request on its way through the server: what endpoints need of it.

using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace R1Sharp.App.Serving;

/// <summary>A request that is being answered.</summary>
/// <param name="context">The connection's side.</param>
/// <param name="models">Whom it may ask.</param>
/// <param name="metrics">What is counted.</param>
/// <param name="recorder">What records; null for nothing.</param>
/// <param name="cancellation">The client is gone, or its time is over.</param>
sealed class ServedRequest(HttpContext context, ServedModels models, ServerMetrics metrics, RolloutRecorder? recorder, CancellationToken cancellation)
{
    readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>How often what came about is taken up where nothing is told before the end.</summary>
    public static Func<TimeSpan> WholePause { get; } = () => TimeSpan.FromSeconds(1);

    /// <summary>Whom it may ask.</summary>
    public ServedModels Models => models;

    /// <summary>What is counted.</summary>
    public ServerMetrics Metrics => metrics;

    /// <summary>What records; null for nothing.</summary>
    public RolloutRecorder? Recorder => recorder;

    /// <summary>The client is gone, or its time is over.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Where the answer goes.</summary>
    public HttpResponse Response => context.Response;

    /// <summary>Seconds since it came.</summary>
    public double Seconds => Stopwatch.GetElapsedTime(_began).TotalSeconds;

    /// <summary>A name that no other answer has.</summary>
    public string NewId(string prefix) => prefix + Guid.NewGuid().ToString("N");

    /// <summary>Lets the request in when its body has come, or refuses it: whoever sends slowly takes nobody's place.</summary>
    public required Action Admit { get; init; }

    /// <summary>Seconds within which its body must have come.</summary>
    public required double MostBodySeconds { get; init; }

    /// <summary>The least time between two pieces of a stream, as things are.</summary>
    public required Func<TimeSpan> StreamPause { get; init; }

    /// <summary>Its body.</summary>
    public async Task<JsonDocument> Body()
    {
        var body = await RequestBody.Read(context.Request, MostBodySeconds, cancellation);
        try
        {
            Admit();
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Answers with JSON.</summary>
    public Task Answer(Action<Utf8JsonWriter> write) => JsonAnswer.Write(context.Response, write, cancellation);

    /// <summary>Answers with a stream.</summary>
    public async Task<EventStream> Stream()
    {
        var stream = new EventStream(context.Response, cancellation);
        await stream.Begin();
        return stream;
    }
}
