// A GGUF file as a network and a tokenizer, in the form that Hugging Face directories have.

using R1Sharp.Learning.Model.Architectures;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>A model in a GGUF file.</summary>
sealed class GgufModel : IDisposable
{
    readonly GgufFile _file;
    readonly string _path;
    readonly ArchitectureFormat _format;
    readonly Dictionary<string, GgufTensor> _tensors;

    GgufModel(string path, GgufFile file)
    {
        (_path, _file) = (path, file);
        Tokenizer = GgufTokenizerReader.Read(path, file.Metadata);
        var shape = GgufShape.Read(file);
        string architecture = file.Metadata.Text("general.architecture")!;
        _format = ArchitectureCatalog.GgufFormats.First(f => f.ModelType == architecture);
        Options = shape with
        {
            EndOfTextId = file.Metadata.Integer("tokenizer.ggml.eos_token_id"),
            OtherEndIds = [.. file.Metadata.Integers(GgufTokenizerWriter.OtherEndsKey) ?? []],
            BeginOfTextId = file.Metadata.Integer("tokenizer.ggml.bos_token_id"),
            PadId = file.Metadata.Integer("tokenizer.ggml.padding_token_id"),
        };
        CheckRanges();
        Layout = new ParameterLayout(Options);
        _tensors = Match();
    }

    /// <summary>The network's shape.</summary>
    public ModelOptions Options { get; }

    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>How a question becomes a prompt, where the file was written here and says so.</summary>
    public string? PromptTemplate => _file.Metadata.Text(GgufExport.PromptTemplateKey);

    /// <summary>The network's tensors.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The format in which a checkpoint holds these weights without loss and without waste.</summary>
    public WeightType Type => _tensors["model.embed_tokens.weight"].Type switch
    {
        GgufTensorType.F16 => WeightType.F16,
        GgufTensorType.BF16 => WeightType.BF16,
        _ => WeightType.F32,
    };

    /// <summary>The format in which a tensor is stored.</summary>
    internal GgufTensorType TypeOf(ParameterTensor tensor) => _tensors[tensor.Name].Type;

    /// <summary>Whether a path names a GGUF file, by its ending or its first bytes, rather than a directory.</summary>
    public static bool IsGguf(string path) =>
        !Directory.Exists(path) && (path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) || GgufFile.HasMagic(path));

    /// <summary>Opens a file, or all parts where it is one of several, and checks everything but the numbers.</summary>
    /// <exception cref="UserErrorException">It is damaged, incomplete, or of a kind that is not supported.</exception>
    public static GgufModel Open(string path)
    {
        var file = GgufParts.Open(path);
        try
        {
            return new GgufModel(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Numbers of a tensor from one on, its rows in Hugging Face's order.</summary>
    /// <exception cref="UserErrorException">One of them is not finite; the sentence names the first of the network.</exception>
    public void Read(ParameterTensor tensor, long first, Span<float> to)
    {
        ReadAny(tensor, first, to);
        if (!FiniteWeights.Are(to))
            throw FiniteWeights.First(_path, Layout, ReadAny);
    }

    void ReadAny(ParameterTensor tensor, long first, Span<float> to)
    {
        var stored = _tensors[tensor.Name];
        if (!GgufRotaryOrder.Differs(_format, tensor))
        {
            _file.Read(stored, first, to);
            return;
        }
        long columns = tensor.IsMatrix ? tensor.Columns : 1;
        GgufRotaryOrder.ForEachRow(first, to, columns, (row, column, part) =>
            _file.Read(stored, GgufRotaryOrder.RowWithNeighbours(row, Options.HeadSize) * columns + column, part));
    }

    /// <summary>Rows of a tensor in blocks as they are stored, in Hugging Face's order.</summary>
    /// <exception cref="UserErrorException">A number is not finite; the sentence names the first of the network.</exception>
    internal void ReadStored(ParameterTensor tensor, int firstRow, Span<byte> to)
    {
        var stored = _tensors[tensor.Name];
        var rest = to;
        int rowBytes = (int)stored.Type.ByteCount(tensor.Columns);
        bool differs = GgufRotaryOrder.Differs(_format, tensor);
        for (int row = firstRow; rest.Length > 0; row++, rest = rest[rowBytes..])
            _file.ReadBytes(stored, (long)(differs ? GgufRotaryOrder.RowWithNeighbours(row, Options.HeadSize) : row) * rowBytes, rest[..rowBytes]);
        if (!StoredFormats.AreFinite(stored.Type.Stored()!.Value, to))
            throw FiniteWeights.First(_path, Layout, ReadAny);
    }

    /// <summary>Reads all tensors into a block of the right shape.</summary>
    public void CopyTo(Weights weights)
    {
        foreach (var tensor in weights.Layout.Tensors) Read(tensor, 0, weights.Tensor(tensor));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>The network's tensors by their Hugging Face names: each is there, of the right shape, and no other.</summary>
    Dictionary<string, GgufTensor> Match()
    {
        var known = Layout.Tensors.Select(t => t.GgufName).Append(GgufRope.RotaryFactors).ToHashSet();
        if (_file.Tensors.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new UserErrorException($"{_path} holds the tensor {unknown}, which this network of the architecture {_format.ModelType} does not have.");
        return Layout.Tensors.ToDictionary(expected => expected.Name, Find, StringComparer.Ordinal);
    }

    GgufTensor Find(ParameterTensor expected)
    {
        if (expected.GgufName is not { } name || !_file.Tensors.TryGetValue(name, out var tensor))
            throw new UserErrorException($"{_path} lacks the tensor {expected.GgufName ?? expected.Name}: the file is incomplete.");
        long[] shape = CheckpointTensors.Shape(expected);
        return tensor.Shape.SequenceEqual(shape) ? tensor
            : throw new UserErrorException(
                $"{_path}: tensor {tensor.Name} has the shape [{string.Join(", ", tensor.Shape)}], but the metadata ask for [{string.Join(", ", shape)}].");
    }

    // The layout below takes memory by these numbers, so that they must be right before.
    void CheckRanges()
    {
        var results = new List<System.ComponentModel.DataAnnotations.ValidationResult>();
        if (!System.ComponentModel.DataAnnotations.Validator.TryValidateObject(Options, new(Options), results, validateAllProperties: true))
            throw new UserErrorException($"{_path}: the shape of the network makes no sense: {results[0].ErrorMessage}");
        if (Options.HeadSize % 2 != 0 || Options.HeadCount % Options.KeyValueHeadCount != 0)
            throw new UserErrorException(
                $"{_path}: {Options.HeadCount} heads of {Options.HeadSize} elements over {Options.KeyValueHeadCount} key and value heads make no sense.");
        if (Options.LayerCount > _file.Tensors.Count)
            throw new UserErrorException($"{_path} announces {Options.LayerCount} layers, but has {_file.Tensors.Count} tensors.");
    }
}
