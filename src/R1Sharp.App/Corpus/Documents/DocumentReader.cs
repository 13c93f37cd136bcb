// The documents of a part, one by one.

using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Files;
using R1Sharp.Learning;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Corpus.Documents;

/// <summary>Reads parts.</summary>
/// <param name="textColumn">The column of the text; null takes the first of the usual ones, or question and answer together.</param>
sealed class DocumentReader(string? textColumn)
{
    static readonly string[] s_texts = ["text", "content", "raw_content", "body"], s_urls = ["url", "URL", "source_url"];

    /// <summary>The documents of a part; more may be read than memory holds.</summary>
    /// <param name="part">The part.</param>
    /// <param name="number">Its number, which names documents that have no id.</param>
    /// <exception cref="UserErrorException">A file is broken; the message says where.</exception>
    public IEnumerable<CorpusDocument> Read(InputPart part, int number)
    {
        var rows = part.Kind switch
        {
            InputKind.WebArchive => part.Files.SelectMany(WebArchive.Rows),
            InputKind.Texts => part.Files.Select(file => TextFolder.Row(file, part.Root)).OfType<JsonLine>(),
            InputKind.Lines => LinePieces.Rows(part.Files[0], part.From, part.To),
            _ => part.Files.SelectMany(file => RowFile.Open(file).Rows(0)),
        };
        int index = 0;
        foreach (var row in rows)
        {
            var document = Document(row, number, index++);
            yield return document;
            ReadMemory.GiveBack(document.Text.Length);
        }
    }

    CorpusDocument Document(JsonLine row, int part, int index)
    {
        string column = textColumn ?? s_texts.FirstOrDefault(name => row.Column(name) is { ValueKind: JsonValueKind.String }) ?? "";
        string id = row.Column("id") is { ValueKind: JsonValueKind.String or JsonValueKind.Number } own ? own.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"{part:d5}-{index:d6}");
        string? url = s_urls.Select(name => row.Column(name)).FirstOrDefault(u => u is { ValueKind: JsonValueKind.String })?.GetString();
        return new(id, column.Length == 0 ? AllTexts(row) : Text(row, column), url, row.Value, column);
    }

    static string Text(JsonLine row, string column) => row.Needed(column) is { ValueKind: JsonValueKind.String } text ? text.GetString()!
        : throw row.Error($"the column '{column}' holds no text; name another one with --text-column.");

    // Rows of problems and conversations: whatever they say, part by part.
    static string AllTexts(JsonLine row) => string.Join("\n\n", RowTexts.Of(row.Value)) is { Length: > 0 } text ? text
        : throw row.Error($"the row has no text; it has {string.Join(", ", row.Columns)}.");
}

/// <summary>The texts of a row.</summary>
static class RowTexts
{
    /// <summary>Every text in it, lists and objects included, in their order.</summary>
    public static IEnumerable<string> Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Of),
        JsonValueKind.Object => value.EnumerateObject().Where(p => p.Name is not ("id" or "role" or "from")).SelectMany(p => Of(p.Value)),
        _ => [],
    };
}
