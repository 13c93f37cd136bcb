// The weights of a folder: model.safetensors, or several shards with their index, which must agree to the last tensor.

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>One tensor and the file that holds it.</summary>
sealed record StoredTensor(SafeTensorsFile File, TensorEntry Entry);

/// <summary>A folder's weights, open for reading.</summary>
sealed class SafeTensorsFolder : IDisposable
{
    /// <summary>The file of weights that are not sharded.</summary>
    public const string SingleFile = "model.safetensors";

    /// <summary>The index of weights that are.</summary>
    public const string IndexFile = "model.safetensors.index.json";

    const string ShardPattern = "model-*-of-*.safetensors";

    readonly Dictionary<string, StoredTensor> _tensors = new(StringComparer.Ordinal);

    SafeTensorsFolder(IReadOnlyList<SafeTensorsFile> files) => Files = files;

    /// <summary>The files, by name.</summary>
    public IReadOnlyList<SafeTensorsFile> Files { get; }

    /// <summary>All tensors, file by file in the headers' order.</summary>
    public IEnumerable<StoredTensor> Tensors => Files.SelectMany(f => f.Header.Tensors.Select(t => new StoredTensor(f, t)));

    /// <summary>A tensor by name, or null.</summary>
    public StoredTensor? Find(string name) => _tensors.GetValueOrDefault(name);

    /// <summary>Opens a folder and checks every header and the index.</summary>
    /// <exception cref="UserErrorException">A file is missing, superfluous or malformed.</exception>
    public static SafeTensorsFolder Open(string directory)
    {
        string single = Path.Combine(directory, SingleFile), index = Path.Combine(directory, IndexFile);
        if (File.Exists(single) && File.Exists(index))
            throw new UserErrorException($"{directory} holds both {SingleFile} and {IndexFile}: delete the one that is out of date.");
        if (File.Exists(index))
            return OpenShards(directory, index);
        if (!File.Exists(single))
            throw new UserErrorException(Shards(directory).Length > 0 ? $"{directory} holds shards but no {IndexFile}: the checkpoint is incomplete."
                : $"{single} does not exist: the checkpoint is incomplete.");
        return Opened([SafeTensorsFile.Open(single)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in Files)
            file.Dispose();
    }

    /// <summary>Names of the shards that lie in a folder.</summary>
    internal static string[] Shards(string directory) =>
        [.. Directory.GetFiles(directory, ShardPattern).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    static SafeTensorsFolder OpenShards(string directory, string indexPath)
    {
        var index = SafeTensorsIndex.Read(indexPath);
        string[] named = [.. index.Values.Distinct().Order(StringComparer.Ordinal)];
        if (named.FirstOrDefault(n => !File.Exists(Path.Combine(directory, n))) is { } missing)
            throw new UserErrorException(
                $"{Path.Combine(directory, missing)} does not exist, but {IndexFile} puts tensors into it: the checkpoint is incomplete.");
        if (Shards(directory).Except(named).FirstOrDefault() is { } extra)
            throw new UserErrorException(
                $"{Path.Combine(directory, extra)} is a shard that {IndexFile} does not name: delete it, or take the index that belongs to it.");
        var files = new List<SafeTensorsFile>();
        try
        {
            foreach (string name in named)
                files.Add(SafeTensorsFile.Open(Path.Combine(directory, name)));
            var folder = Opened(files);
            folder.RequireAgreement(indexPath, index);
            return folder;
        }
        catch
        {
            files.ForEach(f => f.Dispose());
            throw;
        }
    }

    static SafeTensorsFolder Opened(IReadOnlyList<SafeTensorsFile> files)
    {
        var folder = new SafeTensorsFolder(files);
        foreach (var tensor in folder.Tensors)
            if (!folder._tensors.TryAdd(tensor.Entry.Name, tensor))
                throw new UserErrorException($"{tensor.File.Path} holds tensor {TensorText.Quote(tensor.Entry.Name)}, which "
                    + $"{Path.GetFileName(folder._tensors[tensor.Entry.Name].File.Path)} holds too.");
        return folder;
    }

    void RequireAgreement(string indexPath, Dictionary<string, string> index)
    {
        foreach (var (name, file) in index)
            if (Find(name) is not { } tensor || Path.GetFileName(tensor.File.Path) != file)
                throw new UserErrorException($"{indexPath} puts tensor {TensorText.Quote(name)} into {file}, which does not hold it.");
        foreach (var tensor in Tensors)
            if (!index.ContainsKey(tensor.Entry.Name))
                throw new UserErrorException($"{tensor.File.Path} holds tensor {TensorText.Quote(tensor.Entry.Name)}, which {IndexFile} does not name.");
    }
}
