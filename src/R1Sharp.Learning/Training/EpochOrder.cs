// The order in which examples are seen: epoch after epoch in a new random order, a batch a step.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training;

/// <summary>Which examples a step takes, as a pure function of the step; a batch may reach over the end of an epoch.</summary>
/// <param name="count">Examples, at least one.</param>
/// <param name="epochs">How often each is seen.</param>
/// <param name="batchSize">Examples of a step; the last may have fewer.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="stream">Tells trainers apart, so that their orders are independent.</param>
sealed class EpochOrder(int count, int epochs, int batchSize, ulong seed, long stream)
{
    /// <summary>The streams of the trainers; part of the format of a run.</summary>
    public const long RewardModel = 3, Preference = 5;

    int[] _order = [];
    long _orderEpoch = -1;

    /// <summary>Steps until every example was seen in every epoch.</summary>
    public int StepCount => StepsOf(epochs);

    /// <summary>Steps until every example was seen so many times.</summary>
    public int StepsOf(int times) => checked((int)(((long)count * times + batchSize - 1) / batchSize));

    /// <summary>The examples of one step.</summary>
    /// <param name="stepIndex">0-based.</param>
    public int[] Batch(int stepIndex)
    {
        long from = (long)stepIndex * batchSize, to = Math.Min(from + batchSize, (long)count * epochs);
        var batch = new int[to - from];
        for (int i = 0; i < batch.Length; i++)
            batch[i] = At(from + i);
        return batch;
    }

    int At(long place)
    {
        var (epoch, index) = Math.DivRem(place, count);
        if (epoch != _orderEpoch)
            (_order, _orderEpoch) = (OrderOf(epoch), epoch);
        return _order[index];
    }

    int[] OrderOf(long epoch)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new RandomStream(seed, RandomPurpose.Shuffle, epoch, stream).Shuffle(order.AsSpan());
        return order;
    }
}
