// Malformed and hostile requests by number, always the same ones: cut, too large, too deep, of wrong types and encodings, broken off, and good
// ones whose client goes away.

using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using R1Sharp.Numerics;

namespace R1Sharp.App.Serving;

/// <summary>Sends bad requests to a server.</summary>
static class HostileRequests
{
    const int Deep = 5000, Large = 200_000, SecondsToAnswer = 30;

    static readonly string[] s_paths =
        ["/v1/chat/completions", "/v1/completions", "/tokenize", "/detokenize", "/v1/embeddings", "/v1/models", "/nothing", "/../etc"];

    static readonly string[] s_values =
    [
        "null", "true", "-1", "0", "1e309", "1e-400", "99999999999999999999", "0.5", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "[[]]", "{}",
        "[null]", "[1,\"a\"]", "{\"a\":{\"b\":1}}", "[-1]", "[1e9]", "\"<|endoftext|>\"", "\"<think>\"", "[\"\"]", "{\"type\":\"json_schema\"}",
        "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":{\"$ref\":\"#\"}}}",
    ];

    static readonly string[] s_fields =
    [
        "messages", "prompt", "model", "n", "seed", "stop", "temperature", "top_p", "top_k", "min_p", "max_tokens", "max_completion_tokens", "logprobs",
        "top_logprobs", "presence_penalty", "frequency_penalty", "logit_bias", "stream", "stream_options", "echo", "tools", "tool_choice",
        "response_format", "reasoning_effort", "thinking_min", "thinking_max", "tokens", "user",
    ];

    /// <summary>Sends some of them, several at once.</summary>
    /// <param name="server">The server.</param>
    /// <param name="first">Number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="side">How many at once.</param>
    /// <returns>How many were answered with which status; 0 where there was no answer.</returns>
    public static IReadOnlyDictionary<int, int> Send(Uri server, int first, int count, int side)
    {
        var answers = new ConcurrentDictionary<int, int>();
        int next = first - 1;
        var threads = Enumerable.Range(0, side).Select(_ => new Thread(() =>
        {
            for (int number; (number = Interlocked.Increment(ref next)) < first + count;)
                answers.AddOrUpdate(Send(server, number), 1, (_, c) => c + 1);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return answers;
    }

    static int Send(Uri server, int number)
    {
        var random = new RandomStream(7, RandomPurpose.Test, number);
        var (bytes, leaves, ends) = Request(server, ref random);
        try
        {
            using var client = new TcpClient(server.Host, server.Port) { ReceiveTimeout = SecondsToAnswer * 1000, SendTimeout = SecondsToAnswer * 1000 };
            var stream = client.GetStream();
            stream.Write(bytes);
            if (leaves)
                return 0;
            if (ends)
                client.Client.Shutdown(SocketShutdown.Send);
            return Status(stream);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return 0;
        }
    }

    static int Status(NetworkStream stream)
    {
        byte[] head = new byte[16];
        int read = stream.ReadAtLeast(head, 12, throwOnEndOfStream: false);
        return read >= 12 && int.TryParse(Encoding.ASCII.GetString(head, 9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status) ? status : 0;
    }

    // Whether the client is gone before the answer, and whether it says that nothing more comes.
    static (byte[] Bytes, bool Leaves, bool Ends) Request(Uri server, ref RandomStream random)
    {
        string path = random.Pick<string>(s_paths), method = random.NextBool(0.9) ? "POST" : random.Pick<string>(["GET", "DELETE", "X", "OPTIONS"]);
        byte[] body = Body(ref random);
        int kind = random.NextInt(12);
        string length = kind switch
        {
            0 => "-1",
            1 => "99999999999",
            2 => (body.Length + 100).ToString(CultureInfo.InvariantCulture),
            _ => body.Length.ToString(CultureInfo.InvariantCulture),
        };
        string type = random.NextInt(10) switch { 0 => "text/plain", 1 => "application/json; charset=utf-16", _ => "application/json" };
        string host = random.NextBool(0.95) ? $"{server.Host}:{server.Port}" : random.Pick<string>(["", "evil.example", "a b", "[::1"]);
        string head = $"{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {type}\r\nContent-Length: {length}\r\nConnection: close\r\n"
            + (random.NextBool(0.05) ? "X-Long: " + new string('x', 100_000) + "\r\n" : "") + "\r\n";
        byte[] all = [.. Encoding.Latin1.GetBytes(head), .. body];
        // Cut somewhere, or whole and gone before the answer.
        return random.NextInt(10) switch { 0 => (all[..random.NextInt(all.Length)], true, false), 1 => (all, true, false), _ => (all, false, kind == 2) };
    }

    static byte[] Body(ref RandomStream random) => random.NextInt(12) switch
    {
        0 => Encoding.UTF8.GetBytes(new string('[', Deep)),
        1 => Encoding.UTF8.GetBytes("{\"prompt\":\"" + new string('x', Large) + "\"}"),
        2 => [.. Enumerable.Range(0, 64).Select(_ => (byte)0xFF)],
        3 => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{\"prompt\":\"x\"}")],
        4 => [],
        5 => Encoding.UTF8.GetBytes("{\"messages\":" + string.Concat(Enumerable.Repeat("{\"a\":", Deep)) + "1" + new string('}', Deep + 1)),
        6 => [.. "{\"prompt\":\""u8, 0xC3, 0x28, .. "\"}"u8],
        7 => Encoding.UTF8.GetBytes("{\"prompt\":\"x\",\"n\":128,\"max_tokens\":100000,\"stream\":true,\"ignore_eos\":true}"),
        _ => Encoding.UTF8.GetBytes(Fields(ref random)),
    };

    static string Fields(ref RandomStream random)
    {
        var all = new List<string>();
        if (random.NextBool(0.7))
            all.Add(random.NextBool(0.5) ? "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]" : "\"prompt\":\"x\"");
        for (int i = random.NextInt(4); i >= 0; i--)
            all.Add($"\"{random.Pick<string>(s_fields)}\":{random.Pick<string>(s_values)}");
        string text = "{" + string.Join(',', all) + "}";
        return random.NextBool(0.15) ? text[..random.NextInt(text.Length)] : text;
    }
}
