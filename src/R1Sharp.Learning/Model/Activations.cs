// What the forward pass leaves for the backward pass, and the gradients on the way. Buffers are taken once and grow only
// when a longer micro-batch comes.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model;

/// <summary>A named buffer that hands out matrices and grows when it must.</summary>
sealed class GrowingBuffer(int columns) : IDisposable
{
    FloatBuffer _buffer = new(0);

    /// <summary>The first rows as a matrix; the content survives unless the buffer had to grow.</summary>
    public Matrix Rows(int count)
    {
        if (_buffer.Length < (long)count * columns)
        {
            _buffer.Dispose();
            _buffer = new FloatBuffer((long)count * columns);
        }
        return _buffer.Matrix(0, count, columns);
    }

    public void Dispose() => _buffer.Dispose();
}

/// <summary>One layer's activations (legend: T rows; C, H, KV, D, F as in <see cref="Weights"/>).</summary>
sealed class LayerActivations(ModelOptions o) : IDisposable
{
    /// <summary>T x C: RMSNorm of the layer's input.</summary>
    public GrowingBuffer Normed { get; } = new(o.HiddenSize);

    /// <summary>T x 1: 1 / rms of the layer's input.</summary>
    public GrowingBuffer InverseRms { get; } = new(1);

    /// <summary>T x (H + 2 KV)·D, after the rotary embedding.</summary>
    public GrowingBuffer Qkv { get; } = new((o.HeadCount + 2 * o.KeyValueHeadCount) * o.HeadSize);

    /// <summary>T x (H + KV)·D: queries and keys before their norm; empty without one.</summary>
    public GrowingBuffer HeadsBefore { get; } = new(o.HeadNorm ? (o.HeadCount + o.KeyValueHeadCount) * o.HeadSize : 0);

    /// <summary>T x (H + KV): 1 / rms of each head of queries and keys; empty without their norm.</summary>
    public GrowingBuffer HeadInverseRms { get; } = new(o.HeadNorm ? o.HeadCount + o.KeyValueHeadCount : 0);

    /// <summary>T x H·D: attention's output.</summary>
    public GrowingBuffer Attended { get; } = new(o.HeadCount * o.HeadSize);

    /// <summary>T x H: maxima of the scores.</summary>
    public GrowingBuffer RowMax { get; } = new(o.HeadCount);

    /// <summary>T x H: sums of the exponentials.</summary>
    public GrowingBuffer RowSum { get; } = new(o.HeadCount);

    /// <summary>T x C: residual stream between attention and feed-forward.</summary>
    public GrowingBuffer Middle { get; } = new(o.HiddenSize);

    /// <summary>T x C: RMSNorm of Middle.</summary>
    public GrowingBuffer MiddleNormed { get; } = new(o.HiddenSize);

    /// <summary>T x 1: 1 / rms of Middle.</summary>
    public GrowingBuffer MiddleInverseRms { get; } = new(1);

    /// <summary>T x 2F: gates and ups before the activation.</summary>
    public GrowingBuffer GateUp { get; } = new(2 * o.IntermediateSize);

    /// <summary>T x F: silu(gate) ∘ up.</summary>
    public GrowingBuffer Activated { get; } = new(o.IntermediateSize);

    public void Dispose()
    {
        foreach (var buffer in new[] { Normed, InverseRms, Qkv, HeadsBefore, HeadInverseRms, Attended, RowMax, RowSum, Middle, MiddleNormed, MiddleInverseRms, GateUp, Activated })
            buffer.Dispose();
    }
}

/// <summary>Everything one worker needs for a forward and a backward pass over a micro-batch.</summary>
sealed class Activations : IDisposable
{
    /// <param name="o">The network's shape.</param>
    /// <param name="checkpointing">Keep only each layer's input and compute the rest again in the backward pass.</param>
    public Activations(ModelOptions o, bool checkpointing)
    {
        Checkpointing = checkpointing;
        Inputs = [.. Enumerable.Range(0, o.LayerCount + 1).Select(_ => new GrowingBuffer(o.HiddenSize))];
        var shared = checkpointing ? new LayerActivations(o) : null;
        Layers = [.. Enumerable.Range(0, o.LayerCount).Select(_ => shared ?? new LayerActivations(o))];
        FinalNormed = new(o.HiddenSize);
        FinalInverseRms = new(1);
        Gathered = new(o.HiddenSize);
        DGathered = new(o.HiddenSize);
        DResidual = new(o.HiddenSize);
        DNormed = new(o.HiddenSize);
        DQkv = new((o.HeadCount + 2 * o.KeyValueHeadCount) * o.HeadSize);
        DAttended = new(o.HeadCount * o.HeadSize);
        DGateUp = new(2 * o.IntermediateSize);
        DActivated = new(o.IntermediateSize);
    }

    /// <summary>Whether layers are computed again in the backward pass.</summary>
    public bool Checkpointing { get; }

    /// <summary>T x C: the residual stream before each layer, and after the last.</summary>
    public GrowingBuffer[] Inputs { get; }

    /// <summary>One a layer; the same one for all under checkpointing.</summary>
    public LayerActivations[] Layers { get; }

    /// <summary>T x C.</summary>
    public GrowingBuffer FinalNormed { get; }

    /// <summary>T x 1.</summary>
    public GrowingBuffer FinalInverseRms { get; }

    /// <summary>R x C: the final states of the rows that predict targets.</summary>
    public GrowingBuffer Gathered { get; }

    /// <summary>R x C.</summary>
    public GrowingBuffer DGathered { get; }

    /// <summary>T x C: the gradient of the residual stream.</summary>
    public GrowingBuffer DResidual { get; }

    /// <summary>T x C.</summary>
    public GrowingBuffer DNormed { get; }

    /// <summary>T x (H + 2 KV)·D.</summary>
    public GrowingBuffer DQkv { get; }

    /// <summary>T x H·D.</summary>
    public GrowingBuffer DAttended { get; }

    /// <summary>T x 2F.</summary>
    public GrowingBuffer DGateUp { get; }

    /// <summary>T x F.</summary>
    public GrowingBuffer DActivated { get; }

    public void Dispose()
    {
        foreach (var layer in Layers.Distinct())
            layer.Dispose();
        foreach (var buffer in Inputs.Concat([FinalNormed, FinalInverseRms, Gathered, DGathered, DResidual, DNormed, DQkv, DAttended, DGateUp, DActivated]))
            buffer.Dispose();
    }
}
