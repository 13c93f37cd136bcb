// A header's JSON, checked entry by entry and then as a whole: the tensors must cover the file's bytes, each byte once.

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>Reads headers; memory grows with the header alone, never with the numbers in it.</summary>
static class SafeTensorsHeaderReader
{
    /// <summary>Parses and checks.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataBytes">Bytes of the file behind the header.</param>
    /// <exception cref="UserErrorException">Anything is not as the format says.</exception>
    public static SafeTensorsHeader Read(string path, byte[] json, long dataBytes)
    {
        var reader = new StrictJsonReader(path, json, SafeTensorsHeader.PrefixBytes);
        var tensors = new List<TensorEntry>();
        List<KeyValuePair<string, string>>? metadata = null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.NextName(names, "the header") is { } name)
            if (name == SafeTensorsHeader.MetadataKey)
                metadata = Metadata(ref reader);
            else
                tensors.Add(Tensor(ref reader, name, dataBytes));
        reader.End();
        RequireCover(path, SafeTensorsHeader.PrefixBytes + json.Length, tensors, dataBytes);
        return new SafeTensorsHeader(json, tensors, metadata);
    }

    static List<KeyValuePair<string, string>> Metadata(ref StrictJsonReader reader)
    {
        reader.BeginObject(SafeTensorsHeader.MetadataKey);
        var pairs = new List<KeyValuePair<string, string>>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (reader.NextName(keys, SafeTensorsHeader.MetadataKey) is { } key)
            pairs.Add(new(key, reader.String($"{SafeTensorsHeader.MetadataKey} {TensorText.Quote(key)}")));
        return pairs;
    }

    static TensorEntry Tensor(ref StrictJsonReader reader, string name, long dataBytes)
    {
        string tensor = $"tensor {TensorText.Quote(name)}";
        reader.BeginObject(tensor);
        ElementType? type = null;
        List<long>? shape = null, offsets = null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (reader.NextName(keys, tensor) is { } key)
            switch (key)
            {
                case "dtype": type = Type(ref reader, tensor); break;
                case "shape": shape = reader.WholeNumbers($"the shape of {tensor}"); break;
                case "data_offsets": offsets = Offsets(ref reader, tensor, dataBytes); break;
                default: throw reader.Error($"{tensor} has the unknown key {TensorText.Quote(key)}");
            }
        if (type is null || shape is null || offsets is null)
            throw reader.Error($"{tensor} has no {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        RequireSize(ref reader, tensor, type, shape, offsets[1] - offsets[0]);
        return new TensorEntry(name, type, shape, offsets[0], offsets[1]);
    }

    static ElementType Type(ref StrictJsonReader reader, string tensor)
    {
        string name = reader.String($"the dtype of {tensor}");
        return ElementType.Find(name) ?? throw reader.Error($"{tensor} has the unknown dtype {TensorText.Quote(name)}");
    }

    static List<long> Offsets(ref StrictJsonReader reader, string tensor, long dataBytes)
    {
        var offsets = reader.WholeNumbers($"data_offsets of {tensor}");
        if (offsets.Count != 2)
            throw reader.Error($"data_offsets of {tensor} holds {offsets.Count} numbers, not 2");
        if (offsets[0] > offsets[1])
            throw reader.Error($"data_offsets of {tensor} run backwards, from {offsets[0]} to {offsets[1]}");
        return offsets[1] <= dataBytes ? offsets
            : throw reader.Error(
                $"{tensor} reaches to data byte {offsets[1]}, but the file has only {dataBytes} behind its header: it is truncated or damaged");
    }

    static void RequireSize(ref StrictJsonReader reader, string tensor, ElementType type, List<long> shape, long bytes)
    {
        if (type.ByteCount(shape) is not { } needed)
            throw reader.Error($"{tensor} of shape {TensorText.Shape(shape)} and type {type.Name} has a size that overflows or is no whole number of bytes");
        if (needed != bytes)
            throw reader.Error($"{tensor} of shape {TensorText.Shape(shape)} and type {type.Name} needs {needed} bytes, but data_offsets give it {bytes}");
    }

    static void RequireCover(string path, long dataStart, List<TensorEntry> tensors, long dataBytes)
    {
        TensorEntry[] inOrder = [.. tensors.OrderBy(t => t.Begin).ThenBy(t => t.End)];
        long end = 0;
        string before = "the header";
        foreach (var tensor in inOrder)
        {
            if (tensor.Begin < end)
                throw new UserErrorException(
                    $"{path}: tensor {TensorText.Quote(tensor.Name)} begins at byte {dataStart + tensor.Begin}, inside {before}: the tensors overlap.");
            if (tensor.Begin > end)
                throw new UserErrorException($"{path}: the {tensor.Begin - end} bytes from byte {dataStart + end} on, before tensor "
                    + $"{TensorText.Quote(tensor.Name)}, belong to no tensor: there is a hole.");
            (end, before) = (tensor.End, $"tensor {TensorText.Quote(tensor.Name)}");
        }
        if (end < dataBytes)
            throw new UserErrorException($"{path}: the {dataBytes - end} bytes from byte {dataStart + end} to the end belong to no tensor: there is a hole.");
    }
}
