using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Corpus.Steps;
using R1Sharp.App.Data;
using R1Sharp.Learning.Corpus.Contamination;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Corpus;

public sealed class ContaminationTests
{
    static readonly string[] s_items =
    [
        "Janet's ducks lay 16 eggs per day. She eats three for breakfast every morning and bakes muffins for her friends with four. How much does she make at the farmers' market?",
        "Find the value of $\\frac{3}{4}x + 7$ when $x = 12$.",
        "What is 7 times 8?",
        "Compute $17 + 25$.",
        "下列哪个数是质数？小明有三个苹果，他吃了一个，还剩下几个苹果可以分给他的两个朋友？",
        "Which of these is a mammal that lives in the sea?\nblue whale\ngreat white shark\ngiant squid\nsea turtle",
    ];

    static BenchmarkIndex Index(params string[] items) => new([.. items.Select((text, i) => new BenchmarkItem("b", $"{i}", text))], new());

    static IReadOnlyList<ContaminationMatch> Find(string text) => new ContaminationSearch(Index(s_items)).Find(text);

    static (int, ContaminationRule)[] Found(string text) => [.. Find(text).Select(m => (m.Item, m.Rule))];

    [Fact]
    public void Words_in_a_row_are_found_with_their_passage()
    {
        const string Text = "I read: her ducks lay 16 eggs per day. She eats bread.";
        var match = Assert.Single(Find(Text));
        Assert.Equal((0, ContaminationRule.WordsInRow), (match.Item, match.Rule));
        Assert.Contains("ducks lay 16 eggs per day. She eats", Text[match.Start..], StringComparison.Ordinal);
        Assert.Empty(Find("Her ducks lay 16 eggs per day. She sells bread."));
    }

    [Theory]
    [InlineData("What is 7 times 8?", 2)]
    [InlineData("Q: what is   7 times 8? A: 56", 2)]
    [InlineData("Compute $17+25$.", 3)]
    [InlineData("First, compute \\( 17 \\, + \\, 25 \\). Then stop.", null)]
    [InlineData("Then do it.\nCompute 17 + 25.\nStop.", 3)]
    [InlineData("Compute 17 - 25.", null)]
    [InlineData("What is 7 times 9?", null)]
    [InlineData("Nobody knows what is 7 times 8 minus that", null)]
    public void Short_items_are_found_as_a_whole(string text, int? item) =>
        Assert.Equal(item is { } found ? [(found, ContaminationRule.WholeItem)] : [], Found(text));

    [Theory]
    [InlineData("Olga's ducks lay 23 eggs per day. She eats two for breakfast every evening and bakes muffins for her cousins with nine. How much does she make at the farmers' market?", 0)]
    [InlineData("How much does he make at the farmers' market? Pedro's ducks lay 5 eggs per day. He eats six for breakfast each morning and bakes muffins for friends.", 0)]
    [InlineData("Which of these is a mammal that lives in the sea?\n(A) sea turtle\n(B) giant squid\n(C) blue whale\n(D) great white shark", 5)]
    [InlineData("The ducks of Janet are white. Per day there are eggs for breakfast, and on the market she sells muffins.", null)]
    public void Disguised_items_are_found_by_their_pairs(string text, int? item) => Assert.Equal(item is { } found ? [found] : [], Found(text).Select(f => f.Item1));

    [Fact]
    public void Chinese_items_are_found()
    {
        Assert.Equal([4], Found("题目：小明有三个苹果，他吃了一个，还剩下几个苹果可以分给他的两个朋友").Select(f => f.Item1));
        Assert.Empty(Find("小明有三个朋友，他们都喜欢吃苹果。"));
    }

    [Fact]
    public void Items_that_cannot_be_found_are_told() => Assert.Equal([1], Index("a b", "?!", "c").Wordless);

    [Fact]
    public void Rows_with_items_are_dropped_and_reported()
    {
        using var folder = new CorpusFolder();
        string benchmark = folder.Write("b.jsonl", "{\"question\":\"What is 7 times 8?\"}\n{\"question\":\"How many apples does Tom have when he has eaten three of his seven?\"}\n");
        string input = folder.Input("in.jsonl", "Nothing here.", "What is 7 times 8?", "Once more: what is 7 times 8?", "It is so.");
        var counts = DecontaminateStep.Run(folder.Request("decontaminate", input, "out"), [benchmark], new());
        Assert.Equal(2, counts.By["contaminated"].Documents);
        Assert.Equal(["Nothing here.", "It is so."], folder.Texts("out"));
        var report = System.Text.Json.JsonElement.Parse(File.ReadAllBytes(folder["out/contamination.json"]))[0];
        Assert.Equal((2, 1), (report.GetProperty("items").GetInt32(), report.GetProperty("found").GetInt32()));
        Assert.Equal(("b:1", 2, "What is 7 times 8"), (report.GetProperty("where")[0].GetProperty("item").GetString(),
            report.GetProperty("where")[0].GetProperty("documents").GetInt32(), report.GetProperty("where")[0].GetProperty("passage").GetString()));
    }

    static string Data(string name)
    {
        string path = Path.Combine(Trl.TrlRecipeTests.Shared, "data", name);
        Assert.SkipUnless(File.Exists(path), $"{path} is not there: set R1SHARP_SHARED to the shared data folder.");
        return path;
    }

    // Every ninth item, so that the test is short; problems of other benchmarks stand around it.
    static (double Share, int Count) Recall(IReadOnlyList<BenchmarkItem> items, ContaminationSearch search, Func<string, RandomStream, string> disguise)
    {
        int found = 0, count = 0;
        for (int i = 0; i < items.Count; i += 9)
        {
            string text = disguise(items[i].Text, new(7, RandomPurpose.Test, i));
            found += search.Find($"Some problems for you.\n\n{text}\n\nThe solution follows.").Any(m => m.Item == i) ? 1 : 0;
            count++;
        }
        return ((double)found / count, count);
    }

    /// <summary>Items of five benchmarks, in kinds of disguise that the limits were not chosen with; those that tell too little are found whole only.</summary>
    [Fact]
    public void Planted_items_are_found_in_disguises_not_seen_before()
    {
        string[] names = [$"gsm8k={Data("benchmarks/gsm8k.jsonl")}", $"svamp={Data("benchmarks/svamp.jsonl")}", Data("benchmarks/amc23.jsonl"), Data("benchmarks/minerva_math.jsonl"),
            Data("benchmarks/gaokao2023en.jsonl"), Data("benchmarks/mmlu_stem.jsonl")];
        var index = new BenchmarkIndex(BenchmarkItems.Of(names), new());
        var search = new ContaminationSearch(index);
        var report = new List<string>();
        double sum = 0;
        foreach (var (name, disguise) in Disguises.Known.Concat(Disguises.HeldOut))
        {
            var (share, count) = Recall(index.Items, search, disguise);
            report.Add(FormattableString.Invariant($"{name}: {share:0.000} of {count}"));
            sum += Disguises.HeldOut.ContainsKey(name) ? share : 0;
        }
        Assert.True(sum / Disguises.HeldOut.Count >= 0.95, string.Join('\n', report));
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', report));
    }

    /// <summary>The problems of one book hold hardly any item of another: the first pair is the one that the limits were chosen with.</summary>
    [Theory]
    [InlineData("benchmarks/olympiadbench.jsonl benchmarks/gaokao2023en.jsonl", "gsm8k=benchmarks/gsm8k.jsonl svamp=benchmarks/svamp.jsonl benchmarks/minerva_math.jsonl benchmarks/mmlu_stem.jsonl")]
    [InlineData("gsm8k_train.jsonl", "benchmarks/minerva_math.jsonl benchmarks/mmlu_stem.jsonl benchmarks/amc23.jsonl benchmarks/olympiadbench.jsonl benchmarks/gaokao2023en.jsonl")]
    public void Other_problems_are_left_alone(string texts, string benchmarks)
    {
        var index = new BenchmarkIndex(BenchmarkItems.Of([.. benchmarks.Split(' ').Select(b => b.Split('=') is [var name, var file] ? $"{name}={Data(file)}" : Data(b))]), new());
        var search = new ContaminationSearch(index);
        string[] clean = [.. BenchmarkItems.Of([.. texts.Split(' ').Select(Data)]).Select(i => i.Text)];
        string[] hits = [.. clean.SelectMany(text => search.Find(text).Take(1).Select(m => $"{m.Rule} {m.Score:0.00} [{text[m.Start..m.End]}] <- {index.Items[m.Item].Text}"))];
        Assert.True(hits.Length <= 0.01 * clean.Length, $"{hits.Length} of {clean.Length}\n{string.Join('\n', hits)}");
        TestContext.Current.TestOutputHelper!.WriteLine($"{hits.Length} of {clean.Length}");
    }
}
