// A model behind a URL that costs nothing: a server of OpenAI's chat completions on this machine, whose answers take as long as those of a model that
// reasons (long-tailed), and which fails as such servers do. It speaks HTTP over bare sockets, since it must be able to break a connection.

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace R1Sharp.App.Commands.Bench;

/// <summary>How such a server answers; times are log-normal.</summary>
sealed record ModelServerOptions
{
    /// <summary>Milliseconds of the median answer.</summary>
    public double MedianMs { get; init; } = 50;

    /// <summary>Standard deviation of the logarithm of the time.</summary>
    public double Sigma { get; init; } = 1;

    /// <summary>Share of requests that are refused with 429.</summary>
    public double TooManyShare { get; init; }

    /// <summary>Share of requests whose connection is reset.</summary>
    public double ResetShare { get; init; }

    /// <summary>Share of requests of whose answer only a half comes.</summary>
    public double CutShare { get; init; }

    /// <summary>Decides times and failures, which go by the number of the request.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>Listens on a port of its own until it is disposed.</summary>
sealed class ModelServer : IDisposable
{
    /// <summary>The name of its one model.</summary>
    public const string Model = "long-tail";

    const double TokensPerMs = 2;

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<TcpClient, bool> _clients = [];
    readonly Lock _lock = new();
    ModelServerOptions _options;
    Random _random;
    int _inFlight, _mostInFlight, _requests;

    /// <summary>Begins to listen.</summary>
    public ModelServer(ModelServerOptions options)
    {
        (_options, _random) = (options, new Random(options.Seed));
        _listener.Start(backlog: 1024);
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1"));
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The most requests that were there at a time.</summary>
    public int MostInFlight => _mostInFlight;

    /// <summary>Completions that were asked for.</summary>
    public int Requests => _requests;

    /// <summary>Answers in another way from here on, and begins to count anew.</summary>
    public void Change(ModelServerOptions options)
    {
        lock (_lock)
            (_options, _random, _requests, _mostInFlight) = (options, new Random(options.Seed), 0, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        foreach (var client in _clients.Keys)
            client.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync().ConfigureAwait(false));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        _clients[client] = true;
        try
        {
            using (client)
            {
                client.NoDelay = true;
                var stream = client.GetStream();
                var buffer = new byte[1 << 14];
                while (await HttpRequest.ReadAsync(stream, buffer).ConfigureAwait(false) is { } request
                    && await AnswerAsync(client, stream, request).ConfigureAwait(false))
                {
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // Who asked has gone.
        }
        finally
        {
            _clients.TryRemove(client, out _);
        }
    }

    // Whether the connection stays open.
    async Task<bool> AnswerAsync(TcpClient client, NetworkStream stream, HttpRequest request)
    {
        if (request.Path.EndsWith("/models", StringComparison.Ordinal))
            return await SendAsync(stream, 200, JsonSerializer.SerializeToUtf8Bytes(new { data = new[] { new { id = Model } } })).ConfigureAwait(false);
        Max(ref _mostInFlight, Interlocked.Increment(ref _inFlight));
        try
        {
            var (ms, fault) = Draw();
            if (fault < _options.TooManyShare)
                return await SendAsync(stream, 429, "{\"error\":{\"message\":\"too many requests\"}}"u8.ToArray(), "Retry-After: 0\r\n").ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromMilliseconds(ms)).ConfigureAwait(false);
            byte[] body = Completion(request.Body, ms);
            if ((fault -= _options.TooManyShare) < _options.ResetShare)
            {
                client.LingerState = new LingerOption(true, 0);
                return false;
            }
            if (fault - _options.ResetShare >= _options.CutShare)
                return await SendAsync(stream, 200, body).ConfigureAwait(false);
            await stream.WriteAsync(Head(200, body.Length, "")).ConfigureAwait(false);
            await stream.WriteAsync(body.AsMemory(0, body.Length / 2)).ConfigureAwait(false);
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    (double Ms, double Fault) Draw()
    {
        lock (_lock)
        {
            _requests++;
            double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
            return (_options.MedianMs * Math.Exp(_options.Sigma * normal), _random.NextDouble());
        }
    }

    // The answer repeats the question, so that a mixed-up one is seen.
    static byte[] Completion(byte[] question, double ms)
    {
        using var asked = JsonDocument.Parse(question);
        var messages = asked.RootElement.GetProperty("messages");
        string text = $"You asked: {messages[messages.GetArrayLength() - 1].GetProperty("content").GetString()}";
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            model = Model,
            choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = text } } },
            usage = new { prompt_tokens = 10, completion_tokens = 1 + (int)(ms * TokensPerMs) },
        });
    }

    static async Task<bool> SendAsync(NetworkStream stream, int status, byte[] body, string headers = "")
    {
        await stream.WriteAsync((byte[])[.. Head(status, body.Length, headers), .. body]).ConfigureAwait(false);
        return true;
    }

    static byte[] Head(int status, int length, string headers) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{headers}\r\n"));

    static void Max(ref int most, int value)
    {
        for (int seen = most; value > seen; seen = most)
            if (Interlocked.CompareExchange(ref most, value, seen) == seen)
                return;
    }
}

/// <summary>A request as the server reads it.</summary>
/// <param name="Path">What is asked for.</param>
/// <param name="Body">What came with it.</param>
sealed record HttpRequest(string Path, byte[] Body)
{
    const string Length = "content-length:";

    /// <summary>The next request of a connection; null where it was closed.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="buffer">Room for a head.</param>
    /// <exception cref="IOException">It ended within a request.</exception>
    public static async Task<HttpRequest?> ReadAsync(NetworkStream stream, byte[] buffer)
    {
        int filled = 0, end;
        while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(filled)).ConfigureAwait(false);
            if (read == 0)
                return filled == 0 ? null : throw new IOException("The request ended in its head.");
            filled += read;
        }
        string[] lines = Encoding.ASCII.GetString(buffer, 0, end).Split("\r\n");
        var body = new byte[lines.Where(line => line.StartsWith(Length, StringComparison.OrdinalIgnoreCase))
            .Select(line => int.Parse(line.AsSpan(Length.Length), CultureInfo.InvariantCulture)).FirstOrDefault()];
        int here = Math.Min(body.Length, filled - end - 4);
        buffer.AsSpan(end + 4, here).CopyTo(body);
        await stream.ReadExactlyAsync(body.AsMemory(here)).ConfigureAwait(false);
        return new(lines[0].Split(' ')[1], body);
    }
}
