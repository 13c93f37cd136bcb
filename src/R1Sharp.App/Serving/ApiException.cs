// What is wrong with a request, as the client is told.

using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace R1Sharp.App.Serving;

/// <summary>Ends a request with a status and a sentence.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="parameter">The field that is meant; null for none.</param>
/// <param name="code">A word that programs look at; null for none.</param>
sealed class ApiException(int status, string message, string? parameter = null, string? code = null) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>The field that is meant.</summary>
    public string? Parameter => parameter;

    /// <summary>Seconds after which to try again; null says nothing of it.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>A request that cannot be honoured as it stands.</summary>
    public static ApiException Bad(string? parameter, string message, string? code = null) => new(StatusCodes.Status400BadRequest, message, parameter, code);

    /// <summary>Writes {"error": …}, as OpenAI's service does.</summary>
    public void Write(Utf8JsonWriter to)
    {
        to.WriteStartObject();
        to.WriteStartObject("error");
        to.WriteString("message", Message);
        to.WriteString("type", status switch
        {
            StatusCodes.Status401Unauthorized => "authentication_error",
            StatusCodes.Status429TooManyRequests => "rate_limit_error",
            >= 500 => "server_error",
            _ => "invalid_request_error",
        });
        to.WriteString("param", parameter);
        to.WriteString("code", code);
        to.WriteEndObject();
        to.WriteEndObject();
    }

    /// <summary>Answers with it.</summary>
    public Task Answer(HttpResponse response)
    {
        response.StatusCode = status;
        if (RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        return JsonAnswer.Write(response, Write);
    }
}
