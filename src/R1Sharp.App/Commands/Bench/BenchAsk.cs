// r1 bench ask: many clients of any server of OpenAI's completions, from bare sockets in a process of their own, so that what they cost the machine is known:
// tokens a second, how long the first token takes, seconds of processor that the clients took.

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Commands.Options;
using R1Sharp.Learning;

namespace R1Sharp.App.Commands.Bench;

/// <summary>The clients of the server's benchmark.</summary>
static class BenchAsk
{
    static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var url = new Option<string>("--url") { Description = "The server, e.g. http://127.0.0.1:8000.", Required = true };
        var clients = new NumberOption<int>("--clients", 1, 1000) { Description = "Clients, each with one request at a time.", DefaultValueFactory = _ => 64 };
        var requests = new NumberOption<int>("--requests", 1, 100_000) { Description = "Requests of each.", DefaultValueFactory = _ => 20 };
        var prompt = new NumberOption<int>("--prompt-tokens", 8, 100_000) { Description = "Most tokens of a prompt.", DefaultValueFactory = _ => 64 };
        var tokens = new NumberOption<int>("--tokens", 8, 100_000) { Description = "Most tokens of a completion.", DefaultValueFactory = _ => 128 };
        var warm = new NumberOption<int>("--warm", 0, 100_000) { Description = "Requests before those that count.", DefaultValueFactory = _ => 64 };
        var stream = new Option<bool>("--stream") { Description = "Have the answers come piece by piece." };
        var command = new Command("ask", "Many clients of a server of OpenAI's completions; prints one line of JSON.");
        foreach (var option in (Option[])[url, clients, requests, prompt, tokens, warm, stream])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var load = new BenchLoad(parsed.GetValue(clients), parsed.GetValue(requests), parsed.GetValue(prompt), parsed.GetValue(tokens));
            var asked = Run(AddressOf(parsed.GetRequiredValue(url)), load, parsed.GetValue(warm), parsed.GetValue(stream)).GetAwaiter().GetResult();
            Console.WriteLine(JsonSerializer.Serialize(asked, s_json));
            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>Has a process of its own ask.</summary>
    /// <exception cref="UserErrorException">It failed.</exception>
    public static async Task<BenchAsked> Apart(Uri url, BenchLoad load, int warm, bool isStreamed)
    {
        (string Name, int Value)[] numbers =
        [
            ("--clients", load.Clients), ("--requests", load.RequestsOfEach), ("--prompt-tokens", load.MostPrompt), ("--tokens", load.MostTokens),
            ("--warm", warm),
        ];
        using var process = OwnProgram.Start(["bench", "ask", "--url", url.ToString(), .. isStreamed ? (string[])["--stream"] : [],
            .. numbers.SelectMany(n => (string[])[n.Name, n.Value.ToString(CultureInfo.InvariantCulture)])]);
        var errors = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<BenchAsked>(said, s_json)!
            : throw new UserErrorException($"The clients failed: {(await errors).Trim()}");
    }

    static async Task<BenchAsked> Run(Uri url, BenchLoad load, int warm, bool isStreamed)
    {
        await Ask(url, load, warm, isStreamed);
        GC.Collect();
        var (processor, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var first = await Ask(url, load, load.Count, isStreamed);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds, taken = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        return new()
        {
            TokensPerSecond = Math.Round(load.TokensOf(load.Count) / seconds, 1),
            FirstTokenMs = Math.Round(first[first.Length / 2], 1),
            FirstTokenMsP99 = Math.Round(first[first.Length * 99 / 100], 1),
            Seconds = Math.Round(seconds, 3),
            ClientProcessorSeconds = Math.Round(taken, 3),
        };
    }

    // Milliseconds to the first token of each, in order.
    static async Task<double[]> Ask(Uri url, BenchLoad load, int count, bool isStreamed)
    {
        var clients = new List<SocketClient>();
        try
        {
            while (clients.Count < Math.Min(count, load.Clients))
                clients.Add(await SocketClient.Open(url));
            byte[][] bodies = [.. Enumerable.Range(0, count).Select(i => SocketClient.Request(url, load.Request(i), isStreamed))];
            var first = new double[count];
            int next = -1;
            await Task.WhenAll(clients.Select(async client =>
            {
                for (int number; (number = Interlocked.Increment(ref next)) < count;)
                    first[number] = await client.Ask(bodies[number]);
            }));
            Array.Sort(first);
            return first;
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    static Uri AddressOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp ? url
        : throw new UserErrorException($"--url is '{text}', but must be an address such as http://127.0.0.1:8000.");
}

/// <summary>What clients found.</summary>
sealed record BenchAsked
{
    /// <summary>New tokens a second, all clients together.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Milliseconds until the first byte of an answer's body: of a stream, until its first token. The median.</summary>
    public double FirstTokenMs { get; init; }

    /// <summary>Which of a hundred requests one exceeds.</summary>
    public double FirstTokenMsP99 { get; init; }

    /// <summary>Seconds that it took.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds of processor that the clients took.</summary>
    public double ClientProcessorSeconds { get; init; }

    /// <summary>The share of the machine's processors that the clients left.</summary>
    public double ShareLeft => 1 - ClientProcessorSeconds / (Seconds * Environment.ProcessorCount);
}
