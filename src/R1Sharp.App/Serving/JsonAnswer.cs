// JSON as it goes to clients.

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace R1Sharp.App.Serving;

/// <summary>Writes JSON.</summary>
static class JsonAnswer
{
    // Nothing here becomes part of a page: quotes and letters of other alphabets stay as they are.
    static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of a value.</summary>
    public static ReadOnlyMemory<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = Writer(buffer))
            write(writer);
        return buffer.WrittenMemory;
    }

    /// <summary>Writes as all answers are written.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> to) => new(to, s_options);

    /// <summary>Answers with a value.</summary>
    public static async Task Write(HttpResponse response, Action<Utf8JsonWriter> write, CancellationToken cancellation = default)
    {
        var bytes = Bytes(write);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, cancellation);
    }
}
