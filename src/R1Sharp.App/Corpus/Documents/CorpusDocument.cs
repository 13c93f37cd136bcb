// A document of a corpus: a text, where it is from, and whatever else its row holds.

using System.Text;
using System.Text.Json;

namespace R1Sharp.App.Corpus.Documents;

/// <summary>One document.</summary>
/// <param name="Id">What it is called in every step: the row's own id, or the number of its part and its place there.</param>
/// <param name="Text">Its text.</param>
/// <param name="Url">Where it is from; null where that is not known.</param>
/// <param name="Row">The row that it was read from.</param>
/// <param name="TextColumn">The row's column that holds the text.</param>
sealed record CorpusDocument(string Id, string Text, string? Url, JsonElement Row, string TextColumn)
{
    /// <summary>UTF-8 bytes of its text.</summary>
    public long Bytes => Encoding.UTF8.GetByteCount(Text);

    /// <summary>The domain of its address in lower case without "www."; empty where it has none.</summary>
    public string Domain => DomainOf(Url);

    /// <summary>The domain of an address.</summary>
    public static string DomainOf(string? url)
    {
        if (url is null)
            return "";
        int from = url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0;
        int to = url.AsSpan(from).IndexOfAny('/', '?', '#') is >= 0 and var end ? from + end : url.Length;
        string host = url[from..to].ToLowerInvariant();
        host = host.LastIndexOf(':') is >= 0 and var port ? host[..port] : host;
        return host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
    }

    /// <summary>Writes the row with its id, with another text where that is given, and with more columns.</summary>
    public void Write(Utf8JsonWriter writer, string? text = null, Action<Utf8JsonWriter>? more = null)
    {
        writer.WriteStartObject();
        if (!Row.TryGetProperty("id", out _))
            writer.WriteString("id", Id);
        foreach (var column in Row.EnumerateObject())
            if (text is not null && column.NameEquals(TextColumn))
                writer.WriteString(column.Name, text);
            else
                WrittenJson.Write(writer, column);
        more?.Invoke(writer);
        writer.WriteEndObject();
    }
}
