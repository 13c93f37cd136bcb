// r1 bench serve: tokens a second of the server with many clients, beside the engine's own batch of the same requests; how long the first token takes; and
// what thousands of hostile requests leave behind. Clients, server and engine share the machine.

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Serving;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Numerics;

namespace R1Sharp.App.Commands.Bench;

/// <summary>The benchmark of the server.</summary>
static class BenchServe
{
    // Enough to compile what is measured, and to open the connections.
    const int WarmRequests = 64, HostileWarmUp = 2000, LeavingClients = 40;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var shape = new Option<string>("--shape") { Description = "The network: S, M or L.", DefaultValueFactory = _ => "S" };
        var clients = new NumberOption<int>("--clients", 1, 1000) { Description = "Clients, each with one request at a time.", DefaultValueFactory = _ => 64 };
        var requests = new NumberOption<int>("--requests", 1, 100_000) { Description = "Requests of each.", DefaultValueFactory = _ => 20 };
        var hostile = new NumberOption<int>("--hostile", 0, 1_000_000) { Description = "Send so many hostile requests instead, and look at what they leave." };
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads; all cores otherwise." };
        var command = new Command("serve", "The server with many clients, beside the engine's own batch.") { shape, clients, requests, hostile, threads };
        command.SetAction(parsed =>
        {
            using var engine = new CpuEngine(parsed.GetValue(threads));
            var world = new BenchWorld(engine, BenchShape.Find(parsed.GetRequiredValue(shape)), parsed.GetValue(clients), parsed.GetValue(requests));
            var said = parsed.GetValue(hostile) is > 0 and var count ? world.Hostile(count) : world.Compare();
            Console.WriteLine(said.GetAwaiter().GetResult());
            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>The network, its clients and what they ask.</summary>
    sealed class BenchWorld(CpuEngine engine, BenchShape shape, int clients, int requestsOfEach)
    {
        readonly Tokenizer _tokenizer = TokenizerTrainer.Train([], new() { VocabularySize = 263 });

        IPolicy Policy() => engine.Policy(WeightSources.Fresh(shape.Model, 1), NetworkUse.Sampling);

        GenerationRequest Request(int number)
        {
            var random = new RandomStream(3, RandomPurpose.Test, number);
            return new()
            {
                Prompt = [.. Enumerable.Range(0, random.NextInt(8, 65)).Select(t => (7 * t + number) % 256)],
                Sampling = new() { MaxCompletionTokens = random.NextInt(16, 129) },
                Seed = (ulong)number,
            };
        }

        int Count => clients * requestsOfEach;

        /// <summary>The engine alone and the server, twice in turns.</summary>
        public async Task<string> Compare()
        {
            using var policy = Policy();
            await using var served = new Served(Policy(), _tokenizer, new() { Port = 0 });
            await served.Start();
            double alone = 0, whole = 0;
            var (first, streamed) = (new List<double>(), 0.0);
            Alone(policy, WarmRequests);
            await Ask(served.Url, WarmRequests, isStreamed: true, first);
            for (int turn = 0; turn < 2; turn++)
            {
                alone = Math.Max(alone, Alone(policy, Count));
                whole = Math.Max(whole, await Ask(served.Url, Count, isStreamed: false, first));
                first.Clear();
                streamed = Math.Max(streamed, await Ask(served.Url, Count, isStreamed: true, first));
            }
            first.Sort();
            return string.Create(CultureInfo.InvariantCulture,
                $"{clients} clients x {requestsOfEach} requests on {shape.Name}: engine {alone:F0} tokens/s; server {whole:F0} ({whole / alone:P1}), "
                + $"streamed {streamed:F0} ({streamed / alone:P1}); "
                + $"first token p50 {1000 * first[first.Count / 2]:F0} ms, p99 {1000 * first[first.Count * 99 / 100]:F0} ms");
        }

        double Alone(IPolicy policy, int count)
        {
            long began = Stopwatch.GetTimestamp();
            policy.GenerateAll(Enumerable.Range(0, count).Select(Request), clients);
            return Tokens(count) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        int Tokens(int count) => Enumerable.Range(0, count).Sum(i => Request(i).Sampling.MaxCompletionTokens);

        async Task<double> Ask(Uri url, int count, bool isStreamed, List<double> first)
        {
            using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients }) { BaseAddress = url };
            int next = -1;
            long began = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
            {
                for (int number; (number = Interlocked.Increment(ref next)) < count;)
                {
                    double seconds = await Ask(client, number, isStreamed);
                    lock (first)
                        first.Add(seconds);
                }
            }));
            return Tokens(count) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        async Task<double> Ask(HttpClient client, int number, bool isStreamed)
        {
            var asked = Request(number);
            string body = FormattableString.Invariant($"{{\"prompt\":[{string.Join(',', asked.Prompt)}],\"seed\":{number},\"max_tokens\":")
                + FormattableString.Invariant($"{asked.Sampling.MaxCompletionTokens},\"ignore_eos\":true,\"stream\":{(isStreamed ? "true" : "false")}}}");
            using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var message = new HttpRequestMessage(HttpMethod.Post, "v1/completions") { Content = content };
            long began = Stopwatch.GetTimestamp();
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            await using var stream = await response.Content.ReadAsStreamAsync();
            byte[] buffer = new byte[1 << 14];
            await stream.ReadAtLeastAsync(buffer, 1);
            double first = Stopwatch.GetElapsedTime(began).TotalSeconds;
            while (await stream.ReadAsync(buffer) > 0) { }
            return first;
        }

        /// <summary>Hostile requests in four parts, what memory there is after each, and how soon rows are free that nobody waits for.</summary>
        public async Task<string> Hostile(int count)
        {
            await using var served = new Served(Policy(), _tokenizer, new() { Port = 0, MostBodyBytes = 100_000 });
            await served.Start();
            // The first ones fill buffers that stay.
            HostileRequests.Send(served.Url, 0, HostileWarmUp, 16);
            var memory = new List<string> { await Memory(served) };
            var answers = new Dictionary<int, int>();
            for (int part = 0; part < 4; part++)
            {
                foreach (var (status, times) in HostileRequests.Send(served.Url, HostileWarmUp + part * count / 4, count / 4, 16))
                    answers[status] = answers.GetValueOrDefault(status) + times;
                memory.Add(await Memory(served));
            }
            string leaving = await Leaving(served);
            string statuses = string.Join(", ", answers.OrderBy(a => a.Key).Select(a => FormattableString.Invariant($"{a.Key}: {a.Value}")));
            return string.Create(CultureInfo.InvariantCulture,
                $"{count} hostile requests: {statuses} (0: no answer); memory before and after each quarter, of which managed: {string.Join(", ", memory)}; "
                + $"on their way {served.Load}; {leaving}");
        }

        // Clients that go away in the midst of an answer: from there until no row is computed for them any more.
        async Task<string> Leaving(Served served)
        {
            var waits = new List<double>();
            for (int i = 0; i < LeavingClients; i++)
            {
                using (var client = new TcpClient(served.Url.Host, served.Url.Port))
                {
                    const string Body = "{\"prompt\":\"x\",\"n\":16,\"max_tokens\":100000,\"ignore_eos\":true,\"stream\":true}";
                    var stream = client.GetStream();
                    stream.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant(
                        $"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}")));
                    await stream.ReadAtLeastAsync(new byte[1000], 1000);
                }
                long left = Stopwatch.GetTimestamp();
                while (served.Load != default)
                    await Task.Delay(1);
                waits.Add(Stopwatch.GetElapsedTime(left).TotalMilliseconds);
            }
            waits.Sort();
            return string.Create(CultureInfo.InvariantCulture,
                $"rows of a client that goes away are free after {waits[waits.Count / 2]:F1} ms (median of {waits.Count}, at most {waits[^1]:F1})");
        }

        static async Task<string> Memory(Served served)
        {
            for (int i = 0; i < 500 && served.Load != default; i++)
                await Task.Delay(10);
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return string.Create(CultureInfo.InvariantCulture, $"{Environment.WorkingSet / 1048576.0:F1} MB ({GC.GetTotalMemory(false) / 1048576.0:F1})");
        }
    }

    /// <summary>A network that is served.</summary>
    sealed class Served(IPolicy policy, Tokenizer tokenizer, ServeOptions options) : IAsyncDisposable
    {
        readonly ServedModel _model = new(new LoadedModel(policy, tokenizer, "plain"), "bench");
        Server? _server;

        public Uri Url => _server!.Url;

        public LiveLoad Load => _model.Live.Load;

        public async Task Start() => _server = await Server.Start(_model, options);

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
                await _server.DisposeAsync();
            _model.Dispose();
        }
    }
}
