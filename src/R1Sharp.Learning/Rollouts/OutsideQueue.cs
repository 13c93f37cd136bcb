// Steps whose rollouts are sampled ahead, from outside, while others are learned from. With a staleness of 0 nothing is: each step is sampled when
// it is asked for.

namespace R1Sharp.Learning.Rollouts;

/// <summary>Asks an outside sampler for the rollouts of each step, in the order of the steps.</summary>
/// <param name="outside">Who samples.</param>
/// <param name="steps">Number of steps.</param>
sealed class OutsideQueue(OutsideRollouts outside, int steps) : IDisposable
{
    readonly Dictionary<int, (int Version, Task<Rollout[][]> Groups)> _ahead = [];
    readonly CancellationTokenSource _ended = new();

    /// <summary>Samples the groups of a step, outside under the weights of a version, or, where that is null, with the policy.</summary>
    public delegate Rollout[][] Sample(int step, int? version, CancellationToken cancellation);

    /// <summary>The groups of a step, sampled by weights that are at most so many steps behind.</summary>
    /// <param name="step">The step.</param>
    /// <param name="begin">Prepares the sampling of a step, on the caller's thread; what it gives runs on another.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Rollout[][] Take(int step, Func<int, Sample> begin, CancellationToken cancellation)
    {
        outside.Sampler.Publish(step);
        if (outside.MaxStaleness == 0)
            return Now(step, begin(step), cancellation);
        for (int ahead = step; ahead <= Math.Min(step + outside.MaxStaleness, steps - 1); ahead++)
            if (!_ahead.ContainsKey(ahead))
                Begin(ahead, step, begin(ahead));
        _ahead.Remove(step, out var taken);
        var groups = taken.Groups.WaitAsync(cancellation).GetAwaiter().GetResult();
        outside.Sampler.Forget(_ahead.Values.Select(a => a.Version).DefaultIfEmpty(step).Min());
        return groups;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.Cancel();
        Task.WhenAll(_ahead.Values.Select(a => a.Groups)).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _ended.Dispose();
        outside.Sampler.Dispose();
    }

    Rollout[][] Now(int step, Sample sample, CancellationToken cancellation)
    {
        var groups = sample(step, step, cancellation);
        outside.Sampler.Forget(step);
        return groups;
    }

    void Begin(int step, int version, Sample sample) => _ahead.Add(step, (version, Task.Run(() => sample(step, version, _ended.Token))));
}
