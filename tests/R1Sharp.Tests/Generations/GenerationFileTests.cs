using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Generations;
using R1Sharp.Learning;
using R1Sharp.Tests.Data;
using Xunit;

namespace R1Sharp.Tests.Generations;

/// <summary>What is appended, what is taken up again, and what is left alone.</summary>
public sealed class GenerationFileTests : IDisposable
{
    const string Settings = """{"model":"m","temperature":0.6}""";

    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Path => _folder["out.jsonl"];

    AskedRow[] Rows(params string[] lines) =>
        [.. AskedRows.Of(Dataset.Open(_folder.Write("rows.jsonl", string.Concat(lines.Select(l => l + "\n")))), new() { Path = "" }).Missing(_ => false)];

    static AnsweredRow Answered(AskedRow row, string text = "because") => new(row, null, [new(text, "stop", 3)]);

    void Write(IEnumerable<AnsweredRow> rows, string settings = Settings)
    {
        using var file = GenerationFile.Open(Path, "", settings, retryFailed: false);
        foreach (var row in rows)
            file.Append(row);
    }

    string Refused(string settings = Settings)
    {
        byte[] before = File.ReadAllBytes(Path);
        string message = Assert.Throws<UserErrorException>(() => GenerationFile.Open(Path, "", settings, retryFailed: true)).Message;
        Assert.Equal(before, File.ReadAllBytes(Path));
        return message.Replace(Path, "out", StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_keeps_its_columns_as_they_were()
    {
        var rows = Rows("""{"id": 1e3, "problem":"größer \u00e4?", "nested": {"a":[1,null]}}""");
        Write([Answered(rows[0], "so\n")]);
        Assert.Equal($$$"""{"id":1e3,"problem":"größer \u00e4?","nested":{"a":[1,null]},"generations":["so\n"],"finish_reasons":["stop"],"generation":{"key":"{{{rows[0].Key}}}","settings":{{{Settings}}},"tokens":[3]}}""" + "\n",
            File.ReadAllText(Path));
    }

    [Fact]
    public void Half_a_line_is_cut_off_and_its_row_is_missing()
    {
        var rows = Rows("""{"problem":"1"}""", """{"problem":"2"}""", """{"problem":"3"}""");
        Write(rows[..2].Select(r => Answered(r)));
        byte[] whole = File.ReadAllBytes(Path);
        for (int cut = whole.AsSpan().IndexOf((byte)'\n') + 1; cut < whole.Length; cut += 7)
        {
            File.WriteAllBytes(Path, whole[..cut]);
            using (var file = GenerationFile.Open(Path, "", Settings, retryFailed: false))
            {
                Assert.Equal([true, false, false], rows.Select(r => file.Has(r.Key)));
                file.Append(Answered(rows[1]));
            }
            Assert.Equal(whole, File.ReadAllBytes(Path));
        }
    }

    [Fact]
    public void Rows_that_are_alike_have_keys_of_their_own_and_keys_stay()
    {
        string[] lines = ["""{"problem":"1"}""", """{"problem":"2"}""", """{"problem":"1"}"""];
        string[] keys = [.. Rows(lines).Select(r => r.Key)];
        Assert.Equal(3, keys.Distinct().Count());
        Assert.Equal(keys, Rows(lines).Select(r => r.Key));
        Assert.Equal([keys[1], keys[0], keys[2]], Rows(lines[1], lines[0], lines[2]).Select(r => r.Key));
    }

    [Fact]
    public void A_file_of_something_else_or_of_other_settings_is_left_as_it_is()
    {
        Write([Answered(Rows("""{"problem":"1"}""")[0])]);
        Assert.Equal("out:1: this row was made with other settings (temperature 0.6, not 1; top_p its default, not 0.9): name another file, or give the same settings.".Replace("; top_p", ", top_p"),
            Refused("""{"model":"m","temperature":1,"top_p":0.9}"""));
        File.AppendAllText(Path, File.ReadAllText(Path));
        Assert.Contains("stands there twice", Refused());
        File.WriteAllText(Path, "{\"mine\":1}\nhalf");
        Assert.StartsWith("out:1: this line is no row of a generation", Refused());
    }

    [Fact]
    public void Rows_that_failed_are_there_until_they_are_to_be_asked_again()
    {
        var rows = Rows("""{"problem":"1"}""", """{"problem":"2"}""", """{"problem":"3"}""");
        Write([Answered(rows[0]), new(rows[1], null, [RowSample.Failed("it refuses.")]), Answered(rows[2])]);
        Assert.Contains("""tokens":[],"error":"it refuses."}""", File.ReadAllLines(Path)[1]);
        using (var file = GenerationFile.Open(Path, "", Settings, retryFailed: false))
            Assert.Equal((true, 1), (file.Has(rows[1].Key), file.FailedBefore));
        using (var file = GenerationFile.Open(Path, "", Settings, retryFailed: true))
        {
            Assert.Equal([true, false, true], rows.Select(r => file.Has(r.Key)));
            file.Append(Answered(rows[1]));
        }
        Assert.Equal(["1", "3", "2"], File.ReadLines(Path).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("problem").GetString()));
    }

    [Theory]
    [InlineData("out.jsonl.gz"), InlineData("out.parquet"), InlineData("out.csv")]
    public void A_form_that_rows_cannot_be_appended_to_is_refused(string name) =>
        Assert.Contains("JSON Lines", Assert.Throws<UserErrorException>(() => GenerationFile.Open(_folder[name], "", Settings, false)).Message);
}
