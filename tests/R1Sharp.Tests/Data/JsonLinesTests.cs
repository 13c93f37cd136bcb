using System.Text;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Data;

/// <summary>An answer a line, in order; a bad line is answered and stops nothing.</summary>
public sealed class JsonLinesTests
{
    [Fact]
    public void Answers_in_order_and_goes_on_after_an_error()
    {
        var (code, lines) = Answer("{\"n\":1}\r\n\n[3]\n{\"n\":\n{\"n\":\"x\"}\n{\"n\":0.1}");
        Assert.Equal(1, code);
        Assert.Equal(5, lines.Length);
        Assert.Equal("{\"n\":1}", lines[0]);
        Assert.Equal("{\"error\":\"this line is JSON but not an object.\"}", lines[1]);
        Assert.StartsWith("{\"error\":\"this line is not JSON", lines[2]);
        Assert.Equal("{\"error\":\"n is a text\"}", lines[3]);
        Assert.Equal("{\"n\":0.1}", lines[4]);
    }

    [Fact]
    public void All_well_is_exit_code_0_and_numbers_read_back_the_same()
    {
        var (code, lines) = Answer("\uFEFF{\"n\":0.30000000000000004}\n{\"n\":-1.7976931348623157E+308}\n");
        Assert.Equal(0, code);
        Assert.Equal(["{\"n\":0.30000000000000004}", "{\"n\":-1.7976931348623157E+308}"], lines);
        Assert.Empty(Answer("").Lines);
    }

    [Theory]
    [InlineData("""{"a":"\ud83d\ude00 \uD83D x \ude00\ud83d\ud83d\ude00"}""", """{"a":"\ud83d\ude00 \uFFFD x \uFFFD\uFFFD\ud83d\ude00"}""")]
    [InlineData("""{"a":"\\ud83d \\\ud83d \n"}""", """{"a":"\\ud83d \\\uFFFD \n"}""")]
    [InlineData("""{"a":"\ud8""", """{"a":"\ud8""")]
    [InlineData("""\""", """\""")]
    public void Halves_of_surrogate_pairs_become_replacement_characters(string json, string mended) =>
        Assert.Equal(mended, Encoding.UTF8.GetString(JsonSurrogates.Mend(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("""{"a":"x \ud83d"}""", "x \uFFFD")]
    [InlineData("""{"a":"\uDE00 y","b":{"c":["\ud83d"]}}""", "\uFFFD y")]
    [InlineData("""{"a":"\ud83d\ude00","\ud83d":1}""", "😀")]
    [InlineData("""{"a":"\\ud83d \\udce9 \ud83d\udce9"}""", "\\ud83d \\udce9 \ud83d\udce9")]
    [InlineData("\uFEFF{\"a\":\"b\"}\r", "b")]
    public void Files_are_read_with_halves_of_surrogate_pairs_as_replacement_characters(string line, string text)
    {
        var read = Assert.Single(Read(Encoding.UTF8.GetBytes(line + "\n\n")));
        Assert.Equal(text, read.Column("a")!.Value.GetString());
        foreach (var column in read.Value.EnumerateObject())
            _ = column.Name + column.Value.GetRawText();
    }

    [Theory]
    [InlineData("{\"a\":\"caf\u00e9\"}", ":2:10: this line is not UTF-8: the byte 0xE9 is not UTF-8; save the file as UTF-8")]
    [InlineData("{\"a\":\"caf\\udce9\"}", ":2:10: this line is not UTF-8: \\udce9 stands for a byte that was not")]
    [InlineData("{\"a\":NaN}", ":2:6: this line is not JSON: NaN is no number in JSON")]
    [InlineData("{\"a\":[1, -Infinity]}", "this line is not JSON: -Infinity is no number in JSON")]
    [InlineData("{\"a\": Infinity}", "this line is not JSON: Infinity is no number in JSON")]
    [InlineData("{\"a\":1,\"a\":2}", ":2: a name stands twice")]
    [InlineData("[1]", ":2: this line is JSON but not an object")]
    [InlineData("{'a':1}", ":2:2: this line is not JSON")]
    public void What_is_wrong_with_a_file_is_said_with_its_place(string line, string named)
    {
        string message = Assert.Throws<UserErrorException>(() => Read([.. "{\"a\":1}\n"u8, .. Encoding.Latin1.GetBytes(line)])).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Matches(@"^\S+:2(:\d+)?: [^\n]+\.$", message);
    }

    [Fact]
    public void A_file_of_another_encoding_is_refused()
    {
        Assert.Contains(":1:1: this line is not UTF-8", Assert.Throws<UserErrorException>(() => Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("{\"a\":1}\n")])).Message);
        Assert.Contains("is not UTF-8", Assert.Throws<UserErrorException>(() => Read([.. "{\"a\":\""u8, 0xED, 0xA0, 0xBD, .. "\"}"u8])).Message);
    }

    static List<JsonLine> Read(byte[] bytes)
    {
        using var folder = new Tokenization.TemporaryDirectory();
        string file = Path.Combine(folder.Path, "f.jsonl");
        File.WriteAllBytes(file, bytes);
        return JsonLines.Read(file);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_an_error_of_its_line()
    {
        using var input = new MemoryStream([.. "{\"n\":1,\"t\":\""u8, 0xFF, .. "\"}\n{\"n\":2}"u8]);
        using var output = new MemoryStream();
        Assert.Equal(1, JsonLines.Answer(input, output, (line, writer) => writer.WriteNumber("n", line.GetProperty("n").GetInt32())));
        Assert.Equal("{\"n\":2}", Encoding.UTF8.GetString(output.ToArray()).Split('\n')[1]);
    }

    static (int Code, string[] Lines) Answer(string text)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var output = new MemoryStream();
        int code = JsonLines.Answer(input, output, (line, writer) => writer.WriteNumber("n", line.GetProperty("n") is { ValueKind: System.Text.Json.JsonValueKind.Number } n
            ? n.GetDouble() : throw new UserErrorException("n is a text")));
        return (code, Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
