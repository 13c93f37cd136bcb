// What a client is told when a request fails.

using Microsoft.AspNetCore.Http;
using R1Sharp.Learning;

namespace R1Sharp.App.Serving;

/// <summary>Tells clients what went wrong.</summary>
static class ErrorAnswer
{
    /// <summary>Answers with an error, or ends a stream with one. A fault of ours is told on the terminal.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="command">The command that serves, e.g. "serve".</param>
    public static async Task Explain(HttpContext context, Exception error, string command)
    {
        var said = error as ApiException ?? error switch
        {
            UserErrorException => ApiException.Bad(null, error.Message),
            BadHttpRequestException bad => new ApiException(bad.StatusCode, bad.Message),
            OperationCanceledException => new ApiException(
                StatusCodes.Status504GatewayTimeout, "The request took longer than this server allows (--max-seconds)."),
            _ => Fault(error, command),
        };
        if (!context.Response.HasStarted)
            await said.Answer(context.Response);
        else if (context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true)
        {
            var stream = new EventStream(context.Response, context.RequestAborted);
            stream.Put(said.Write);
            await stream.Flush();
        }
        else
            context.Abort();
    }

    static ApiException Fault(Exception error, string command)
    {
        Console.Error.WriteLine($"r1 {command}: {error}");
        return new ApiException(StatusCodes.Status500InternalServerError, "Something went wrong in the server; it has said what on its terminal.");
    }
}
