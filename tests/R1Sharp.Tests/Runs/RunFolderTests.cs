using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Runs;

/// <summary>A run folder is never overwritten by another run, and holds whole checkpoints or none.</summary>
public sealed class RunFolderTests : IDisposable
{
    const string Recipe = "name: x\nseed: 1\nthreads: 2\n";
    readonly string _root = Path.Combine(Path.GetTempPath(), "r1-run-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_root))
            Directory.Delete(_root, recursive: true);
    }

    string Error(string recipe, bool resume) =>
        Assert.Throws<UserErrorException>(() => RunFolder.Open(_root, recipe, resume)).Message.Replace(_root, "R");

    static void Write(RunCheckpoints checkpoints, string stage, int index, int step, bool isFinished = false) => checkpoints.Write(stage,
        new RunProgress { StageIndex = index, Step = step, IsStageFinished = isFinished },
        model => File.WriteAllText(Path.Combine(model, "weights"), $"{step}"), trainer => File.WriteAllText(Path.Combine(trainer, "moments"), "m"));

    [Fact]
    public void A_finished_run_is_not_overwritten_and_the_difference_is_named()
    {
        RunFolder.Open(_root, Recipe, resume: false).Dispose();
        Assert.Equal("R: the folder holds an unfinished run; go on with --resume; name another with --out, or delete it.", Error(Recipe, false));
        Assert.Equal("R: the run there was begun with another recipe (seed is 1 there and 2 here), so it cannot go on with this one; give the same --set as then, or another --out.",
            Error(Recipe.Replace("seed: 1", "seed: 2"), true));
        RunFolder.Open(_root, Recipe.Replace("threads: 2", "threads: 1"), resume: true).Dispose();
        File.WriteAllText(Path.Combine(_root, "summary.json"), "{}");
        Assert.Equal("R: the folder holds a finished run of another recipe (name is x there and y here); name another with --out, or delete it.",
            Error(Recipe.Replace("name: x", "name: y"), true));
    }

    [Fact]
    public void A_folder_with_other_things_in_use_or_unwritable_is_refused_in_one_sentence()
    {
        Directory.CreateDirectory(_root);
        File.WriteAllText(Path.Combine(_root, "thesis.txt"), "");
        Assert.Contains("holds something else than a run", Error(Recipe, false));
        File.Delete(Path.Combine(_root, "thesis.txt"));
        using (RunFolder.Open(_root, Recipe, resume: false))
            Assert.Contains("another process is writing this run", Error(Recipe, true));
        var below = Path.Combine(_root, "recipe.yaml", "run");
        Assert.StartsWith($"cannot write {below}: ", Assert.Throws<UserErrorException>(() => RunFolder.Open(below, Recipe, false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_one_sentence_and_leaves_what_was_there()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full on this system");
        using var folder = RunFolder.Open(_root, Recipe, resume: false);
        File.CreateSymbolicLink(folder.Metrics, "/dev/full");
        var e = Assert.Throws<UserErrorException>(() => new RunLog(folder).Numbers("s", RunLog.Train, 0, 1, 1, []));
        Assert.Equal($"cannot write {folder.Metrics}: No space left on device.", e.Message);
    }

    [Fact]
    public void The_newest_whole_checkpoint_is_found_and_old_ones_go()
    {
        using var folder = RunFolder.Open(_root, Recipe, resume: false);
        var checkpoints = new RunCheckpoints(folder, keep: 2);
        Assert.Null(checkpoints.Newest());
        Write(checkpoints, "pretrain", 0, 900);
        Write(checkpoints, "pretrain", 0, 1000, isFinished: true);
        foreach (int step in (int[])[9, 10, 11])
            Write(checkpoints, "grpo", 1, step);
        Assert.Equal(["step-1000", "step-10", "step-11"], checkpoints.All().Select(c => Path.GetFileName(c.Path)));
        Assert.Equal((1, 11), (checkpoints.Newest()!.Progress.StageIndex, checkpoints.Newest()!.Progress.Step));
    }

    [Fact]
    public void A_checkpoint_that_was_broken_off_is_not_found_and_harms_no_other()
    {
        using var folder = RunFolder.Open(_root, Recipe, resume: false);
        var checkpoints = new RunCheckpoints(folder, keep: 2);
        Write(checkpoints, "grpo", 1, 5);
        Assert.Throws<InvalidOperationException>(() => checkpoints.Write("grpo", new RunProgress { StageIndex = 1, Step = 6 },
            model => File.WriteAllText(Path.Combine(model, "weights"), "half"), _ => throw new InvalidOperationException("killed")));
        Assert.Equal(5, checkpoints.Newest()!.Progress.Step);
        Assert.Equal(["step-5"], Directory.GetDirectories(Path.Combine(folder.Checkpoints, "grpo")).Select(Path.GetFileName));
        File.WriteAllText(Path.Combine(checkpoints.Newest()!.Trainer, "progress.json"), "{");
        Assert.Contains("the checkpoint cannot be read; delete", Assert.Throws<UserErrorException>(checkpoints.Newest).Message);
    }

    [Fact]
    public void Logs_are_cut_back_to_a_checkpoint_to_the_byte()
    {
        using var folder = RunFolder.Open(_root, Recipe, resume: false);
        var log = new RunLog(folder);
        log.Numbers("s", RunLog.Train, 0, 1.5, 2, new JsonObject { ["reward"] = 1 });
        var lengths = RunProgress.FromJson(new RunProgress { LogLengths = log.Lengths() }.ToJson()).LogLengths;
        var before = File.ReadAllText(folder.Metrics);
        log.Numbers("s", RunLog.Train, 1, 1.5, 2, []);
        log.Rollouts("s", RunLog.Train, 1, [new JsonObject { ["completion"] = "等等" }]);
        Assert.Contains("等等", File.ReadAllText(folder.Rollouts("s")));
        log.CutBack(lengths);
        Assert.Equal(before, File.ReadAllText(folder.Metrics));
        Assert.Equal("""{"stage":"s","kind":"train","step":0,"seconds":1.5,"wall_seconds":2,"reward":1}""" + "\n", before);
        Assert.False(File.Exists(folder.Rollouts("s")));
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_null() =>
        Assert.Equal("""{"a":null,"b":1E-07}""", RunJson.Object(new { A = double.NaN, B = 1e-7 }).ToJsonString());
}
