using System.Text;
using System.Text.Json;
using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Data;
using Xunit;

namespace R1Sharp.Tests.Corpus;

/// <summary>Rows that are copied have the bytes of rows that are written anew.</summary>
public sealed class WrittenJsonTests
{
    static string Escaped(string text) => Encoding.UTF8.GetString(Written(json => json.WriteStringValue(text)))[1..^1];

    static byte[] Written(Action<Utf8JsonWriter> write)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, new JsonWriterOptions { Encoder = WrittenJson.Encoder, SkipValidation = true }))
            write(writer);
        return memory.ToArray();
    }

    /// <summary>Every sign of the first plane and some beyond: copied where it is written as it stands, and only there.</summary>
    [Fact]
    public void A_sign_is_copied_where_it_is_written_so()
    {
        for (int i = ' '; i < 0x11000; i++)
            if (Rune.IsValid(i) && (char)i is not ('"' or '\\') && new Rune(i).ToString() is var sign)
                Assert.Equal(Escaped(sign) == sign, WrittenJson.IsWritten(Encoding.UTF8.GetBytes($"some text {sign} more")));
    }

    [Theory]
    [InlineData("a\\nb\\t\\r\\b\\f\\\\ \\\" c", true)]
    [InlineData("\\u00e9", false)]
    [InlineData("\\/", false)]
    [InlineData("ends with \\\\", true)]
    [InlineData("\\u001b", false)]
    [InlineData("<b>'&amp;+`", true)]
    [InlineData("", true)]
    public void Escapes_are_copied_where_they_are_written_so(string text, bool isWritten)
    {
        Assert.Equal(isWritten, WrittenJson.IsWritten(Encoding.UTF8.GetBytes(text)));
        if (isWritten)
            Assert.Equal(text, Escaped(JsonElement.Parse($"\"{text}\"").GetString()!));
    }

    [Fact]
    public void Rows_in_any_dress_are_written_in_the_same()
    {
        using var folder = new CorpusFolder();
        const string Row = "{\"id\":\"\\u0031\", \"text\" : \"caf\\u00e9 \\/ x\\ny\", \"n\\u0061me\":\"é\\t\\ud83d\\ude00 😀\",\"a\":[1, {\"b\": null}] ,\"c\":1.50}";
        string input = folder.Write("in.jsonl", Row + "\n");
        var document = new DocumentReader(null).Read(InputPart.Of(new() { Path = input }, 1 << 20)[0], 0).Single();
        using var row = JsonDocument.Parse(Row);
        Assert.Equal(Encoding.UTF8.GetString(Written(json => row.RootElement.WriteTo(json))), Encoding.UTF8.GetString(Written(json => document.Write(json))));
        Assert.Equal("café / x\ny", JsonLines.Read(input)[0].Column("text")!.Value.GetString());
    }
}
