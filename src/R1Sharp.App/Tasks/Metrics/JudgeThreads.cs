// Questions to judges wait on threads of their own: waiting on the pool's threads would keep them from the connections that the questions need.

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>Asks about several completions at once.</summary>
static class JudgeThreads
{
    /// <summary>What is found of each, in order.</summary>
    public static IReadOnlyList<TResult> Each<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> ask)
    {
        if (items.Count == 1)
            return [ask(items[0])];
        Task<TResult>[] asked = [.. items.Select(item =>
            Task.Factory.StartNew(() => ask(item), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        return [.. asked.Select(score => score.GetAwaiter().GetResult())];
    }
}
