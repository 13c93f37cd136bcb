using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using Xunit;

namespace R1Sharp.Tests.Runs;

/// <summary>The numbers of a stage for TensorBoard, read back by another reader.</summary>
public sealed class EventRecordsTests : IDisposable
{
    readonly StageFolder _folder = new(Directory.CreateTempSubdirectory("r1-events").FullName);

    public void Dispose() => Directory.Delete(_folder.Root, recursive: true);

    string Events => Path.Combine(_folder.Root, "board", "sft");

    List<ReadEvent> Read() => EventReader.Read(Directory.GetFiles(Events, "*tfevents*").Single());

    StageLog Log(int from, int to)
    {
        var log = new StageLog(_folder, Events);
        for (int step = from; step < to; step++)
            log.Numbers(StageLog.Train, step, 0.5, 1, new JsonObject { ["loss"] = 1.0 / (step + 1), ["text"] = "größer", ["reward_parts"] = new JsonObject { ["accuracy"] = 0.25 }, ["kl"] = null });
        return log;
    }

    [Fact]
    public void TheCheckOfTheReaderIsCastagnolis() => Assert.Equal(0xe3069283u, EventReader.Crc32C("123456789"u8));

    [Fact]
    public void AFileBeginsAsThoseOfTensorFlowDo()
    {
        Log(0, 1);
        // The length of the first record, 24 bytes, with its masked checksum, and the key of the time.
        byte[] beginning = [0x18, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22, 0x09];
        Assert.Equal(beginning, File.ReadAllBytes(Directory.GetFiles(Events).Single())[..13]);
    }

    [Fact]
    public void NumbersStandUnderTheTagsOfTransformersWithTheStepsDone()
    {
        var log = Log(0, 300);
        log.Numbers(StageLog.Train, 300, 0.5, 1, new JsonObject { ["loss"] = 0.5, ["held_out_loss"] = 0.75 });
        log.Numbers(StageLog.Evaluation, 301, 0.5, 1, new JsonObject { ["families"] = new JsonObject { ["math"] = new JsonObject { ["pass_at_1"] = 0.5 } } });
        var events = Read();
        Assert.Equal(("brain.Event:2", 0L), (events[0].Version, events[0].Step));
        Assert.InRange(events[0].WallTime, 1.7e9, 1e11);
        Assert.Equal(Enumerable.Range(1, 301).Append(301).Select(s => (long)s), events.Skip(1).Select(e => e.Step));
        Assert.Equal(["train/loss", "train/reward_parts/accuracy", "train/seconds", "train/wall_seconds"], events[7].Values.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((1 / 7f, 0.25f), (events[7].Values["train/loss"], events[7].Values["train/reward_parts/accuracy"]));
        Assert.Equal((0.5f, 0.75f), (events[301].Values["train/loss"], events[301].Values["eval/loss"]));
        Assert.Equal(0.5f, events[302].Values["eval/families/math/pass_at_1"]);
    }

    [Fact]
    public void ARunThatGoesOnHasEveryStepOnce()
    {
        var log = Log(0, 3);
        log.Sync();
        var checkpoint = new StageCheckpoint("checkpoints/step-3", new StageProgress { Step = 3, LogLengths = log.Lengths(), LogHashes = log.Hashes() });
        Log(3, 5);
        var resumed = new StageLog(_folder, Events);
        resumed.CutBack(checkpoint);
        Assert.Equal(3, Read()[^1].Step);
        Log(3, 6);
        Assert.Equal([1, 2, 3, 4, 5, 6], Read().Skip(1).Select(e => e.Step));
        new StageLog(_folder, Events).CutBack(null);
        Assert.Empty(Directory.GetFiles(Events));
    }
}
