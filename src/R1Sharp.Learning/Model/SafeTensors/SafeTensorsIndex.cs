// model.safetensors.index.json: which file of a sharded checkpoint holds which tensor.

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>Reads and writes indexes.</summary>
static class SafeTensorsIndex
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>File of each tensor.</summary>
    /// <exception cref="UserErrorException">The index is malformed, or names a file outside its folder.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > SafeTensorsHeader.MaxBytes)
            throw new UserErrorException($"{path} has {length} bytes; at most {SafeTensorsHeader.MaxBytes} are allowed.");
        var reader = new StrictJsonReader(path, File.ReadAllBytes(path).AsSpan().TrimStart(" \n\r\t"u8), firstByte: 0);
        Dictionary<string, string>? files = null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (reader.NextName(keys, "the index") is { } key)
            if (key == "weight_map")
                files = WeightMap(ref reader);
            else
                reader.Skip("the index");
        reader.End();
        return files is { Count: > 0 } ? files : throw new UserErrorException($"{path} has no weight_map that says which file holds which tensor.");
    }

    /// <summary>The index's text as Hugging Face writes it: sorted, two spaces.</summary>
    public static string Text(IEnumerable<KeyValuePair<string, string>> files, long totalBytes) => new JsonObject
    {
        ["metadata"] = new JsonObject { ["total_size"] = totalBytes },
        ["weight_map"] = new JsonObject(files.OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => KeyValuePair.Create(f.Key, (JsonNode?)JsonValue.Create(f.Value)))),
    }.ToJsonString(Indented) + "\n";

    static Dictionary<string, string> WeightMap(ref StrictJsonReader reader)
    {
        reader.BeginObject("weight_map");
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.NextName(names, "weight_map") is { } name)
        {
            string file = reader.String($"weight_map {TensorText.Quote(name)}");
            if (!file.EndsWith(".safetensors", StringComparison.Ordinal) || file.AsSpan().IndexOfAny('/', '\\', '\0') >= 0)
                throw reader.Error(
                    $"weight_map puts {TensorText.Quote(name)} into {TensorText.Quote(file)}, which is not the name of a safetensors file beside it");
            files[name] = file;
        }
        return files;
    }
}
