using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Data;

/// <summary>Conditions by which rows are taken.</summary>
public sealed class RowConditionTests : IDisposable
{
    const string Row = """{"ability":"math","difficulty":3,"rate":"0.25","is_new":true,"none":null,"extra":{"index":7},"list":[1,2],"text":"a = b"}""";

    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ability=math", true)]
    [InlineData("ability = math", true)]
    [InlineData("ability=Math", false)]
    [InlineData("ability!=code", true)]
    [InlineData("ability!=math", false)]
    [InlineData("difficulty=3.0", true)]
    [InlineData("difficulty!=3", false)]
    [InlineData("difficulty<3", false)]
    [InlineData("difficulty<=3", true)]
    [InlineData("difficulty>2.5", true)]
    [InlineData("difficulty>=3", true)]
    [InlineData("rate<0.3", true)]
    [InlineData("rate=0.250", true)]
    [InlineData("is_new=true", true)]
    [InlineData("extra.index=7", true)]
    [InlineData("list.1=2", true)]
    [InlineData("list=[1,2]", true)]
    [InlineData("text=a = b", true)]
    [InlineData("text=", false)]
    [InlineData("none=math", false)]
    [InlineData("none!=math", true)]
    [InlineData("nowhere>0", false)]
    [InlineData("nowhere!=0", true)]
    [InlineData("ability>0", false)]
    public void A_row_meets_a_condition_or_not(string condition, bool holds) => Assert.Equal(holds, RowCondition.Parse(condition).Holds(new("F", 1, JsonElement.Parse(Row))));

    [Theory]
    [InlineData("ability", "'ability' is no condition on a column: write column=value, with =, !=, <, <=, > or >=.")]
    [InlineData("=math", "'=math' is no condition on a column: write column=value, with =, !=, <, <=, > or >=.")]
    [InlineData("difficulty<many", "'difficulty<many' compares with 'many', which is no number.")]
    public void What_is_no_condition_is_one_sentence(string text, string sentence) => Assert.Equal(sentence, Assert.Throws<UserErrorException>(() => RowCondition.Parse(text)).Message);

    [Fact]
    public void Rows_of_a_source_meet_all_of_its_conditions_behind_its_split()
    {
        string path = _folder.Write("x.jsonl", string.Join('\n', Enumerable.Range(0, 10).Select(i => $"{{\"i\":{i},\"kind\":\"{(i % 2 == 0 ? "even" : "odd")}\"}}")));
        int[] Taken(string? split, params string[] where) => [.. Dataset.Open(new DataSource { Path = path, Split = split, Where = where }).Rows().Select(row => row.Column("i")!.Value.GetInt32())];
        Assert.Equal([4, 6, 8], Taken(null, "kind=even", "i>=4"));
        Assert.Equal([4], Taken("train[:6]", "kind=even", "i>=4"));
        Assert.Equal(3, Dataset.Open(new DataSource { Path = path, Where = ["kind=even", "i>=4"] }).Count());
        Assert.Equal($"{path}: no row has kind=even and i>8.", Assert.Throws<UserErrorException>(() => Taken(null, "kind=even", "i>8")).Message);
        Assert.Equal($"{path}: no row has knd=even.", Assert.Throws<UserErrorException>(() => Taken(null, "knd=even")).Message);
    }

    [Fact]
    public void Only_named_columns_are_seen_behind_the_conditions()
    {
        string path = _folder.Write("c.jsonl", "{\"a\":1,\"b\":\"x\",\"c\":null}\n{\"a\":2,\"b\":\"y\"}\n{\"a\":3,\"b\":\"y\",\"c\":[4]}");
        string[] Seen(string[]? where, params string[] columns) =>
            [.. Dataset.Open(new DataSource { Path = path, Where = where, Columns = columns }).Rows().Select(row => row.Value.GetRawText())];
        Assert.Equal(["{\"c\":null,\"a\":1}", "{\"c\":null,\"a\":2}", "{\"c\":[4],\"a\":3}"], Seen(null, "c", "a"));
        Assert.Equal(["{\"a\":2}", "{\"a\":3}"], Seen(["b=y"], "a"));
        Assert.Equal(2, Dataset.Open(new DataSource { Path = path, Where = ["b=y"], Columns = ["a"] }).Count());
        Assert.Equal($"{path}:1: the row has no column 'd', which is one of the columns to be read; it has a, b, c.",
            Assert.Throws<UserErrorException>(() => Seen(null, "a", "d")).Message);
    }

    [Fact]
    public void Commands_keep_rows_by_columns_too()
    {
        string path = _folder.Write("x.jsonl", "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n{\"a\":3,\"b\":\"y\"}");
        var kept = Cli.Run("data", "filter", path, "--where", "b=y", "--where", "a<3", "--out", _folder["y.jsonl"]);
        Assert.Equal((0, $"{_folder["y.jsonl"]}: 1 rows\n", ""), (kept.Code, kept.Output, kept.Error));
        Assert.Equal(["{\"a\":2,\"b\":\"y\"}"], DataFolder.Rows(_folder["y.jsonl"]));
        Assert.Equal("{\"a\":2,\"b\":\"y\"}\n{\"a\":3,\"b\":\"y\"}\n", Cli.Run("data", "head", path, "--where", "b=y").Output);
        var none = Cli.Run("data", "filter", path, "--out", _folder["z.jsonl"]);
        Assert.Equal((2, "r1: nothing says which rows to keep: give --where column=value, --pass-rate from..to, or both.\n"), (none.Code, none.Error));
        Assert.False(File.Exists(_folder["z.jsonl"]));
    }
}
