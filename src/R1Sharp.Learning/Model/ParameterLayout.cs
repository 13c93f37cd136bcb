// Where each tensor of the network lies in one flat block of floats. Weights, gradients and both moments of the optimizer
// share this layout; tensors that one product reads together (query, key, value; gate, up) lie side by side. Which tensors
// there are, the parts say.

using R1Sharp.Learning.Model.Parts;
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
    /// <summary>Its name in GGUF files, e.g. "blk.0.attn_q.weight"; null where GGUF has none.</summary>
    public string? GgufName { get; init; }

    /// <summary>Its values before training.</summary>
    public InitialValues Initial { get; init; }

    /// <summary>Whether its rows are heads that the rotary embedding turns.</summary>
    public bool IsRotated { get; init; }

    /// <summary>Number of floats.</summary>
    public long Length => (long)Rows * Columns;

    /// <summary>Where elements from <paramref name="first"/> on lie in the block.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not all elements of this tensor.</exception>
    public long Place(long first, int length) => first >= 0 && first + length <= Length ? Offset + first
        : throw new ArgumentOutOfRangeException(nameof(first), $"[{first}, {first + length}) lies outside tensor {Name} of {Length} elements.");
}

/// <summary>Gives elements of a tensor, from one on, as floats.</summary>
delegate void ParameterReader(ParameterTensor tensor, long first, Span<float> to);

/// <summary>Gives rows of a matrix, from one on, as floats.</summary>
delegate void RowReader(ParameterTensor tensor, int firstRow, Matrix to);

/// <summary>The tensors of a network, in order; adapters are another layout's.</summary>
sealed class ParameterLayout
{
    const int GroupAlignment = 16;

    readonly List<ParameterTensor> _tensors = [];
    readonly ParameterTensor[]?[] _groups;
    long _end;

    /// <param name="options">The network's shape.</param>
    /// <param name="withMatrices">Whether matrices have a place too, or only norms and biases.</param>
    public ParameterLayout(ModelOptions options, bool withMatrices = true) : this(options, group => !group.IsAdapter && (withMatrices || !group.IsMatrix)) { }

    ParameterLayout(ModelOptions options, Func<ParameterGroup, bool> hasPlace)
    {
        Parts = new NetworkParts(options);
        _groups = [.. Parts.Groups.Select(group => hasPlace(group) ? Place(group) : null)];
        ByName = _tensors.ToDictionary(t => t.Name);
    }

    /// <summary>What of a network learns: all of it, or its adapters and a scalar head.</summary>
    public static ParameterLayout OfLearned(ModelOptions options)
    {
        if (options.Adapter is null)
            return new(options);
        bool hasScalarHead = options.Output == OutputHead.Scalar;
        return new(options, group => group.IsAdapter || (hasScalarHead && group.Tensors[0].Name == options.HeadTensor));
    }

    /// <summary>The tensors in the order in which they lie.</summary>
    public IReadOnlyList<ParameterTensor> Tensors => _tensors;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, ParameterTensor> ByName { get; }

    /// <summary>Floats of the flat block, alignment included.</summary>
    public long Length => _end;

    /// <summary>Number of parameters.</summary>
    public long ParameterCount => _tensors.Sum(t => t.Length);

    /// <summary>The parts whose parameters these are.</summary>
    internal NetworkParts Parts { get; }

    /// <summary>The tensors of an operand, side by side in the block; empty where they have no place.</summary>
    internal IReadOnlyList<ParameterTensor> Of(ParameterGroup group) => _groups[group.Index] ?? [];

    ParameterTensor[] Place(ParameterGroup group)
    {
        int first = _tensors.Count;
        foreach (var tensor in group.Tensors)
        {
            _tensors.Add(tensor with { Offset = _end });
            _end += tensor.Length;
        }
        _end = (_end + GroupAlignment - 1) / GroupAlignment * GroupAlignment;
        return [.. _tensors[first..]];
    }
}
