// The network behind the narrow waist of scalar heads: a decoder as a policy's with one number on top.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>A network that gives values and is trained: a value model or a reward model. One for scoring keeps nothing that training needs.</summary>
sealed class CpuScalarModel : IScalarModel
{
    readonly WorkerPool _pool;
    readonly bool _ownsPool;
    readonly Network _network;
    readonly ValueRunner _runner;
    readonly NetworkTraining _training;

    CpuScalarModel(Network network, MemoryLayout layout, WorkerPool pool, bool ownsPool = false)
    {
        if (network.Weights.Options.Output != OutputHead.Scalar)
            throw new ArgumentException("A scalar model has one number on top; a network with a vocabulary head is a policy.", nameof(network));
        (_network, Layout, _pool, _ownsPool) = (network, layout, pool, ownsPool);
        _runner = new ValueRunner(network, pool, layout);
        _training = new NetworkTraining(network, pool);
    }

    /// <summary>A network to train.</summary>
    public static CpuScalarModel Of(IWeightSource weights, NetworkUse use, MemoryLayout? layout, WorkerPool pool)
    {
        var resolved = CpuLayout.Resolve(weights.Shape, layout);
        return new(Network.Of(weights, use, resolved.Bfloat16, pool, resolved.AsStored), resolved, pool);
    }

    /// <summary>A network to score with that has a thread of its own, the caller's.</summary>
    public static CpuScalarModel Alone(IWeightSource weights, MemoryLayout? layout)
    {
        var resolved = CpuLayout.Resolve(weights.Shape, layout);
        var pool = new WorkerPool(1);
        try
        {
            return new(Network.Of(weights, NetworkUse.Scoring, resolved.Bfloat16, pool), resolved, pool, ownsPool: true);
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    /// <summary>The network's shape.</summary>
    public ModelOptions Options => _network.Weights.Options;

    /// <summary>Lanes and micro-batches as resolved.</summary>
    public MemoryLayout Layout { get; }

    /// <summary>The weights that learn. Whoever changes them calls <see cref="WeightsChanged"/>.</summary>
    public Weights Weights => _network.Learned;

    /// <summary>The gradient as accumulated so far, summed over the lanes in order (they are folded by the call).</summary>
    public Weights Gradient => _runner.FoldedGradient();

    /// <inheritdoc/>
    IWeightSource IScalarModel.Weights => new PresentWeights(_network);

    /// <summary>Takes up weights that were changed from outside.</summary>
    public void WeightsChanged() => _network.Pack(_pool);

    /// <inheritdoc/>
    public float[][] Values(IReadOnlyList<TokenSequence> sequences) => _runner.Values(sequences);

    /// <inheritdoc/>
    public void Backward(IReadOnlyList<TokenSequence> sequences, ValueLoss loss)
    {
        RequireTraining();
        _runner.Backward(sequences, loss);
    }

    /// <inheritdoc/>
    public double Update(double learningRate)
    {
        RequireTraining();
        return _training.Update(_runner.Lanes, learningRate);
    }

    /// <inheritdoc/>
    public IFrozenScalarModel Freeze() =>
        new CpuScalarModel(_network.Frozen(Layout.Bfloat16, weights => Weights.Values.CopyTo(weights.Values), _pool), Layout, _pool);

    /// <inheritdoc/>
    public void ResetOptimizer(OptimizerOptions options) => _training.ResetOptimizer(options);

    /// <inheritdoc/>
    public void SaveState(string directory)
    {
        RequireTraining();
        _training.SaveState(directory);
    }

    /// <inheritdoc/>
    public void LoadState(string directory)
    {
        RequireTraining();
        _training.LoadState(directory);
    }

    /// <inheritdoc/>
    public string? FindNonFiniteWeight() => Weights.FindNotFinite();

    /// <inheritdoc/>
    public void Dispose()
    {
        _runner.Dispose();
        _training.Dispose();
        _network.Dispose();
        if (_ownsPool)
            _pool.Dispose();
    }

    void RequireTraining()
    {
        if (_network.Use != NetworkUse.Training)
            throw new InvalidOperationException("This network is not for training: it keeps nothing that training needs.");
    }
}
