using System.IO.Compression;
using System.Text;
using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Corpus;

public sealed class DocumentReaderTests
{
    const string Page = """
        <html><head><title>A page</title><script>var x = 1;</script></head><body><nav>Home | About</nav>
        <article><h1>Roots</h1><p>The equation <math><mi>x</mi><annotation encoding="application/x-tex">x^2 = 2</annotation></math> has two roots, as
        everybody who has been at school will know; they are irrational, which is shown in a few lines below by a contradiction.</p>
        <p>Suppose that a root were a fraction in lowest terms. Then its numerator would be even, and so would its denominator be, which cannot be.</p>
        <pre>a
          b</pre></article><footer>Copyright</footer></body></html>
        """;

    static byte[] Record(string type, string head, string body)
    {
        byte[] content = Encoding.UTF8.GetBytes(body);
        return [.. Encoding.UTF8.GetBytes($"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Target-URI: https://www.example.org/a\r\n{head}Content-Length: {content.Length}\r\n\r\n"),
            .. content, .. "\r\n\r\n"u8];
    }

    static byte[] Zipped(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Fastest))
            zip.Write(bytes);
        return memory.ToArray();
    }

    static IReadOnlyList<CorpusDocument> Read(string path, long partBytes = 32 << 20) =>
        [.. InputPart.Of(new DataSource { Path = path }, partBytes).SelectMany((part, i) => new DocumentReader(null).Read(part, i))];

    [Fact]
    public void Pages_of_a_crawl_are_read_as_text()
    {
        using var folder = new CorpusFolder();
        string path = folder["crawl.warc.gz"];
        File.WriteAllBytes(path, [.. Zipped(Record("warcinfo", "", "software: x")), .. Zipped(Record("request", "", "GET / HTTP/1.1")),
            .. Zipped(Record("response", "WARC-Record-ID: <urn:1>\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n", $"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{Page}")),
            .. Zipped(Record("response", "", $"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n{Page}"))]);
        var page = Assert.Single(Read(path));
        Assert.Equal(("urn:1", "https://www.example.org/a", "example.org"), (page.Id, page.Url, page.Domain));
        Assert.Contains("The equation $x^2 = 2$ has two roots, as everybody", page.Text, StringComparison.Ordinal);
        Assert.Contains("a\n", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("var x", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("About", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Copyright", page.Text, StringComparison.Ordinal);
        Assert.Equal("A page", page.Row.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData(new[] { "lang=en" }, null, "where")]
    [InlineData(null, new[] { "text" }, "columns")]
    public void A_part_of_the_rows_of_a_corpus_is_refused(string[]? where, string[]? columns, string key)
    {
        using var folder = new CorpusFolder();
        File.WriteAllText(folder["a.jsonl"], "{\"text\":\"one\",\"lang\":\"en\"}\n");
        var error = Assert.Throws<UserErrorException>(() => InputPart.Of(new DataSource { Path = folder["a.jsonl"], Where = where, Columns = columns }, 1 << 20));
        Assert.Equal($"{folder["a.jsonl"]}: a corpus is read in whole files, so that {key} can take no part of them; write what is wanted as a file first (data filter, data mix).", error.Message);
    }

    [Fact]
    public void Extracted_texts_are_read_as_they_are()
    {
        using var folder = new CorpusFolder();
        File.WriteAllBytes(folder["crawl.wet.gz"], Zipped([.. Record("warcinfo", "", ""), .. Record("conversion", "", "Zwölf\nZeilen"), .. Record("conversion", "", "und mehr")]));
        Assert.Equal(["Zwölf\nZeilen", "und mehr"], Read(folder["crawl.wet.gz"]).Select(d => d.Text));
    }

    [Theory]
    [InlineData("WARC/1.0\r\nContent-Length: 50\r\n\r\nshort", "breaks off")]
    [InlineData("hello\n", "begins with 'hello'")]
    [InlineData("WARC/1.0\r\n\r\n", "content-length")]
    public void Broken_archives_are_told(string content, string sentence)
    {
        using var folder = new CorpusFolder();
        string path = folder.Write("x.warc", content);
        Assert.Contains(sentence, Assert.Throws<UserErrorException>(() => Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_texts_is_a_document_a_file()
    {
        using var folder = new CorpusFolder();
        folder.Write("docs/b.txt", "plain\ntext\n");
        folder.Write("docs/a/page.html", Page);
        folder.Write("docs/tool.1.gz", ".TH TOOL 1\n.SH NAME\ntool \\- does \\fBthings\\fR\n.PP\nIt does\n.B them\n.br\n.\\\" a remark\nwell.\n");
        folder.Write("docs/binary", "a\0b");
        folder.Write("docs/picture.png", "no text");
        var documents = Read(folder["docs"]);
        Assert.Equal(["a/page.html", "b.txt", "tool.1.gz"], documents.Select(d => d.Url));
        Assert.Equal("plain\ntext\n", documents[1].Text);
        Assert.Equal("NAME\n\ntool - does things\n\nIt does\nthem\nwell.", documents[2].Text);
    }

    [Theory]
    [InlineData(1), InlineData(7), InlineData(40), InlineData(41), InlineData(1000)]
    public void Pieces_of_a_file_have_each_line_once(int bytes)
    {
        using var folder = new CorpusFolder();
        string[] texts = [.. Enumerable.Range(0, 50).Select(i => new string((char)('a' + i % 26), i % 13))];
        string path = folder.Input("in.jsonl", texts);
        Assert.Equal(texts, Read(path, bytes).Select(d => d.Text));
    }

    [Fact]
    public void Rows_without_a_text_are_all_their_texts()
    {
        using var folder = new CorpusFolder();
        string path = folder.Write("in.jsonl", """{"id":"p7","problem":"What?","messages":[{"role":"user","content":"Why?"}],"n":3}""");
        var document = Assert.Single(Read(path));
        Assert.Equal(("p7", "What?\n\nWhy?"), (document.Id, document.Text));
    }

    [Theory]
    [InlineData("https://www.Example.org:80/a?b", "example.org")]
    [InlineData("example.org", "example.org")]
    [InlineData("http://a.b/c", "a.b")]
    [InlineData(null, "")]
    public void Domains_are_found(string? url, string domain) => Assert.Equal(domain, CorpusDocument.DomainOf(url));
}
