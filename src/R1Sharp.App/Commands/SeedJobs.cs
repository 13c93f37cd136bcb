// Several seeds side by side: a network as small as the miniature's keeps few cores busy, and runs of different seeds have nothing to do with one another.

using System.Globalization;
using System.Runtime.ExceptionServices;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Stages;

namespace R1Sharp.App.Commands;

/// <summary>What is done with one of several seeds.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Beside">Seeds that are done at the same time, this one included.</param>
/// <param name="Show">Does something that tells how it goes, and shows it.</param>
/// <param name="Interruption">Asks to stop after the step in progress.</param>
sealed record SeedJob(ulong Seed, int Beside, Action<Action<IRunDisplay>> Show, CancellationToken Interruption)
{
    /// <summary>The same recipe with this seed's share of the threads, one at least.</summary>
    public Recipe Sharing(Recipe recipe) =>
        Beside == 1 ? recipe : recipe with { Threads = Math.Max(1, (recipe.Threads ?? Environment.ProcessorCount) / Beside) };
}

/// <summary>Carries out what is to be done with several seeds.</summary>
static class SeedJobs
{
    /// <summary>The option --jobs.</summary>
    public static NumberOption<int> Option() => new("--jobs", 1, 100)
    {
        Description = "Seeds that are done side by side, each with its share of the threads; changes no result.",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>Does each seed once. Where one fails, the others are stopped.</summary>
    /// <param name="seeds">The seeds.</param>
    /// <param name="jobs">Most of them at the same time.</param>
    /// <param name="interruption">Asks all to stop.</param>
    /// <param name="work">Does one.</param>
    public static void Run(IReadOnlyList<ulong> seeds, int jobs, CancellationToken interruption, Action<SeedJob> work)
    {
        if (seeds.Count == 0)
            return;
        // Seeds take equally long, so that those of a round end together, and one that is left has all threads.
        int rounds = (seeds.Count + jobs - 1) / jobs;
        foreach (ulong[] round in seeds.Chunk((seeds.Count + rounds - 1) / rounds))
        {
            if (round is [var alone])
                work(new SeedJob(alone, 1, RunCommand.Show, interruption));
            else
                SideBySide(round, interruption, work);
        }
    }

    static void SideBySide(ulong[] seeds, CancellationToken interruption, Action<SeedJob> work)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interruption);
        void Do(ulong seed)
        {
            try
            {
                work(new SeedJob(seed, seeds.Length, tell => tell(new PlainDisplay(Console.Out, string.Create(CultureInfo.InvariantCulture, $"seed {seed}: "))),
                    stop.Token));
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        }
        Task[] tasks = [.. seeds.Select(seed => Task.Factory.StartNew(() => Do(seed), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        try
        {
            Task.WaitAll(tasks);
        }
        catch (AggregateException all)
        {
            // What went wrong, rather than that the others were stopped for it.
            ExceptionDispatchInfo.Throw(all.InnerExceptions.FirstOrDefault(e => e is not OperationCanceledException) ?? all.InnerExceptions[0]);
        }
    }
}
