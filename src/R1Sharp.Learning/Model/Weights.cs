// The network's tensors as the kernels see them: views into one flat block. The same views serve weights and gradients.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model;

/// <summary>
/// A flat block of parameters with a view for every operand of the network (legend: V vocabulary, C hidden, H heads, KV key
/// and value heads, D head size, F feed-forward).
/// </summary>
public sealed class Weights : IDisposable
{
    /// <param name="options">The network's shape.</param>
    /// <param name="layout">Its layout.</param>
    public Weights(ModelOptions options, ParameterLayout layout)
    {
        Options = options;
        Layout = layout;
        Values = new FloatBuffer(layout.Length);
        Embedding = View("model.embed_tokens.weight");
        FinalNorm = View("model.norm.weight");
        Head = View(options.HeadTensor);
        Layers = [.. Enumerable.Range(0, options.LayerCount).Select(Layer)];
    }

    /// <summary>The network's shape.</summary>
    public ModelOptions Options { get; }

    /// <summary>The layout of the block.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The block itself.</summary>
    public FloatBuffer Values { get; }

    /// <summary>V x C.</summary>
    public Matrix Embedding { get; }

    /// <summary>1 x C.</summary>
    public Matrix FinalNorm { get; }

    /// <summary>V x C, the embedding itself when tied; 1 x C of a scalar head.</summary>
    public Matrix Head { get; }

    /// <summary>The decoder layers.</summary>
    public IReadOnlyList<LayerWeights> Layers { get; }

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

    LayerWeights Layer(int index)
    {
        string name = $"model.layers.{index}.";
        return new LayerWeights(
            View(name + "input_layernorm.weight"),
            View(name + "self_attn.q_proj.weight"),
            View(name + "self_attn.q_proj.bias"),
            View(name + "self_attn.o_proj.weight"),
            View(name + "post_attention_layernorm.weight"),
            View(name + "mlp.gate_proj.weight"),
            View(name + "mlp.down_proj.weight"),
            One(name + "self_attn.q_norm.weight"),
            One(name + "self_attn.k_norm.weight"),
            View(name + "self_attn.o_proj.bias"),
            View(name + "mlp.gate_proj.bias"),
            View(name + "mlp.down_proj.bias"));
    }

    /// <summary>One tensor; empty where the layout has no place for it.</summary>
    Matrix One(string name) => Layout.ByName.TryGetValue(name, out var tensor) ? Values.Matrix(tensor.Offset, tensor.Rows, tensor.Columns) : default;

    /// <summary>The tensors that lie side by side from <paramref name="first"/> on, as one operand; empty where the layout has no place for them.</summary>
    internal Matrix View(string first)
    {
        var group = Layout.Group(first);
        if (group.Count == 0)
            return default;
        return group[0].IsMatrix ? Values.Matrix(group[0].Offset, group.Sum(t => t.Rows), group[0].Columns) : Values.Matrix(group[0].Offset, 1, group.Sum(t => t.Columns));
    }
}

/// <summary>One decoder layer.</summary>
/// <param name="InputNorm">1 x C.</param>
/// <param name="Qkv">(H + 2 KV)·D x C.</param>
/// <param name="QkvBias">1 x (H + 2 KV)·D, or empty.</param>
/// <param name="Output">C x H·D.</param>
/// <param name="FeedForwardNorm">1 x C.</param>
/// <param name="GateUp">2F x C, gates first.</param>
/// <param name="Down">C x F.</param>
/// <param name="QueryNorm">1 x D, or empty.</param>
/// <param name="KeyNorm">1 x D, or empty.</param>
/// <param name="OutputBias">1 x C, or empty.</param>
/// <param name="GateUpBias">1 x 2F, gates first, or empty.</param>
/// <param name="DownBias">1 x C, or empty.</param>
public readonly record struct LayerWeights(Matrix InputNorm, Matrix Qkv, Matrix QkvBias, Matrix Output, Matrix FeedForwardNorm, Matrix GateUp, Matrix Down,
    Matrix QueryNorm, Matrix KeyNorm, Matrix OutputBias, Matrix GateUpBias, Matrix DownBias);
