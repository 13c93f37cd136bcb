// Recall: texts like those of a seed corpus are collected from a crawl, a round a step. What the last round collected is left to pre-training; the rounds'
// files
// lie in the stage's folder, so that a stage that was stopped goes on.

using System.ComponentModel;
using System.Text.Json.Nodes;
using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Corpus.Recall;
using R1Sharp.App.Corpus.Steps;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature.Web;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Stages;

/// <summary>Collects texts from a crawl.</summary>
sealed record RecallStage : IChecked
{
    /// <summary>The miniature web with its seed corpus; null reads a crawl and a seed corpus from files.</summary>
    [DefaultValue(null)] public WebOptions? Web { get; init; }

    /// <summary>The crawl.</summary>
    [DefaultValue(null)] public DataSource? Crawl { get; init; }

    /// <summary>The seed corpus.</summary>
    [DefaultValue(null)] public DataSource? SeedData { get; init; }

    /// <summary>Rounds, shares, the classifier.</summary>
    [Inline] public RecallOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => Web is not null && (Crawl ?? SeedData) is not null
        ? new("recall is from the miniature web or from a crawl, not from both.", "web")
        : Web is null && (Crawl is null || SeedData is null) ? new("recall needs a crawl and seed_data, or web: {} for the miniature one.") : null;
}

/// <summary>Collect texts by rounds.</summary>
sealed class RecallKind() : StageKind<RecallStage>("recall")
{
    const int SmokePages = 100, SmokeDomains = 20, SmokeDimension = 8, SmokeBuckets = 4096;

    public override StageYield Leaves => StageYield.Texts;

    public override string Tell(StageStory story) =>
        $"In {story.Steps.Count} rounds{story.Took} it collected {StageStory.Number(story.Last("collected"))} texts, "
        + $"of which the round before had {StageStory.Number(100 * story.Last("known"))} %.";

    // A tokenizer that is to read what is collected is trained on the seed corpus.
    protected override CorpusSource? Corpus(RecallStage stage) => stage.SeedData is { } seed
        ? new() { Lines = new() { Path = seed.Path, Config = seed.Config, Split = seed.Split } } : new() { Miniature = new() };

    // So little is learned that everything may look wanted or nothing: all is taken.
    protected override RecallStage Smoke(RecallStage stage) => stage with
    {
        Web = stage.Web is { } web ? web with { Pages = Math.Min(SmokePages, web.Pages), Domains = Math.Min(SmokeDomains, web.Domains) } : null,
        Options = stage.Options with
        {
            Rounds = Math.Min(SmokeSize.Steps, stage.Options.Rounds),
            LeastProbability = 0,
            Classifier = stage.Options.Classifier with
            {
                Dimension = Math.Min(SmokeDimension, stage.Options.Classifier.Dimension),
                Buckets = Math.Min(SmokeBuckets, stage.Options.Classifier.Buckets),
                Epochs = Math.Min(SmokeSize.Steps, stage.Options.Classifier.Epochs),
            },
        },
    };

    protected override StageEstimate Estimate(RecallStage stage, StageNode node, StagePlan plan) => new();

    protected override void CheckData(RecallStage stage, StageNode node, RunParts run)
    {
        foreach (var source in (DataSource?[])[stage.Crawl, stage.SeedData])
            if (source is not null)
                InputPart.Of(source, long.MaxValue);
    }

    protected override IStageRun Begin(RecallStage stage, StageNode node, LoadedModel model, RunParts run) =>
        new RecallStageRun(stage, Path.Combine(run.Folder.Stage(node.Name).Root, "recall"), run);
}

/// <summary>A stage of recall.</summary>
sealed class RecallStageRun : IStageRun
{
    const int PartBytes = 4 << 20;

    readonly RecallOptions _options;
    readonly RecallRun _run;
    readonly DocumentReader _reader = new(null);
    readonly IReadOnlyList<InputPart> _parts;

    public RecallStageRun(RecallStage stage, string folder, RunParts run)
    {
        ulong seed = run.Seed;
        _options = stage.Options with { Classifier = stage.Options.Classifier with { Seed = seed } };
        var (crawl, seeds) = stage.Web is { } web
            ? Miniature(Path.Combine(folder, "web"), web with { Seed = seed + web.Seed }, WorkedPages.Of(run.Problems.World, seed, web.WorkedFamily))
            : (stage.Crawl!, stage.SeedData!);
        _parts = InputPart.Of(crawl, PartBytes);
        var seedParts = InputPart.Of(seeds, PartBytes);
        var request = new CorpusRequest { Step = "recall", Source = crawl, Out = Path.Combine(folder, "rounds"), PartBytes = PartBytes };
        _run = new(request.Open(_parts), _parts, _reader, () => seedParts.SelectMany((part, i) => _reader.Read(part, i)).Select(d => d.Text), _options,
            stage.Web is null ? null : document => document.Row.GetProperty("kind").ValueEquals("mathematics"));
    }

    public int StepCount => _options.Rounds;

    public bool IsFinished { get; private set; }

    public StageStep Step(int stepIndex)
    {
        var round = _run.Round(stepIndex + 1);
        IsFinished = _run.IsOver(round);
        return new StageStep(RunJson.Object(round), 0, Headline(round)) { Examples = IsFinished ? [.. Collected(round.Round)] : [] };
    }

    static List<(string, string)> Headline(RecallRound round)
    {
        var line = new List<(string, string)> { ("collected", FormattableString.Invariant($"{round.Collected:N0}")),
            ("known", FormattableString.Invariant($"{round.Known:0.0 %}")) };
        if (round.Recall is { } recall)
            line.Add(("recall", FormattableString.Invariant($"{recall:0.0 %}")));
        return line;
    }

    IEnumerable<JsonObject> Collected(int round)
    {
        for (int part = 0; part < _parts.Count; part++)
        {
            bool[] collected = _run.Collected(round, part);
            foreach (var (document, i) in _reader.Read(_parts[part], part).Select((d, i) => (d, i)))
                if (collected[i])
                    yield return new() { ["text"] = document.Text, ["id"] = document.Id, ["url"] = document.Url };
        }
    }

    static (DataSource, DataSource) Miniature(string folder, WebOptions web, Func<long, string> worked)
    {
        if (!Directory.Exists(folder))
            RunStorage.WriteNewFolder(folder, aside => WebFiles.Write(aside, web, null, worked));
        return (new() { Path = Path.Combine(folder, "pages.jsonl") }, new() { Path = Path.Combine(folder, "seed.jsonl") });
    }
}
