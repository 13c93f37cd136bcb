// Cuts sequences into micro-batches and spreads them over gradient lanes. Micro-batch m belongs to lane m mod lanes and a lane
// takes its micro-batches in order; the lanes are summed in order. The order of every sum is therefore fixed by the lanes and not
// by the threads.
//
// Completions of one prompt that share its rows come one after another, in whatever order they are given. Passes that only go forward share
// them always, as that changes no bit; of a gradient the layout says whether it does.
//
// Lanes run side by side, each with a gradient of its own, and who has no lane helps with the work inside another's micro-batch. Of a
// network that is not small there are two gradients at most: where it has more lanes, all threads work together on one micro-batch
// after another, lane by lane: one gradient holds the sum of the lanes so far, the other the lane in progress.

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
/// <param name="together">Whether all threads work together on one micro-batch; null decides by the network's size and lanes.</param>
sealed class MicroBatchLanes<TWorker>(Network network, WorkerPool pool, MemoryLayout layout, Func<int, TWorker> workerOf, bool? together = null) : IDisposable
    where TWorker : class, IDisposable
{
    const long FoldLength = 1 << 16;

    readonly TWorker?[] _workers = new TWorker?[Math.Max(pool.ThreadCount, CpuLayout.MostLargeGradients)];
    readonly bool _isSmall = CpuLayout.IsSmall(network.Weights.Options);
    readonly bool _together = together ?? CpuLayout.IsOneByOne(network.Weights.Options, layout.GradientLanes!.Value);
    readonly Weights?[] _gradients = new Weights?[layout.GradientLanes!.Value];

    /// <summary>Lanes of which micro-batches are spread.</summary>
    int LaneCount => _gradients.Length;

    /// <summary>The gradients that are still to be summed, in order.</summary>
    public IReadOnlyList<Weights> Lanes => [.. (_together ? _gradients.Take(1) : _gradients).OfType<Weights>()];

    /// <summary>All lanes summed into the first.</summary>
    public Weights FoldedGradient()
    {
        var sum = Gradient(0);
        foreach (var lane in Lanes.Skip(1))
            Fold(sum, lane);
        return sum;
    }

    /// <summary>A forward pass over each micro-batch, in any order; told the worker, the micro-batch and the indices of its sequences.</summary>
    public void ForEach(IReadOnlyList<TokenSequence> sequences, Action<TWorker, TokenBatch, int[]> work)
    {
        var batches = MicroBatches(sequences, shares: true);
        int tasks = _isSmall ? batches.Count : Math.Min(batches.Count, _together ? 1 : CpuLayout.MostLargeGradients);
        pool.SideBySide(tasks, (task, thread) =>
        {
            for (int b = task; b < batches.Count; b += tasks)
                work(WorkerAt(task, thread), Packed(sequences, batches[b], shares: true), batches[b]);
        });
    }

    /// <summary>A pass over each micro-batch that adds to the lane it belongs to.</summary>
    public void ForEachLane(IReadOnlyList<TokenSequence> sequences, Action<TWorker, Weights, TokenBatch, int[]> work)
    {
        var batches = MicroBatches(sequences, layout.SharePrefixes);
        int lanes = Math.Min(LaneCount, batches.Count);
        if (_together)
            for (int lane = 0; lane < lanes; lane++)
                AddLane(lane);
        else
        {
            for (int lane = 0; lane < lanes; lane++)
                Gradient(lane);
            pool.SideBySide(lanes, (lane, thread) => Run(lane, _gradients[lane]!, WorkerAt(lane, thread)));
        }

        void Run(int lane, Weights gradient, TWorker worker)
        {
            for (int b = lane; b < batches.Count; b += LaneCount)
                work(worker, gradient, Packed(sequences, batches[b], layout.SharePrefixes), batches[b]);
        }

        void AddLane(int lane)
        {
            Run(lane, Gradient(Math.Min(lane, 1)), WorkerAt(0, 0));
            if (lane > 0)
                Fold(Gradient(0), Gradient(1));
        }
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
            worker?.Dispose();
        foreach (var gradient in _gradients)
            gradient?.Dispose();
    }

    // to += from, and from = 0.
    void Fold(Weights to, Weights from)
    {
        long length = to.Values.Length;
        int segments = (int)((length + FoldLength - 1) / FoldLength);
        pool.For(segments, _ => FoldLength, segment =>
        {
            long first = segment * FoldLength;
            int count = (int)Math.Min(FoldLength, length - first);
            Gradients.Fold(to.Values.Span(first, count), from.Values.Span(first, count));
        });
    }

    /// <summary>Whole sequences in order, as many as fit into the budget of tokens; one that is longer stands alone. Where prompts are shared, their
    /// sequences follow the first of them.</summary>
    List<int[]> MicroBatches(IReadOnlyList<TokenSequence> sequences, bool shares)
    {
        foreach (var sequence in sequences)
            RequirePositions(sequence);
        int[] order = [.. Enumerable.Range(0, sequences.Count)];
        if (shares)
            order = [.. order.GroupBy(i => Pair(sequences[i]), SharedPrefixes.OfOnePrompt).SelectMany(group => group)];
        var batches = new List<int[]>();
        int first = 0, tokens = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int rows = i > first && shares ? RowsAfter(sequences[order[i - 1]], sequences[order[i]]) : sequences[order[i]].Tokens.Length;
            if (i > first && tokens + rows > layout.MicroBatchTokens!.Value)
            {
                batches.Add(order[first..i]);
                (first, tokens, rows) = (i, 0, sequences[order[i]].Tokens.Length);
            }
            tokens += rows;
        }
        if (order.Length > first)
            batches.Add(order[first..]);
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

    // Rows that a sequence adds to a micro-batch in which the one before it lies.
    static int RowsAfter(TokenSequence before, TokenSequence sequence) => sequence.Tokens.Length
        - (SharedPrefixes.IsShared(Pair(before), Pair(sequence)) ? SharedPrefixes.PromptLength(Pair(sequence)) : 0);

    static TokenBatch Packed(IReadOnlyList<TokenSequence> sequences, int[] batch, bool shares) => new([.. batch.Select(i => Pair(sequences[i]))], shares);

    static (int[] Tokens, int[] Targets) Pair(TokenSequence sequence) => (sequence.Tokens, sequence.Targets);

    Weights Gradient(int index) => _gradients[index] ??= new Weights(network.Learned.Options, network.Learned.Layout);

    // The memory of a pass over a large network belongs to one of its few tasks, whichever thread has taken it.
    TWorker WorkerAt(int task, int thread)
    {
        int index = _isSmall ? thread : Math.Min(task, pool.ThreadCount - 1);
        return _workers[index] ??= workerOf(index);
    }
}
