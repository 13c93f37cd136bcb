// Who may ask: names that lead here, keys, pages of other origins.

using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace R1Sharp.App.Serving;

/// <summary>Lets requests in or refuses them.</summary>
/// <param name="options">Who may ask.</param>
sealed class Gate(ListenOptions options)
{
    readonly CrossOrigin _crossOrigin = new(options.Origins);
    readonly byte[]? _keyHash = options.ApiKey is { } key ? SHA256.HashData(Encoding.UTF8.GetBytes(key)) : null;

    /// <summary>Says what a page of another origin may do; true where that was all that was asked.</summary>
    public bool IsPreflight(HttpContext context) => _crossOrigin.IsPreflight(context);

    /// <summary>Refuses a name that leads here from outside: a page that tries to reach what listens on this machine alone (DNS rebinding).</summary>
    /// <exception cref="ApiException">It does.</exception>
    public void RequireHost(HttpRequest request)
    {
        string host = request.Host.Host.Trim('[', ']');
        bool isHere = host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        if (IPAddress.IsLoopback(options.Host) && !isHere)
            throw new ApiException(StatusCodes.Status421MisdirectedRequest, "This server answers to localhost alone: begin it with --host for other names.");
    }

    /// <summary>Refuses a request without the key, where there is one.</summary>
    /// <exception cref="ApiException">It is missing or wrong.</exception>
    public void RequireKey(HttpRequest request)
    {
        if (_keyHash is null)
            return;
        string header = request.Headers.Authorization.ToString();
        string shown = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : request.Headers["api-key"].ToString();
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), _keyHash))
            throw new ApiException(
                StatusCodes.Status401Unauthorized, "The API key is missing or wrong: send it as Authorization: Bearer KEY.", null, "invalid_api_key");
    }
}
