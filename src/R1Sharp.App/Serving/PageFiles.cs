// Pages: a few files that come with the program. The browser is told to run and fetch nothing from anywhere else.

using Microsoft.AspNetCore.Http;

namespace R1Sharp.App.Serving;

/// <summary>The files of a page by their addresses.</summary>
/// <param name="files">For each address the resource that lies there, e.g. "page/chat.html".</param>
sealed class PageFiles(IReadOnlyDictionary<string, string> files)
{
    const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'";

    static readonly Dictionary<string, string> s_types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    /// <summary>The page to talk to a model.</summary>
    public static PageFiles Chat { get; } = new(new Dictionary<string, string>
    {
        ["/"] = "page/chat.html",
        ["/look.css"] = "page/look.css",
        ["/icon.svg"] = "page/icon.svg",
        ["/chat.css"] = "page/chat.css",
        ["/chat.js"] = "page/chat.js",
        ["/answer.js"] = "page/answer.js",
        ["/tokens.js"] = "page/tokens.js",
        ["/text.js"] = "page/text.js",
    });

    /// <summary>Where files lie.</summary>
    public IEnumerable<string> Paths => files.Keys;

    /// <summary>Whether a file lies there.</summary>
    public bool Has(string path) => files.ContainsKey(path);

    /// <summary>Sends a file that lies there.</summary>
    public async Task Send(HttpResponse response, string path, CancellationToken cancellation)
    {
        await using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(files[path])!;
        response.ContentType = s_types[Path.GetExtension(files[path])];
        response.ContentLength = stream.Length;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-cache";
        await stream.CopyToAsync(response.Body, cancellation);
    }
}
