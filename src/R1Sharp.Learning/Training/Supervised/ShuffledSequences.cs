// A corpus that is held in memory and passed over in a new random order each epoch.

using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>
/// Sequences in random order, epoch after epoch; each sequence is seen once in each epoch. A step takes sequences while
/// they fit into its tokens, and at most so many. Where a step starts follows from the steps before it, which are walked
/// over once and remembered.
/// </summary>
public sealed class ShuffledSequences : ISequenceSource
{
    readonly IReadOnlyList<TokenSequence> _sequences;
    readonly ulong _seed;
    readonly int _tokensPerStep;
    readonly int _sequencesPerStep;
    readonly bool _endsWithEpochs;
    readonly List<long> _starts = [0];
    readonly Lock _lock = new();
    int[] _order = [];
    long _orderEpoch = -1;

    /// <param name="sequences">The corpus.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="tokensPerStep">Most tokens of a step; a single longer sequence still makes a step of its own.</param>
    /// <param name="sequencesPerStep">Most sequences of a step; null does not limit them.</param>
    /// <param name="endsWithEpochs">Whether a step ends where an epoch does; otherwise it goes on with the next.</param>
    /// <exception cref="UserErrorException">There is no sequence.</exception>
    public ShuffledSequences(IReadOnlyList<TokenSequence> sequences, ulong seed, int tokensPerStep, int? sequencesPerStep = null, bool endsWithEpochs = false)
    {
        if (sequences.Count == 0)
            throw new UserErrorException("There is nothing to train on: the data holds no sequence; give at least one document.");
        (_sequences, _seed, _tokensPerStep, _sequencesPerStep) = (sequences, seed, tokensPerStep, sequencesPerStep ?? int.MaxValue);
        _endsWithEpochs = endsWithEpochs;
    }

    /// <inheritdoc/>
    public IReadOnlyList<TokenSequence> Batch(int stepIndex)
    {
        lock (_lock)
        {
            while (_starts.Count <= stepIndex + 1)
                _starts.Add(EndOfStep(_starts[^1]));
            long start = _starts[stepIndex];
            return [.. Enumerable.Range(0, (int)(_starts[stepIndex + 1] - start)).Select(i => At(start + i))];
        }
    }

    /// <summary>How many steps it takes until so many epochs are over: of part of an epoch as many sequences as it is, rounded up.</summary>
    public int StepsOf(double epochs)
    {
        long seen = (long)Math.Ceiling(epochs * _sequences.Count - 1e-9);
        lock (_lock)
        {
            while (_starts[^1] < seen)
                _starts.Add(EndOfStep(_starts[^1]));
            return _starts.FindIndex(start => start >= seen);
        }
    }

    long EndOfStep(long start)
    {
        long end = start;
        int tokens = 0;
        while (end - start < _sequencesPerStep)
        {
            tokens += At(end).Tokens.Length;
            if (end > start && tokens > _tokensPerStep)
                break;
            end++;
            if (_endsWithEpochs && end % _sequences.Count == 0)
                break;
        }
        return end;
    }

    TokenSequence At(long position)
    {
        long epoch = position / _sequences.Count;
        if (epoch != _orderEpoch)
            (_order, _orderEpoch) = (OrderOf(epoch), epoch);
        return _sequences[_order[position % _sequences.Count]];
    }

    int[] OrderOf(long epoch)
    {
        int[] order = [.. Enumerable.Range(0, _sequences.Count)];
        new RandomStream(_seed, RandomPurpose.Shuffle, epoch, 1).Shuffle(order.AsSpan());
        return order;
    }
}
