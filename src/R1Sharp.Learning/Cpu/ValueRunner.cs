// The passes of a network with a scalar head over many sequences: values, and the gradient of a loss over them.
//
//   v = hidden · wᵀ,   ∂L/∂hidden = ∂L/∂v · w,   ∂L/∂w += ∂L/∂vᵀ · hidden

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>Forward and backward passes over many sequences.</summary>
sealed class ValueRunner(Network network, WorkerPool pool, MemoryLayout layout) : IDisposable
{
    readonly MicroBatchLanes<Worker> _lanes = new(network, pool, layout, _ => new Worker(network, pool, CpuLayout.SharesLayers(network, layout)));

    /// <summary>The lanes that hold a gradient, in order.</summary>
    public IReadOnlyList<Weights> Lanes => _lanes.Lanes;

    /// <summary>All lanes summed into the first.</summary>
    public Weights FoldedGradient() => _lanes.FoldedGradient();

    /// <summary>The values of every sequence.</summary>
    public float[][] Values(IReadOnlyList<TokenSequence> sequences)
    {
        var results = new float[sequences.Count][];
        _lanes.ForEach(sequences, (worker, batch, of) =>
        {
            var values = worker.Forward(batch);
            for (int s = 0; s < of.Length; s++)
                results[of[s]] = OfSequence(values, batch, s).ToArray();
        });
        return results;
    }

    /// <summary>Adds the gradient of a loss that sees the values of whole sequences.</summary>
    public void Backward(IReadOnlyList<TokenSequence> sequences, ValueLoss loss) =>
        _lanes.ForEachLane(sequences, (worker, lane, batch, of) =>
        {
            var values = worker.Forward(batch);
            var dValues = worker.Gradient(batch);
            for (int s = 0; s < of.Length; s++)
                loss(of[s], OfSequence(values, batch, s), OfSequence(dValues, batch, s));
            worker.Backward(batch, lane);
        });

    public void Dispose() => _lanes.Dispose();

    static Span<float> OfSequence(Span<float> rows, TokenBatch batch, int s) => rows[batch.TargetStarts[s]..batch.TargetStarts[s + 1]];

    /// <summary>One thread's memory and the passes over one micro-batch.</summary>
    sealed class Worker(Network network, WorkerPool pool, bool checkpointing) : IDisposable
    {
        readonly Activations _activations = new(network.Weights.Options, checkpointing);
        readonly GrowingBuffer _values = new(1);
        readonly GrowingBuffer _dValues = new(1);
        readonly Workspace _workspace = new(pool);

        /// <summary>The values of the batch's targets, R.</summary>
        public Span<float> Forward(TokenBatch batch)
        {
            var hidden = network.Transformer.Forward(batch, _activations, _workspace);
            var values = _values.Rows(hidden.Rows);
            MatMul.Multiply(hidden, network.Head.Forward, values, _workspace);
            return values.Column();
        }

        /// <summary>Where the gradient at the values is written, R.</summary>
        public Span<float> Gradient(TokenBatch batch) => _dValues.Rows(batch.TargetRows.Length).Column();

        public void Backward(TokenBatch batch, Weights gradients)
        {
            int count = batch.TargetRows.Length;
            var dValues = _dValues.Rows(count);
            MatMul.AddWeightGradient(dValues, _activations.Gathered.Rows(count), gradients.Head, _workspace);
            network.Head.TowardsInputs(dValues, _activations.DGathered.Rows(count), _workspace);
            network.Transformer.Backward(batch, _activations, gradients, _workspace);
        }

        public void Dispose()
        {
            _activations.Dispose();
            _values.Dispose();
            _dValues.Dispose();
            _workspace.Dispose();
        }
    }
}
