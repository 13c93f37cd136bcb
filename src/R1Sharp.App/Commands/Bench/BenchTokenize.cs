// r1 bench tokenize: how many megabytes of text a tokenizer encodes in a second.

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using R1Sharp.App.Commands.Options;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Commands.Bench;

/// <summary>The benchmark of tokenizers. A megabyte is 10⁶ bytes of UTF-8; one thread.</summary>
static class BenchTokenize
{
    const int Warmups = 1;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var directory = new Option<string>("--tokenizer") { Description = "The folder of a tokenizer or model.", Required = true, HelpName = "folder" };
        var file = new Option<string>("--file") { Description = "A text file in UTF-8.", Required = true, HelpName = "file" };
        var runs = new NumberOption<int>("--runs", 1, 1000) { Description = "Runs, of which the median is reported.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON." };
        var command = new Command("tokenize", "The rate of a tokenizer on a text, on one thread.") { directory, file, runs, json };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            if (!File.Exists(path))
                throw new UserErrorException($"{path}: there is no such file{NearestPath.Hint(path)}; paths are relative to the present folder.");
            Print(Measure(parsed.GetRequiredValue(directory), Utf8Text.ReadAll(path), parsed.GetValue(runs)), parsed.GetValue(json));
            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>What was measured.</summary>
    /// <param name="Bytes">Bytes of the text in UTF-8.</param>
    /// <param name="Tokens">Tokens of the text.</param>
    /// <param name="Mbps">Megabytes a second, the median of the runs.</param>
    /// <param name="ColdMbps">Megabytes a second of the first run: nothing compiled, no word seen before.</param>
    /// <param name="LoadSeconds">Seconds to load the tokenizer.</param>
    /// <param name="Runs">Runs.</param>
    sealed record Result(long Bytes, int Tokens, double Mbps, double ColdMbps, double LoadSeconds, int Runs);

    static Result Measure(string directory, string text, int runs)
    {
        long begin = Stopwatch.GetTimestamp();
        var tokenizer = Tokenizer.Load(directory);
        double loadSeconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var tokens = new List<int>(text.Length);
        double[] seconds = [.. Enumerable.Range(0, Warmups + runs).Select(_ => Seconds(() =>
        {
            tokens.Clear();
            tokenizer.Encode(text, tokens);
        }))];
        double megabytes = Encoding.UTF8.GetByteCount(text) / 1e6;
        double median = seconds.Skip(Warmups).Order().ElementAt(runs / 2);
        return new Result((long)Math.Round(megabytes * 1e6), tokens.Count, megabytes / median, megabytes / seconds[0], loadSeconds, runs);
    }

    static double Seconds(Action action)
    {
        long begin = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    static void Print(Result result, bool isJson) => Console.WriteLine(isJson
        ? JsonSerializer.Serialize(new
        {
            @case = "tokenize",
            bytes = result.Bytes,
            tokens = result.Tokens,
            mb_per_second = Math.Round(result.Mbps, 2),
            cold_mb_per_second = Math.Round(result.ColdMbps, 2),
            load_seconds = Math.Round(result.LoadSeconds, 3),
            threads = 1,
            runs = result.Runs,
        })
        : string.Create(CultureInfo.InvariantCulture,
            $"tokenize: {result.Mbps:0.0} MB/s on one thread ({result.Tokens} tokens of {result.Bytes} bytes, median of {result.Runs} runs; the first run "
                + $"{result.ColdMbps:0.0} MB/s; loaded in {result.LoadSeconds:0.00} s)"));
}
