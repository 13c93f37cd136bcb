using System.Diagnostics;
using System.Globalization;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Corpus.Recall;
using R1Sharp.App.Corpus.Steps;
using R1Sharp.App.Recipes;
using R1Sharp.Learning.Corpus.Recall;
using R1Sharp.Learning.Miniature.Web;
using Xunit;

namespace R1Sharp.Tests.Corpus;

public sealed class RecallTests
{
    static readonly TextClassifierOptions s_small = new() { Dimension = 16, Buckets = 1 << 14, LearningRate = 0.5, Epochs = 5 };

    static readonly TextClassifierOptions s_few = s_small with { LearningRate = 1, Epochs = 25 };

    // Half of a page of either kind: few enough words that some are hard to tell.
    static (string Text, bool IsWanted)[] Pages(int count, ulong seed, int letters)
    {
        var web = new MiniatureWeb(new() { Pages = count, Domains = 50, Seed = seed }, []);
        return [.. Enumerable.Range(0, count).Select(web.Page).Where(p => p.Kind is PageKind.Mathematics or PageKind.Figures or PageKind.Prose)
            .Select(p => (p.Text[(p.Text.Length / 2)..Math.Min(p.Text.Length, p.Text.Length / 2 + letters)], p.Kind == PageKind.Mathematics))];
    }

    static LabelledWords[] Labelled((string Text, bool IsWanted)[] pages) => [.. pages.Select(p =>
    {
        var words = new List<ulong>();
        ClassifierWords.Split(p.Text, 1000, words);
        return new LabelledWords([.. words], p.IsWanted);
    })];

    static TextClassifier Trained((string Text, bool IsWanted)[] pages, TextClassifierOptions options, int threads) =>
        Labelled(pages) is var documents ? new TextClassifierTrainer(documents, options, threads).Train(documents) : throw new UnreachableException();

    static byte[] Bytes(TextClassifier model)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        model.Write(writer);
        return memory.ToArray();
    }

    static double Area(TextClassifier model, (string Text, bool IsWanted)[] pages) => RankQuality.Area(pages.Select(p => (model.Probability(p.Text), p.IsWanted)));

    [Fact]
    public void Threads_change_no_bit_and_what_is_written_is_read()
    {
        var pages = Pages(600, 1, 200);
        byte[] one = Bytes(Trained(pages, s_small, 1));
        Assert.Equal(one, Bytes(Trained(pages, s_small, 2)));
        Assert.Equal(one, Bytes(Trained(pages, s_small, 3)));
        Assert.NotEqual(one, Bytes(Trained(pages, s_small with { Seed = 2 }, 1)));
        Assert.Equal(one, Bytes(TextClassifier.Read(new(new MemoryStream(one)))));
    }

    [Fact]
    public void It_tells_mathematics_from_the_rest()
    {
        var model = Trained(Pages(1500, 1, 300), s_small, 2);
        Assert.True(Area(model, Pages(800, 2, 300)) > 0.97);
        Assert.Equal(0, model.Probability(""));
    }

    [Theory]
    [InlineData("0.9+ 0.4- 0.6- 0.8+", 1.0)]
    [InlineData("0.1+ 0.4- 0.6- 0.8+", 0.5)]
    [InlineData("0.5+ 0.5- 0.5+", 0.5)]
    [InlineData("0.2+ 0.3-", 0.0)]
    public void The_area_is_the_share_of_pairs_in_order(string scored, double area) =>
        Assert.Equal(area, RankQuality.Area(scored.Split(' ').Select(s => (float.Parse(s[..^1], CultureInfo.InvariantCulture), s[^1] == '+'))));

    /// <summary>The same words, the same settings: FastText's own program ranks as well, to a hundredth.</summary>
    [Fact]
    public void It_ranks_as_fastText_does()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fasttext"), "fasttext is not installed (apt install fasttext)");
        using var folder = new CorpusFolder();
        var (train, test) = (Pages(3000, 1, 12), Pages(3000, 2, 12));
        File.WriteAllLines(folder["train.txt"], train.Select(p => $"__label__{(p.IsWanted ? 1 : 0)} {ClassifierWords.Spaced(p.Text, 1000)}"));
        File.WriteAllLines(folder["test.txt"], test.Select(p => ClassifierWords.Spaced(p.Text, 1000) is { Length: > 0 } text ? text : "."));
        Run("/usr/bin/fasttext", $"supervised -input {folder["train.txt"]} -output {folder["model"]} -dim 16 -lr 0.5 -wordNgrams 3 -minCount 3 -epoch 5 -bucket 16384 -thread 1 -verbose 0");
        string[] lines = Run("/usr/bin/fasttext", $"predict-prob {folder["model.bin"]} {folder["test.txt"]} 2").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        double theirs = RankQuality.Area(lines.Zip(test, (line, page) => (Wanted(line), page.IsWanted))), ours = Area(Trained(train, s_small, 2), test);
        Assert.InRange(theirs, 0.8, 0.9999);
        Assert.True(Math.Abs(theirs - ours) < 0.01 || ours > theirs, FormattableString.Invariant($"fasttext {theirs:0.0000}, ours {ours:0.0000}"));
    }

    // "__label__1 0.9 __label__0 0.1", the likelier first.
    static float Wanted(string line) => line.Split(' ') is var words && Array.IndexOf(words, "__label__1") is >= 0 and var at ? float.Parse(words[at + 1], CultureInfo.InvariantCulture) : 0;

    static string Run(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    static RecallOptions Options => new() { Classifier = s_few, KnownShare = 0.99, LabelledDocuments = 4000 };

    [Fact]
    public void Rounds_find_what_the_seed_does_not_show()
    {
        using var folder = new CorpusFolder();
        WebFiles.Write(folder["web"], new() { Pages = 4000, Domains = 120, Seed = 3 }, []);
        var rounds = new List<RecallRound>();
        StepCounts Recall(string output, int threads, long partBytes) => RecallStep.Run(folder.Request("recall", folder["web/pages.jsonl"], output, threads, partBytes: partBytes),
            new DataSource { Path = folder["web/seed.jsonl"] }, Options, "kind=mathematics", rounds.Add);
        Recall("out", 2, 300_000);
        string told = string.Join('\n', rounds);
        Assert.True(rounds[0].Recall < 0.75, told);
        Assert.True(rounds[^1].Recall > rounds[0].Recall + 0.15 && rounds[^1].Recall > 0.85 && rounds[^1].Precision > 0.8, told);
        Assert.All(rounds.Zip(rounds.Skip(1)), pair => Assert.True(pair.Second.Known > pair.First.Known, told));
        Assert.Equal(rounds[^1].Collected, folder.Rows("out").Count);
        string[] bytes = folder.Bytes("out");
        Recall("again", 1, 300_000);
        Assert.Equal(bytes.Where(b => b.StartsWith("data", StringComparison.Ordinal) || b.StartsWith("round", StringComparison.Ordinal)),
            folder.Bytes("again").Where(b => b.StartsWith("data", StringComparison.Ordinal) || b.StartsWith("round", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_person_may_overrule_the_paths()
    {
        using var folder = new CorpusFolder();
        WebFiles.Write(folder["web"], new() { Pages = 1000, Domains = 40, Seed = 3 }, []);
        string Accepted(string output, string? patterns)
        {
            RecallStep.Run(folder.Request("recall", folder["web/pages.jsonl"], output), new DataSource { Path = folder["web/seed.jsonl"] },
                Options with { Rounds = 1, Patterns = patterns }, null, _ => { });
            return File.ReadAllText(folder[output + "/round-1/accepted.txt"]);
        }
        Assert.Contains("site0000.example/notes\n", Accepted("rule", null), StringComparison.Ordinal);
        string said = Accepted("said", folder.Write("said.txt", "# mine\nno site0000.example/notes\nyes site0000.example/news\n"));
        Assert.DoesNotContain("site0000.example/notes\n", said, StringComparison.Ordinal);
        Assert.Contains("site0000.example/news\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public void The_web_is_a_function_of_its_seed_and_tells_the_truth()
    {
        string[] benchmark = ["Here is a story of seven words. What is 12 + 13?", "Another one. What is 3 * 4?"];
        var options = new WebOptions { Pages = 3000, Domains = 100, Seed = 5, Leaks = 0.2 };
        var (web, other) = (new MiniatureWeb(options, benchmark), new MiniatureWeb(options with { Seed = 6 }, benchmark));
        WebPage[] pages = [.. Enumerable.Range(0, 3000).Select(web.Page)];
        Assert.Equal(pages[17], web.Page(17));
        Assert.NotEqual(pages[17].Text, other.Page(17).Text);
        Assert.InRange(pages.Count(p => p.CopyOf >= 0) / 3000.0, 0.06, 0.10);
        Assert.All(pages.Where(p => p.CopyOf >= 0), p => Assert.Equal((-1, p.Kind), (pages[p.CopyOf].CopyOf, pages[p.CopyOf].Kind)));
        Assert.All(Enum.GetValues<PageKind>(), kind => Assert.Contains(pages, p => p.Kind == kind));
        Assert.All(Enum.GetValues<LeakKind>(), leak => Assert.Contains(pages, p => p.Leak == leak));
        Assert.All(pages.Where(p => p is { Leak: LeakKind.Whole, CopyOf: < 0 }), p => Assert.Contains(benchmark[p.Item], p.Text, StringComparison.Ordinal));
        Assert.All(pages.Where(p => p is { Leak: LeakKind.Short, CopyOf: < 0, Item: 0 }), p => Assert.Contains("What is 12 + 13?", p.Text, StringComparison.Ordinal));
    }
}
