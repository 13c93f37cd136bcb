using System.Collections.Concurrent;
using R1Sharp.App.Commands;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Seeds side by side.</summary>
public sealed class SeedJobsTests
{
    [Theory]
    [InlineData(3, 1, new[] { 1, 1, 1 })]
    [InlineData(3, 2, new[] { 2, 2, 1 })]
    [InlineData(3, 3, new[] { 3, 3, 3 })]
    [InlineData(4, 3, new[] { 2, 2, 2, 2 })]
    [InlineData(7, 3, new[] { 3, 3, 3, 3, 3, 3, 1 })]
    [InlineData(2, 100, new[] { 2, 2 })]
    [InlineData(0, 2, new int[0])]
    public void Every_seed_is_done_once_in_even_rounds(int count, int jobs, int[] beside)
    {
        var done = new ConcurrentBag<SeedJob>();
        SeedJobs.Run(Seeds(count), jobs, CancellationToken.None, done.Add);
        Assert.Equal(Seeds(count), done.Select(j => j.Seed).Order());
        Assert.Equal(beside, done.OrderBy(j => j.Seed).Select(j => j.Beside));
    }

    [Fact]
    public void Those_of_a_round_are_done_at_the_same_time()
    {
        using var all = new Barrier(3);
        SeedJobs.Run(Seeds(3), 3, CancellationToken.None, _ => Assert.True(all.SignalAndWait(TimeSpan.FromSeconds(60)), "the seeds waited for one another"));
        Assert.Equal(1, all.CurrentPhaseNumber);
    }

    [Fact]
    public void A_failure_stops_the_others_and_is_what_is_told()
    {
        using var both = new Barrier(2);
        var begun = new ConcurrentBag<ulong>();
        void Work(SeedJob job)
        {
            begun.Add(job.Seed);
            both.SignalAndWait(TimeSpan.FromSeconds(60));
            if (job.Seed == 2)
                throw new UserErrorException("seed 2 has no data.");
            Assert.True(job.Interruption.WaitHandle.WaitOne(TimeSpan.FromSeconds(60)), "nobody stopped the other seed");
            job.Interruption.ThrowIfCancellationRequested();
        }
        Assert.Equal("seed 2 has no data.", Assert.Throws<UserErrorException>(() => SeedJobs.Run(Seeds(4), 2, CancellationToken.None, Work)).Message);
        Assert.Equal([1UL, 2UL], begun.Order());
    }

    [Fact]
    public void An_interruption_comes_to_all()
    {
        using var source = new CancellationTokenSource();
        using var both = new Barrier(2);
        int stopped = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => SeedJobs.Run(Seeds(4), 2, source.Token, job =>
        {
            both.SignalAndWait(TimeSpan.FromSeconds(60));
            source.Cancel();
            Interlocked.Increment(ref stopped);
            job.Interruption.ThrowIfCancellationRequested();
        }));
        Assert.Equal(2, stopped);
    }

    [Theory]
    [InlineData(8, 3, 2)]
    [InlineData(8, 2, 4)]
    [InlineData(2, 3, 1)]
    [InlineData(5, 1, 5)]
    public void Each_has_its_share_of_the_threads(int threads, int beside, int share)
    {
        var recipe = RecipeFile.Load(Cli.Recipe("smoke.yaml"), [$"threads={threads}"]);
        Assert.Equal(share, new SeedJob(1, beside, RunCommand.Show, CancellationToken.None).Sharing(recipe).Threads);
    }

    static ulong[] Seeds(int count) => [.. Enumerable.Range(1, count).Select(s => (ulong)s)];
}
