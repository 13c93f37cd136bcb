// A network and its tokenizer as one GGUF file for llama.cpp.

using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>How to export.</summary>
sealed record GgufExportOptions
{
    /// <summary>How matrices are stored; vectors stay in 32 bits.</summary>
    public GgufTensorType Type { get; init; } = GgufTensorType.F32;

    /// <summary>The model's name, for people.</summary>
    public string Name { get; init; } = "model";

    /// <summary>How a question becomes a prompt here, where that is not the chat template; other programs pass it over.</summary>
    public string? PromptTemplate { get; init; }
}

/// <summary>Writes GGUF files.</summary>
static class GgufExport
{
    /// <summary>Holds <see cref="GgufExportOptions.PromptTemplate"/>.</summary>
    internal const string PromptTemplateKey = "r1sharp.prompt_template";

    /// <summary>Writes a file; it appears under its name only when it is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The network's shape.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="read">Gives the weights, a piece of a tensor at a time.</param>
    /// <param name="export">How.</param>
    /// <exception cref="UserErrorException">GGUF cannot say what the network or the tokenizer does, or the file cannot be written.</exception>
    public static void Write(string path, ModelOptions options, Tokenizer tokenizer, ParameterReader read, GgufExportOptions export)
    {
        var metadata = new GgufMetadata(path);
        WriteGeneral(metadata, options, export);
        GgufShape.Write(metadata, options);
        GgufTokenizerWriter.Write(metadata, tokenizer, options);
        if (export.PromptTemplate is { } template) metadata.Set(PromptTemplateKey, template);
        var tensors = new ParameterLayout(options).Tensors.Select(tensor => Source(tensor, options, read, export.Type));
        GgufWriter.Write(path, metadata, [.. tensors, .. GgufRope.Factors(options) is { } factors ? [factors] : (GgufTensorSource[])[]]);
    }

    static void WriteGeneral(GgufMetadata metadata, ModelOptions options, GgufExportOptions export)
    {
        metadata.Set("general.architecture", options.Architecture.Name);
        metadata.Set("general.type", "model");
        metadata.Set("general.name", export.Name);
        metadata.Set("general.alignment", GgufWriter.Alignment);
        metadata.Set("general.file_type", FileType(export.Type));
        metadata.Set("general.quantization_version", 2);
    }

    // llama.cpp's numbers for "mostly of this type", which are not those of the tensors' types.
    static int FileType(GgufTensorType type) => type switch
    {
        GgufTensorType.F32 => 0,
        GgufTensorType.F16 => 1,
        GgufTensorType.Q8 => 7,
        GgufTensorType.Q4 => 2,
        GgufTensorType.Q4K => 15,
        GgufTensorType.Q6K => 18,
        _ => 32,
    };

    static GgufTensorSource Source(ParameterTensor tensor, ModelOptions options, ParameterReader read, GgufTensorType type)
    {
        Func<int, int>? order = GgufRotaryOrder.Differs(options.Architecture.Format, tensor)
            ? row => GgufRotaryOrder.RowInHalves(row, options.HeadSize) : null;
        long[] shape = CheckpointTensors.Shape(tensor);
        string name = tensor.GgufName ?? throw new UserErrorException($"The tensor {tensor.Name} has no name in GGUF, so that the network cannot be exported.");
        return new GgufTensorSource(name, StoredType(shape, type), shape, (first, to) => read(tensor, first, to), order);
    }

    // As llama.cpp's converter does: vectors stay exact, and rows that q8_0 cannot divide into blocks become f16.
    static GgufTensorType StoredType(long[] shape, GgufTensorType type) =>
        shape.Length < 2 ? GgufTensorType.F32
        : shape[^1] % type.BlockLength() != 0 ? GgufTensorType.F16
        : type;
}
