// Adapters that requests name, on the processor: their panels, beside the one network of all requests.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>Adapters in memory.</summary>
sealed class CpuAdapter : IRequestAdapter
{
    /// <param name="network">The shape of the network beside which they stand.</param>
    /// <param name="directory">A folder with adapters, as PEFT has them.</param>
    /// <param name="pool">Threads.</param>
    /// <exception cref="UserErrorException">They belong to another network, or the network has adapters of its own.</exception>
    public CpuAdapter(ModelOptions network, string directory, WorkerPool pool)
    {
        if (network.Adapter is not null)
            throw new UserErrorException("The network has adapters of its own, so that no others can stand beside it: serve its base.");
        using var folder = PeftFolder.Open(directory, network);
        Weights = new AdapterWeights(folder.Shape, withBackward: false);
        try
        {
            foreach (var tensor in Weights.Values.Layout.Tensors)
                folder.Read(tensor, 0, Weights.Values.Tensor(tensor));
            Weights.Pack(pool);
        }
        catch
        {
            Weights.Dispose();
            throw;
        }
    }

    /// <summary>Their values and panels.</summary>
    public AdapterWeights Weights { get; }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}
