// One server over HTTP: what is sent, what comes back, and what it means where nothing does.

using System.Net.Http.Headers;

namespace R1Sharp.App.Endpoints;

/// <summary>Sends requests to a server; any number at once.</summary>
sealed class ServiceConnection : IDisposable
{
    static readonly MediaTypeHeaderValue s_json = new("application/json");

    readonly HttpClient _http;
    readonly double _timeoutSeconds;

    /// <param name="address">What paths are added to; it ends with a slash.</param>
    /// <param name="keyVariable">The variable of the environment that holds the key; where it is not set, none is sent.</param>
    /// <param name="timeoutSeconds">Seconds to wait for a whole answer.</param>
    public ServiceConnection(Uri address, string keyVariable, double timeoutSeconds)
    {
        _timeoutSeconds = timeoutSeconds;
        // A redirect would turn the question into a GET; it is told instead.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(30) })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (Environment.GetEnvironmentVariable(keyVariable) is { Length: > 0 } key)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Whatever answer there is.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public async Task<RawAnswer> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(_timeoutSeconds));
        try
        {
            return await Whole(method, path, body, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ServiceException(ServiceFault.Moment, FormattableString.Invariant($"no answer within {_timeoutSeconds} seconds."), e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Broken(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    async Task<RawAnswer> Whole(HttpMethod method, string path, byte[]? body, CancellationToken limit)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = s_json } };
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit).ConfigureAwait(false);
        try
        {
            return new(response, await response.Content.ReadAsByteArrayAsync(limit).ConfigureAwait(false));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    static ServiceException Broken(Exception e)
    {
        var kind = (e as HttpRequestException)?.HttpRequestError ?? (e as HttpIOException)?.HttpRequestError;
        return kind switch
        {
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError =>
                new(ServiceFault.Moment, $"it cannot be reached: {Reason(e)}.", e) { IsUnreachable = true },
            HttpRequestError.SecureConnectionError => new(ServiceFault.Service, $"no secure connection: {Reason(e)}.", e),
            HttpRequestError.ResponseEnded => new(ServiceFault.Moment, "the connection ended in the middle of the answer.", e),
            _ => new(ServiceFault.Moment, $"the connection broke: {Reason(e)}.", e),
        };
    }

    static string Reason(Exception e) => (e.InnerException ?? e).Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
}

/// <summary>An answer as it came.</summary>
/// <param name="Response">Status and headers.</param>
/// <param name="Body">The body.</param>
readonly record struct RawAnswer(HttpResponseMessage Response, byte[] Body) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Response.Dispose();
}
