// r1 bench stream: rows a second, and how many of the slots are busy, where rows are asked as a stream and where each batch is waited for. The server is
// made here; its answers take log-normal times, as those of models that reason do.

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Data;
using R1Sharp.App.Endpoints;
using R1Sharp.App.Generations;

namespace R1Sharp.App.Commands.Bench;

/// <summary>The benchmark of generation as a stream.</summary>
static class BenchStream
{
    static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>What was measured.</summary>
    /// <param name="Mode">stream or batch.</param>
    /// <param name="Rows">Rows.</param>
    /// <param name="Seconds">Seconds to the last row.</param>
    /// <param name="RowsPerSecond">Their quotient.</param>
    /// <param name="SlotsBusy">Share of the slots that were busy until nothing was left to ask.</param>
    /// <param name="MostInFlight">The most requests that the server had at a time.</param>
    public sealed record Result(string Mode, int Rows, double Seconds, double RowsPerSecond, double SlotsBusy, int MostInFlight);

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var requests = new NumberOption<int>("--requests", 1, 1_000_000) { Description = "Rows to ask.", DefaultValueFactory = _ => 5000 };
        var concurrency = new NumberOption<int>("--concurrency", 1, 10_000) { Description = "Requests in flight.", DefaultValueFactory = _ => 500 };
        var median = new NumberOption<double>("--median-ms", 0.1m, 100_000)
        {
            Description = "Milliseconds of the median answer; a real one takes a thousand times as long.",
            DefaultValueFactory = _ => 100,
        };
        var sigma = new NumberOption<double>("--sigma", 0, 3)
        {
            Description = "Standard deviation of the logarithm of the time.",
            DefaultValueFactory = _ => 1,
        };
        var kills = new NumberOption<int>("--kills", 0, 10_000) { Description = "Kill a generation so often instead, and look at what it leaves." };
        var json = new Option<bool>("--json") { Description = "Print lines of JSON." };
        var command = new Command("stream", "Generation as a stream beside generation in batches, against a server of its own making.")
        {
            requests, concurrency, median, sigma, kills, json,
        };
        command.SetAction(parsed =>
        {
            int rows = parsed.GetValue(requests), slots = parsed.GetValue(concurrency);
            var times = new ModelServerOptions { MedianMs = parsed.GetValue(median), Sigma = parsed.GetValue(sigma) };
            if (parsed.GetValue(kills) is > 0 and var count)
                Console.WriteLine(new KilledGeneration(rows, count, slots, times).Run(OwnProgram.Start));
            else
                Print(Measure(rows, slots, times, StreamMode.Stream), Measure(rows, slots, times, StreamMode.Batch), slots, parsed.GetValue(json));
            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>Asks all rows once.</summary>
    public static Result Measure(int rows, int slots, ModelServerOptions times, StreamMode mode)
    {
        string folder = Directory.CreateTempSubdirectory("r1-stream").FullName;
        try
        {
            var data = Dataset.Open(KilledGeneration.WriteRows(folder, rows));
            using var server = new ModelServer(new() { MedianMs = 1, Sigma = 0 });
            using var service = new ChatService(new() { Url = server.Url });
            // Connections are opened and the program is compiled before anything is measured.
            Ask(data, service, slots, StreamMode.Stream, Path.Combine(folder, "first.jsonl"));
            server.Change(times);
            var progress = Ask(data, service, slots, mode, Path.Combine(folder, "out.jsonl"));
            return new(mode.ToString().ToLowerInvariant(), rows, Math.Round(progress.Seconds, 3), Math.Round(progress.Rows / progress.Seconds, 1),
                Math.Round(progress.BusyShare ?? 0, 4), server.MostInFlight);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static StreamProgress Ask(Dataset data, ChatService service, int slots, StreamMode mode, string output)
    {
        var answers = new ServiceAnswers(service, new()
        {
            Model = ModelServer.Model,
            Sampling = new() { Messages = [] },
            Concurrency = slots,
            Mode = mode,
        });
        using var file = GenerationFile.Open(output, "", "{}", retryFailed: false);
        var progress = new StreamProgress(slots, TimeProvider.System);
        answers.Answer(AskedRows.Of(data, new() { Path = data.Name }).Missing(file.Has), file.Append, progress, CancellationToken.None);
        return progress;
    }

    static void Print(Result stream, Result batch, int slots, bool isJson)
    {
        foreach (var result in (Result[])[stream, batch])
            Console.WriteLine(isJson ? JsonSerializer.Serialize(result, s_json) : string.Create(CultureInfo.InvariantCulture,
                $"{result.Mode}: {result.RowsPerSecond:N0} rows/s, {100 * result.SlotsBusy:0.0} % of {slots} slots busy until nothing was left to ask "
                + $"({result.Rows:N0} rows in {result.Seconds:0.0} s, at most {result.MostInFlight} in flight)"));
        if (!isJson)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the stream is {stream.RowsPerSecond / batch.RowsPerSecond:0.0} times as fast"));
    }
}
