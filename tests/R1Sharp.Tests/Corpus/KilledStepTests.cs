using R1Sharp.App.Corpus.Steps;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Corpus;

/// <summary>Every step as a process of its own, ended by SIGKILL while it writes, and begun again with the same command.</summary>
public sealed class KilledStepTests
{
    const int Pages = 6000;

    public static TheoryData<string> Steps => ["clean --rules repetition,gopher", "dedup --method exact", "dedup --method minhash",
        "dedup --method substrings --length 60",
        "decontaminate --against IN/items.jsonl", "recall --seed-data IN/seed.jsonl --truth kind=mathematics --rounds 2 --dimension 8 --buckets 4096"];

    [Theory]
    [MemberData(nameof(Steps))]
    public void The_bytes_are_the_same_and_no_finished_part_is_written_again(string step)
    {
        using var folder = new CorpusFolder();
        WebFiles.Write(folder["in"], new() { Pages = Pages, Domains = 60, Seed = 3 }, []);
        folder.Write("in/items.jsonl", "{\"question\":\"What is the sum of all the sheep that Olga and her seven sisters have counted in their fields?\"}\n");
        string[] words = step.Replace("IN", folder["in"], StringComparison.Ordinal).Split(' ');
        string[] Command(string output) =>
            ["data", words[0], folder["in/pages.jsonl"], .. words[1..], "--part-mb", "1", "--threads", "1", "--out", folder[output]];
        Assert.Equal(0, Cli.Run(Command("whole")).Code);
        Kill(Command("killed"), folder["killed"]);
        var done = Finished(folder["killed"]);
        Assert.Equal(0, Cli.Run(Command("killed")).Code);
        Assert.Equal(folder.Bytes("whole"), folder.Bytes("killed"));
        Assert.All(Finished(folder["killed"]).Where(f => done.ContainsKey(f.Key)), f => Assert.Equal(done[f.Key], f.Value));
    }

    // As soon as the first part of any phase is there.
    static void Kill(string[] command, string output)
    {
        using var process = Cli.Start(command);
        while (!process.HasExited && Finished(output).Count == 0)
            Thread.Sleep(1);
        process.Kill();
        process.WaitForExit();
        Assert.False(File.Exists(Path.Combine(output, "corpus.json")), "the step was over before it was killed");
    }

    // Parts whose end was told, with the time at which that was.
    static Dictionary<string, DateTime> Finished(string output) => !Directory.Exists(output) ? [] : Directory.EnumerateDirectories(output)
        .Where(phase => Path.GetFileName(phase) is "counts" or "keys" or "pairs" or "sizes" or "ranges" or "index")
        .SelectMany(Directory.GetFiles).Where(f => !f.EndsWith(".tmp", StringComparison.Ordinal)).ToDictionary(f => f, File.GetLastWriteTimeUtc);
}
