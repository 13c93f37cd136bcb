// What the forward pass leaves for the backward pass, and the gradients on the way. Buffers are taken when they are first used
// and grow only when a longer micro-batch comes.

using R1Sharp.Learning.Model.Parts;

namespace R1Sharp.Learning.Model;

/// <summary>Everything one worker needs for a forward and a backward pass over a micro-batch (T rows, of which R predict targets; C wide).</summary>
sealed class Activations : IDisposable
{
    readonly BufferSet[] _kept;

    /// <param name="o">The network's shape.</param>
    /// <param name="checkpointing">Keep only each layer's input and compute the rest again in the backward pass.</param>
    public Activations(ModelOptions o, bool checkpointing)
    {
        Checkpointing = checkpointing;
        var parts = new NetworkParts(o);
        Inputs = [.. Enumerable.Range(0, o.LayerCount + 1).Select(_ => new GrowingBuffer(o.HiddenSize))];
        var shared = checkpointing ? new BufferSet(Enumerable.Range(0, o.LayerCount).Max(parts.KeptBuffers)) : null;
        _kept = [.. Enumerable.Range(0, o.LayerCount).Select(l => shared ?? new BufferSet(parts.KeptBuffers(l))),
            new BufferSet(parts.KeptBuffers(o.LayerCount))];
        Scratch = new(parts.ScratchBuffers);
        (FinalNormed, Gathered, DGathered, DResidual) = (new(o.HiddenSize), new(o.HiddenSize), new(o.HiddenSize), new(o.HiddenSize));
    }

    /// <summary>Whether layers are computed again in the backward pass.</summary>
    public bool Checkpointing { get; }

    /// <summary>T x C: the residual stream before each layer, and after the last.</summary>
    public GrowingBuffer[] Inputs { get; }

    /// <summary>T x C: the normed states after the last layer.</summary>
    public GrowingBuffer FinalNormed { get; }

    /// <summary>R x C: the final states of the rows that predict targets.</summary>
    public GrowingBuffer Gathered { get; }

    /// <summary>R x C.</summary>
    public GrowingBuffer DGathered { get; }

    /// <summary>T x C: the gradient of the residual stream.</summary>
    public GrowingBuffer DResidual { get; }

    /// <summary>What adapters that rows name leave between their two products.</summary>
    public GrowingBuffer Low { get; } = new();

    /// <summary>What all layers use in turn.</summary>
    public BufferSet Scratch { get; }

    /// <summary>What a layer keeps, or what comes after the last; the same for all layers under checkpointing.</summary>
    public BufferSet Kept(int layer) => _kept[layer];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var set in _kept.Append(Scratch).Distinct())
            set.Dispose();
        foreach (var buffer in Inputs.Concat([FinalNormed, Gathered, DGathered, DResidual, Low]))
            buffer.Dispose();
    }
}
