// Adapters on disk, as PEFT writes and everybody reads them: adapter_config.json, and adapter_model.safetensors with a pair of matrices
// for each linear map, base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight (r x inputs) and ….lora_B.weight (outputs x r).

using R1Sharp.Learning.Model.SafeTensors;

namespace R1Sharp.Learning.Model.Adapters;

/// <summary>A folder with adapters, open for reading; or one that is written.</summary>
sealed class PeftFolder : IDisposable
{
    /// <summary>The file that says what adapters there are.</summary>
    public const string ConfigFile = PeftConfig.File;

    const string WeightFile = "adapter_model.safetensors", OldWeightFile = "adapter_model.bin", Prefix = "base_model.model.";

    static readonly KeyValuePair<string, string>[] s_metadata = [new("format", "pt")];

    readonly SafeTensorsFile _file;
    readonly ParameterLayout _layout;
    readonly Dictionary<string, TensorEntry> _entries;

    PeftFolder(string directory, ModelOptions shape, SafeTensorsFile file)
    {
        (Directory, Shape, _file) = (directory, shape, file);
        _layout = ParameterLayout.OfLearned(shape);
        _entries = Match();
    }

    /// <summary>The folder.</summary>
    public string Directory { get; }

    /// <summary>The shape of the base with these adapters.</summary>
    public ModelOptions Shape { get; }

    /// <summary>The number of their parameters.</summary>
    public long ParameterCount => _layout.ParameterCount;

    /// <summary>Bytes of the file that holds them.</summary>
    public long ByteCount => _file.Length;

    /// <summary>Whether a folder holds adapters.</summary>
    public static bool Is(string directory) => File.Exists(Path.Combine(directory, ConfigFile));

    /// <summary>What the folder names as its base; null where it names nothing.</summary>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public static string? BaseOf(string directory) => PeftConfig.BaseOf(directory);

    /// <summary>Opens a folder for a base and checks all but the values.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="baseShape">The network beside whose linear maps its adapters are to stand.</param>
    /// <exception cref="UserErrorException">Something is missing, damaged, not supported, or belongs to another base.</exception>
    public static PeftFolder Open(string directory, ModelOptions baseShape)
    {
        var shape = baseShape with { Adapter = PeftConfig.Read(directory, baseShape) };
        string path = Path.Combine(directory, WeightFile);
        if (!File.Exists(path) && File.Exists(Path.Combine(directory, OldWeightFile)))
            throw new UserErrorException($"{directory} holds its adapter in {OldWeightFile}, a file of Python objects: save it as safetensors with PEFT.");
        var file = SafeTensorsFile.Open(path);
        try
        {
            return new PeftFolder(directory, shape, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Elements of an adapter's matrix; exact.</summary>
    /// <exception cref="UserErrorException">One of them is not finite.</exception>
    public void Read(ParameterTensor tensor, long first, Span<float> to)
    {
        _file.Read(_entries[tensor.Name], first, to);
        if (!FiniteWeights.Are(to))
            throw new UserErrorException(
                $"{_file.Path}: tensor {TensorText.Quote(Prefix + tensor.Name)} holds a number that is not finite: the adapter is damaged.");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Reads a folder that was written for the same adapters into a block of them.</summary>
    /// <exception cref="UserErrorException">It is damaged, or holds other adapters.</exception>
    internal static void Read(string directory, Weights learned)
    {
        using var folder = Open(directory, learned.Options with { Adapter = null });
        if (folder.Shape.Adapter != learned.Options.Adapter)
            throw new UserErrorException($"{directory} holds adapters of another shape: {folder.Shape.Adapter}, not {learned.Options.Adapter}.");
        foreach (var tensor in learned.Layout.Tensors)
            folder.Read(tensor, 0, learned.Tensor(tensor));
    }

    /// <summary>Writes a network's adapters in 32 bits, and a scalar head with them.</summary>
    /// <param name="directory">The folder; made where it is not there.</param>
    /// <param name="shape">The network with its adapters.</param>
    /// <param name="read">Gives their elements.</param>
    /// <param name="baseModel">What names the base; null leaves it open.</param>
    /// <param name="metadata">What the file of weights says of itself.</param>
    public static void Write(
        string directory, ModelOptions shape, ParameterReader read, string? baseModel = null, IReadOnlyList<KeyValuePair<string, string>>? metadata = null)
    {
        System.IO.Directory.CreateDirectory(directory);
        PeftConfig.Write(directory, shape, baseModel);
        var tensors = ParameterLayout.OfLearned(shape).Tensors.Select(t =>
            TensorSource.OfValues(Prefix + t.Name, WeightType.F32, CheckpointTensors.Shape(t), (first, to) => read(t, first, to.Span)));
        SafeTensorsWriter.Write(
            Path.Combine(directory, WeightFile), [.. tensors.OrderBy(t => t.Name, StringComparer.Ordinal)], [.. s_metadata, .. metadata ?? []]);
    }

    // Each adapter that the configuration asks for is there, of the right shape, and no other tensor.
    Dictionary<string, TensorEntry> Match()
    {
        var found = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        foreach (var entry in _file.Header.Tensors)
        {
            string name = entry.Name.StartsWith(Prefix, StringComparison.Ordinal) ? entry.Name[Prefix.Length..] : entry.Name;
            if (!_layout.ByName.TryGetValue(name, out var tensor) || name == entry.Name)
                throw new UserErrorException(
                    $"{_file.Path} holds tensor {TensorText.Quote(entry.Name)}, which {ConfigFile} does not ask for beside this base: they do not belong "
                        + "together.");
            _ = _file.WeightTypeOf(entry);
            if (!entry.Shape.SequenceEqual(CheckpointTensors.Shape(tensor)))
                throw new UserErrorException($"{_file.Path}: tensor {TensorText.Quote(entry.Name)} has shape {TensorText.Shape(entry.Shape)}, but "
                    + $"{ConfigFile} and the base ask for {TensorText.Shape(CheckpointTensors.Shape(tensor))}: the adapter belongs to another model.");
            found.Add(name, entry);
        }
        return _layout.Tensors.FirstOrDefault(t => !found.ContainsKey(t.Name)) is { } missing
            ? throw new UserErrorException($"{_file.Path} lacks tensor {Prefix + missing.Name}, which {ConfigFile} asks for: the adapter is incomplete.")
            : found;
    }
}
