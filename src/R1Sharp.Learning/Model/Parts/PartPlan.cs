// Takes down what the parts of a network need while they are made: parameters in the order in which they will lie, buffers,
// rotary tables. Layout, panels, activations and estimates are made from what stands here.

using R1Sharp.Learning.Model.Adapters;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>One of the matrices or vectors that a part declares together.</summary>
/// <param name="Name">Its name in Hugging Face files within the layer, without ".weight" or ".bias": "self_attn.q_proj".</param>
/// <param name="GgufName">Its name in GGUF files within the layer; null where GGUF has none.</param>
/// <param name="Size">Outputs of a matrix, or the length of a vector.</param>
readonly record struct PartTensor(string Name, string? GgufName, int Size)
{
    /// <summary>Whether its outputs are heads that the rotary embedding turns: GGUF files of some architectures have them in another order.</summary>
    public bool IsRotated { get; init; }
}

/// <summary>What the parts of one network declare.</summary>
/// <param name="options">The network's shape.</param>
sealed class PartPlan(ModelOptions options)
{
    readonly List<ParameterGroup> _groups = [];
    readonly List<List<RowBuffer>> _kept = [];
    readonly List<RowBuffer> _scratch = [];
    readonly Dictionary<string, int> _scratchOf = new(StringComparer.Ordinal);
    readonly List<int> _rotarySizes = [];
    readonly List<string> _linearMaps = [];
    readonly List<ILinear> _linears = [];
    readonly Dictionary<string, AdapterPlace> _adapters = options.Adapter?.Places.ToDictionary(p => p.Module) ?? [];
    string _prefix = "", _ggufPrefix = "";

    /// <summary>The network's shape.</summary>
    public ModelOptions Options => options;

    /// <summary>The operands in order.</summary>
    public IReadOnlyList<ParameterGroup> Groups => _groups;

    /// <summary>The kept buffers of each layer, and of what comes after the last.</summary>
    public IReadOnlyList<IReadOnlyList<RowBuffer>> Kept => _kept;

    /// <summary>The scratch buffers, which all layers share, each as wide as the widest that asks for it.</summary>
    public IReadOnlyList<RowBuffer> ScratchBuffers => _scratch;

    /// <summary>The linear maps of the layers, by their names without ".weight".</summary>
    public IReadOnlyList<string> LinearMaps => _linearMaps;

    /// <summary>The linear layers, in the order in which parts made them: the same for every network of a shape, with adapters or without.</summary>
    public IReadOnlyList<ILinear> Linears => _linears;

    /// <summary>Sizes of the heads that are rotated; each has a table of its own.</summary>
    public IReadOnlyList<int> RotarySizes => _rotarySizes;

    /// <summary>Floats of one page of the cache: what all parts keep of <see cref="Numerics.Memory.PagedCache.PageSize"/> positions.</summary>
    public long PageFloats { get; private set; }

    /// <summary>From here on parts belong to the next layer.</summary>
    public void BeginLayer()
    {
        (_prefix, _ggufPrefix) = ($"model.layers.{_kept.Count}.", $"blk.{_kept.Count}.");
        _kept.Add([]);
    }

    /// <summary>From here on parts come after the last layer, and names are whole.</summary>
    public void EndLayers()
    {
        (_prefix, _ggufPrefix) = ("", "");
        _kept.Add([]);
    }

    /// <summary>A linear layer as the architecture makes it, over matrices that are read together.</summary>
    /// <param name="inputs">Columns of the matrices.</param>
    /// <param name="hasBias">Whether there is a bias for each output.</param>
    /// <param name="initial">Fresh values of the matrices.</param>
    /// <param name="outputs">The matrices; their outputs stand side by side.</param>
    public ILinear Linear(int inputs, bool hasBias, InitialValues initial, params ReadOnlySpan<PartTensor> outputs)
    {
        var layer = options.Architecture.Linear(this, inputs, hasBias, initial, outputs);
        var adapted = new List<(PartTensor, int, AdapterPlace)>();
        int first = 0;
        foreach (var output in outputs)
        {
            _linearMaps.Add(_prefix + output.Name);
            if (_adapters.TryGetValue(_linearMaps[^1], out var place))
                adapted.Add((output, first, place));
            first += output.Size;
        }
        _linears.Add(adapted.Count == 0 ? new OpenLinear(layer, _linears.Count) : new AdaptedLinear(this, layer, inputs, adapted, options.Adapter!));
        return _linears[^1];
    }

    /// <summary>Matrices of adapters, one below the other.</summary>
    public ParameterGroup Adapters(int inputs, InitialValues initial, params ReadOnlySpan<PartTensor> tensors) =>
        Add(tensors, ".weight", inputs, initial, isAdapter: true);

    /// <summary>Matrices of as many inputs, one below the other.</summary>
    public ParameterGroup Matrices(int inputs, InitialValues initial, params ReadOnlySpan<PartTensor> tensors) => Add(tensors, ".weight", inputs, initial);

    /// <summary>Weights of norms, one after the other.</summary>
    public ParameterGroup NormWeights(params ReadOnlySpan<PartTensor> tensors) => Add(tensors, ".weight", null, InitialValues.One);

    /// <summary>Biases, one after the other.</summary>
    public ParameterGroup Biases(params ReadOnlySpan<PartTensor> tensors) => Add(tensors, ".bias", null, InitialValues.Zero);

    /// <summary>A buffer of this layer that holds from its forward to its backward pass.</summary>
    public RowBuffer Keep(int columns)
    {
        var buffer = new RowBuffer(_kept[^1].Count, columns, IsKept: true);
        _kept[^1].Add(buffer);
        return buffer;
    }

    /// <summary>A buffer that holds within one layer's pass; parts that name the same purpose share it.</summary>
    public RowBuffer Scratch(string purpose, int columns)
    {
        if (!_scratchOf.TryGetValue(purpose, out int index))
        {
            _scratchOf.Add(purpose, index = _scratch.Count);
            _scratch.Add(new RowBuffer(index, 0, IsKept: false));
        }
        _scratch[index] = _scratch[index] with { Columns = Math.Max(_scratch[index].Columns, columns) };
        return new RowBuffer(index, columns, IsKept: false);
    }

    /// <summary>So many floats of each page of the cache; returns the place of the first.</summary>
    public long CachePage(long floats)
    {
        PageFloats += floats;
        return PageFloats - floats;
    }

    /// <summary>The table for heads of this size, by its place among the network's.</summary>
    public int Rotary(int headSize)
    {
        if (!_rotarySizes.Contains(headSize))
            _rotarySizes.Add(headSize);
        return _rotarySizes.IndexOf(headSize);
    }

    ParameterGroup Add(ReadOnlySpan<PartTensor> tensors, string ending, int? inputs, InitialValues initial, bool isAdapter = false)
    {
        var placed = new ParameterTensor[tensors.Length];
        for (int i = 0; i < placed.Length; i++)
        {
            var tensor = tensors[i];
            placed[i] = new(_prefix + tensor.Name + ending, inputs is null ? 1 : tensor.Size, inputs ?? tensor.Size, IsMatrix: inputs is not null, Offset: 0)
            {
                GgufName = tensor.GgufName is null ? null : _ggufPrefix + tensor.GgufName + ending,
                Initial = initial,
                IsRotated = tensor.IsRotated,
            };
        }
        _groups.Add(new ParameterGroup(_groups.Count, placed) { IsAdapter = isAdapter });
        return _groups[^1];
    }
}
