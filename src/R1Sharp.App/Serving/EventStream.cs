// Server-sent events.

using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace R1Sharp.App.Serving;

/// <summary>A stream of JSON values to one client.</summary>
/// <param name="response">Where it goes.</param>
/// <param name="cancellation">The client is gone, or its time is over.</param>
sealed class EventStream(HttpResponse response, CancellationToken cancellation)
{
    static readonly byte[] s_data = "data: "u8.ToArray(), s_end = "\n\n"u8.ToArray(), s_done = "data: [DONE]\n\n"u8.ToArray();

    /// <summary>Begins the answer.</summary>
    public async Task Begin()
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(cancellation);
    }

    /// <summary>Sends a value.</summary>
    public async Task Send(Action<Utf8JsonWriter> write)
    {
        var value = JsonAnswer.Bytes(write);
        byte[] whole = [.. s_data, .. value.Span, .. s_end];
        await response.Body.WriteAsync(whole, cancellation);
        await response.Body.FlushAsync(cancellation);
    }

    /// <summary>Ends the stream.</summary>
    public async Task End()
    {
        await response.Body.WriteAsync(s_done, cancellation);
        await response.Body.FlushAsync(cancellation);
    }
}
