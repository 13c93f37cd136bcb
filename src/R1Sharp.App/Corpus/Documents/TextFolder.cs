// A document a file: texts, Markdown, HTML, manual pages. What holds bytes that no text has is passed over.

using System.Text;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Files;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Corpus.Documents;

/// <summary>Reads files as documents.</summary>
static class TextFolder
{
    const int MostBytes = 64 << 20;

    /// <summary>A file as a row: text, url (its place), title; null where it is no text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="root">The folder that its place is told from; empty where there is none.</param>
    public static JsonLine? Row(string path, string root)
    {
        byte[] bytes = Bytes(path);
        if (bytes.Length == 0 || bytes.AsSpan(0, Math.Min(bytes.Length, 4096)).Contains((byte)0))
            return null;
        string content = HtmlBytes.Decode(bytes, "");
        string place = root.Length == 0 ? path : Path.GetRelativePath(root, path).Replace('\\', '/');
        var text = Path.GetExtension(FileForms.Uncompressed(path)).ToLowerInvariant() switch
        {
            ".html" or ".htm" or ".xhtml" => WebText.OfHtml(content, null),
            [_, >= '0' and <= '9', ..] when content.Contains("\n.", StringComparison.Ordinal) => new(ManualPage.Text(content), null),
            _ => new WebText(content, null),
        };
        return string.IsNullOrWhiteSpace(text.Text) ? null : Row(path, place, text);
    }

    static JsonLine Row(string path, string place, WebText text)
    {
        var row = new RowWriter();
        row.BeginObject();
        row.Name("text");
        row.Text(text.Text);
        row.Name("url");
        row.Text(place);
        if (text.Title is { } title)
        {
            row.Name("title");
            row.Text(title);
        }
        row.EndObject();
        return row.Line(path, 1);
    }

    static byte[] Bytes(string path)
    {
        using var stream = TextStreams.Open(path);
        using var memory = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        while (memory.Length < MostBytes && stream.Read(buffer) is > 0 and var count)
            memory.Write(buffer, 0, count);
        return memory.ToArray();
    }
}

/// <summary>Manual pages: troff without its requests.</summary>
static class ManualPage
{
    /// <summary>What a reader sees, roughly: the words of the lines, a new line where a request begins a part.</summary>
    public static string Text(string source)
    {
        var text = new StringBuilder(source.Length);
        foreach (var line in source.AsSpan().EnumerateLines())
            if (line.StartsWith(".\\\"") || line.StartsWith("'\\\"") || line.StartsWith(".TH") || line.StartsWith(".de") || line.StartsWith(".if")
                || line.StartsWith(".ie"))
                continue;
            else if (line.Length > 0 && line[0] is '.' or '\'')
                Request(line[1..], text);
            else
                text.Append(Plain(line)).Append('\n');
        return text.ToString().Trim();
    }

    static void Request(ReadOnlySpan<char> line, StringBuilder text)
    {
        int at = line.IndexOf(' ');
        var name = at < 0 ? line : line[..at];
        var rest = at < 0 ? default : line[(at + 1)..];
        if (name is "SH" or "SS" or "Sh" or "Ss")
            text.Append('\n').Append(Plain(rest)).Append("\n\n");
        else if (name is "PP" or "P" or "LP" or "TP" or "IP" or "sp" or "Pp" or "It")
            text.Append('\n').Append(Plain(rest.TrimStart())).Append(rest.IsEmpty ? "" : "\n");
        else if (name is "B" or "I" or "BR" or "BI" or "IR" or "RB" or "RI" or "IB" or "SM" or "Nm" or "Fl" or "Ar" or "Nd" or "Xr" or "Cm")
            text.Append(Plain(rest)).Append('\n');
    }

    // \fB…\fR are fonts, \- a dash, \(em and \[em] signs.
    static string Plain(ReadOnlySpan<char> line)
    {
        var plain = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' || (line[i] == '\\' && i + 1 == line.Length))
                continue;
            if (line[i] != '\\')
                plain.Append(line[i]);
            else if (line[++i] is 'f' or '*' && i + 1 < line.Length)
                i += line[i + 1] == '[' && line[i..].IndexOf(']') is > 0 and var end ? end : line[i + 1] == '(' ? 3 : 1;
            else if (line[i] is '(' && i + 2 < line.Length)
                i += 2;
            else if (line[i] is '-' or 'e' or ' ' or '\\' or '.')
                plain.Append(line[i] == 'e' ? '\\' : line[i]);
        }
        return plain.ToString();
    }
}
