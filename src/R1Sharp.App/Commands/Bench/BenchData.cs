// r1 bench data: how many rows of data are read in a second, and with how much memory. bench/peers/duckdb.cs reads the same with DuckDB.

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;

namespace R1Sharp.App.Commands.Bench;

/// <summary>The benchmark of the reader of data: every row whole, with all its columns, on one thread.</summary>
static class BenchData
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var source = new DataSourceOptions();
        var json = new Option<bool>("--json") { Description = "Print one line of JSON." };
        var command = new Command("data", "The rate at which data is read, and the memory that it takes.") { json };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            Print(Measure(source.Read(parsed)), parsed.GetValue(json));
            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>What was measured.</summary>
    /// <param name="Rows">Rows.</param>
    /// <param name="FileBytes">Bytes of the files.</param>
    /// <param name="FirstSeconds">Seconds to the first row.</param>
    /// <param name="Seconds">Seconds to the last.</param>
    /// <param name="CpuSeconds">Seconds of the processor, those of the program's start among them.</param>
    /// <param name="PeakBytes">The most memory that the program had at a time.</param>
    sealed record Result(long Rows, long FileBytes, double FirstSeconds, double Seconds, double CpuSeconds, long PeakBytes);

    static Result Measure(DataSource source)
    {
        long begin = Stopwatch.GetTimestamp(), rows = 0;
        double first = 0;
        var data = Dataset.Open(source);
        foreach (var _ in data.Rows())
            if (rows++ == 0)
                first = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        return new(rows, data.Files.Sum(file => new FileInfo(file).Length), first, seconds, process.TotalProcessorTime.TotalSeconds, process.PeakWorkingSet64);
    }

    static void Print(Result result, bool isJson) => Console.WriteLine(isJson
        ? JsonSerializer.Serialize(new
        {
            @case = "data",
            rows = result.Rows,
            file_bytes = result.FileBytes,
            rows_per_second = Math.Round(result.Rows / result.Seconds, 1),
            mb_per_second = Math.Round(result.FileBytes / 1e6 / result.Seconds, 1),
            first_row_seconds = Math.Round(result.FirstSeconds, 3),
            seconds = Math.Round(result.Seconds, 2),
            cpu_seconds = Math.Round(result.CpuSeconds, 2),
            peak_mb = Math.Round(result.PeakBytes / 1e6, 1),
            threads = 1,
        })
        : string.Create(CultureInfo.InvariantCulture,
            $"data: {result.Rows / result.Seconds:N0} rows/s, {result.FileBytes / 1e6 / result.Seconds:N0} MB/s of the file on one thread ({result.Rows:N0} "
                + $"rows, {result.FileBytes / 1e6:N0} MB in {result.Seconds:0.0} s, {result.CpuSeconds:0.0} s of the processor; the first row after "
                + $"{result.FirstSeconds:0.00} s; at most {result.PeakBytes / 1e6:N0} MB of memory)"));
}
