using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using Xunit;

namespace R1Sharp.Tests.Cpu;

/// <summary>Counted work: the longest path of small traces worked out by hand, and what the step of a network comes to.</summary>
public sealed class WorkScheduleTests
{
    static readonly ModelOptions s_large = new()
    {
        VocabularySize = 32000,
        HiddenSize = 512,
        IntermediateSize = 1536,
        LayerCount = 8,
        HeadCount = 8,
        KeyValueHeadCount = 4,
        HeadSize = 64,
        MaxPositions = 1024,
    };

    [Theory]
    [InlineData(1, 12, 0)]
    [InlineData(2, 7, 1)]
    [InlineData(3, 5, 1)]
    [InlineData(9, 3, 1)]
    public void Pieces_go_to_the_worker_that_is_free_first(int workers, double path, long barriers)
    {
        var schedule = WorkSchedule.Of([Pieces(3, 3, 2, 2, 2)], workers);
        Assert.Equal((12.0, path, barriers), (schedule.Flops, schedule.Path, schedule.Barriers));
    }

    [Fact]
    public void What_follows_waits_for_all_pieces_and_work_of_one_thread_is_not_shared()
    {
        var schedule = WorkSchedule.Of([Pieces(4, 1), Pieces(6), Pieces(2, 2)], 2);
        Assert.Equal((15.0, 12.0, 2L), (schedule.Flops, schedule.Path, schedule.Barriers));
    }

    [Theory]
    [InlineData(1, 24)]
    [InlineData(2, 12)]
    [InlineData(4, 8)]
    [InlineData(6, 6)]
    public void Workers_without_a_task_help_with_the_steps_of_others(int workers, double path)
    {
        WorkStep[] task = [Pieces(2, 2, 2), Pieces(2, 2, 2)];
        Assert.Equal(path, WorkSchedule.Of([Tasks(task, task)], workers).Path);
    }

    [Fact]
    public void Who_has_ended_a_task_takes_the_next_and_then_helps()
    {
        WorkStep[] shortTask = [Pieces(2)], longTask = [Pieces(4), Pieces(3, 3)];
        Assert.Equal(7, WorkSchedule.Of([Tasks(shortTask, longTask, shortTask)], 2).Path);
    }

    /// <summary>16 and 64 threads on two lanes; the network takes the same memory.</summary>
    [Fact]
    public void Training_has_work_for_many_threads()
    {
        var (one, many, most) = (Training(1), Training(16), Training(64));
        Assert.Equal((1.0, 0L), (one.Speedup, one.Barriers));
        Assert.InRange(many.Speedup, 13, 16);
        Assert.InRange(most.Speedup, 40, 64);
        Assert.Equal(many.Bytes, most.Bytes);
    }

    static SimulatedWork Training(int workers) => SimulatedWork.Training(s_large, 4, 512, workers);

    static WorkStep Pieces(params double[] flops) => new(flops, []);

    static WorkStep Tasks(params IReadOnlyList<WorkStep>[] tasks) => new([], tasks);
}
