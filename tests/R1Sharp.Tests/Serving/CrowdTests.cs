using System.Net;
using System.Net.Sockets;
using System.Text;
using R1Sharp.App.Serving;
using Xunit;

namespace R1Sharp.Tests.Serving;

/// <summary>Many connections and slow ones: they hold nobody up, and are let go of.</summary>
public sealed class CrowdTests
{
    static readonly object s_asked = new { prompt = "abc", seed = 3, max_tokens = 30 };

    static async Task<TcpClient> Connect(Uri server, string text)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        await Write(client, text);
        return client;
    }

    // A connection that is closed on the other side takes nothing.
    static async Task Write(TcpClient client, string text)
    {
        try
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
        }
    }

    static async Task Idle(ServedWorld world)
    {
        for (int i = 0; i < 1000 && (world.Server.InProgress > 0 || world.Model.Live.Load != default); i++)
            await Task.Delay(10);
        Assert.Equal(0, world.Server.InProgress);
        Assert.Equal(default, world.Model.Live.Load);
    }

    static async Task<string> ReadToEnd(TcpClient client)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return "";
        }
    }

    static string Request(int length) => $"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n";

    [Fact]
    public async Task A_thousand_connections_and_slow_senders_hold_nobody_up_and_are_let_go_of()
    {
        await using var world = await ServedWorld.Open(new() { MostHeadSeconds = 1, MostBodySeconds = 1, MostRequests = 8 });
        string Choices((int Status, System.Text.Json.JsonElement Body) answer)
        {
            Assert.Equal(200, answer.Status);
            return answer.Body.GetProperty("choices").GetRawText();
        }
        string alone = Choices(await world.Post("v1/completions", s_asked));
        var heads = await Task.WhenAll(Enumerable.Range(0, 980).Select(i => Connect(world.Server.Url, "POST /v1/completions HTTP/1.1\r\nHost: loc"[..(i % 40)])));
        var bodies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Connect(world.Server.Url, Request(1000) + "{\"prompt\":")));
        for (int i = 0; i < 5; i++)
            Assert.Equal(alone, Choices(await world.Post("v1/completions", s_asked)));
        foreach (var client in bodies)
        {
            byte[] said = new byte[12];
            await client.GetStream().ReadExactlyAsync(said).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal("HTTP/1.1 408", Encoding.ASCII.GetString(said));
        }
        // A head that has begun has to come; whoever has said nothing may be silent for as long as any idle connection.
        Assert.All(await Task.WhenAll(heads.Where((_, i) => i % 40 > 0).Take(50).Select(ReadToEnd)), text => Assert.True(text.Length == 0 || text.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), text));
        Assert.Equal(alone, Choices(await world.Post("v1/completions", s_asked)));
        foreach (var client in heads.Concat(bodies))
            client.Dispose();
        await Idle(world);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_and_the_next_ones_are_let_in_again()
    {
        await using var world = await ServedWorld.Open(new() { MostConnections = 3 });
        const string Asked = "GET /health HTTP/1.1\r\nHost: localhost\r\n", Last = "Connection: close\r\n\r\n";
        var held = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Connect(world.Server.Url, Asked + "\r\n")));
        foreach (var client in held)
        {
            byte[] said = new byte[12];
            await client.GetStream().ReadExactlyAsync(said).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(said));
        }
        for (int i = 0; i < 5; i++)
            using (var client = await Connect(world.Server.Url, Asked + Last))
                Assert.Equal("", await ReadToEnd(client));
        foreach (var client in held)
            client.Dispose();
        string again = "";
        for (int i = 0; i < 500 && again.Length == 0; i++)
            using (var client = await Connect(world.Server.Url, Asked + Last))
                again = await ReadToEnd(client);
        Assert.StartsWith("HTTP/1.1 200", again, StringComparison.Ordinal);
    }

    /// <summary>Who reads nothing is not waited for with rows: what is told waits in memory, and when it is told the rows are free.</summary>
    [Fact]
    public async Task Whoever_reads_nothing_keeps_no_row_after_the_answer()
    {
        await using var world = await ServedWorld.Open();
        const string Body = "{\"prompt\":\"x\",\"max_tokens\":300,\"ignore_eos\":true,\"stream\":true,\"n\":8,\"logprobs\":20}";
        using var silent = await Connect(world.Server.Url, Request(Body.Length) + Body);
        for (int i = 0; i < 500 && world.Server.InProgress == 0; i++)
            await Task.Delay(10);
        for (int i = 0; i < 2000 && world.Model.Live.Load != default; i++)
            await Task.Delay(10);
        Assert.Equal(default, world.Model.Live.Load);
        Assert.Equal(200, (await world.Post("v1/completions", s_asked)).Status);
    }
}
