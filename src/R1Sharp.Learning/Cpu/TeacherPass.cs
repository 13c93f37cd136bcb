// One thread's memory for reading along with a frozen network.

using R1Sharp.Learning.Model;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>Forward passes of a teacher.</summary>
sealed class TeacherPass(Network network, WorkerPool pool) : IDisposable
{
    // Nothing is taken backward, so all layers share one layer's memory.
    readonly Activations _activations = new(network.Weights.Options, checkpointing: true);

    /// <summary>Whose passes these are.</summary>
    public Network Network => network;

    /// <summary>Its scratch.</summary>
    public Workspace Workspace { get; } = new(pool);

    /// <summary>The final states of the rows that predict targets, R x C.</summary>
    public Matrix Forward(TokenBatch batch) => network.Transformer.Forward(batch, _activations, Workspace);

    public void Dispose()
    {
        _activations.Dispose();
        Workspace.Dispose();
    }
}
