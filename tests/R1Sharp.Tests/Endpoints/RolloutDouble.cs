// A server that samples: it keeps the protocol of vLLM or SGLang in what it takes and what it answers, and can break off or begin anew.

using System.Text.Json;

namespace R1Sharp.Tests.Endpoints;

/// <summary>Listens until disposed; answers each connection once by a function of path and body.</summary>
sealed class RolloutDouble : IDisposable
{
    readonly SocketServer _server;
    readonly List<(string Path, string Body)> _asked = [];

    /// <param name="answer">The answer; null breaks the connection.</param>
    public RolloutDouble(Func<string, JsonElement, (int Status, string Body)?> answer) => _server = new((path, body) =>
    {
        lock (_asked)
            _asked.Add((path, body));
        return answer(path, JsonElement.Parse(body)) is { } said ? ChatServer.Response(said.Status, said.Body) : null;
    });

    public Uri Url => _server.Url;

    public IReadOnlyList<(string Path, string Body)> Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    public void Dispose() => _server.Dispose();
}
