using R1Sharp.Numerics.Parallelism;
using Xunit;

namespace R1Sharp.Tests.Parallelism;

/// <summary>The pool runs every piece once, survives failures, wakes from sleep, and lets nobody wait for a thread that is held up.</summary>
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
        using var pool = new WorkerPool(3, processors: 3);
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
            using var pool = new WorkerPool(Workers, processors: Workers);
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
        using var pool = new WorkerPool(2, processors: 2);
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

    [Fact]
    public void A_thread_that_is_held_up_costs_its_own_piece_only()
    {
        const int Pieces = 40;
        using var pool = new WorkerPool(2, processors: 2);
        using var othersDone = new CountdownEvent(Pieces - 1);
        bool allDone = false;
        pool.Run(Pieces, (piece, _) =>
        {
            if (piece == 0)
                allDone = othersDone.Wait(TimeSpan.FromSeconds(60));
            else
                othersDone.Signal();
        });
        Assert.True(allDone, "some pieces waited for the thread that was held up");
    }

    [Fact]
    public void A_piece_shares_its_own_work_with_threads_that_are_free()
    {
        using var pool = new WorkerPool(2, processors: 2);
        using var helped = new ManualResetEventSlim();
        bool hasHelp = false;
        pool.Run(1, (_, leader) => pool.Run(2, (piece, thread) =>
        {
            if (thread != leader)
                helped.Set();
            else
                hasHelp = helped.Wait(TimeSpan.FromSeconds(60));
        }));
        Assert.True(hasHelp, "the leader did both pieces");
    }

    [Fact]
    public void Pieces_within_pieces_run_once_each_and_no_thread_has_two_at_once()
    {
        const int Outer = 9, Inner = 50;
        using var pool = new WorkerPool(6, processors: 6);
        var visits = new int[Outer, Inner];
        var busy = new int[pool.ThreadCount];
        bool twice = false;
        for (int run = 0; run < 20; run++)
            pool.Run(Outer, (outer, _) => pool.Run(Inner, (inner, thread) =>
            {
                twice |= Interlocked.Increment(ref busy[thread]) != 1;
                visits[outer, inner]++;
                Interlocked.Decrement(ref busy[thread]);
            }));
        Assert.All(visits.Cast<int>(), count => Assert.Equal(20, count));
        Assert.False(twice);
    }

    [Fact]
    public void Threads_beyond_the_processors_are_not_started()
    {
        using var pool = new WorkerPool(64, processors: 2);
        Assert.Equal((64, 2), (pool.WorkerCount, pool.ThreadCount));
        var threads = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
        int runs = 0;
        for (int i = 0; i < 20; i++)
            pool.Run(_ =>
            {
                threads[Environment.CurrentManagedThreadId] = true;
                Interlocked.Increment(ref runs);
            });
        Assert.Equal(20 * 64, runs);
        Assert.InRange(threads.Count, 1, 2);
    }

    [Fact]
    public void Failures_inside_pieces_of_pieces_come_out_as_they_were_thrown()
    {
        using var pool = new WorkerPool(2, processors: 2);
        var error = Assert.Throws<AggregateException>(() => pool.Run(2, (outer, _) => pool.Run(3, (inner, _) =>
        {
            if (inner == 1)
                throw new InvalidOperationException("as planned");
        })));
        Assert.Equal(2, error.InnerExceptions.Count(e => e is InvalidOperationException));
    }
}
