// A server that samples, played by a socket: it keeps the protocol of vLLM or SGLang in what it takes and what it answers, and can break off or begin anew.

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace R1Sharp.Tests.Endpoints;

/// <summary>Listens until disposed; answers each connection once by a function of path and body.</summary>
sealed class RolloutDouble : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly Func<string, JsonElement, (int Status, string Body)?> _answer;
    readonly List<(string Path, string Body)> _asked = [];

    /// <param name="answer">The answer; null breaks the connection.</param>
    public RolloutDouble(Func<string, JsonElement, (int Status, string Body)?> answer)
    {
        _answer = answer;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        Begin(Accept);
    }

    public Uri Url { get; }

    public IReadOnlyList<(string Path, string Body)> Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    public void Dispose() => _listener.Dispose();

    static void Begin(Action work) => new Thread(() => work()) { IsBackground = true, Name = "rollout double" }.Start();

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
            lock (_asked)
                _asked.Add((path, body));
            if (_answer(path, JsonDocument.Parse(body).RootElement) is { } answer)
                stream.Write(ChatServer.Response(answer.Status, answer.Body));
        }
    }

    static (string Path, string Body) ReadRequest(NetworkStream stream)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append((char)stream.ReadByte());
        string[] lines = head.ToString().Split("\r\n");
        int length = lines.Where(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(l => int.Parse(l.AsSpan(15), System.Globalization.CultureInfo.InvariantCulture)).SingleOrDefault();
        byte[] body = new byte[length];
        stream.ReadExactly(body);
        return (lines[0].Split(' ')[1], Encoding.UTF8.GetString(body));
    }
}
