// Where the problems of a step come from.

using R1Sharp.Learning.Rewards;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rollouts;

/// <summary>Problems to train on, as a pure function of the step, so that nothing has to be saved to resume.</summary>
public interface IProblemSource
{
    /// <summary>The problems of one step.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <param name="count">How many, at least one.</param>
    IReadOnlyList<Problem> Batch(int stepIndex, int count);
}

/// <summary>A list of problems in random order, epoch after epoch; each problem is asked once in each epoch.</summary>
public sealed class ShuffledProblems : IProblemSource
{
    readonly IReadOnlyList<Problem> _problems;
    readonly ulong _seed;
    (long Epoch, int[] Order) _last = (-1, []);

    /// <param name="problems">The problems.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">There is no problem.</exception>
    public ShuffledProblems(IReadOnlyList<Problem> problems, ulong seed)
    {
        if (problems.Count == 0)
            throw new UserErrorException("There is nothing to train on: the data holds no problem; give at least one.");
        (_problems, _seed) = (problems, seed);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Problem> Batch(int stepIndex, int count)
    {
        var batch = new Problem[count];
        int[] order = [];
        for (int i = 0; i < count; i++)
        {
            var (epoch, index) = Math.DivRem((long)stepIndex * count + i, _problems.Count);
            if (i == 0 || index == 0)
                order = OrderOf(epoch);
            batch[i] = _problems[order[index]];
        }
        return batch;
    }

    // The steps of an epoch share its order.
    int[] OrderOf(long epoch)
    {
        if (_last.Epoch == epoch)
            return _last.Order;
        int[] order = [.. Enumerable.Range(0, _problems.Count)];
        new RandomStream(_seed, RandomPurpose.Problems, epoch).Shuffle(order.AsSpan());
        _last = (epoch, order);
        return order;
    }
}
