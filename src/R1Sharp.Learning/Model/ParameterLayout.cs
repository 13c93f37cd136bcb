// Where each tensor of the network lies in one flat block of floats. Weights, gradients and both moments of the optimizer
// share this layout; tensors that one product reads together (query, key, value; gate, up) lie side by side.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model;

/// <summary>One named tensor of the network, as Hugging Face names it.</summary>
/// <param name="Name">E.g. "model.layers.0.self_attn.q_proj.weight".</param>
/// <param name="Rows">Outputs of a linear layer; 1 for a vector.</param>
/// <param name="Columns">Inputs of a linear layer, or the length of a vector.</param>
/// <param name="IsMatrix">Whether it has two dimensions; weight decay touches only these.</param>
/// <param name="Offset">First float in the flat block.</param>
public sealed record ParameterTensor(string Name, int Rows, int Columns, bool IsMatrix, long Offset)
{
    /// <summary>Number of floats.</summary>
    public long Length => (long)Rows * Columns;

    /// <summary>Where elements from <paramref name="first"/> on lie in the block.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not all elements of this tensor.</exception>
    public long Place(long first, int length) => first >= 0 && first + length <= Length ? Offset + first
        : throw new ArgumentOutOfRangeException(nameof(first), $"[{first}, {first + length}) lies outside tensor {Name} of {Length} elements.");
}

/// <summary>Gives elements of a tensor, from one on, as floats.</summary>
public delegate void ParameterReader(ParameterTensor tensor, long first, Span<float> to);

/// <summary>Gives rows of a matrix, from one on, as floats.</summary>
delegate void RowReader(ParameterTensor tensor, int firstRow, Matrix to);

/// <summary>All tensors of a network, in order.</summary>
public sealed class ParameterLayout
{
    const int GroupAlignment = 16;

    readonly List<ParameterTensor> _tensors = [];
    readonly Dictionary<string, IReadOnlyList<ParameterTensor>> _groups = new(StringComparer.Ordinal);
    readonly bool _withMatrices;
    long _end;

    /// <param name="options">The network's shape.</param>
    /// <param name="withMatrices">Whether matrices have a place too, or only norms and biases.</param>
    public ParameterLayout(ModelOptions options, bool withMatrices = true)
    {
        _withMatrices = withMatrices;
        int hidden = options.HiddenSize, ffn = options.IntermediateSize;
        int queries = options.HeadCount * options.HeadSize, keys = options.KeyValueHeadCount * options.HeadSize;
        Matrices(("model.embed_tokens.weight", options.VocabularySize, hidden));
        for (int layer = 0; layer < options.LayerCount; layer++)
        {
            string name = $"model.layers.{layer}.";
            Vectors((name + "input_layernorm.weight", hidden));
            Matrices((name + "self_attn.q_proj.weight", queries, hidden), (name + "self_attn.k_proj.weight", keys, hidden), (name + "self_attn.v_proj.weight", keys, hidden));
            if (options.AttentionBias)
                Vectors((name + "self_attn.q_proj.bias", queries), (name + "self_attn.k_proj.bias", keys), (name + "self_attn.v_proj.bias", keys));
            if (options.HeadNorm)
                Vectors((name + "self_attn.q_norm.weight", options.HeadSize), (name + "self_attn.k_norm.weight", options.HeadSize));
            Matrices((name + "self_attn.o_proj.weight", hidden, queries));
            if (options.OutputBias)
                Vectors((name + "self_attn.o_proj.bias", hidden));
            Vectors((name + "post_attention_layernorm.weight", hidden));
            Matrices((name + "mlp.gate_proj.weight", ffn, hidden), (name + "mlp.up_proj.weight", ffn, hidden));
            if (options.FeedForwardBias)
                Vectors((name + "mlp.gate_proj.bias", ffn), (name + "mlp.up_proj.bias", ffn));
            Matrices((name + "mlp.down_proj.weight", hidden, ffn));
            if (options.FeedForwardBias)
                Vectors((name + "mlp.down_proj.bias", hidden));
        }
        Vectors(("model.norm.weight", hidden));
        if (options.Output == OutputHead.Scalar)
            Matrices((options.HeadTensor, 1, hidden));
        else if (!options.TieWordEmbeddings)
            Matrices((options.HeadTensor, options.VocabularySize, hidden));
        ByName = _tensors.ToDictionary(t => t.Name);
    }

    /// <summary>The tensors in the order in which they lie.</summary>
    public IReadOnlyList<ParameterTensor> Tensors => _tensors;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, ParameterTensor> ByName { get; }

    /// <summary>Floats of the flat block, alignment included.</summary>
    public long Length => _end;

    /// <summary>Number of parameters.</summary>
    public long ParameterCount => _tensors.Sum(t => t.Length);

    /// <summary>The tensors that lie side by side, by the name of the first; empty where the network has none of that name.</summary>
    public IReadOnlyList<ParameterTensor> Group(string first) => _groups.GetValueOrDefault(first, []);

    void Matrices(params ReadOnlySpan<(string Name, int Rows, int Columns)> group)
    {
        if (_withMatrices)
            Append(group, isMatrix: true);
    }

    void Vectors(params ReadOnlySpan<(string Name, int Length)> group)
    {
        var vectors = new (string, int, int)[group.Length];
        for (int i = 0; i < group.Length; i++)
            vectors[i] = (group[i].Name, 1, group[i].Length);
        Append(vectors, isMatrix: false);
    }

    void Append(ReadOnlySpan<(string Name, int Rows, int Columns)> group, bool isMatrix)
    {
        int first = _tensors.Count;
        foreach (var (name, rows, columns) in group)
        {
            _tensors.Add(new ParameterTensor(name, rows, columns, isMatrix, _end));
            _end += _tensors[^1].Length;
        }
        _end = (_end + GroupAlignment - 1) / GroupAlignment * GroupAlignment;
        _groups.Add(_tensors[first].Name, _tensors[first..]);
    }
}
