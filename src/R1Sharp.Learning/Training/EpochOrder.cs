// The order in which examples are seen: epoch after epoch in a new random order, a batch a step.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training;

/// <summary>Which examples a step takes, as a pure function of the step; unless epochs are whole, a batch may reach over the end of one.</summary>
/// <param name="count">Examples, at least one.</param>
/// <param name="epochs">How often each is seen.</param>
/// <param name="batchSize">Examples of a step; the last may have fewer.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="stream">Tells trainers apart, so that their orders are independent.</param>
/// <param name="isWhole">Whether a batch ends where an epoch does.</param>
sealed class EpochOrder(int count, int epochs, int batchSize, ulong seed, long stream, bool isWhole = false)
{
    /// <summary>The streams of the trainers; part of the format of a run.</summary>
    public const long RewardModel = 3, Preference = 5, Recorded = 7;

    int[] _order = [];
    long _orderEpoch = -1;

    /// <summary>Steps until every example was seen in every epoch.</summary>
    public int StepCount => StepsOf(epochs);

    /// <summary>Steps until every example was seen so many times.</summary>
    public int StepsOf(int times) => isWhole ? checked(times * StepsOfOne) : checked((int)(((long)count * times + batchSize - 1) / batchSize));

    int StepsOfOne => (count - 1) / batchSize + 1;

    /// <summary>The examples of one step.</summary>
    /// <param name="stepIndex">0-based.</param>
    public int[] Batch(int stepIndex)
    {
        long epoch = stepIndex / StepsOfOne, end = isWhole ? (epoch + 1) * count : (long)count * epochs;
        long from = isWhole ? epoch * count + (long)(stepIndex % StepsOfOne) * batchSize : (long)stepIndex * batchSize, to = Math.Min(from + batchSize, end);
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
