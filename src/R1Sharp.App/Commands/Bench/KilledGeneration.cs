// A generation that is killed again and again in the middle of its work, against a server that fails: in the end every row must be there once.

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Generations;
using R1Sharp.Learning;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Kills generations.</summary>
/// <param name="rows">Rows to ask.</param>
/// <param name="kills">How often the program is killed (SIGKILL).</param>
/// <param name="concurrency">Requests in flight.</param>
/// <param name="times">How long answers take.</param>
sealed class KilledGeneration(int rows, int kills, int concurrency, ModelServerOptions times)
{
    const double FaultShare = 0.01;

    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    readonly Random _random = new(1);

    /// <summary>Writes rows that can be told apart; two of them are alike.</summary>
    public static string WriteRows(string folder, int rows)
    {
        string path = Path.Combine(folder, "rows.jsonl");
        File.WriteAllLines(path, Enumerable.Range(0, rows).Select(i => Math.Max(1, i)).Select(i => JsonSerializer.Serialize(new
        {
            problem = $"What is {i} + {i}?",
        })));
        return path;
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="start">Starts the program with words.</param>
    /// <returns>A sentence about what was found.</returns>
    /// <exception cref="UserErrorException">A row is missing, there twice, or another one's.</exception>
    public string Run(Func<string[], Process> start)
    {
        string folder = Directory.CreateTempSubdirectory("r1-kills").FullName;
        try
        {
            using var server = new ModelServer(times with { TooManyShare = FaultShare, ResetShare = FaultShare, CutShare = FaultShare });
            string output = Path.Combine(folder, "out.jsonl");
            string[] words = ["generate", "--input", WriteRows(folder, rows), "--url", server.Url.ToString(), "--out", output, "--concurrency",
                concurrency.ToString(CultureInfo.InvariantCulture)];
            int halves = Enumerable.Range(0, kills).Count(_ => Kill(start(words), output));
            using var last = start(words);
            string said = last.StandardOutput.ReadToEnd() + last.StandardError.ReadToEnd();
            last.WaitForExit();
            if (last.ExitCode != 0)
                throw new UserErrorException($"the last of the runs ended with {last.ExitCode}: {said.Trim()}");
            Check(output);
            return string.Create(CultureInfo.InvariantCulture, $"killed {kills} times: {rows:N0} rows, each once; {server.Requests:N0} requests, of which "
                + $"{100 * FaultShare:0} % each were refused, reset and cut; {halves} lines were half written");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Once the process has written its share of the rows; whether it left half a line.
    bool Kill(Process process, string output)
    {
        using (process)
        {
            long before = Lines(output), wanted = Math.Max(1, rows / (kills + 2));
            long begin = Stopwatch.GetTimestamp();
            while (Lines(output) < before + wanted && !process.HasExited && Stopwatch.GetElapsedTime(begin) < s_patience)
                Thread.Sleep(2);
            Thread.Sleep(_random.Next(20));
            process.Kill();
            process.WaitForExit();
            return File.Exists(output) && File.ReadAllBytes(output) is [.., not (byte)'\n'];
        }
    }

    static long Lines(string path)
    {
        if (!File.Exists(path))
            return 0;
        // The program holds a lock that other processes are to respect; this one only looks.
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[RandomAccess.GetLength(handle)];
        int read = RandomAccess.Read(handle, bytes, 0);
        return bytes.AsSpan(0, read).Count((byte)'\n');
    }

    void Check(string output)
    {
        var keys = new HashSet<string>();
        var asked = new List<string>();
        foreach (string line in File.ReadLines(output))
        {
            using var row = JsonDocument.Parse(line);
            string problem = row.RootElement.GetProperty("problem").GetString()!;
            var said = row.RootElement.GetProperty(AnsweredRow.Generations);
            if (said.GetArrayLength() != 1 || said[0].GetString() != $"You asked: {problem}")
                throw new UserErrorException($"a row has another one's answer, or none: {line}");
            asked.Add(problem);
            if (!keys.Add(row.RootElement.GetProperty(AnsweredRow.Generation).GetProperty(AnsweredRow.Key).GetString()!))
                throw new UserErrorException($"a row is there twice: {line}");
        }
        if (keys.Count != rows || asked.Distinct().Count() != Math.Max(1, rows - 1))
            throw new UserErrorException($"of {rows} rows {keys.Count} are there.");
    }
}
