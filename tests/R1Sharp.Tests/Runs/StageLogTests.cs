using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Runs;

/// <summary>A run goes on over the logs that it wrote, and over no others.</summary>
public sealed class StageLogTests : IDisposable
{
    readonly StageFolder _folder = new(Directory.CreateTempSubdirectory("r1-log").FullName);

    public void Dispose() => Directory.Delete(_folder.Root, recursive: true);

    StageCheckpoint Written(int steps)
    {
        var log = new StageLog(_folder);
        log.CutBack(null);
        for (int step = 0; step < steps; step++)
            log.Numbers(StageLog.Train, step, 0.5, 1, new JsonObject { ["loss"] = 1.0 / (step + 1), ["text"] = "größer" });
        log.Rollouts(StageLog.Train, 0, [new JsonObject { ["completion"] = "数" }]);
        log.Sync();
        return new("checkpoints/step-9", StageProgress.FromJson(new StageProgress { Step = steps, LogLengths = log.Lengths(), LogHashes = log.Hashes() }.ToJson()));
    }

    static void Resume(StageFolder folder, StageCheckpoint checkpoint, Action<StageLog>? then = null)
    {
        var log = new StageLog(folder);
        log.CutBack(checkpoint);
        then?.Invoke(log);
    }

    [Fact]
    public void What_follows_the_checkpoint_is_dropped_and_hashes_go_on()
    {
        var first = Written(3);
        File.AppendAllText(_folder.Metrics, "{\"half a li");
        File.WriteAllText(_folder.Data, "{}\n");
        IReadOnlyDictionary<string, string> resumed = null!;
        Resume(_folder, first, log =>
        {
            log.Numbers(StageLog.Train, 3, 0.5, 1, new JsonObject { ["loss"] = 0.25, ["text"] = "größer" });
            resumed = log.Hashes();
        });
        Assert.False(File.Exists(_folder.Data));
        Assert.Equal(Written(4).Progress.LogHashes, resumed);
    }

    [Fact]
    public void A_log_that_is_shorter_or_gone_is_said_so()
    {
        var checkpoint = Written(3);
        using (var stream = new FileStream(_folder.Metrics, FileMode.Open))
            stream.SetLength(stream.Length - 1);
        string sentence = Assert.Throws<UserErrorException>(() => Resume(_folder, checkpoint)).Message;
        Assert.Contains($"{_folder.Metrics}: the log has ", sentence);
        Assert.Contains("steps are missing", sentence);
        Assert.Contains("delete checkpoints/step-9", sentence);
        File.Delete(_folder.Metrics);
        Assert.Contains("the log has 0 bytes", Assert.Throws<UserErrorException>(() => Resume(_folder, checkpoint)).Message);
    }

    [Fact]
    public void A_log_that_was_damaged_is_said_so()
    {
        var checkpoint = Written(3);
        byte[] bytes = File.ReadAllBytes(_folder.Metrics);
        for (int at = 0; at < bytes.Length; at += 17)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 1;
            File.WriteAllBytes(_folder.Metrics, damaged);
            Assert.Contains("damaged or changed", Assert.Throws<UserErrorException>(() => Resume(_folder, checkpoint)).Message);
        }
        File.WriteAllBytes(_folder.Metrics, bytes);
        Resume(_folder, checkpoint);
    }

    [Fact]
    public void Checkpoints_of_earlier_versions_know_lengths_only()
    {
        var checkpoint = Written(3);
        Resume(_folder, checkpoint with { Progress = checkpoint.Progress with { LogHashes = new Dictionary<string, string>() } });
    }
}
