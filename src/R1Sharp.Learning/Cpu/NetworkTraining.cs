// What a network that is trained has beside its weights, whatever its head: the optimizer with its moments, and how both are
// saved.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>Updates, saves and restores what learns of a network, and its moments; the moments are only there once they are needed.</summary>
/// <param name="network">The network; whoever made it frees it.</param>
/// <param name="pool">Threads; how many changes no result.</param>
sealed class NetworkTraining(Network network, WorkerPool pool) : IDisposable
{
    readonly Lazy<OptimizerState> _optimizer = new(() => new OptimizerState(network.Learned, pool));
    OptimizerOptions _options = new();

    /// <summary>Clips the gradient, takes one step of the optimizer and clears the gradient; where its norm is not finite, it is only cleared.</summary>
    /// <param name="lanes">The lanes that hold the gradient.</param>
    /// <param name="learningRate">The rate.</param>
    /// <returns>The norm before clipping.</returns>
    public double Update(IReadOnlyList<Weights> lanes, double learningRate)
    {
        double norm = _optimizer.Value.Step(network.Learned, lanes, learningRate, _options);
        if (double.IsFinite(norm))
            network.Pack(pool);
        return norm;
    }

    /// <summary>Forgets the moments and takes new settings.</summary>
    public void ResetOptimizer(OptimizerOptions options)
    {
        _options = options;
        if (_optimizer.IsValueCreated)
            _optimizer.Value.Reset();
    }

    /// <summary>Writes what learns, its moments and the optimizer's step count into a folder (which exists).</summary>
    public void SaveState(string directory)
    {
        network.Save(directory);
        _optimizer.Value.Save(directory);
    }

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    public void LoadState(string directory)
    {
        network.Load(directory, network.Learned);
        network.Pack(pool);
        _optimizer.Value.Load(directory);
    }

    /// <summary>Frees the moments.</summary>
    public void Dispose()
    {
        if (_optimizer.IsValueCreated)
            _optimizer.Value.Dispose();
    }
}
