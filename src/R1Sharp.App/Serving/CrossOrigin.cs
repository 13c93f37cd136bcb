// Pages of other origins: which may ask (https://fetch.spec.whatwg.org/#http-cors-protocol).

using Microsoft.AspNetCore.Http;

namespace R1Sharp.App.Serving;

/// <summary>Lets pages ask.</summary>
/// <param name="origins">Their origins; "*" for all.</param>
sealed class CrossOrigin(IReadOnlyList<string> origins)
{
    /// <summary>Says what a page may do; true where that was all that was asked.</summary>
    public bool IsPreflight(HttpContext context)
    {
        string origin = context.Request.Headers.Origin.ToString();
        bool isAllowed = origin.Length > 0 && (origins.Contains("*") || origins.Contains(origin, StringComparer.OrdinalIgnoreCase));
        var headers = context.Response.Headers;
        if (isAllowed)
        {
            headers.AccessControlAllowOrigin = origins.Contains("*") ? "*" : origin;
            headers.Vary = "Origin";
        }
        if (context.Request.Method != "OPTIONS" || context.Request.Headers.AccessControlRequestMethod.Count == 0)
            return false;
        context.Response.StatusCode = isAllowed ? StatusCodes.Status204NoContent : StatusCodes.Status403Forbidden;
        if (isAllowed)
        {
            headers.AccessControlAllowMethods = "GET, POST";
            headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
            headers.AccessControlMaxAge = "600";
        }
        return true;
    }
}
