// A network on disk: a Hugging Face directory with config.json, generation_config.json and model.safetensors. The
// tokenizer's files stand beside them and are the tokenizer's business.

using System.Text.Json.Nodes;

namespace R1Sharp.Learning.Model;

/// <summary>Reading and writing of a network's directory.</summary>
public static class Checkpoint
{
    const string WeightsFile = "model.safetensors";

    /// <summary>Writes the network; each file appears whole or not at all.</summary>
    public static void Save(string directory, Weights weights) => Save(directory, weights.Options, Sources(weights, ""));

    /// <summary>Writes a network of this shape from its tensors under Hugging Face's names, each asked for its numbers once.</summary>
    public static void Save(string directory, ModelOptions options, IReadOnlyList<TensorSource> tensors)
    {
        Directory.CreateDirectory(directory);
        ModelConfig.Write(directory, options);
        int end = options.EndOfTextId;
        var generation = new JsonObject { ["bos_token_id"] = end, ["eos_token_id"] = end, ["pad_token_id"] = options.PadId ?? end, ["do_sample"] = true, ["temperature"] = 0.6, ["top_p"] = 0.95 };
        AtomicFile.WriteAllText(Path.Combine(directory, "generation_config.json"), generation.ToJsonString(new() { WriteIndented = true }));
        SafeTensors.Write(Path.Combine(directory, WeightsFile), tensors, new Dictionary<string, string> { ["format"] = "pt" });
    }

    /// <summary>Reads the weights of a directory into a block of the right shape.</summary>
    /// <exception cref="UserErrorException">A tensor is missing, unknown or of another shape, or the file is damaged.</exception>
    public static void LoadWeights(string directory, Weights weights)
    {
        string path = Path.Combine(directory, WeightsFile);
        LoadTensors(path, "", weights, weights.Options.TieWordEmbeddings ? ["lm_head.weight"] : []);
    }

    /// <summary>The tensors of a block under Hugging Face's names.</summary>
    public static IReadOnlyList<TensorSource> Tensors(Weights weights) => Sources(weights, "");

    /// <summary>Sources for every tensor of a block, under a prefix.</summary>
    internal static IReadOnlyList<TensorSource> Sources(Weights weights, string prefix) =>
    [
        .. weights.Layout.Tensors.Select(t => new TensorSource(prefix + t.Name, t.IsMatrix ? [t.Rows, t.Columns] : [t.Columns], () => weights.Tensor(t).ToArray())),
    ];

    /// <summary>Fills blocks from one file; each block takes the tensors under its own prefix, and all of them must come.</summary>
    internal static IReadOnlyDictionary<string, string> LoadTensors(string path, IReadOnlyDictionary<string, Weights> blocks, IReadOnlyList<string> ignored)
    {
        var missing = blocks.SelectMany(b => b.Value.Layout.Tensors.Select(t => b.Key + t.Name)).ToHashSet();
        var metadata = SafeTensors.Read(path, (name, shape, values) =>
        {
            if (ignored.Contains(name))
                return;
            var (prefix, block) = blocks.FirstOrDefault(b => name.StartsWith(b.Key, StringComparison.Ordinal) && b.Value.Layout.ByName.ContainsKey(name[b.Key.Length..]));
            if (block is null)
                throw new UserErrorException($"{path} holds tensor {name}, which this network does not have: config.json does not belong to these weights.");
            var tensor = block.Layout.ByName[name[prefix.Length..]];
            if (!shape.SequenceEqual(tensor.IsMatrix ? [tensor.Rows, tensor.Columns] : [tensor.Columns]))
                throw new UserErrorException($"{path}: tensor {name} has shape [{string.Join(", ", shape)}], but config.json asks for {(tensor.IsMatrix ? $"[{tensor.Rows}, {tensor.Columns}]" : $"[{tensor.Columns}]")}.");
            values.CopyTo(block.Tensor(tensor));
            missing.Remove(name);
        });
        return missing.Count == 0 ? metadata : throw new UserErrorException($"{path} lacks tensor {missing.Order(StringComparer.Ordinal).First()}{(missing.Count > 1 ? $" and {missing.Count - 1} more" : "")}: the checkpoint is incomplete.");
    }

    static void LoadTensors(string path, string prefix, Weights weights, IReadOnlyList<string> ignored) =>
        LoadTensors(path, new Dictionary<string, Weights> { [prefix] = weights }, ignored);
}
