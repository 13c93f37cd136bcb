// A GGUF file as a network and a tokenizer, in the form that Hugging Face directories have.

using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>A model in a GGUF file.</summary>
public sealed class GgufModel : IDisposable
{
    readonly GgufFile _file;
    readonly string _path, _architecture;

    GgufModel(string path, GgufFile file)
    {
        (_path, _file) = (path, file);
        Tokenizer = GgufTokenizerReader.Read(path, file.Metadata);
        var shape = GgufShape.Read(file);
        _architecture = file.Metadata.Text("general.architecture")!;
        Options = shape with
        {
            EndOfTextId = file.Metadata.Integer("tokenizer.ggml.eos_token_id") ?? 0,
            PadId = file.Metadata.Integer("tokenizer.ggml.padding_token_id"),
        };
        Tensors = [.. Sources()];
    }

    /// <summary>The network's shape.</summary>
    public ModelOptions Options { get; }

    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>How a question becomes a prompt, where the file was written here and says so.</summary>
    public string? PromptTemplate => _file.Metadata.Text(GgufExport.PromptTemplateKey);

    /// <summary>The tensors under Hugging Face's names and in its order of rows; each is read when asked for its numbers.</summary>
    public IReadOnlyList<TensorSource> Tensors { get; }

    /// <summary>Whether a path names a GGUF file rather than a directory.</summary>
    public static bool IsGguf(string path) => path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path);

    /// <summary>Opens a file, and checks everything but the numbers.</summary>
    /// <exception cref="UserErrorException">It is damaged, incomplete, or of a kind that is not supported.</exception>
    public static GgufModel Open(string path)
    {
        var file = GgufFile.Open(path);
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

    /// <summary>Reads the tensors into a block of the right shape.</summary>
    public void ReadWeights(Weights weights)
    {
        foreach (var source in Tensors) source.Values().Span.CopyTo(weights.Tensor(weights.Layout.ByName[source.Name]));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // In the order of the network's layout, so that what is written does not depend on the order of this file.
    IEnumerable<TensorSource> Sources()
    {
        CheckRanges();
        var found = Named();
        foreach (var expected in new ParameterLayout(Options).Tensors)
        {
            if (!found.Remove(expected.Name, out var tensor))
                throw new UserErrorException($"{_path} lacks the tensor {GgufTensorNames.Gguf(expected.Name)}: the file is incomplete.");
            long[] shape = expected.IsMatrix ? [expected.Rows, expected.Columns] : [expected.Columns];
            if (!tensor.Shape.SequenceEqual(shape))
                throw new UserErrorException($"{_path}: tensor {tensor.Name} has the shape [{string.Join(", ", tensor.Shape)}], but the metadata ask for [{string.Join(", ", shape)}].");
            yield return new TensorSource(expected.Name, shape, () => Values(expected.Name, tensor));
        }
        if (found.Count > 0)
            throw new UserErrorException($"{_path} holds the tensor {found.Values.First().Name}, which this network does not have.");
    }

    Dictionary<string, GgufTensor> Named()
    {
        var found = new Dictionary<string, GgufTensor>(StringComparer.Ordinal);
        foreach (var tensor in _file.Tensors.Values)
            found.Add(GgufTensorNames.HuggingFace(tensor.Name)
                ?? throw new UserErrorException($"{_path} holds the tensor {tensor.Name}, which networks of the architecture {_architecture} do not have here."), tensor);
        return found;
    }

    // The layout below takes memory by these numbers, so that they must be right before.
    void CheckRanges()
    {
        var results = new List<System.ComponentModel.DataAnnotations.ValidationResult>();
        if (!System.ComponentModel.DataAnnotations.Validator.TryValidateObject(Options, new(Options), results, validateAllProperties: true))
            throw new UserErrorException($"{_path}: the shape of the network makes no sense: {results[0].ErrorMessage}");
        if (Options.HeadSize % 2 != 0 || Options.HeadCount % Options.KeyValueHeadCount != 0)
            throw new UserErrorException($"{_path}: {Options.HeadCount} heads of {Options.HeadSize} elements over {Options.KeyValueHeadCount} key and value heads make no sense.");
        if (Options.LayerCount > _file.Tensors.Count)
            throw new UserErrorException($"{_path} announces {Options.LayerCount} layers, but has {_file.Tensors.Count} tensors.");
    }

    ReadOnlyMemory<float> Values(string name, GgufTensor tensor)
    {
        float[] values = _file.Read(tensor);
        return GgufRotaryOrder.Differs(_architecture, name) ? GgufRotaryOrder.ToHalves(values, (int)tensor.Shape[0], Options.HeadSize) : values;
    }
}
