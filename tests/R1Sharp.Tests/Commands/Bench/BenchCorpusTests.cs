using R1Sharp.App.Commands.Bench;
using R1Sharp.Learning;
using R1Sharp.Tests.Data;
using Xunit;

namespace R1Sharp.Tests.Commands.Bench;

/// <summary>What the steps of a corpus cost, over two small ones.</summary>
public sealed class BenchCorpusTests : IDisposable
{
    readonly DataFolder _folder = new();

    string Corpus(string name, int documents)
    {
        string folder = Directory.CreateDirectory(_folder[name]).FullName;
        File.WriteAllLines(Path.Combine(folder, "part.jsonl"), Enumerable.Range(0, documents).Select(i => $$"""{"text": "Document {{i % 7}} of this corpus."}"""));
        return folder;
    }

    [Fact]
    public void A_table_and_a_chart_say_what_each_step_took()
    {
        string chart = _folder["time.svg"];
        var (code, output, error) = Cli.Run("bench", "corpus", Corpus("small", 20), Corpus("large", 20_000), "--step", "exact", "--chart", chart);
        Assert.True(code == 0, error);
        string[][] rows = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(line => line.Split('|', StringSplitOptions.TrimEntries))];
        Assert.Equal(["0", "1"], rows.Select(r => r[1]));
        Assert.All(rows, r => Assert.True(r[2] == "exact" && double.Parse(r[3]) > 0 && double.Parse(r[5]) > 0 && double.Parse(r[6]) > 5, string.Join('|', r)));
        Assert.StartsWith("<svg", File.ReadAllText(chart), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_count_as_what_they_name()
    {
        string there = Corpus("there", 3), links = Directory.CreateDirectory(_folder["links"]).FullName;
        File.CreateSymbolicLink(Path.Combine(links, "part.jsonl"), Path.Combine(there, "part.jsonl"));
        Assert.Equal(new FileInfo(Path.Combine(there, "part.jsonl")).Length, BenchCorpus.BytesOf(links));
    }

    [Fact]
    public void A_folder_without_a_corpus_is_refused() =>
        Assert.Contains("no .jsonl file", Assert.Throws<UserErrorException>(() => BenchCorpus.BytesOf(_folder.Path)).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();
}
