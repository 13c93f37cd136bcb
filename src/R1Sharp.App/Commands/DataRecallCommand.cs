// r1 data recall: collects from a crawl what is like a seed corpus, by rounds; r1 data web: writes the miniature web to try it on.

using System.CommandLine;
using System.Globalization;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Corpus.Recall;
using R1Sharp.App.Corpus.Steps;
using R1Sharp.App.Recipes;
using R1Sharp.Learning.Corpus.Recall;
using R1Sharp.Learning.Miniature.Web;

namespace R1Sharp.App.Commands;

/// <summary>The commands about recall.</summary>
static class DataRecallCommand
{
    /// <summary>Declares recall.</summary>
    public static Command Create()
    {
        var (group, defaults, own) = (new CorpusOptionsGroup(), new RecallOptions(), new TextClassifierOptions());
        var seed = new Option<string>("--seed-data") { Description = "The seed corpus: texts of the kind that is wanted.", Required = true, HelpName = "data" };
        var rounds = new NumberOption<int>("--rounds", 1, 100) { Description = "Rounds at most.", DefaultValueFactory = _ => defaults.Rounds };
        var words = new NumberOption<long?>("--keep-words", 1, long.MaxValue)
        {
            Description = "Words that a round keeps at most; otherwise all that is more probable than not.",
        };
        var domain = new NumberOption<double>("--domain-share", 0, 1)
        {
            Description = "A domain counts where more than this share of it was collected.",
            DefaultValueFactory = _ => defaults.DomainShare,
        };
        var path = new NumberOption<double>("--path-share", 0, 1)
        {
            Description = "Of such a domain the paths count of which more than this was collected.",
            DefaultValueFactory = _ => defaults.PathShare,
        };
        var known = new NumberOption<double>("--known", 0, 1)
        {
            Description = "Rounds end when so much was collected by the one before.",
            DefaultValueFactory = _ => defaults.KnownShare,
        };
        var patterns = new Option<string?>("--patterns")
        {
            Description = "A person's word on paths, over the rule: lines 'yes domain/path', 'no domain/path'.",
            HelpName = "file",
        };
        var truth = new Option<string?>("--truth")
        {
            Description = "Where the truth is known: COLUMN=VALUE of the documents that are wanted; recall and precision are told.",
        };
        var dimension = new NumberOption<int>("--dimension", 1, 4096) { Description = "Numbers of a word's vector.", DefaultValueFactory = _ => own.Dimension };
        var rate = new NumberOption<double>("--learning-rate", 0.000001m, 100)
        {
            Description = "Learning rate at the beginning.",
            DefaultValueFactory = _ => own.LearningRate,
        };
        var epochs = new NumberOption<int>("--epochs", 1, 1000) { Description = "Passes over the labelled documents.", DefaultValueFactory = _ => own.Epochs };
        var buckets = new NumberOption<int>("--buckets", 1, 100_000_000)
        {
            Description = "Vectors for runs of words; 4 bytes a number each while it learns.",
            DefaultValueFactory = _ => own.Buckets,
        };
        var most = new NumberOption<int>("--labelled", 10, 100_000_000)
        {
            Description = "Documents of either label that are learned from.",
            DefaultValueFactory = _ => defaults.LabelledDocuments,
        };
        var command = new Command("recall", "Collect from a crawl what is like a seed corpus: classify, find domains, add what was missed, again.")
        {
            seed, rounds, words, domain, path, known, patterns, truth, dimension, rate, epochs, buckets, most,
        };
        group.AddTo(command);
        command.SetAction(parsed =>
        {
            var options = defaults with
            {
                Rounds = parsed.GetValue(rounds),
                KeepWords = parsed.GetValue(words),
                DomainShare = parsed.GetValue(domain),
                PathShare = parsed.GetValue(path),
                KnownShare = parsed.GetValue(known),
                Patterns = parsed.GetValue(patterns),
                LabelledDocuments = parsed.GetValue(most),
                Classifier = own with
                {
                    Dimension = parsed.GetValue(dimension),
                    LearningRate = parsed.GetValue(rate),
                    Epochs = parsed.GetValue(epochs),
                    Buckets = parsed.GetValue(buckets),
                },
            };
            string source = parsed.GetRequiredValue(seed);
            var request = group.Read(parsed, "recall", ("seed-data", source), ("truth", parsed.GetValue(truth)), ("patterns", options.Patterns),
                ("rounds", Text(options.Rounds)), ("keep-words", options.KeepWords?.ToString(CultureInfo.InvariantCulture)),
                ("domain-share", Text(options.DomainShare)),
                ("path-share", Text(options.PathShare)), ("known", Text(options.KnownShare)), ("labelled", Text(options.LabelledDocuments)),
                ("dimension", Text(options.Classifier.Dimension)), ("learning-rate", Text(options.Classifier.LearningRate)),
                ("epochs", Text(options.Classifier.Epochs)),
                ("buckets", Text(options.Classifier.Buckets)));
            return group.Run(parsed, request, s_phases, asked => RecallStep.Run(asked, new DataSource { Path = source }, options, parsed.GetValue(truth),
                round => Console.WriteLine(Sentence(round))));
        });
        return command;
    }

    /// <summary>Declares the miniature web.</summary>
    public static Command CreateWeb()
    {
        var defaults = new WebOptions();
        var folder = new Option<string>("--out")
        {
            Description = "The folder for pages.jsonl, seed.jsonl and benchmark.jsonl; it must not hold anything yet.",
            Required = true,
            HelpName = "folder",
        };
        var pages = new NumberOption<int>("--pages", 100, 100_000_000) { Description = "Pages.", DefaultValueFactory = _ => defaults.Pages };
        var domains = new NumberOption<int>("--domains", 20, 1_000_000) { Description = "Domains.", DefaultValueFactory = _ => defaults.Domains };
        var seed = new NumberOption<ulong>("--seed", 0, ulong.MaxValue) { Description = "Decides every page.", DefaultValueFactory = _ => defaults.Seed };
        var benchmark = new Option<string?>("--benchmark")
        {
            Description = "Data whose questions leak into pages; otherwise problems of the miniature world.",
            HelpName = "data",
        };
        var command = new Command("web", "Write a crawl in miniature with known truth, a seed corpus for recall, and the benchmark that leaked into it.")
        {
            folder, pages, domains, seed, benchmark,
        };
        command.SetAction(parsed =>
        {
            foreach (string path in WebFiles.Write(parsed.GetRequiredValue(folder).TrimEnd('/'),
                defaults with { Pages = parsed.GetValue(pages), Domains = parsed.GetValue(domains), Seed = parsed.GetValue(seed) },
                parsed.GetValue(benchmark) is { } data ? [.. BenchmarkItems.Of([data]).Select(i => i.Text)] : null))
                Console.WriteLine(path);
            return ExitCode.Fine;
        });
        return command;
    }

    static readonly PlanPhase[] s_phases =
        [new("index", "map", null, "words, path and truth of every document"), new("round-r/sample", "map", null, "the documents that are learned from"),
        new("round-r/model.bin", "reduce", 1, "the classifier; the labelled documents are in memory"), new("round-r/scores", "map", null, "4 bytes a document"),
        new("round-r/round.json", "reduce", 1, "threshold, domains, paths"), PlanPhase.Last];

    static string Sentence(RecallRound round) => string.Create(CultureInfo.InvariantCulture,
        $"round {round.Round}: {round.Positives:N0} wanted and {round.Negatives:N0} other documents learned from; {round.Collected:N0} collected "
            + $"({round.CollectedWords:N0} words), ")
        + string.Create(CultureInfo.InvariantCulture, $"{round.Known:0.0 %} known; {round.Domains:N0} domains, {round.Missed:N0} missed join the seed")
        + (round.Recall is { } recall ? string.Create(CultureInfo.InvariantCulture, $"; recall {recall:0.0 %}, precision {round.Precision:0.0 %}") : "");

    static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
