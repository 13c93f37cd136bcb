// The page at /: three files that come with the program. The browser is told to run and fetch nothing from anywhere else.

using Microsoft.AspNetCore.Http;

namespace R1Sharp.App.Serving;

/// <summary>Sends the files of the page.</summary>
static class PageEndpoint
{
    const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    /// <summary>Addresses with the files that lie there and their types.</summary>
    public static IReadOnlyDictionary<string, (string File, string Type)> Files { get; } = new Dictionary<string, (string, string)>
    {
        ["/"] = ("chat.html", "text/html"),
        ["/chat.css"] = ("chat.css", "text/css"),
        ["/chat.js"] = ("chat.js", "text/javascript"),
    };

    /// <summary>Sends one.</summary>
    public static async Task Run(ServedRequest request, string path)
    {
        var (file, type) = Files[path];
        await using var stream = typeof(PageEndpoint).Assembly.GetManifestResourceStream("page/" + file)!;
        var response = request.Response;
        response.ContentType = type + "; charset=utf-8";
        response.ContentLength = stream.Length;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-cache";
        await stream.CopyToAsync(response.Body, request.Cancellation);
    }
}
