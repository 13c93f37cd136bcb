// WARC, the form in which crawls are kept (ISO 28500): records of a header and a body, gzip around each or around all. Of Common Crawl's files WARC holds
// pages (response: HTTP head and HTML) and WET the texts that were made of them (conversion).

using System.Globalization;
using System.Text;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Files;
using R1Sharp.Learning;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Corpus.Documents;

/// <summary>Reads web archives.</summary>
static class WebArchive
{
    const int MostBodyBytes = 64 << 20;

    /// <summary>The pages and texts of a file as rows: text, url, title, date, type.</summary>
    /// <exception cref="UserErrorException">The file is no archive or breaks off.</exception>
    public static IEnumerable<JsonLine> Rows(string path)
    {
        using var stream = new BufferedStream(TextStreams.Open(path), 1 << 16);
        var row = new RowWriter();
        for (int number = 1; Header(stream, path, number) is { } header; number++)
        {
            byte[] body = Body(stream, header, path, number);
            if (Document(header, body) is { } page)
                yield return Row(row, path, number, header, page);
        }
    }

    static JsonLine Row(RowWriter row, string path, int number, Dictionary<string, string> header, WebText page)
    {
        row.Clear();
        row.BeginObject();
        foreach (var (name, value) in new[] { ("text", page.Text), ("url", header.GetValueOrDefault("warc-target-uri")), ("title", page.Title),
            ("date", header.GetValueOrDefault("warc-date")), ("id", header.GetValueOrDefault("warc-record-id")?.Trim('<', '>')) })
            if (value is not null)
            {
                row.Name(name);
                row.Text(value);
            }
        row.EndObject();
        return row.Line(path, number);
    }

    static WebText? Document(Dictionary<string, string> header, byte[] body) => header.GetValueOrDefault("warc-type") switch
    {
        "conversion" => new(Encoding.UTF8.GetString(body), null),
        "resource" => Page(header.GetValueOrDefault("content-type") ?? "", body, header),
        "response" when HttpBody(body) is var (type, content) => Page(type, content, header),
        _ => null,
    };

    static WebText? Page(string type, byte[] body, Dictionary<string, string> header) =>
        type.Contains("html", StringComparison.OrdinalIgnoreCase) ? WebText.OfHtml(HtmlBytes.Decode(body, type), header.GetValueOrDefault("warc-target-uri"))
        : type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) ? new(HtmlBytes.Decode(body, type), null) : null;

    // The head of the answer ends with an empty line; only answers of 200 are pages.
    static (string Type, byte[] Content)? HttpBody(byte[] body)
    {
        int end = body.AsSpan().IndexOf("\r\n\r\n"u8);
        string[] lines = end < 0 ? [] : Encoding.Latin1.GetString(body, 0, end).Split("\r\n");
        if (lines.Length == 0 || !lines[0].Contains(" 200", StringComparison.Ordinal))
            return null;
        string type = lines.FirstOrDefault(l => l.StartsWith("content-type:", StringComparison.OrdinalIgnoreCase))?[13..].Trim() ?? "text/html";
        return (type, body[(end + 4)..]);
    }

    // Null at the file's end. Records have empty lines between them.
    static Dictionary<string, string>? Header(Stream stream, string path, int number)
    {
        string? first;
        do
            first = Line(stream);
        while (first is "");
        if (first is null)
            return null;
        if (!first.StartsWith("WARC/", StringComparison.Ordinal))
            throw new UserErrorException(
                $"{path}: record {number} begins with '{(first.Length > 40 ? first[..40] : first)}' and not with WARC/; this is no web archive, or a broken "
                + $"one.");
        var header = new Dictionary<string, string>();
        while (Line(stream) is { Length: > 0 } line)
            if (line.IndexOf(':') is > 0 and var at)
                header[line[..at].ToLowerInvariant()] = line[(at + 1)..].Trim();
        return header;
    }

    static byte[] Body(Stream stream, Dictionary<string, string> header, string path, int number)
    {
        if (!int.TryParse(header.GetValueOrDefault("content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            || length > MostBodyBytes)
            throw new UserErrorException($"{path}: record {number} has no content-length from 0 to {MostBodyBytes}; the archive is broken.");
        byte[] body = new byte[length];
        return stream.ReadAtLeast(body, length, throwOnEndOfStream: false) == length ? body
            : throw new UserErrorException($"{path}: record {number} breaks off; copy the archive again.");
    }

    static string? Line(Stream stream)
    {
        var line = new StringBuilder();
        int read;
        while ((read = stream.ReadByte()) >= 0 && read != '\n')
            line.Append((char)read);
        return read < 0 && line.Length == 0 ? null : line.ToString().TrimEnd('\r');
    }
}
