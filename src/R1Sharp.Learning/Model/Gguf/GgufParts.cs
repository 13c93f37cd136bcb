// A GGUF model in several files, as llama.cpp's gguf-split writes them: NAME-00001-of-00003.gguf and so on. The first holds the
// metadata, and each its tensors.

using System.Globalization;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>Opens a file with all parts that belong to it.</summary>
static partial class GgufParts
{
    const string NumberKey = "split.no", CountKey = "split.count", TensorsKey = "split.tensors.count";

    /// <summary>Opens a file; where it is any one of several parts, all of them.</summary>
    /// <exception cref="UserErrorException">A part is missing, damaged, or stands where another belongs; it is named.</exception>
    public static GgufFile Open(string path)
    {
        var file = GgufFile.Open(path);
        try
        {
            int count = file.Metadata.Integer(CountKey) ?? 1;
            if (count <= 1) return file;
            string[] paths = Paths(path, count, file.Metadata);
            if (Require(paths[0], count) is var first && Path.GetFullPath(first) != Path.GetFullPath(path))
            {
                file.Dispose();
                file = GgufFile.Open(first);
            }
            Join(file, paths);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static void Join(GgufFile first, string[] paths)
    {
        RequirePlace(paths[0], first.Metadata, 0, paths.Length);
        for (int number = 1; number < paths.Length; number++)
        {
            var part = GgufFile.Open(Require(paths[number], paths.Length));
            try
            {
                RequirePlace(paths[number], part.Metadata, number, paths.Length);
            }
            catch
            {
                part.Dispose();
                throw;
            }
            first.Add(part);
        }
        if (first.Metadata.Integer(TensorsKey) is { } announced && announced != first.Tensors.Count)
            throw new UserErrorException(
                $"{paths[0]} announces {announced} tensors in its {paths.Length} parts, but they hold {first.Tensors.Count}: a part belongs to another model.");
    }

    static string Require(string path, int count) => File.Exists(path) ? path
        : throw new UserErrorException($"{path} does not exist, but is one of the {count} parts of the model: put all of them into one folder.");

    static void RequirePlace(string path, GgufMetadata metadata, int number, int count)
    {
        if (metadata.Integer(CountKey) is var parts && parts != count)
            throw new UserErrorException($"{path} belongs to a model of {parts ?? 1} parts and not to one of {count}: the files were mixed up.");
        if (metadata.Integer(NumberKey) is var place && place != number)
            throw new UserErrorException($"{path} is part {place + 1} of the model by what it says itself, and part {number + 1} by its name: it was renamed.");
    }

    // Any part's path gives the others'; the ending need not be there.
    static string[] Paths(string path, int count, GgufMetadata metadata)
    {
        string name = Path.GetFileName(path);
        if (PartName().Match(name) is not { Success: true } match || int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) != count)
            throw new UserErrorException($"{path} is part {(metadata.Integer(NumberKey) ?? 0) + 1} of a model of {count}, but its name does not say so: it "
                + $"must end like -00001-of-{count:00000}.gguf for the others to be found.");
        string folder = Path.GetDirectoryName(path) ?? "";
        return [.. Enumerable.Range(1, count).Select(number => Path.Combine(folder,
            string.Create(CultureInfo.InvariantCulture, $"{match.Groups["name"].Value}-{number:00000}-of-{count:00000}{match.Groups["end"].Value}")))];
    }

    [GeneratedRegex(@"^(?<name>.*)-\d{5}-of-(?<count>\d{5})(?<end>\.gguf|)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PartName();
}
