// The passes of a language model over many sequences: log-probabilities, and the gradient of a loss over them.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>Forward and backward passes over many sequences.</summary>
sealed class MicroBatchRunner : IDisposable
{
    readonly MicroBatchLanes<Worker> _lanes;

    public MicroBatchRunner(Network network, WorkerPool pool, MemoryLayout layout, bool? together = null)
    {
        bool checkpointing = CpuLayout.SharesLayers(network, layout);
        _lanes = new(network, pool, layout, index => new Worker(network, pool, checkpointing, part => Observer?.Invoke(index, part)), together);
    }

    /// <summary>Told by each worker which part of a pass it has ended; null for nobody.</summary>
    public Action<int, string>? Observer { get; set; }

    /// <summary>The lanes that hold a gradient, in order.</summary>
    public IReadOnlyList<Weights> Lanes => _lanes.Lanes;

    /// <summary>All lanes summed into the first.</summary>
    public Weights FoldedGradient() => _lanes.FoldedGradient();

    /// <summary>Log-probabilities of every sequence's targets.</summary>
    public float[][] LogProbs(IReadOnlyList<TokenSequence> sequences, float temperature)
    {
        var results = new float[sequences.Count][];
        _lanes.ForEach(sequences, (worker, batch, of) =>
        {
            worker.ForwardHead(batch, temperature);
            worker.CopyPerSequence(batch, of, results);
        });
        return results;
    }

    /// <summary>Log-probabilities of every sequence's targets, and how many of them are the most probable tokens.</summary>
    public TargetScores[] Measure(IReadOnlyList<TokenSequence> sequences)
    {
        var results = new TargetScores[sequences.Count];
        _lanes.ForEach(sequences, (worker, batch, of) => worker.Measure(batch, of, results));
        return results;
    }

    /// <summary>Adds the gradient of a loss that sees the log-probabilities of whole sequences.</summary>
    public void Backward(IReadOnlyList<TokenSequence> sequences, SequenceLoss loss, float temperature) =>
        _lanes.ForEachLane(sequences, (worker, lane, batch, of) =>
        {
            var hidden = worker.ForwardHead(batch, temperature);
            worker.AskLoss(batch, of, loss);
            worker.Backward(batch, hidden, temperature, lane);
        });

    /// <summary>Adds the gradient of Σ dLogProbs · log π and returns log π: one pass, no logit computed twice.</summary>
    public float[][] Backward(IReadOnlyList<TokenSequence> sequences, float[][] dLogProbs, float temperature)
    {
        var results = new float[sequences.Count][];
        _lanes.ForEachLane(sequences, (worker, lane, batch, of) =>
        {
            worker.ForwardBackward(batch, of, dLogProbs, temperature, lane);
            worker.CopyPerSequence(batch, of, results);
        });
        return results;
    }

    /// <summary>Adds the gradient of Σ w · KL(this network ‖ the teacher) and returns the divergences; w is one a sequence.</summary>
    public float[][] BackwardDivergence(IReadOnlyList<TokenSequence> sequences, Network teacher, IReadOnlyList<double> tokenWeights, float temperature)
    {
        var results = new float[sequences.Count][];
        _lanes.ForEachLane(sequences, (worker, lane, batch, of) =>
        {
            worker.BackwardDivergence(batch, of, teacher, tokenWeights, temperature, lane);
            worker.CopyPerSequence(batch, of, results);
        });
        return results;
    }

    public void Dispose() => _lanes.Dispose();

    /// <summary>One thread's memory and the passes over one micro-batch.</summary>
    sealed class Worker(Network network, WorkerPool pool, bool checkpointing, Action<string> observer) : IDisposable
    {
        readonly Activations _activations = new(network.Weights.Options, checkpointing);
        readonly Workspace _workspace = new(pool) { Observer = observer };
        TeacherPass? _teacher;
        float[] _logProbs = [], _entropies = [], _dLogProbs = [], _dEntropies = [];
        bool[] _areLargest = [];

        public Matrix ForwardHead(TokenBatch batch, float temperature)
        {
            Grow(batch.TargetTokens.Length);
            var hidden = network.Transformer.Forward(batch, _activations, _workspace);
            TokenLogProbs.Forward(hidden, network.Head.Forward, batch.TargetTokens, temperature, _logProbs, _entropies, _workspace);
            _workspace.Finished(StepParts.Head);
            return hidden;
        }

        public void Measure(TokenBatch batch, int[] of, TargetScores[] scores)
        {
            Grow(batch.TargetTokens.Length);
            if (_areLargest.Length < _logProbs.Length)
                _areLargest = new bool[_logProbs.Length];
            var hidden = network.Transformer.Forward(batch, _activations, _workspace);
            TokenLogProbs.Forward(hidden, network.Head.Forward, batch.TargetTokens, 1, _logProbs, _entropies, _workspace, _areLargest);
            for (int s = 0; s < of.Length; s++)
            {
                var targets = batch.TargetStarts[s]..batch.TargetStarts[s + 1];
                scores[of[s]] = new(_logProbs[targets], _areLargest.AsSpan(targets).Count(true));
            }
        }

        public void AskLoss(TokenBatch batch, int[] of, SequenceLoss loss)
        {
            Array.Clear(_dEntropies);
            for (int s = 0; s < of.Length; s++)
            {
                int start = batch.TargetStarts[s], count = batch.TargetStarts[s + 1] - start;
                loss(of[s], _logProbs.AsSpan(start, count), _entropies.AsSpan(start, count),
                    _dLogProbs.AsSpan(start, count), _dEntropies.AsSpan(start, count));
            }
        }

        public void Backward(TokenBatch batch, Matrix hidden, float temperature, Weights gradients)
        {
            int count = batch.TargetTokens.Length;
            var entropies = _dEntropies.AsSpan(0, count).ContainsAnyExcept(0f) ? _dEntropies.AsSpan(0, count) : default;
            TokenLogProbs.Backward(hidden, network.Head.Forward, network.Head.Backward, batch.TargetTokens, temperature,
                _dLogProbs.AsSpan(0, count), entropies, _activations.DGathered.Rows(count), gradients.Head, afterForward: true, _workspace);
            _workspace.Finished(StepParts.Head);
            network.Transformer.Backward(batch, _activations, gradients, _workspace);
        }

        public void ForwardBackward(TokenBatch batch, int[] of, float[][] dLogProbs, float temperature, Weights gradients)
        {
            int count = batch.TargetTokens.Length;
            Grow(count);
            for (int s = 0; s < of.Length; s++)
                dLogProbs[of[s]].CopyTo(_dLogProbs.AsSpan(batch.TargetStarts[s]));
            var hidden = network.Transformer.Forward(batch, _activations, _workspace);
            TokenLogProbs.ForwardBackward(hidden, network.Head.Forward, network.Head.Backward, batch.TargetTokens, temperature,
                _logProbs, _entropies, _dLogProbs, _activations.DGathered.Rows(count), gradients.Head, _workspace);
            _workspace.Finished(StepParts.Head);
            network.Transformer.Backward(batch, _activations, gradients, _workspace);
        }

        // Divergences take the place of log-probabilities, their weights that of the gradients.
        public void BackwardDivergence(
            TokenBatch batch, int[] of, Network teacher, IReadOnlyList<double> tokenWeights, float temperature, Weights gradients)
        {
            int count = batch.TargetTokens.Length;
            Grow(count);
            for (int s = 0; s < of.Length; s++)
                _dLogProbs.AsSpan(batch.TargetStarts[s]..batch.TargetStarts[s + 1]).Fill((float)tokenWeights[of[s]]);
            var pass = PassOf(teacher);
            var hidden = network.Transformer.Forward(batch, _activations, _workspace);
            ReverseKl.ForwardBackward(
                hidden, network.Head.Forward, network.Head.Backward, pass.Forward(batch), teacher.Head.Forward, temperature,
                _dLogProbs.AsSpan(0, count), _logProbs, _activations.DGathered.Rows(count), gradients.Head, _workspace, pass.Workspace);
            _workspace.Finished(StepParts.Head);
            network.Transformer.Backward(batch, _activations, gradients, _workspace);
        }

        TeacherPass PassOf(Network teacher)
        {
            if (_teacher?.Network == teacher)
                return _teacher;
            _teacher?.Dispose();
            return _teacher = new TeacherPass(teacher, pool);
        }

        public void CopyPerSequence(TokenBatch batch, int[] of, float[][] results)
        {
            for (int s = 0; s < of.Length; s++)
                results[of[s]] = _logProbs[batch.TargetStarts[s]..batch.TargetStarts[s + 1]];
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
