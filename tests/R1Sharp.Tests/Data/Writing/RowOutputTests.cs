using R1Sharp.App.Data;
using R1Sharp.App.Data.Writing;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Data.Writing;

/// <summary>What is written is read back the same, whatever the form; a pushed dataset is one that the reader of datasets reads.</summary>
public sealed class RowOutputTests : IDisposable
{
    static readonly string[] s_rows =
    [
        """{"id":1,"messages":[{"role":"user","content":"a\n\"b\""},{"role":"assistant","content":null}],"tags":[],"score":0.5,"ok":true,"deep":[[1,2],[],null],"mixed":"x"}""",
        """{"id":-9007199254740993,"messages":[],"tags":["x",null,"é漢"],"score":null,"ok":null,"deep":null,"mixed":"y"}""",
        """{"id":null,"messages":null,"tags":null,"score":3,"ok":false,"deep":[[null]],"mixed":null}""",
    ];

    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    Dataset Source(params string[] rows) => Dataset.Open(_folder.Write("source.jsonl", string.Concat(rows.Select(row => row + "\n"))));

    [Theory]
    [InlineData("x.jsonl")]
    [InlineData("x.jsonl.gz")]
    [InlineData("x.jsonl.zst")]
    [InlineData("x.json")]
    [InlineData("x.parquet")]
    public void Rows_are_read_back_the_same(string name)
    {
        Assert.Equal(3, RowOutput.Write(_folder[name], Source(s_rows).Rows()));
        Assert.Equal(s_rows, DataFolder.Rows(_folder[name]));
        Assert.Equal(["source.jsonl", name], Directory.GetFiles(_folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_parquet_file_of_several_groups_is_read_back_the_same()
    {
        string[] rows = [.. Enumerable.Range(0, 2500).Select(i => $"{{\"i\":{i},\"list\":[{string.Join(",", Enumerable.Range(0, i % 4))}]}}")];
        RowOutput.Write(_folder["x.parquet"], Source(rows).Rows());
        Assert.Equal(rows, DataFolder.Rows(_folder["x.parquet"]));
    }

    [Fact]
    public void Values_of_several_types_are_kept_as_json()
    {
        RowOutput.Write(_folder["x.parquet"], Source("""{"a":1,"b":{}}""", """{"a":"x","b":{}}""", """{"a":[2],"b":null}""").Rows());
        Assert.Equal(["""{"a":"1","b":"{}"}""", """{"a":"x","b":"{}"}""", """{"a":"[2]","b":null}"""], DataFolder.Rows(_folder["x.parquet"]));
    }

    [Fact]
    public void Tables_have_every_column_and_quoted_cells()
    {
        RowOutput.Write(_folder["x.csv"], Source("""{"a":"1,5","b":"x\ny"}""", """{"a":"say \"hi\"","c":[1]}""").Rows());
        Assert.Equal("a,b,c\n\"1,5\",\"x\ny\",\n\"say \"\"hi\"\"\",,[1]\n", File.ReadAllText(_folder["x.csv"]));
        Assert.Equal(["""{"a":"1,5","b":"x\ny","c":null}""", """{"a":"say \"hi\"","b":null,"c":"[1]"}"""], DataFolder.Rows(_folder["x.csv"]));
    }

    [Fact]
    public void A_form_that_is_not_written_is_refused_and_a_broken_row_leaves_nothing()
    {
        Assert.Contains("says no form", Assert.Throws<UserErrorException>(() => RowOutput.Write(_folder["x.arrow"], Source(s_rows).Rows())).Message);
        Assert.Throws<UserErrorException>(() => RowOutput.Write(_folder["x.json"], Source("{\"a\":1}", "{").Rows()));
        Assert.Equal(["source.jsonl"], Directory.GetFiles(_folder.Path).Select(f => Path.GetFileName(f)));
    }

    [Fact]
    public void A_pushed_dataset_is_read_back_with_its_splits_and_says_where_its_rows_come_from()
    {
        string[] train = [.. Enumerable.Range(0, 25).Select(i => $"{{\"question\":\"q{i}\",\"completion\":\"c\",\"source\":\"sampled from grpo\",\"why\":\"passed every filter\"}}")];
        _folder.Write("set/train.jsonl", string.Concat(train.Select(row => row + "\n")));
        _folder.Write("set/test.jsonl", "{\"question\":\"t\",\"completion\":\"c\",\"model\":\"other\"}\n");
        var written = DatasetPush.Write(_folder["out"], Dataset.OpenSplits(_folder["set"], null, null), new() { Title = "A \"set\": of two", License = "mit", Grader = "rule", ShardRows = 10 });
        Assert.Equal([("test", 1), ("train", 25)], written.Select(s => (s.Name, s.Rows)));
        Assert.Equal(["test-00000-of-00001.parquet", "train-00000-of-00003.parquet", "train-00001-of-00003.parquet", "train-00002-of-00003.parquet"],
            Directory.GetFiles(_folder["out/data"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.Equal(train.Select(row => $"{row[..^1]},\"grader\":\"rule\",\"model\":null}}"), DataFolder.Rows(_folder["out"], split: "train").Select(Ordered));
        string card = File.ReadAllText(_folder["out/README.md"]);
        foreach (string part in (string[])["license: \"mit\"", "pretty_name: \"A \\\"set\\\": of two\"", "    path: data/train-*", "    num_examples: 25", "26 rows", "| sampled from grpo | rule | 25 |", "| other | rule | 1 |", "| `question` | text |"])
            Assert.Contains(part, card);
    }

    // The card's columns of both splits stand in both; the order of the two that were added is not what is tested.
    static string Ordered(string row)
    {
        var node = System.Text.Json.Nodes.JsonNode.Parse(row)!.AsObject();
        var grader = node["grader"]!.DeepClone();
        var model = node["model"]?.DeepClone();
        node.Remove("grader");
        node.Remove("model");
        (node["grader"], node["model"]) = (grader, model);
        return node.ToJsonString();
    }

    [Fact]
    public void Rows_by_number_and_by_seed_are_all_rows_once()
    {
        using var rows = new SpooledRows(Source([.. Enumerable.Range(0, 50).Select(i => $"{{\"i\":{i}}}")]));
        Assert.Equal("{\"i\":17}", rows[17].Value.GetRawText());
        string[] first = [.. rows.Shuffled(3).Select(row => row.Value.GetRawText())], again = [.. rows.Shuffled(3).Select(row => row.Value.GetRawText())], other = [.. rows.Shuffled(4).Select(row => row.Value.GetRawText())];
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(50, first.Distinct().Count());
    }

    [Fact]
    public void A_mixture_has_its_share_of_each_and_a_cut_its_number()
    {
        var (a, b) = (Dataset.Open(_folder.Write("a.jsonl", string.Concat(Enumerable.Range(0, 40).Select(i => $"{{\"a\":{i}}}\n")))), Dataset.Open(_folder.Write("b.jsonl", string.Concat(Enumerable.Range(0, 10).Select(i => $"{{\"b\":{i}}}\n")))));
        string[] mixed = [.. Mixture.Rows([new(a, 0.5), new(b, 1)], 7).Select(row => row.Value.GetRawText())];
        Assert.Equal((20, 10), (mixed.Count(row => row.Contains('a')), mixed.Count(row => row.Contains('b'))));
        Assert.Equal(mixed.Where(row => row.Contains('b')), mixed.Where(row => row.Contains('b')).OrderBy(row => row.Length).ThenBy(row => row, StringComparer.Ordinal));
        Assert.Contains('b', string.Concat(mixed[..15]));
        Assert.Equal(13, Mixture.Second(100, 13, 5).Count(second => second));
        Assert.NotEqual(Mixture.Second(100, 13, 5), Mixture.Second(100, 13, 6));
    }
}
