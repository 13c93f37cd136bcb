using System.Diagnostics;
using R1Sharp.App.Commands;
using R1Sharp.App.Runs;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Killed whenever and resumed, a run ends in the same bits; the same holds for any number of threads.</summary>
public sealed class ResumeTests(SmokeRun smoke)
{
    const int Kills = 5;

    string At(string name) => Path.Combine(smoke.Root, name);

    string Expected => SmokeRun.WeightsOf(Path.GetDirectoryName(smoke.Model)!);

    static string[] Arguments(string folder, bool resume) => ["run", Cli.Recipe("smoke.yaml"), "--out", folder, .. resume ? (string[])["--resume"] : []];

    // Everything that a run logs, stage by stage, but for the times; both runs must log the same.
    static string Logs(string folder) => System.Text.RegularExpressions.Regex.Replace(
        string.Concat(Directory.GetFiles(Path.Combine(folder, "stages"), "*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => Path.GetRelativePath(folder, f) + "\n" + File.ReadAllText(f))), LogTimes.Pattern, "");

    [Fact]
    public void Killed_at_random_moments_and_resumed_it_ends_in_the_same_bits()
    {
        var folder = At("killed");
        var random = new RandomStream(5, RandomPurpose.Test);
        var clock = Stopwatch.StartNew();
        Cli.Run("run", Cli.Recipe("smoke.yaml"), "--out", At("timed"));
        double length = clock.Elapsed.TotalMilliseconds;
        int killed = 0;
        for (int kill = 0; kill < Kills && !File.Exists(Path.Combine(folder, "summary.json")); kill++)
        {
            using var process = Cli.Start(Arguments(folder, resume: File.Exists(Path.Combine(folder, "recipe.yaml"))));
            if (!process.WaitForExit((int)(length * (0.15 + 0.5 * random.NextDouble()))))
            {
                process.Kill();
                process.WaitForExit();
                killed++;
            }
        }
        Assert.True(killed > 0);
        if (!File.Exists(Path.Combine(folder, "summary.json")))
            Assert.Equal(0, Cli.Run(Arguments(folder, resume: true)).Code);
        Assert.Equal(Expected, SmokeRun.WeightsOf(folder));
        Assert.Equal(Logs(smoke.Folder), Logs(folder));
    }

    [Fact]
    public void Interrupted_it_ends_after_a_step_and_says_how_to_go_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        var folder = At("interrupted");
        using var process = Cli.Start(Arguments(folder, resume: false));
        while (process.StandardOutput.ReadLine() is { } line && !line.StartsWith("pretrain: step", StringComparison.Ordinal))
            continue;
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            kill.WaitForExit();
        var result = Cli.Finish(process);
        Assert.Equal(130, result.Code);
        Assert.Contains($"go on with: ./r1 run {Cli.Recipe("smoke.yaml")} --out {folder} --resume", result.Output);
        Assert.True(File.Exists(Path.Combine(folder, "report.html")));
        Assert.False(File.Exists(Path.Combine(folder, "summary.json")));
        Assert.Equal(0, Cli.Run(Arguments(folder, resume: true)).Code);
        Assert.Equal(Expected, SmokeRun.WeightsOf(folder));
    }

    [Fact]
    public void The_command_to_go_on_says_all_that_was_said() => Assert.Equal(
        "./r1 run 'my recipe.yaml' --set seed=2 --out x --only grpo --only 'a b' --smoke --resume",
        new RunRequest("my recipe.yaml", ["seed=2"], "x", RunUse.None, ["grpo", "a b"], IsSmoke: true).ResumeCommand);

    [Fact]
    public void One_thread_and_two_end_in_the_same_bits()
    {
        Assert.Equal(0, Cli.Run([.. Arguments(At("one-thread"), resume: false), "--threads", "1"]).Code);
        Assert.Equal(0, Cli.Run([.. Arguments(At("two-threads"), resume: false), "--threads", "2"]).Code);
        Assert.Equal(Expected, SmokeRun.WeightsOf(At("one-thread")));
        Assert.Equal(Expected, SmokeRun.WeightsOf(At("two-threads")));
    }

    [Fact]
    public void Another_seed_ends_in_other_bits()
    {
        Assert.Equal(0, Cli.Run([.. Arguments(At("seed2"), resume: false), "--seed", "2"]).Code);
        Assert.NotEqual(Expected, SmokeRun.WeightsOf(At("seed2")));
    }

    [Fact]
    public void A_finished_run_is_neither_overwritten_nor_resumed()
    {
        _ = smoke.Model;
        foreach (bool resume in (bool[])[false, true])
        {
            var result = Cli.Run(Arguments(smoke.Folder, resume));
            Assert.Equal(2, result.Code);
            Assert.Contains("the folder holds a finished run; name another with --out, or delete it.", result.Error);
        }
    }

    [Fact]
    public void Done_again_it_does_only_what_has_changed()
    {
        var folder = At("redone");
        string[] changed = [.. Arguments(folder, resume: false), "--set", "stages.grpo.steps=3"];
        Assert.Equal(0, Cli.Run(changed).Code);
        Assert.NotEqual(Expected, SmokeRun.WeightsOf(folder));
        var again = Cli.Run([.. Arguments(folder, resume: false), "--redo"]);
        Assert.Equal(0, again.Code);
        Assert.Contains("pretrain: done before", again.Output);
        Assert.Contains("evaluate: done before", again.Output);
        Assert.Contains("grpo: what goes into it has changed, so it is done again", again.Output);
        Assert.Equal(Expected, SmokeRun.WeightsOf(folder));
        var nothing = Cli.Run([.. Arguments(folder, resume: false), "--redo"]);
        Assert.Equal(0, nothing.Code);
        Assert.Contains("evaluate-2: done before", nothing.Output);
        Assert.Equal(Logs(smoke.Folder), Logs(folder));
    }

    [Fact]
    public void A_run_that_cannot_learn_is_stopped_by_name()
    {
        var folder = At("stopped");
        var result = Cli.Run([.. Arguments(folder, resume: false), "--set", "stages.pretrain.steps=1", "--set", "stages.grpo.rewards=[{name: accuracy}]",
            "--set", "stages.grpo.watchdogs.all_rewards_equal_steps=2"]);
        Assert.Equal(3, result.Code);
        Assert.StartsWith("r1: stopped by the watchdog all-rewards-equal: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("\"watchdog\": \"all-rewards-equal\"", File.ReadAllText(Path.Combine(folder, "stopped.json")));
        Assert.True(File.Exists(Path.Combine(folder, "report.html")));
    }
}
