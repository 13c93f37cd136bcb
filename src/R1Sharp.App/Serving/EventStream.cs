// Server-sent events.

using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace R1Sharp.App.Serving;

/// <summary>A stream of JSON values to one client.</summary>
/// <param name="response">Where it goes.</param>
/// <param name="cancellation">The client is gone, or its time is over.</param>
sealed class EventStream(HttpResponse response, CancellationToken cancellation)
{
    Utf8JsonWriter? _writer;

    // As many streams as this have the shortest pause.
    const int FewStreams = 16;

    static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(20), s_longest = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The least time between two pieces of an answer: what comes about meanwhile goes as one. No reader sees the difference, and a server whose tokens come by
    /// the thousand a second does not spend its processor on telling them one by one; so it is longer where many answers are on their way.
    /// </summary>
    /// <param name="answers">Answers on their way.</param>
    public static TimeSpan Pause(int answers) => TimeSpan.FromTicks(Math.Clamp(s_shortest.Ticks * answers / FewStreams, s_shortest.Ticks, s_longest.Ticks));

    /// <summary>Whether anything was told: nobody waits for a pause before the first piece.</summary>
    public bool HasBegun => _writer is not null;

    /// <summary>Begins the answer.</summary>
    public async Task Begin()
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(cancellation);
    }

    /// <summary>Puts a value behind those that wait to be sent.</summary>
    public void Put(Action<Utf8JsonWriter> write)
    {
        var to = response.BodyWriter;
        to.Write("data: "u8);
        if (_writer is null)
            _writer = JsonAnswer.Writer(to);
        else
            _writer.Reset();
        write(_writer);
        _writer.Flush();
        to.Write("\n\n"u8);
    }

    /// <summary>Sends what waits; a client that reads slowly is waited for.</summary>
    public async Task Flush() => await response.BodyWriter.FlushAsync(cancellation);

    /// <summary>Ends the stream.</summary>
    public Task End()
    {
        response.BodyWriter.Write("data: [DONE]\n\n"u8);
        return Flush();
    }
}
