// The network's tensors as the kernels see them: views into one flat block. The same views serve weights and gradients.

using R1Sharp.Learning.Model.Parts;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model;

/// <summary>A flat block of parameters with a view for every operand of the network (V vocabulary, C hidden).</summary>
sealed class Weights : IDisposable
{
    readonly Matrix[] _operands;

    /// <param name="options">The network's shape.</param>
    /// <param name="layout">Its layout.</param>
    public Weights(ModelOptions options, ParameterLayout layout)
    {
        Options = options;
        Layout = layout;
        Values = new FloatBuffer(layout.Length);
        _operands = [.. layout.Parts.Groups.Select(View)];
    }

    /// <summary>The network's shape.</summary>
    public ModelOptions Options { get; }

    /// <summary>The layout of the block.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The block itself.</summary>
    public FloatBuffer Values { get; }

    /// <summary>V x C.</summary>
    public Matrix Embedding => this[Layout.Parts.Embedding];

    /// <summary>V x C, the embedding itself when tied; 1 x C of a scalar head.</summary>
    public Matrix Head => this[Layout.Parts.Head];

    /// <summary>One tensor.</summary>
    public Span<float> Tensor(ParameterTensor tensor) => Values.Span(tensor.Offset, checked((int)tensor.Length));

    /// <summary>Elements of a tensor.</summary>
    public void Read(ParameterTensor tensor, long first, Span<float> to) => Values.Span(tensor.Place(first, to.Length), to.Length).CopyTo(to);

    /// <summary>Names the first tensor that holds a value that is not finite; null when there is none.</summary>
    public string? FindNotFinite()
    {
        foreach (var tensor in Layout.Tensors)
            foreach (float value in Tensor(tensor))
                if (!float.IsFinite(value))
                    return tensor.Name;
        return null;
    }

    /// <summary>Fresh weights, as <see cref="InitialWeights"/> makes them.</summary>
    public void Initialize(ulong seed)
    {
        var initial = new InitialWeights(Options, Layout, seed);
        for (int i = 0; i < Layout.Tensors.Count; i++)
            initial.Fill(i, 0, Tensor(Layout.Tensors[i]));
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();

    /// <summary>The tensors of an operand as one matrix or one row; empty where the layout has no place for them.</summary>
    internal Matrix this[ParameterGroup group] => _operands[group.Index];

    Matrix View(ParameterGroup group) => Layout.Of(group) is [var first, ..] ? Values.Matrix(first.Offset, group.Rows, group.Columns) : default;
}
