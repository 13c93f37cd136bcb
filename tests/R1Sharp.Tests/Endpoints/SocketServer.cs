// A server over HTTP, played by a socket. It needs nothing of the thread pool, which other tests keep busy, and takes a port that the system finds free.

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace R1Sharp.Tests.Endpoints;

/// <summary>Listens until disposed; one thread accepts, one thread answers each connection once.</summary>
sealed class SocketServer : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly Func<string, string, byte[]?> _answer;

    /// <param name="answer">What comes back for a path and a body, as bytes; null breaks the connection.</param>
    public SocketServer(Func<string, string, byte[]?> answer)
    {
        _answer = answer;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        Begin(Accept);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    public void Dispose() => _listener.Dispose();

    static void Begin(Action work) => new Thread(() => work()) { IsBackground = true, Name = "test server" }.Start();

    void Accept()
    {
        try
        {
            while (true)
            {
                var client = _listener.AcceptTcpClient();
                Begin(() => Answer(client));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener is closed: the test is over.
        }
    }

    void Answer(TcpClient client)
    {
        using (client)
        using (var stream = client.GetStream())
        {
            var (path, body) = ReadRequest(stream);
            if (_answer(path, body) is { } answer)
                stream.Write(answer);
        }
    }

    static (string Path, string Body) ReadRequest(NetworkStream stream)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append((char)stream.ReadByte());
        string[] lines = head.ToString().Split("\r\n");
        string? length = lines.SingleOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        byte[] body = new byte[length is null ? 0 : int.Parse(length.AsSpan(15), CultureInfo.InvariantCulture)];
        stream.ReadExactly(body);
        return (lines[0].Split(' ')[1], Encoding.UTF8.GetString(body));
    }
}
