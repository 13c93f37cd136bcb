// Writes a network as a Hugging Face directory, in the number format asked for.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Model.SafeTensors;

namespace R1Sharp.Learning.Model;

/// <summary>How a checkpoint is written.</summary>
public sealed record CheckpointFormat
{
    /// <summary>The format of the weights; all but F32 round to the nearest, ties to even.</summary>
    public WeightType Type { get; init; } = WeightType.F32;

    /// <summary>Bytes of tensors from which on the weights are split into several files.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, long.MaxValue)] public long ShardBytes { get; init; } = SafeTensorsFolderWriter.DefaultShardBytes;

    /// <summary>What each file of weights says of itself beside its tensors, e.g. where they come from.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];
}

/// <summary>Writing of a network's directory.</summary>
static class CheckpointWriter
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    static readonly KeyValuePair<string, string>[] Metadata = [new("format", "pt")];

    /// <summary>Writes the network; each file appears whole or not at all.</summary>
    public static void Save(string directory, Weights weights, CheckpointFormat? format = null) => Save(directory, weights.Options, weights.Read, format);

    /// <summary>Writes a network of this shape whose weights come from elsewhere, a piece of a tensor at a time.</summary>
    public static void Save(string directory, ModelOptions options, ParameterReader read, CheckpointFormat? format = null)
    {
        format ??= new CheckpointFormat();
        Directory.CreateDirectory(directory);
        ModelConfig.Write(directory, options);
        if (options.Output == OutputHead.Vocabulary)
            WriteGeneration(directory, options);
        WriteWeights(directory, [.. new ParameterLayout(options).Tensors.Select(t =>
            TensorSource.OfValues(t.Name, format.Type, CheckpointTensors.Shape(t), (first, to) => read(t, first, to.Span)))], format);
    }

    /// <summary>
    /// Writes fresh weights, tensor by tensor from the generator into the file: memory does not grow with the network. The
    /// values are those of <see cref="Weights.Initialize"/>, rounded. config.json must stand in the directory already.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="seed">Decides the values.</param>
    /// <param name="threads">How many threads make them; changes nothing. Null takes all cores.</param>
    /// <param name="format">Number format and size of files.</param>
    /// <exception cref="UserErrorException">config.json cannot be used.</exception>
    public static void WriteRandom(string directory, ulong seed, int? threads = null, CheckpointFormat? format = null)
    {
        format ??= new CheckpointFormat();
        var options = ModelConfig.Read(directory);
        var layout = new ParameterLayout(options);
        var initial = new InitialWeights(options, layout, seed);
        WriteGeneration(directory, options);
        WriteWeights(directory, [.. layout.Tensors.Select((t, i) =>
            TensorSource.OfValues(t.Name, format.Type, CheckpointTensors.Shape(t), (first, to) => FillOnAll(threads, initial, i, first, to)))], format);
    }

    static void FillOnAll(int? threads, InitialWeights initial, int tensor, long first, Memory<float> to)
    {
        const int run = 1 << 14;
        Parallel.For(0, (to.Length + run - 1) / run, new ParallelOptions { MaxDegreeOfParallelism = threads ?? -1 },
            i => initial.Fill(tensor, first + (long)i * run, to.Span.Slice(i * run, Math.Min(run, to.Length - i * run))));
    }

    static void WriteWeights(string directory, IReadOnlyList<TensorSource> tensors, CheckpointFormat format)
    {
        WriteType(directory, format.Type);
        SafeTensorsFolderWriter.Write(directory, tensors, [.. Metadata, .. format.Metadata], format.ShardBytes);
    }

    /// <summary>config.json says in which format the weights are; newer files call it dtype.</summary>
    static void WriteType(string directory, WeightType type)
    {
        string path = Path.Combine(directory, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        string key = config.ContainsKey("dtype") ? "dtype" : "torch_dtype";
        if (config.TryGetPropertyValue(key, out var present) && present?.GetValueKind() == JsonValueKind.String && (string)present! == type.TorchName())
            return;
        config[key] = type.TorchName();
        AtomicFile.WriteAllText(path, config.ToJsonString(Indented));
    }

    static void WriteGeneration(string directory, ModelOptions options)
    {
        var generation = new JsonObject
        {
            ["bos_token_id"] = options.BeginOfTextId,
            ["eos_token_id"] = ModelConfig.EndIds(options),
            ["pad_token_id"] = options.PadId ?? options.EndOfTextId,
            ["do_sample"] = true,
            ["temperature"] = 0.6,
            ["top_p"] = 0.95,
        };
        AtomicFile.WriteAllText(Path.Combine(directory, "generation_config.json"), generation.ToJsonString(Indented));
    }
}
