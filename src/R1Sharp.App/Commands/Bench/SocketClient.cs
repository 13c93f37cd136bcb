// A client that costs as little as a client can: one connection that is kept, no parsing but of where an answer's body begins and ends.

using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Asks one thing after the other.</summary>
sealed class SocketClient : IDisposable
{
    const string Length = "content-length:";

    readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] _buffer = new byte[1 << 18];

    SocketClient() { }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="UserErrorException">Nobody listens there.</exception>
    public static async Task<SocketClient> Open(Uri url)
    {
        var client = new SocketClient();
        try
        {
            await client._socket.ConnectAsync(url.Host, url.Port);
            return client;
        }
        catch (SocketException e)
        {
            client.Dispose();
            throw new UserErrorException($"{url} does not answer: {e.Message}", e);
        }
    }

    /// <summary>A request as it goes over the connection.</summary>
    public static byte[] Request(Uri url, GenerationRequest asked, bool isStreamed)
    {
        string body = string.Create(CultureInfo.InvariantCulture, $"{{\"prompt\":[{string.Join(',', asked.Prompt)}],\"seed\":{asked.Seed},\"max_tokens\":"
            + $"{asked.Sampling.MaxCompletionTokens},\"ignore_eos\":true,\"stream\":{(isStreamed ? "true" : "false")}}}");
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"POST /v1/completions HTTP/1.1\r\nHost: {url.Authority}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }

    /// <summary>Sends a request and reads its answer to the end; returns the milliseconds until the first byte of its body.</summary>
    /// <exception cref="UserErrorException">The answer is no success, or ends too soon.</exception>
    public async Task<double> Ask(byte[] request)
    {
        long began = Stopwatch.GetTimestamp();
        await _socket.SendAsync(request);
        int filled = 0, body;
        do
            filled += await Read(filled);
        while ((body = _buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) + 4) < 4);
        string head = Encoding.ASCII.GetString(_buffer, 0, body);
        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            throw new UserErrorException($"The server answers: {Encoding.UTF8.GetString(_buffer, 0, Math.Min(filled, 500))}");
        if (filled == body)
            filled += await Read(filled);
        double first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (head.IndexOf(Length, StringComparison.OrdinalIgnoreCase) is >= 0 and int at)
        {
            string length = head[(at + Length.Length)..head.IndexOf('\r', at)];
            int end = body + int.Parse(length, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            while (filled < end)
                filled += await Read(filled);
        }
        else
            await ReadChunks(filled);
        return first;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    // Until the empty chunk, which no value of a stream can look like.
    async Task ReadChunks(int filled)
    {
        while (!_buffer.AsSpan(0, filled).EndsWith("\r\n0\r\n\r\n"u8))
        {
            // The last bytes stay: the end may come in two halves.
            const int Kept = 16;
            if (filled > _buffer.Length / 2)
            {
                _buffer.AsSpan(filled - Kept, Kept).CopyTo(_buffer);
                filled = Kept;
            }
            filled += await Read(filled);
        }
    }

    async ValueTask<int> Read(int filled)
    {
        int read = await _socket.ReceiveAsync(_buffer.AsMemory(filled));
        return read > 0 ? read : throw new UserErrorException("The server has closed a connection in the middle of an answer.");
    }
}
