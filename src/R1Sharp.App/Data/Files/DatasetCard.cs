// The front of a dataset's README.md: which configurations it has and which files belong to their splits.
// https://huggingface.co/docs/hub/datasets-manual-configuration

using R1Sharp.Learning;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace R1Sharp.App.Data.Files;

/// <summary>A configuration that a card names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">Whether it is taken where none is named.</param>
/// <param name="Folder">The folder that the patterns are in, "" for the dataset's.</param>
/// <param name="Splits">Patterns of files by split; empty where the conventions say which.</param>
sealed record DatasetConfig(string Name, bool IsDefault, string Folder, IReadOnlyList<(string Split, IReadOnlyList<string> Patterns)> Splits);

/// <summary>Reads cards.</summary>
static class DatasetCard
{
    const string File = "README.md", Fence = "---";

    /// <summary>The configurations that the card of a folder names; none where it has no card or the card names none.</summary>
    /// <exception cref="UserErrorException">The front of the card is not YAML.</exception>
    public static IReadOnlyList<DatasetConfig> Configs(string folder)
    {
        string path = Path.Combine(folder, File);
        if (!System.IO.File.Exists(path) || Front(Utf8Text.ReadAll(path)) is not { } front)
            return [];
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(front));
            return yaml.Documents is [{ RootNode: YamlMappingNode root }] && Child(root, "configs") is YamlSequenceNode configs
                ? [.. configs.OfType<YamlMappingNode>().Select(Config)] : [];
        }
        catch (YamlException e)
        {
            throw new UserErrorException($"{path}:{e.Start.Line + 1}:{e.Start.Column}: the front of the dataset's card is not YAML: {e.Message.TrimEnd('.')}.",
                e);
        }
    }

    static string? Front(string text)
    {
        string[] lines = text.Split('\n');
        int end = lines[0].TrimEnd() == Fence ? System.Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence) : -1;
        return end < 0 ? null : string.Join('\n', lines[1..end]);
    }

    static DatasetConfig Config(YamlMappingNode config) => new(
        Text(Child(config, "config_name")) ?? "default", Text(Child(config, "default")) == "true", Text(Child(config, "data_dir")) ?? "",
        Child(config, "data_files") switch
        {
            null => [],
            YamlMappingNode bySplit => [.. bySplit.Children.Select(c => (Text(c.Key)!, Patterns(c.Value)))],
            YamlSequenceNode list when list.Children.All(c => c is YamlMappingNode) =>
                [.. list.Cast<YamlMappingNode>().Select(m => (Text(Child(m, "split")) ?? SplitNames.Train, Patterns(Child(m, "path"))))],
            var files => [(SplitNames.Train, Patterns(files))],
        });

    static IReadOnlyList<string> Patterns(YamlNode? node) => node is YamlSequenceNode list ? [.. list.Select(Text).OfType<string>()]
        : Text(node) is { } one ? [one] : [];

    static YamlNode? Child(YamlMappingNode map, string name) => map.Children.FirstOrDefault(c => Text(c.Key) == name).Value;

    static string? Text(YamlNode? node) => (node as YamlScalarNode)?.Value;
}
