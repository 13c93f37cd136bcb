// Writes a folder's weights: one file, or shards of a largest size with their index.

using System.Globalization;

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>Writes weights into a folder.</summary>
static class SafeTensorsFolderWriter
{
    /// <summary>Bytes of tensors in one file unless asked otherwise; Hugging Face's own default.</summary>
    public const long DefaultShardBytes = 5_000_000_000;

    /// <summary>
    /// Writes the tensors, dealt to the shards in this order, and removes the weights that were there before. All files are
    /// complete on the disk before the first takes its name; the index takes its name last, so that a folder of which only a
    /// part was renamed is refused and never read as a mixture.
    /// </summary>
    public static void Write(string directory, IReadOnlyList<TensorSource> tensors, IReadOnlyList<KeyValuePair<string, string>>? metadata = null,
        long shardBytes = DefaultShardBytes)
    {
        var shards = Deal(tensors, shardBytes);
        string[] names = shards.Count == 1 ? [SafeTensorsFolder.SingleFile] : [.. Enumerable.Range(1, shards.Count).Select(i => ShardName(i, shards.Count))];
        string index = Path.Combine(directory, SafeTensorsFolder.IndexFile);
        try
        {
            for (int i = 0; i < names.Length; i++)
                SafeTensorsWriter.WriteAside(Path.Combine(directory, names[i]), SafeTensorsHeaderWriter.Make(shards[i], metadata), shards[i]);
        }
        catch
        {
            foreach (string name in names)
                File.Delete(SafeTensorsWriter.Aside(Path.Combine(directory, name)));
            throw;
        }
        if (names.Length > 1)
            File.Delete(index);
        foreach (string name in names)
            File.Move(SafeTensorsWriter.Aside(Path.Combine(directory, name)), Path.Combine(directory, name), overwrite: true);
        RemoveOthers(directory, names);
        if (names.Length > 1)
            AtomicFile.WriteAllText(index,
                SafeTensorsIndex.Text(shards.SelectMany((shard, i) => shard.Select(t => KeyValuePair.Create(t.Name, names[i]))), tensors.Sum(Bytes)));
    }

    static List<List<TensorSource>> Deal(IReadOnlyList<TensorSource> tensors, long shardBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shardBytes, 1);
        var shards = new List<List<TensorSource>> { new() };
        long filled = 0;
        foreach (var tensor in tensors)
        {
            if (shards[^1].Count > 0 && filled + Bytes(tensor) > shardBytes)
            {
                shards.Add([]);
                filled = 0;
            }
            shards[^1].Add(tensor);
            filled += Bytes(tensor);
        }
        // The order inside a file is the safetensors library's: larger elements first, then names.
        return [.. shards.Select(shard => shard.OrderByDescending(t => t.Type.Bits).ThenBy(t => t.Name, StringComparer.Ordinal).ToList())];
    }

    static void RemoveOthers(string directory, string[] names)
    {
        foreach (string old in SafeTensorsFolder.Shards(directory).Append(SafeTensorsFolder.SingleFile).Except(names))
            File.Delete(Path.Combine(directory, old));
        if (names.Length == 1)
            File.Delete(Path.Combine(directory, SafeTensorsFolder.IndexFile));
    }

    static string ShardName(int number, int count) => string.Create(CultureInfo.InvariantCulture, $"model-{number:d5}-of-{count:d5}.safetensors");

    static long Bytes(TensorSource tensor) => tensor.Type.ByteCount(tensor.Shape)!.Value;
}
