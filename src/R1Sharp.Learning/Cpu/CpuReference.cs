// A frozen copy of a policy: log-probabilities only.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>A network of this engine, to whoever compares another one of this engine with it; known to this folder alone.</summary>
interface INetworkHolder
{
    /// <summary>The network.</summary>
    Network Network { get; }
}

/// <summary>A frozen network.</summary>
/// <param name="network">The network; it ends with the reference.</param>
/// <param name="pool">Threads; how many changes no result.</param>
/// <param name="layout">Micro-batches, resolved.</param>
sealed class CpuReference(Network network, WorkerPool pool, MemoryLayout layout) : IReferencePolicy, INetworkHolder
{
    readonly MicroBatchRunner _runner = new(network, pool, layout);

    Network INetworkHolder.Network => network;

    /// <summary>What learned, of a copy, for a policy of a shape.</summary>
    /// <exception cref="ArgumentException">It is no copy of a policy of this shape and engine.</exception>
    public static Weights WeightsOf(IReferencePolicy copy, ModelOptions shape) =>
        copy is INetworkHolder { Network: { Use: not NetworkUse.Sampling, Learned: var weights } } && weights.Options == shape ? weights
            : throw new ArgumentException("These weights are no copy of this policy's: they are another engine's or of another shape.", nameof(copy));

    /// <inheritdoc/>
    public float[][] LogProbs(IReadOnlyList<TokenSequence> sequences, double temperature = 1) => _runner.LogProbs(sequences, (float)temperature);

    /// <inheritdoc/>
    public void SaveWeights(string directory) => network.Save(directory);

    /// <inheritdoc/>
    public void Dispose()
    {
        _runner.Dispose();
        network.Dispose();
    }
}
