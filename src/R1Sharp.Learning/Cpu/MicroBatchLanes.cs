// Cuts sequences into micro-batches and spreads them over gradient lanes. Micro-batch m belongs to lane m mod lanes and a lane
// takes its micro-batches in order; threads share the lanes out, and who is free helps with the work inside a micro-batch. The
// order of every sum is therefore fixed by the lanes and not by the threads.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Optimizers;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>The schedule of forward and backward passes; what a pass is, the worker knows.</summary>
/// <typeparam name="TWorker">One thread's memory and the passes over one micro-batch.</typeparam>
/// <param name="network">The network.</param>
/// <param name="pool">Threads.</param>
/// <param name="layout">Lanes and micro-batches, resolved.</param>
/// <param name="workerOf">Makes a worker, by its number.</param>
sealed class MicroBatchLanes<TWorker>(Network network, WorkerPool pool, MemoryLayout layout, Func<int, TWorker> workerOf) : IDisposable
    where TWorker : class, IDisposable
{
    readonly TWorker?[] _workers = new TWorker?[pool.ThreadCount];
    readonly Weights?[] _lanes = new Weights?[layout.GradientLanes!.Value];

    /// <summary>The lanes that hold a gradient, in order.</summary>
    public IReadOnlyList<Weights> Lanes => [.. _lanes.OfType<Weights>()];

    /// <summary>All lanes summed into the first.</summary>
    public Weights FoldedGradient()
    {
        var first = Lane(0);
        foreach (var lane in Lanes.Skip(1))
            foreach (var tensor in first.Layout.Tensors)
                Gradients.Fold(first.Tensor(tensor), lane.Tensor(tensor));
        return first;
    }

    /// <summary>A pass over each micro-batch, in any order; told the worker, the micro-batch and the index of its first sequence.</summary>
    public void ForEach(IReadOnlyList<TokenSequence> sequences, Action<TWorker, TokenBatch, int> work)
    {
        var batches = MicroBatches(sequences);
        pool.Run(batches.Count, (b, thread) => work(WorkerAt(thread), Packed(sequences, batches[b]), batches[b].First));
    }

    /// <summary>A pass over each micro-batch that adds to the lane it belongs to.</summary>
    public void ForEachLane(IReadOnlyList<TokenSequence> sequences, Action<TWorker, Weights, TokenBatch, int> work)
    {
        var batches = MicroBatches(sequences);
        for (int lane = 0; lane < Math.Min(_lanes.Length, batches.Count); lane++)
            Lane(lane);
        pool.Run(Math.Min(_lanes.Length, batches.Count), (lane, thread) =>
        {
            for (int b = lane; b < batches.Count; b += _lanes.Length)
                work(WorkerAt(thread), _lanes[lane]!, Packed(sequences, batches[b]), batches[b].First);
        });
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
            worker?.Dispose();
        foreach (var lane in Lanes)
            lane.Dispose();
    }

    /// <summary>Whole sequences in order, as many as fit into the budget of tokens; one that is longer stands alone.</summary>
    List<(int First, int Count)> MicroBatches(IReadOnlyList<TokenSequence> sequences)
    {
        var batches = new List<(int, int)>();
        int budget = layout.MicroBatchTokens!.Value, first = 0, tokens = 0;
        for (int s = 0; s < sequences.Count; s++)
        {
            RequirePositions(sequences[s]);
            if (s > first && tokens + sequences[s].Tokens.Length > budget)
            {
                batches.Add((first, s - first));
                (first, tokens) = (s, 0);
            }
            tokens += sequences[s].Tokens.Length;
        }
        if (sequences.Count > first)
            batches.Add((first, sequences.Count - first));
        return batches;
    }

    void RequirePositions(TokenSequence sequence)
    {
        var options = network.Weights.Options;
        if (sequence.Tokens.Length > options.MaxPositions)
            throw new UserErrorException(
                $"A sequence of {sequence.Tokens.Length} tokens is longer than the {options.MaxPositions} positions that config.json gives the model: "
                + "shorten it.");
        if (sequence.IsForValues && options.Output != OutputHead.Scalar)
            throw new ArgumentException("The state after the last token has a value but no log-probability.", nameof(sequence));
    }

    static TokenBatch Packed(IReadOnlyList<TokenSequence> sequences, (int First, int Count) range) =>
        new([.. Enumerable.Range(range.First, range.Count).Select(i => (sequences[i].Tokens, sequences[i].Targets))]);

    Weights Lane(int index) => _lanes[index] ??= new Weights(network.Weights.Options, network.Weights.Layout);

    TWorker WorkerAt(int index) => _workers[index] ??= workerOf(index);
}
