using R1Sharp.Numerics.Parallelism;
using Xunit;

namespace R1Sharp.Tests.Parallelism;

/// <summary>The pool runs every worker once, survives failures, and wakes from sleep.</summary>
public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_worker_runs_once_each_time(int workers)
    {
        using var pool = new WorkerPool(workers);
        var runs = new int[workers];
        for (int i = 0; i < 50; i++)
            pool.Run(worker => runs[worker]++);
        Assert.All(runs, count => Assert.Equal(50, count));
    }

    [Fact]
    public void It_wakes_after_every_pause()
    {
        using var pool = new WorkerPool(3);
        int total = 0;
        for (int i = 0; i < 9; i++)
        {
            Thread.Sleep(i % 3);
            pool.Run(_ => Interlocked.Increment(ref total));
        }
        Assert.Equal(27, total);
    }

    // More threads than cores: the caller is held up between raising the generation and looking for sleepers, while workers
    // finish, fall asleep again and are woken for work they have done.
    [Fact]
    public void Every_worker_runs_once_each_time_on_an_overloaded_machine()
    {
        const int Workers = 24, Runs = 250;
        var runs = new int[Workers];
        var caller = new Thread(() =>
        {
            using var pool = new WorkerPool(Workers);
            for (int i = 0; i < Runs; i++)
            {
                pool.Run(worker => runs[worker]++);
                if (runs.Any(count => count != i + 1))
                    return;
                Thread.SpinWait(i % 7 * 2000);
            }
        })
        { IsBackground = true };
        caller.Start();
        Assert.True(caller.Join(TimeSpan.FromSeconds(60)), $"stuck after {runs[0]} runs");
        Assert.All(runs, count => Assert.Equal(Runs, count));
    }

    [Fact]
    public void For_visits_every_index()
    {
        using var pool = new WorkerPool(3);
        var visits = new int[100];
        pool.For(visits.Length, i => Interlocked.Increment(ref visits[i]));
        Assert.All(visits, count => Assert.Equal(1, count));
    }

    [Fact]
    public void A_failure_on_any_worker_reaches_the_caller_and_the_pool_goes_on()
    {
        using var pool = new WorkerPool(2);
        foreach (int failing in new[] { 0, 1 })
        {
            var error = Assert.Throws<AggregateException>(() => pool.Run(worker =>
            {
                if (worker == failing)
                    throw new InvalidOperationException("as planned");
            }));
            Assert.Equal("as planned", Assert.Single(error.InnerExceptions).Message);
        }
        int total = 0;
        pool.Run(_ => Interlocked.Increment(ref total));
        Assert.Equal(2, total);
    }
}
