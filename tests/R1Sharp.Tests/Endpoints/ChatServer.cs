// A model behind a URL, played by a socket: each request gets the next of some replies, and the last of them for good. It needs nothing of the thread pool,
// which other tests keep busy, and takes a port that the system finds free.

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace R1Sharp.Tests.Endpoints;

/// <summary>Listens until disposed; one thread accepts, one thread answers each connection once.</summary>
sealed class ChatServer : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly byte[][] _responses;
    readonly List<string> _asked = [];

    public ChatServer(int status, string reply) : this(Response(status, Completion(reply))) { }

    /// <param name="responses">The replies as bytes.</param>
    public ChatServer(params byte[][] responses)
    {
        _responses = responses;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");
        Begin(Accept);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The bodies of the requests so far.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>The body of a chat completion.</summary>
    public static string Completion(string reply, string finish = "stop") => new JsonObject
    {
        ["id"] = "x",
        ["object"] = "chat.completion",
        ["created"] = 1,
        ["model"] = "judge",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["finish_reason"] = finish, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = reply } }),
    }.ToJsonString();

    /// <summary>A reply as bytes; of its body only so many are sent where that is said.</summary>
    public static byte[] Response(int status, string body, string headers = "Content-Type: application/json\r\n", int? sent = null)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        return [.. Encoding.UTF8.GetBytes($"HTTP/1.1 {status} X\r\n{headers}Content-Length: {bytes.Length}\r\nConnection: close\r\n\r\n"), .. bytes.AsSpan(0, sent ?? bytes.Length)];
    }

    static void Begin(Action work) => new Thread(() => work()) { IsBackground = true, Name = "chat server" }.Start();

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
            string body = ReadBody(stream);
            int index;
            lock (_asked)
            {
                index = Math.Min(_asked.Count, _responses.Length - 1);
                _asked.Add(body);
            }
            stream.Write(_responses[index]);
        }
    }

    static string ReadBody(NetworkStream stream)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append((char)stream.ReadByte());
        string? length = head.ToString().Split("\r\n").SingleOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        byte[] body = new byte[length is null ? 0 : int.Parse(length.AsSpan(15), CultureInfo.InvariantCulture)];
        stream.ReadExactly(body);
        return Encoding.UTF8.GetString(body);
    }
}
