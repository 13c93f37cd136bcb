using System.Text.Json;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Corpus.Steps;
using R1Sharp.App.Data;
using R1Sharp.Learning;
using R1Sharp.Learning.Corpus.Duplicates;
using Xunit;

namespace R1Sharp.Tests.Corpus;

public sealed class DuplicatesStepTests
{
    static readonly string s_golden = Path.Combine(AppContext.BaseDirectory, "Golden", "Corpus", "minhash.jsonl");

    static IReadOnlyList<(string Text, int Kept)> Golden() => [.. JsonLines.Stream(s_golden)
        .Select(line => (line.Column("text")!.Value.GetString()!, line.Column("kept")!.Value.GetInt32()))];

    [Theory]
    [InlineData(1, 32 << 20)]
    [InlineData(2, 3000)]
    [InlineData(4, 20000)]
    public void Clusters_are_those_of_another_program(int threads, long partBytes)
    {
        using var folder = new CorpusFolder();
        var golden = Golden();
        string input = folder.Input("in.jsonl", golden.Select(g => g.Text));
        var counts = DuplicatesStep.RunMinHash(folder.Request("dedup", input, "out", threads, partBytes: partBytes), new());
        Assert.Equal(golden.Where((g, i) => g.Kept == i).Select(g => g.Text), folder.Texts("out"));
        Assert.Equal(golden.Where((g, i) => g.Kept != i).Select(g => g.Text), folder.Texts("out", "dropped"));
        Assert.Equal(golden.Count, counts.All.Documents);
        Assert.Equal(golden.Where((g, i) => g.Kept != i).Count(), counts.By["near duplicate"].Documents);
    }

    [Fact]
    public void Other_settings_find_other_pairs()
    {
        using var folder = new CorpusFolder();
        string input = folder.Input("in.jsonl", Golden().Select(g => g.Text));
        long Left(int bands, int hashes) => DuplicatesStep.RunMinHash(folder.Request("dedup", input, $"out{bands}"), new() { Bands = bands, HashesPerBand = hashes }).By["kept"].Documents;
        Assert.True(Left(40, 3) < Left(14, 8) && Left(14, 8) < Left(2, 30));
    }

    [Fact]
    public void The_curve_is_that_of_the_formula()
    {
        var options = new MinHashOptions();
        Assert.Equal(0.719, options.Threshold, 3);
        Assert.Equal(0.924, options.Found(0.8), 3);
        Assert.Equal(0, options.Found(0));
        Assert.Equal(1, options.Found(1));
    }

    /// <summary>Of pairs of a known similarity as many are found as the curve says.</summary>
    [Fact]
    public void The_share_of_found_pairs_follows_the_curve()
    {
        var options = new MinHashOptions { WordsInRow = 1, Bands = 6, HashesPerBand = 3 };
        foreach (int shared in (int[])[40, 60, 75, 90])
        {
            int found = 0;
            const int Pairs = 400;
            var (a, b) = (new UInt128[options.Bands], new UInt128[options.Bands]);
            for (int pair = 0; pair < Pairs; pair++)
            {
                var hash = new MinHash(options with { Seed = (ulong)(1000 * shared + pair) });
                // Of 100 words in either text so many are in both.
                hash.Keys(string.Join(' ', Enumerable.Range(0, 100).Where(i => i < 100 - (100 - shared) / 2).Select(i => $"w{i}")), a);
                hash.Keys(string.Join(' ', Enumerable.Range(0, 100).Where(i => i < shared - shared % 2 || i >= 100 - (100 - shared) / 2).Select(i => $"w{i}")), b);
                found += a.Zip(b).Any(p => p.First == p.Second) ? 1 : 0;
            }
            Assert.Equal(options.Found((shared - shared % 2) / 100.0), found / (double)Pairs, 0.08);
        }
    }

    [Fact]
    public void Only_the_same_text_is_an_exact_duplicate()
    {
        using var folder = new CorpusFolder();
        string input = folder.Input("in.jsonl", "a b", "A b", "a b", "", "", "a  b", "a b");
        DuplicatesStep.RunExact(folder.Request("dedup", input, "out"));
        Assert.Equal(["a b", "A b", "", "a  b"], folder.Texts("out"));
        Assert.Equal(["00000-000000", "00000-000003", "00000-000000"], folder.Texts("out", "dropped", "same_as"));
    }

    /// <summary>A killed step leaves whole parts and files aside; whatever is missing, the same command ends in the same bytes.</summary>
    [Fact]
    public void A_step_that_was_killed_anywhere_goes_on_to_the_same_bytes()
    {
        using var folder = new CorpusFolder();
        string input = folder.Input("in.jsonl", Golden().Select(g => g.Text));
        StepCounts Run(string output, string? share = null) => DuplicatesStep.RunMinHash(folder.Request("dedup", input, output, 1, share, 20000), new());
        Run("whole");
        string[] whole = folder.Bytes("whole");
        for (int stop = 1; stop < 40; stop += 4)
        {
            // Stops before a file is renamed: a folder stands in its place.
            string output = $"killed{stop}";
            Assert.Throws<WaitingException>(() => Run(output, "2/2"));
            foreach (string part in Directory.GetFiles(folder[output], "part-*", SearchOption.AllDirectories).Order().Skip(stop))
                File.Delete(part);
            File.WriteAllText(Path.Combine(folder[output], "keys", "part-00001.bin.77.tmp"), "half");
            Run(output);
            Assert.Equal(whole, folder.Bytes(output));
        }
    }

    [Fact]
    public void Processes_that_share_a_folder_make_the_same_bytes()
    {
        using var folder = new CorpusFolder();
        string input = folder.Input("in.jsonl", Golden().Select(g => g.Text));
        StepCounts Run(string output, string? share) => DuplicatesStep.RunMinHash(folder.Request("dedup", input, output, 1, share, 20000), new());
        Run("one", null);
        // Each does its share of a phase and waits for the others; the phases are keys, pairs, counts.
        for (int round = 0; round < 4; round++)
            foreach (string share in (string[])["3/3", "1/3", "2/3"])
                try
                {
                    Run("three", share);
                }
                catch (WaitingException)
                {
                }
        Assert.Equal(folder.Bytes("one"), folder.Bytes("three"));
    }

    [Fact]
    public void A_folder_of_another_step_is_refused()
    {
        using var folder = new CorpusFolder();
        string input = folder.Input("in.jsonl", "a", "b");
        DuplicatesStep.RunMinHash(folder.Request("dedup", input, "out"), new());
        var other = folder.Request("dedup", input, "out") with { Options = new Dictionary<string, string> { ["bands"] = "3" } };
        Assert.Contains("begun with other data or settings", Assert.Throws<UserErrorException>(() => DuplicatesStep.RunMinHash(other, new() { Bands = 3 })).Message);
    }

    [Fact]
    public void A_corpus_tells_its_whole_story_and_can_be_read()
    {
        using var folder = new CorpusFolder();
        string input = folder.Input("in.jsonl", "one text", "one text", "another", " ");
        DocumentsStep.Run(folder.Request("documents", input, "read"), names: true);
        DuplicatesStep.RunExact(folder.Request("dedup", folder["read"], "out"));
        var story = Provenance.Of(new() { Path = folder["out"] });
        Assert.Equal(["documents", "dedup"], story.Select(s => s.Step));
        Assert.Equal((3, 1), (story[0].Counts.By["kept"].Documents, story[0].Counts.By["empty"].Documents));
        Assert.Equal((2, 1), (story[1].Counts.By["kept"].Documents, story[1].Counts.By["exact duplicate"].Documents));
        Assert.Equal(["one text", "another"], Dataset.Open(folder["out"]).Rows().Select(r => r.Column("text")!.Value.GetString()));
        Assert.Equal(["en", "en"], folder.Texts("out", column: "language"));
        string page = File.ReadAllText(Path.Combine(folder["out"], "report.html"));
        Assert.Contains("2 dedup: exact duplicate", page, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder["out"], "corpus.json"))).ValueKind);
    }
}
