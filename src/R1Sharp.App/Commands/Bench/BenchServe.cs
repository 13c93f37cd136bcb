// r1 bench serve: tokens a second of the server with many clients, beside the engine's own batch of the same requests; how long the first token takes; and
// what thousands of hostile requests leave behind. Clients, server and engine share the machine; the clients are a process of their own, whose cost is counted.

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Serving;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Commands.Bench;

/// <summary>The benchmark of the server.</summary>
static class BenchServe
{
    // Until what is measured runs as compiled in the end: the runtime counts calls and compiles again in the background.
    const int WarmRequests = 640, Turns = 3, HostileParts = 4, HostileClients = 16, LeavingClients = 40;

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
            var world = new BenchWorld(engine, BenchShape.Find(parsed.GetRequiredValue(shape)), new(parsed.GetValue(clients), parsed.GetValue(requests)));
            var said = parsed.GetValue(hostile) is > 0 and var count ? world.Hostile(count) : world.Compare();
            Console.WriteLine(said.GetAwaiter().GetResult());
            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>The network and what is asked of it.</summary>
    sealed class BenchWorld(CpuEngine engine, BenchShape shape, BenchLoad load)
    {
        readonly Tokenizer _tokenizer = TokenizerTrainer.Train([], new() { VocabularySize = 263 });

        IPolicy Policy() => engine.Policy(WeightSources.Fresh(shape.Model, 1), NetworkUse.Sampling);

        /// <summary>The engine alone and the server, several times in turns.</summary>
        public async Task<string> Compare()
        {
            using var policy = Policy();
            await using var served = new Served(Policy(), _tokenizer, new() { Port = 0 });
            await served.Start();
            var (alone, whole, streamed) = (new List<double>(), new List<BenchAsked>(), new List<BenchAsked>());
            Alone(policy, WarmRequests);
            for (int turn = 0; turn < Turns; turn++)
            {
                alone.Add(Alone(policy, load.Count));
                whole.Add(await BenchAsk.Apart(served.Url, load, WarmRequests, isStreamed: false));
                streamed.Add(await BenchAsk.Apart(served.Url, load, WarmRequests, isStreamed: true));
            }
            double rate = BenchTimes.MedianOf(alone);
            return string.Create(CultureInfo.InvariantCulture,
                $"{load.Clients} clients x {load.RequestsOfEach} requests on {shape.Name}: engine {rate:F0} tokens/s; server {Said(whole, rate)}; "
                + $"streamed {Said(streamed, rate)}; first token of a stream p50 {BenchTimes.MedianOf(streamed.Select(a => a.FirstTokenMs)):F0} ms, "
                + $"p99 {BenchTimes.MedianOf(streamed.Select(a => a.FirstTokenMsP99)):F0} ms");
        }

        static string Said(List<BenchAsked> asked, double alone)
        {
            double rate = BenchTimes.MedianOf(asked.Select(a => a.TokensPerSecond)), left = BenchTimes.MedianOf(asked.Select(a => a.ShareLeft));
            return string.Create(CultureInfo.InvariantCulture,
                $"{rate:F0} ({rate / alone:P1}; the clients took {1 - left:P1} of the processors, of the rest {rate / (alone * left):P1})");
        }

        double Alone(IPolicy policy, int count)
        {
            long began = Stopwatch.GetTimestamp();
            policy.GenerateAll(Enumerable.Range(0, count).Select(load.Request), load.Clients);
            return load.TokensOf(count) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        /// <summary>
        /// Hostile requests: as many to warm up as count, which fill buffers that stay and have code compiled, then four parts, with the memory after each,
        /// which would grow again if anything were left behind; and how soon rows are free that nobody waits for.
        /// </summary>
        public async Task<string> Hostile(int count)
        {
            await using var served = new Served(Policy(), _tokenizer, new() { Port = 0, MostBodyBytes = 100_000 });
            await served.Start();
            var memory = new List<(double Whole, double Managed)>();
            var answers = new Dictionary<int, int>();
            HostileRequests.Send(served.Url, 0, count, HostileClients);
            memory.Add(await Memory(served));
            for (int part = 0; part < HostileParts; part++)
            {
                foreach (var (status, times) in HostileRequests.Send(served.Url, count + part * count / HostileParts, count / HostileParts, HostileClients))
                    answers[status] = answers.GetValueOrDefault(status) + times;
                memory.Add(await Memory(served));
            }
            string leaving = await Leaving(served);
            string statuses = string.Join(", ", answers.OrderBy(a => a.Key).Select(a => FormattableString.Invariant($"{a.Key}: {a.Value}")));
            string parts = string.Join(", ", memory.Select(m => FormattableString.Invariant($"{m.Whole:F1} MB ({m.Managed:F1})")));
            return string.Create(CultureInfo.InvariantCulture,
                $"{count} hostile requests after as many to warm up: {statuses} (0: no answer); memory after warming up and after each quarter, "
                + $"of which managed: {parts}: {memory[^1].Whole / memory[0].Whole - 1:+0.0 %;-0.0 %}; on their way {served.Load}; {leaving}");
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

        static async Task<(double Whole, double Managed)> Memory(Served served)
        {
            for (int i = 0; i < 500 && served.Load != default; i++)
                await Task.Delay(10);
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return (Environment.WorkingSet / 1048576.0, GC.GetTotalMemory(false) / 1048576.0);
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
