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
    /// <summary>What is said of a text that is none.</summary>
    public const string NoText = "is no text: it holds half of a surrogate pair, or bytes that are not UTF-8";

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
        catch (InvalidOperationException)
        {
            throw ApiException.Bad(null, $"A name in the body {NoText}.");
        }
        catch (BadHttpRequestException e)
        {
            throw new ApiException(e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? "The body is larger than this server takes (--max-body)." : "The body did not arrive whole, or too slowly.");
        }
        try
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw ApiException.Bad(null, "The body must be a JSON object.");
            RequireTexts(document.RootElement, "");
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    // JSON may hold what is no text, wherever a text stands; nobody behind this has to think of it.
    static void RequireTexts(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Object)
            foreach (var property in value.EnumerateObject())
                RequireTexts(property.Value, path.Length == 0 ? NameOf(property) : $"{path}.{NameOf(property)}");
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var (i, item) in value.EnumerateArray().Index())
                RequireTexts(item, $"{path}[{i}]");
        else if (value.ValueKind == JsonValueKind.String)
            JsonFields.Text(value, path);
    }

    static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw ApiException.Bad(null, $"A name in the body {NoText}.");
        }
    }

    // A page elsewhere can make a browser send text without asking first, but not JSON.
    static void RequireJson(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase))
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON: send it with Content-Type: application/json.");
        if (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "The body must be UTF-8.");
        if (request.Headers.ContentEncoding.Any(encoding => !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase)))
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
