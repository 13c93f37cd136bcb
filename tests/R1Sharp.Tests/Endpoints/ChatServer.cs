// A model behind a URL: each request gets the next of some replies, and the last of them for good.

using System.Text;
using System.Text.Json.Nodes;

namespace R1Sharp.Tests.Endpoints;

/// <summary>Listens until disposed.</summary>
sealed class ChatServer : IDisposable
{
    readonly SocketServer _server;
    readonly List<string> _asked = [];

    public ChatServer(int status, string reply) : this(Response(status, Completion(reply))) { }

    /// <param name="responses">The replies as bytes.</param>
    public ChatServer(params byte[][] responses) => _server = new((_, body) =>
    {
        lock (_asked)
        {
            _asked.Add(body);
            return responses[Math.Min(_asked.Count, responses.Length) - 1];
        }
    });

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_server.Url, "v1");

    /// <summary>The bodies of the requests so far.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    public void Dispose() => _server.Dispose();

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
}
