// r1 bench corpus: what each step of a corpus costs, from small corpora to large ones, as a table and a chart. Each step is this program once more, so that its
// memory is its own.

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using R1Sharp.App.Charts;
using R1Sharp.App.Commands.Options;
using R1Sharp.Learning;

namespace R1Sharp.App.Commands.Bench;

/// <summary>The benchmark of the steps of a corpus.</summary>
static class BenchCorpus
{
    const int LookMilliseconds = 20;

    static readonly (string Name, string[] Words)[] s_steps =
    [
        ("filters", ["clean"]),
        ("exact", ["dedup", "--method", "exact"]),
        ("minhash", ["dedup", "--method", "minhash"]),
        ("substrings", ["dedup", "--method", "substrings"]),
    ];

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var corpora = new Argument<string[]>("corpora")
        {
            Description = "Folders of JSON Lines, each a corpus.",
            Arity = ArgumentArity.OneOrMore,
            HelpName = "folder",
        };
        var steps = new Option<string[]>("--step")
        {
            Description = $"What is measured: {string.Join(", ", s_steps.Select(s => s.Name))}; all otherwise.",
            AllowMultipleArgumentsPerToken = true,
        };
        steps.AcceptOnlyFromAmong([.. s_steps.Select(s => s.Name)]);
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads of each step; all cores otherwise." };
        var runs = new NumberOption<int>("--runs", 1, 100) { Description = "Runs of each, of which the fastest is told.", DefaultValueFactory = _ => 1 };
        var chart = new Option<string?>("--chart") { Description = "A file to draw seconds against megabytes into.", HelpName = "file.svg" };
        var command = new Command("corpus", "What filters and the removal of duplicates cost, by the size of the corpus.")
        {
            corpora, steps, threads, runs, chart,
        };
        command.SetAction(parsed =>
        {
            string[] wanted = parsed.GetValue(steps) ?? [];
            var chosen = s_steps.Where(s => wanted.Length == 0 || wanted.Contains(s.Name)).ToArray();
            int used = parsed.GetValue(threads) ?? Environment.ProcessorCount;
            var costs = new List<StepCost>();
            (string Folder, double Megabytes)[] sized = [.. parsed.GetRequiredValue(corpora).Select(corpus => (corpus, BytesOf(corpus) / 1e6))];
            Console.WriteLine("| MB | step | s | MB/s | processor s | peak MB |\n|--:|---|--:|--:|--:|--:|");
            foreach (var (corpus, megabytes) in sized)
                foreach (var (name, words) in chosen)
                {
                    costs.Add(Enumerable.Range(0, parsed.GetValue(runs)).Select(_ => Measure(name, words, corpus, megabytes, used)).MinBy(c => c.Seconds)!);
                    Console.WriteLine(costs[^1].Row);
                }
            if (parsed.GetValue(chart) is { } path)
                AtomicFile.WriteAllText(path, LineChartSvg.Render(Chart(costs, used), standalone: true));
            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>The bytes of a corpus.</summary>
    /// <exception cref="UserErrorException">There is no such folder, or no file in it.</exception>
    public static long BytesOf(string corpus)
    {
        var files = Directory.Exists(corpus) ? new DirectoryInfo(corpus).GetFiles("*.jsonl") : [];
        return files.Length > 0 ? files.Sum(file => (File.ResolveLinkTarget(file.FullName, returnFinalTarget: true) as FileInfo ?? file).Length)
            : throw new UserErrorException($"{corpus} has no .jsonl file: give a folder of JSON Lines.");
    }

    static StepCost Measure(string step, string[] words, string corpus, double megabytes, int threads)
    {
        string output = Directory.CreateTempSubdirectory("r1-corpus").FullName;
        try
        {
            long began = Stopwatch.GetTimestamp();
            using var process = OwnProgram.Start(["data", words[0], corpus, .. words[1..], "--out", Path.Combine(output, "step"), "--threads",
                threads.ToString(CultureInfo.InvariantCulture)]);
            var said = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            var (peak, processor) = Watch(process);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            return process.ExitCode == 0 ? new(step, megabytes, seconds, processor, peak / 1e6)
                : throw new UserErrorException($"The step {step} failed over {corpus}: {(said.Item1.Result + said.Item2.Result).Trim()}");
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    // Until it ends: the most memory that it had, and its seconds of processor up to the last look.
    static (long Peak, double Processor) Watch(Process process)
    {
        long peak = 0;
        double processor = 0;
        while (!process.WaitForExit(LookMilliseconds))
            try
            {
                process.Refresh();
                (peak, processor) = (Math.Max(peak, process.PeakWorkingSet64), process.TotalProcessorTime.TotalSeconds);
            }
            catch (InvalidOperationException)
            {
                // It has ended between the two.
            }
        process.WaitForExit();
        return (peak, processor);
    }

    static LineChart Chart(IReadOnlyList<StepCost> costs, int threads) => new()
    {
        Title = "Time against size",
        Subtitle = string.Create(CultureInfo.InvariantCulture, $"seconds by the clock, {threads} threads; a line of slope one is linear time"),
        X = new() { Title = "megabytes of JSON Lines", Log = true },
        Y = new() { Title = "seconds", Log = true },
        Series = [.. costs.GroupBy(c => c.Step).Select(of => new ChartSeries(of.Key,
            [.. of.OrderBy(c => c.Megabytes).Select(c => new ChartPoint(c.Megabytes, c.Seconds))]) { Markers = true })],
    };
}

/// <summary>What a step cost over a corpus.</summary>
/// <param name="Step">The step.</param>
/// <param name="Megabytes">The corpus's size.</param>
/// <param name="Seconds">Seconds by the clock, the program's start among them.</param>
/// <param name="ProcessorSeconds">Seconds of all processors.</param>
/// <param name="PeakMegabytes">The most memory that it had at a time.</param>
sealed record StepCost(string Step, double Megabytes, double Seconds, double ProcessorSeconds, double PeakMegabytes)
{
    /// <summary>A row of the table.</summary>
    public string Row => string.Create(CultureInfo.InvariantCulture,
        $"| {Megabytes:0} | {Step} | {Seconds:0.0} | {Megabytes / Seconds:0.0} | {ProcessorSeconds:0.0} | {PeakMegabytes:0} |");
}
