// Runs the network over sequences in micro-batches, spread over gradient lanes. Micro-batch m belongs to lane m mod lanes and
// a lane takes its micro-batches in order; threads share the lanes out. The order of every sum is therefore fixed by the
// lanes and not by the threads.

using R1Sharp.Learning.Model;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Optimizers;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Training;

/// <summary>Forward and backward passes over many sequences.</summary>
sealed class MicroBatchRunner : IDisposable
{
    readonly Network _network;
    readonly WorkerPool _pool;
    readonly PolicyOptions _layout;
    readonly Worker?[] _workers;
    readonly Weights?[] _lanes;

    public MicroBatchRunner(Network network, WorkerPool pool, PolicyOptions layout)
    {
        _network = network;
        _pool = pool;
        _layout = layout;
        _workers = new Worker?[pool.WorkerCount];
        _lanes = new Weights?[layout.GradientLanes!.Value];
    }

    /// <summary>Told by each worker which part of a pass it has ended; null for nobody.</summary>
    public Action<int, string>? Observer { get; set; }

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

    /// <summary>Log-probabilities of every sequence's targets.</summary>
    public float[][] LogProbs(IReadOnlyList<TokenSequence> sequences, float temperature)
    {
        var results = new float[sequences.Count][];
        var batches = MicroBatches(sequences);
        int next = -1;
        _pool.Run(workerIndex =>
        {
            for (int b; (b = Interlocked.Increment(ref next)) < batches.Count;)
            {
                var worker = WorkerAt(workerIndex);
                var batch = new TokenBatch(Slice(sequences, batches[b]));
                worker.ForwardHead(batch, temperature);
                worker.CopyPerSequence(batch, batches[b].First, results);
            }
        });
        return results;
    }

    /// <summary>Adds the gradient of a loss that sees the log-probabilities of whole sequences.</summary>
    public void Backward(IReadOnlyList<TokenSequence> sequences, SequenceLoss loss, float temperature) =>
        ForEachLane(sequences, (worker, lane, batch, first) =>
        {
            var hidden = worker.ForwardHead(batch, temperature);
            worker.AskLoss(batch, first, loss);
            worker.Backward(batch, hidden, temperature, lane);
        });

    /// <summary>Adds the gradient of Σ dLogProbs · log π and returns log π: one pass, no logit computed twice.</summary>
    public float[][] Backward(IReadOnlyList<TokenSequence> sequences, float[][] dLogProbs, float temperature)
    {
        var results = new float[sequences.Count][];
        ForEachLane(sequences, (worker, lane, batch, first) =>
        {
            worker.ForwardBackward(batch, first, dLogProbs, temperature, lane);
            worker.CopyPerSequence(batch, first, results);
        });
        return results;
    }

    /// <summary>Adds the gradient of Σ w · KL(this network ‖ the teacher) and returns the divergences; w is one a sequence.</summary>
    public float[][] BackwardDivergence(IReadOnlyList<TokenSequence> sequences, Network teacher, IReadOnlyList<double> tokenWeights, float temperature)
    {
        var results = new float[sequences.Count][];
        ForEachLane(sequences, (worker, lane, batch, first) =>
        {
            worker.BackwardDivergence(batch, first, teacher, tokenWeights, temperature, lane);
            worker.CopyPerSequence(batch, first, results);
        });
        return results;
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
            worker?.Dispose();
        foreach (var lane in Lanes)
            lane.Dispose();
    }

    void ForEachLane(IReadOnlyList<TokenSequence> sequences, Action<Worker, Weights, TokenBatch, int> work)
    {
        var batches = MicroBatches(sequences);
        for (int lane = 0; lane < Math.Min(_lanes.Length, batches.Count); lane++)
            Lane(lane);
        _pool.Run(workerIndex =>
        {
            for (int lane = workerIndex; lane < _lanes.Length; lane += _pool.WorkerCount)
                for (int b = lane; b < batches.Count; b += _lanes.Length)
                    work(WorkerAt(workerIndex), _lanes[lane]!, new TokenBatch(Slice(sequences, batches[b])), batches[b].First);
        });
    }

    /// <summary>Whole sequences in order, as many as fit into the budget of tokens; one that is longer stands alone.</summary>
    List<(int First, int Count)> MicroBatches(IReadOnlyList<TokenSequence> sequences)
    {
        var batches = new List<(int, int)>();
        int budget = _layout.MicroBatchTokens!.Value, first = 0, tokens = 0;
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
        int most = _network.Weights.Options.MaxPositions;
        if (sequence.Tokens.Length > most)
            throw new UserErrorException($"A sequence of {sequence.Tokens.Length} tokens is longer than the {most} positions that config.json gives the model: shorten it.");
    }

    static TokenSequence[] Slice(IReadOnlyList<TokenSequence> sequences, (int First, int Count) range) =>
        [.. Enumerable.Range(range.First, range.Count).Select(i => sequences[i])];

    Weights Lane(int index) => _lanes[index] ??= new Weights(_network.Weights.Options, _network.Weights.Layout);

    Worker WorkerAt(int index)
    {
        var worker = _workers[index] ??= new Worker(_network, _layout.ActivationCheckpointing);
        worker.Observer = Observer is { } observer ? part => observer(index, part) : null;
        return worker;
    }

    /// <summary>One thread's memory and the passes over one micro-batch.</summary>
    sealed class Worker(Network network, bool checkpointing) : IDisposable
    {
        readonly Activations _activations = new(network.Weights.Options, checkpointing);
        readonly Workspace _workspace = new();
        TeacherPass? _teacher;
        float[] _logProbs = [], _entropies = [], _dLogProbs = [], _dEntropies = [];

        public Action<string>? Observer { set => _workspace.Observer = value; }

        public Matrix ForwardHead(TokenBatch batch, float temperature)
        {
            Grow(batch.TargetTokens.Length);
            var hidden = network.Transformer.Forward(batch, _activations, _workspace);
            TokenLogProbs.Forward(hidden, network.Packed.Head.Forward, batch.TargetTokens, temperature, _logProbs, _entropies, _workspace);
            _workspace.Finished(StepParts.Head);
            return hidden;
        }

        public void AskLoss(TokenBatch batch, int firstSequence, SequenceLoss loss)
        {
            Array.Clear(_dEntropies);
            for (int s = 0; s + 1 < batch.TargetStarts.Length; s++)
            {
                int start = batch.TargetStarts[s], count = batch.TargetStarts[s + 1] - start;
                loss(firstSequence + s, _logProbs.AsSpan(start, count), _entropies.AsSpan(start, count), _dLogProbs.AsSpan(start, count), _dEntropies.AsSpan(start, count));
            }
        }

        public void Backward(TokenBatch batch, Matrix hidden, float temperature, Weights gradients)
        {
            int count = batch.TargetTokens.Length;
            var entropies = _dEntropies.AsSpan(0, count).ContainsAnyExcept(0f) ? _dEntropies.AsSpan(0, count) : default;
            TokenLogProbs.Backward(hidden, network.Packed.Head.Forward, network.Packed.Head.Backward!, batch.TargetTokens, temperature,
                _dLogProbs.AsSpan(0, count), entropies, _activations.DGathered.Rows(count), gradients.Head, afterForward: true, _workspace);
            _workspace.Finished(StepParts.Head);
            network.Transformer.Backward(batch, _activations, gradients, _workspace);
        }

        public void ForwardBackward(TokenBatch batch, int firstSequence, float[][] dLogProbs, float temperature, Weights gradients)
        {
            int count = batch.TargetTokens.Length;
            Grow(count);
            for (int s = 0; s + 1 < batch.TargetStarts.Length; s++)
                dLogProbs[firstSequence + s].CopyTo(_dLogProbs.AsSpan(batch.TargetStarts[s]));
            var hidden = network.Transformer.Forward(batch, _activations, _workspace);
            TokenLogProbs.ForwardBackward(hidden, network.Packed.Head.Forward, network.Packed.Head.Backward!, batch.TargetTokens, temperature,
                _logProbs, _entropies, _dLogProbs, _activations.DGathered.Rows(count), gradients.Head, _workspace);
            _workspace.Finished(StepParts.Head);
            network.Transformer.Backward(batch, _activations, gradients, _workspace);
        }

        // Divergences take the place of log-probabilities, their weights that of the gradients.
        public void BackwardDivergence(TokenBatch batch, int firstSequence, Network teacher, IReadOnlyList<double> tokenWeights, float temperature, Weights gradients)
        {
            int count = batch.TargetTokens.Length;
            Grow(count);
            for (int s = 0; s + 1 < batch.TargetStarts.Length; s++)
                _dLogProbs.AsSpan(batch.TargetStarts[s]..batch.TargetStarts[s + 1]).Fill((float)tokenWeights[firstSequence + s]);
            var pass = PassOf(teacher);
            var hidden = network.Transformer.Forward(batch, _activations, _workspace);
            ReverseKl.ForwardBackward(hidden, network.Packed.Head.Forward, network.Packed.Head.Backward!, pass.Forward(batch), teacher.Packed.Head.Forward, temperature,
                _dLogProbs.AsSpan(0, count), _logProbs, _activations.DGathered.Rows(count), gradients.Head, _workspace, pass.Workspace);
            _workspace.Finished(StepParts.Head);
            network.Transformer.Backward(batch, _activations, gradients, _workspace);
        }

        TeacherPass PassOf(Network teacher)
        {
            if (_teacher?.Network == teacher)
                return _teacher;
            _teacher?.Dispose();
            return _teacher = new TeacherPass(teacher);
        }

        public void CopyPerSequence(TokenBatch batch, int firstSequence, float[][] results)
        {
            for (int s = 0; s + 1 < batch.TargetStarts.Length; s++)
                results[firstSequence + s] = _logProbs[batch.TargetStarts[s]..batch.TargetStarts[s + 1]];
        }

        public void Dispose()
        {
            _activations.Dispose();
            _workspace.Dispose();
            _teacher?.Dispose();
        }

        void Grow(int count)
        {
            if (_logProbs.Length >= count)
                return;
            (_logProbs, _entropies, _dLogProbs, _dEntropies) = (new float[count], new float[count], new float[count], new float[count]);
        }
    }
}
