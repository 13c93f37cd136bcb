// What recall has to know of every document beside its text: its words, its path, and whether it is truly wanted where that is known. One file a part.

using R1Sharp.App.Corpus.Documents;

namespace R1Sharp.App.Corpus.Recall;

/// <summary>A document without its text.</summary>
/// <param name="Words">Its words.</param>
/// <param name="Path">Its domain and the first part of its path, as a number of its part.</param>
/// <param name="IsTrue">Whether it is truly wanted.</param>
readonly record struct IndexedDocument(int Words, int Path, bool IsTrue);

/// <summary>The documents of a part.</summary>
/// <param name="Documents">In their order.</param>
/// <param name="Paths">The paths, by their numbers.</param>
sealed record RecallIndex(IReadOnlyList<IndexedDocument> Documents, IReadOnlyList<string> Paths)
{
    /// <summary>The path of a document: domain/first.</summary>
    public static string PathOf(CorpusDocument document)
    {
        string url = document.Url ?? "";
        int from = url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0;
        int slash = url.IndexOf('/', from), next = slash < 0 ? -1 : url.IndexOf('/', slash + 1);
        return next < 0 ? document.Domain + "/" : document.Domain + url[slash..next];
    }

    /// <summary>The domain of a path.</summary>
    public static string DomainOf(string path) => path[..path.IndexOf('/')];

    /// <summary>Writes a part's.</summary>
    public static void Write(string file, IEnumerable<(IndexedDocument Document, string Path)> documents)
    {
        var (numbers, rows) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<IndexedDocument>());
        foreach (var (document, path) in documents)
        {
            if (!numbers.TryGetValue(path, out int number))
                numbers[path] = number = numbers.Count;
            rows.Add(document with { Path = number });
        }
        using var writer = new BinaryWriter(File.Create(file));
        writer.Write(numbers.Count);
        foreach (string path in numbers.OrderBy(n => n.Value).Select(n => n.Key))
            writer.Write(path);
        writer.Write(rows.Count);
        foreach (var row in rows)
        {
            writer.Write(row.Words);
            writer.Write(row.Path);
            writer.Write(row.IsTrue);
        }
    }

    /// <summary>Reads a part's.</summary>
    public static RecallIndex Read(string file)
    {
        using var reader = new BinaryReader(File.OpenRead(file));
        string[] paths = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())];
        return new([.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => new IndexedDocument(reader.ReadInt32(), reader.ReadInt32(), reader.ReadBoolean()))],
            paths);
    }
}
