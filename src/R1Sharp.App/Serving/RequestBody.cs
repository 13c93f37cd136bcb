// The body of a request, read as JSON within limits.

using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace R1Sharp.App.Serving;

/// <summary>Reads bodies.</summary>
static class RequestBody
{
    static readonly JsonDocumentOptions s_options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>The JSON object of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mostSeconds">Seconds within which it must have come.</param>
    /// <param name="cancellation">Nobody waits for it any more.</param>
    /// <exception cref="ApiException">It is of another type, too large, too slow, or no JSON object.</exception>
    public static async Task<JsonDocument> Read(HttpRequest request, double mostSeconds, CancellationToken cancellation)
    {
        RequireJson(request);
        JsonDocument? document = null;
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        inTime.CancelAfter(TimeSpan.FromSeconds(mostSeconds));
        try
        {
            document = await JsonDocument.ParseAsync(request.Body, s_options, inTime.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ApiException(StatusCodes.Status408RequestTimeout, "The body did not arrive in time.");
        }
        catch (JsonException e)
        {
            throw ApiException.Bad(null, $"The body is no JSON: {Where(e)}.");
        }
        catch (BadHttpRequestException e)
        {
            throw new ApiException(e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? "The body is larger than this server takes (--max-body)." : "The body did not arrive whole, or too slowly.");
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw ApiException.Bad(null, "The body must be a JSON object.");
    }

    // A page elsewhere can make a browser send text without asking first, but not JSON.
    static void RequireJson(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != MediaTypeNames.Application.Json)
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON: send it with Content-Type: application/json.");
        if (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "The body must be UTF-8.");
        if (request.Headers.ContentEncoding.Count > 0)
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "The body must not be compressed.");
    }

    static string Where(JsonException e)
    {
        string message = e.Message;
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var text = new StringBuilder(end < 0 ? message : message[..end]).Replace("\r", "").Replace("\n", " ");
        return text.ToString().TrimEnd('.') + FormattableString.Invariant($" (line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1})");
    }
}
