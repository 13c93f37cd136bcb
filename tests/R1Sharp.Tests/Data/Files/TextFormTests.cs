using Xunit;

namespace R1Sharp.Tests.Data.Files;

/// <summary>Every form of text gives the same rows, compressed or not; what is broken is one sentence.</summary>
public sealed class TextFormTests : IDisposable
{
    const string Lines = "{\"q\":\"1+1\",\"a\":\"2\"}\n\n{\"q\":\"a \\\"b\\\",\\nc\",\"a\":\"3\"}\n";
    static readonly string[] s_rows = ["{\"q\":\"1+1\",\"a\":\"2\"}", "{\"q\":\"a \\\"b\\\",\\nc\",\"a\":\"3\"}"];
    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("x.jsonl", Lines)]
    [InlineData("x.ndjson", Lines)]
    [InlineData("x", Lines)]
    [InlineData("x.json", Lines)]
    [InlineData("x.json", "\uFEFF [ {\"q\":\"1+1\",\"a\":\"2\"} ,\n{\"q\":\"a \\\"b\\\",\\nc\",\"a\":\"3\"}]\n")]
    [InlineData("x.json", "{\"version\":\"1\",\"data\":[{\"q\":\"1+1\",\"a\":\"2\"},{\"q\":\"a \\\"b\\\",\\nc\",\"a\":\"3\"}]}")]
    [InlineData("x.csv", "q,a\r\n1+1,2\r\n\"a \"\"b\"\",\nc\",3\r\n")]
    [InlineData("x.csv", "q;a\n1+1;2\n\"a \"\"b\"\",\nc\";3\n")]
    [InlineData("x.tsv", "q\ta\n1+1\t2\n\"a \"\"b\"\",\nc\"\t3\n")]
    public void Rows_are_the_same_in_every_form(string name, string text)
    {
        foreach (string compressed in (string[])["", ".gz", ".zst"])
            Assert.Equal(s_rows, DataFolder.Rows(_folder.Write(name + compressed, text)).Select(row => row.Replace("\": \"", "\":\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_compressed_file_is_known_whatever_it_is_called()
    {
        File.Move(_folder.Write("x.jsonl.zst", Lines), _folder["y.jsonl"]);
        Assert.Equal(s_rows, DataFolder.Rows(_folder["y.jsonl"]));
    }

    [Fact]
    public void An_element_of_a_list_may_be_longer_than_any_buffer()
    {
        string longText = new string('x', 300_000) + "]}\\\\";
        string[] rows = DataFolder.Rows(_folder.Write("x.json", $"[{{\"t\":\"{longText}\"}},{{\"t\":\"[\\\"\"}}]"));
        Assert.Equal([$"{{\"t\":\"{longText}\"}}", "{\"t\":\"[\\\"\"}"], rows);
    }

    [Theory]
    [InlineData("""[[{"role":"user","content":"1+1"},{"role":"assistant","content":"2"}]]""", """{"conversations":[{"role":"user","content":"1+1"},{"role":"assistant","content":"2"}]}""")]
    [InlineData("""[ [{"from":"human","value":"1+1"},{"from":"gpt","value":"2"}] ]""", """{"conversations":[{"from":"human","value":"1+1"},{"from":"gpt","value":"2"}]}""")]
    [InlineData("""[[{"from":"human","value":"1+1"},{"from":"assistant","ground_truth":{"value":"2"}}]]""", """{"0":{"from":"human","value":"1+1"},"1":{"from":"assistant","ground_truth":{"value":"2"}}}""")]
    [InlineData("""[{"messages":[{"role":"user","content":"1+1"}],"id":1}]""", """{"messages":[{"role":"user","content":"1+1"}],"id":1}""")]
    [InlineData("""{"messages":[{"role":"user","content":"1+1"},{"role":"assistant","content":"2"}]}""", """{"messages":[{"role":"user","content":"1+1"},{"role":"assistant","content":"2"}]}""")]
    [InlineData("""[{"tests":[{"input":"1"}]}]""", """{"tests":[{"input":"1"}]}""")]
    [InlineData("""{"data":[[1,2]]}""", """{"data":[[1,2]]}""")]
    [InlineData("""[["1+1",2,null]]""", """{"0":"1+1","1":2,"2":null}""")]
    public void A_single_row_stays_one_and_a_list_is_a_conversation_or_has_numbers_for_names(string text, string row) => Assert.Equal([row], DataFolder.Rows(_folder.Write("x.json", text)));

    [Fact]
    public void Lines_of_text_are_rows_and_empty_cells_are_no_values()
    {
        Assert.Equal(["{\"text\":\"a \\\"b\\\"\"}", "{\"text\":\"c\"}"], DataFolder.Rows(_folder.Write("x.txt", "a \"b\"\r\n\nc")));
        Assert.Equal(["{\"a\":null,\"b\":\"1\"}"], DataFolder.Rows(_folder.Write("x.csv", "a,b\n,1\n")));
    }

    [Fact]
    public void A_compressed_file_that_is_cut_off_is_refused()
    {
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"q\":\"{i * 7919 % 1000}\"}}\n"));
        foreach (string name in (string[])["x.jsonl.gz", "x.jsonl.zst"])
        {
            string path = _folder.Write(name, text);
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^(int)(new FileInfo(path).Length / 2)]);
            Assert.StartsWith($"D/{name}: the compressed file is cut off or broken", _folder.Error(path), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("x.json", "[{\"q\":1},{\"q\":", "D/x.json: the JSON ends within element 2: the file is cut off; copy it again.")]
    [InlineData("x.json", "[{\"q\":1}, 5]", "D/x.json:2: this element is JSON but not an object; the file holds a list of objects, or one object a line.")]
    [InlineData("x.json", "[[{\"q\":1}, {\"q\":NaN}]]", "D/x.json:1: this element is not JSON: NaN is no number in JSON, write null or take the line out (byte 16 of it)")]
    [InlineData("x.json", "", "D/x.json: the file holds no lines; each is one object like {\"problem\":\"…\",\"answer\":\"…\"}.")]
    [InlineData("x.json", "[]", "D/x.json: the file holds no lines; each is one object like {\"problem\":\"…\",\"answer\":\"…\"}.")]
    [InlineData("x.csv", "a,b\n", "D/x.csv: the data holds no rows.")]
    [InlineData("x.csv", "a,b\n1,2\n3\n", "D/x.csv: row 2 of the table cannot be read:")]
    [InlineData("x.parquet", "PAR1 and then nothing more", "D/x.parquet: this Parquet file is cut off: its end, where its columns are listed, is missing; copy it again.")]
    [InlineData("x.parquet", "{\"q\":1}", "D/x.parquet: this is no Parquet file: it does not begin with PAR1.")]
    [InlineData("x.arrow", "{\"q\":1}", "D/x.arrow: this Arrow file is cut off or broken")]
    public void Broken_files_are_one_sentence(string name, string text, string sentence) => Assert.StartsWith(sentence, _folder.Error(_folder.Write(name, text)), StringComparison.Ordinal);

    [Fact]
    public void A_table_that_is_not_utf8_is_refused()
    {
        File.WriteAllBytes(_folder["x.csv"], [.. "a\nb\n"u8, 0xE9, (byte)'\n']);
        Assert.StartsWith("D/x.csv: a byte near row", _folder.Error(_folder["x.csv"]), StringComparison.Ordinal);
    }
}
