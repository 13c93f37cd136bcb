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

    string Error(string recipe, RunUse use) =>
        Assert.Throws<UserErrorException>(() => RunFolder.Open(_root, recipe, use)).Message.Replace(_root, "R");

    StageFolder Stage => new(Path.Combine(_root, "stages", "grpo"));

    static void Write(StageCheckpoints checkpoints, int step) => checkpoints.Write(new StageProgress { Step = step },
        model => File.WriteAllText(Path.Combine(model, "weights"), $"{step}"), trainer => File.WriteAllText(Path.Combine(trainer, "moments"), "m"));

    // Opens the folder and begins a run there.
    void Begin(string recipe, RunUse use)
    {
        using var folder = RunFolder.Open(_root, recipe, use);
        folder.Begin([]);
    }

    [Fact]
    public void A_folder_that_was_opened_holds_no_run_until_it_begins()
    {
        RunFolder.Open(_root, Recipe, RunUse.None).Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
        Begin(Recipe.Replace("seed: 1", "seed: 2"), RunUse.None);
        RunFolder.Open(_root, Recipe, RunUse.Redo).Dispose();
        Assert.Equal(Recipe.Replace("seed: 1", "seed: 2"), File.ReadAllText(Path.Combine(_root, "recipe.yaml")));
    }

    [Fact]
    public void A_finished_run_is_not_overwritten_and_the_difference_is_named()
    {
        Begin(Recipe, RunUse.None);
        Assert.Equal("R: the folder holds an unfinished run; go on with --resume; name another with --out, or delete it.", Error(Recipe, RunUse.None));
        Assert.Equal("R: the run there was begun with another recipe (seed is 1 there and 2 here), so it cannot go on with this one; give the same --set as then, do again with --redo what has changed, or name another --out.",
            Error(Recipe.Replace("seed: 1", "seed: 2"), RunUse.Resume));
        Begin(Recipe.Replace("threads: 2", "threads: 1"), RunUse.Resume);
        File.WriteAllText(Path.Combine(_root, "summary.json"), "{}");
        Assert.Equal("R: the folder holds a finished run of another recipe (name is x there and y here); name another with --out, do again with --redo what has changed, or delete it.",
            Error(Recipe.Replace("name: x", "name: y"), RunUse.Resume));
        RunFolder.Open(_root, Recipe.Replace("name: x", "name: y"), RunUse.Redo).Dispose();
    }

    [Fact]
    public void A_folder_with_other_things_in_use_or_unwritable_is_refused_in_one_sentence()
    {
        Directory.CreateDirectory(_root);
        File.WriteAllText(Path.Combine(_root, "thesis.txt"), "");
        Assert.Contains("holds something else than a run", Error(Recipe, RunUse.None));
        File.Delete(Path.Combine(_root, "thesis.txt"));
        using (RunFolder.Open(_root, Recipe, RunUse.None))
            Assert.Contains("another process is writing this run", Error(Recipe, RunUse.Resume));
        Begin(Recipe, RunUse.None);
        var below = Path.Combine(_root, "recipe.yaml", "run");
        Assert.StartsWith($"cannot write {below}: ", Assert.Throws<UserErrorException>(() => RunFolder.Open(below, Recipe, RunUse.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_one_sentence_and_leaves_what_was_there()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full on this system");
        using var folder = RunFolder.Open(_root, Recipe, RunUse.None);
        Directory.CreateDirectory(Stage.Root);
        File.CreateSymbolicLink(Stage.Metrics, "/dev/full");
        var e = Assert.Throws<UserErrorException>(() => new StageLog(Stage).Numbers(StageLog.Train, 0, 1, 1, []));
        Assert.Equal($"cannot write {Stage.Metrics}: No space left on device.", e.Message);
    }

    [Fact]
    public void The_newest_whole_checkpoint_is_found_and_old_ones_go()
    {
        var checkpoints = new StageCheckpoints(Stage, keep: 2);
        Assert.Null(checkpoints.Newest());
        foreach (int step in (int[])[9, 10, 11])
            Write(checkpoints, step);
        Assert.Equal(["step-10", "step-11"], checkpoints.All().Select(c => Path.GetFileName(c.Path)));
        Assert.Equal(11, checkpoints.Newest()!.Progress.Step);
        checkpoints.Clear();
        Assert.Null(checkpoints.Newest());
    }

    [Fact]
    public void A_checkpoint_that_was_broken_off_is_not_found_and_harms_no_other()
    {
        var checkpoints = new StageCheckpoints(Stage, keep: 2);
        Write(checkpoints, 5);
        Assert.Throws<InvalidOperationException>(() => checkpoints.Write(new StageProgress { Step = 6 },
            model => File.WriteAllText(Path.Combine(model, "weights"), "half"), _ => throw new InvalidOperationException("killed")));
        Assert.Equal(5, checkpoints.Newest()!.Progress.Step);
        Assert.Equal(["step-5"], Directory.GetDirectories(Stage.Checkpoints).Select(Path.GetFileName));
        File.WriteAllText(Path.Combine(checkpoints.Newest()!.Trainer, "progress.json"), "{");
        Assert.Contains("the checkpoint cannot be read; delete", Assert.Throws<UserErrorException>(checkpoints.Newest).Message);
    }

    [Fact]
    public void Logs_are_cut_back_to_a_checkpoint_to_the_byte()
    {
        var log = new StageLog(Stage);
        log.Numbers(StageLog.Train, 0, 1.5, 2, new JsonObject { ["reward"] = 1 });
        var checkpoint = new StageCheckpoint("step-1", StageProgress.FromJson(new StageProgress { LogLengths = log.Lengths(), LogHashes = log.Hashes() }.ToJson()));
        var before = File.ReadAllText(Stage.Metrics);
        log.Numbers(StageLog.Train, 1, 1.5, 2, []);
        log.Rollouts(StageLog.Train, 1, [new JsonObject { ["completion"] = "等等" }]);
        log.Data([new JsonObject { ["question"] = "1+1?" }]);
        Assert.Contains("等等", File.ReadAllText(Stage.Rollouts));
        log.CutBack(checkpoint);
        Assert.Equal(before, File.ReadAllText(Stage.Metrics));
        Assert.Equal("""{"stage":"grpo","kind":"train","step":0,"seconds":1.5,"wall_seconds":2,"reward":1}""" + "\n", before);
        Assert.False(File.Exists(Stage.Rollouts) || File.Exists(Stage.Data));
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_null() =>
        Assert.Equal("""{"a":null,"b":1E-07}""", RunJson.Object(new { A = double.NaN, B = 1e-7 }).ToJsonString());
}
