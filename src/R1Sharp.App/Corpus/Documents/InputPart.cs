// What a corpus is read from, cut into parts that can be worked on apart: files, pieces of large files of JSON Lines, groups of small text files. The same
// files give the same parts on every machine, for any number of threads or processes.

using System.Globalization;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Files;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;

namespace R1Sharp.App.Corpus.Documents;

/// <summary>How documents lie in files.</summary>
enum InputKind
{
    /// <summary>Rows of any form that the reader of data knows.</summary>
    Rows,

    /// <summary>A piece of a file of JSON Lines, by its bytes.</summary>
    Lines,

    /// <summary>WARC records: pages (response) or their texts (conversion, WET).</summary>
    WebArchive,

    /// <summary>A document a file: text, Markdown, HTML, manual pages.</summary>
    Texts,
}

/// <summary>One part.</summary>
/// <param name="Kind">How documents lie in it.</param>
/// <param name="Files">Its files.</param>
/// <param name="From">The first byte of a piece; a line belongs to the piece in which it begins.</param>
/// <param name="To">Behind its last byte.</param>
/// <param name="Root">The folder that names of text files are told from.</param>
sealed record InputPart(InputKind Kind, IReadOnlyList<string> Files, long From = 0, long To = long.MaxValue, string Root = "")
{
    /// <summary>Text files of a part at most, and their bytes.</summary>
    const int MostFiles = 2000;

    const long MostBytes = 32 << 20;

    static readonly string[] s_texts = [".txt", ".text", ".md", ".markdown", ".rst", ".html", ".htm", ".xhtml"];

    /// <summary>How it is told in settings: the same where the same documents come of it.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture,
        $"{Kind} {(Files.Count == 1 ? Files[0] : $"{Files[0]} … {Files[^1]} ({Files.Count})")} {From} {Files.Sum(f => new FileInfo(f).Length)}");

    /// <summary>The parts of what a source names.</summary>
    /// <param name="source">A file, pattern, dataset or folder of texts.</param>
    /// <param name="partBytes">Bytes of a piece of a large file of JSON Lines.</param>
    /// <exception cref="UserErrorException">There is no such file or folder.</exception>
    public static IReadOnlyList<InputPart> Of(DataSource source, long partBytes)
    {
        string name = RecipeVariables.Expand(source.Path);
        if ((source.Where ?? source.Columns) is not null)
            throw new UserErrorException($"{name}: a corpus is read in whole files, so that {(source.Where is null ? "columns" : "where")} can take no part of "
                + "them; write what is wanted as a file first (data filter, data mix).");
        if (Directory.Exists(name) && source is { Config: null, Split: null } && !HoldsRows(name))
            return [.. TextGroups(name)];
        if (source.Split is not null && source.Split.Contains('['))
            throw new UserErrorException(
                $"{name}: a corpus is read in whole files, and '{source.Split}' is a part of a split; write that part as a file first (data convert).");
        return [.. Dataset.Open(source).Files.SelectMany(file => Of(file, partBytes))];
    }

    static bool HoldsRows(string folder) => File.Exists(Path.Combine(folder, "README.md")) && Directory.Exists(Path.Combine(folder, "data"))
        || Directory.EnumerateFiles(folder).Any(f => FileForms.ByName(f) is not null and not FileForm.Text || IsArchive(f));

    static IEnumerable<InputPart> Of(string file, long partBytes)
    {
        if (IsArchive(file))
            return [new(InputKind.WebArchive, [file])];
        if (s_texts.Contains(Path.GetExtension(FileForms.Uncompressed(file)), StringComparer.OrdinalIgnoreCase) && FileForms.ByName(file) is null)
            return [new(InputKind.Texts, [file])];
        long length = new FileInfo(file).Length;
        if (FileForms.Of(file) != FileForm.JsonLines || FileForms.Uncompressed(file) != file || length <= partBytes)
            return [new(InputKind.Rows, [file])];
        int count = (int)((length + partBytes - 1) / partBytes);
        return Enumerable.Range(0, count).Select(i => new InputPart(InputKind.Lines, [file], i * partBytes, Math.Min((i + 1) * partBytes, length)));
    }

    static bool IsArchive(string file) => Path.GetExtension(FileForms.Uncompressed(file)).ToLowerInvariant() is ".warc" or ".wet";

    static IEnumerable<InputPart> TextGroups(string folder)
    {
        var (group, bytes) = (new List<string>(), 0L);
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (string file in Directory.EnumerateFiles(folder, "*", options).Where(IsText).Order(StringComparer.Ordinal))
        {
            if (group.Count == MostFiles || bytes > MostBytes)
            {
                yield return new(InputKind.Texts, group, Root: folder);
                (group, bytes) = ([], 0);
            }
            group.Add(file);
            bytes += new FileInfo(file).Length;
        }
        if (group.Count > 0)
            yield return new(InputKind.Texts, group, Root: folder);
    }

    // Manual pages end with their section; files without an ending are texts more often than not, and are looked at when they are read.
    static bool IsText(string file) => Path.GetExtension(FileForms.Uncompressed(file)) is var ending
        && (s_texts.Contains(ending, StringComparer.OrdinalIgnoreCase) || ending.Length == 0 || (ending.Length is 2 or 3 && char.IsAsciiDigit(ending[1])));
}
