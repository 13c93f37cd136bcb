// Texts of the miniature web to pre-train on, treated in one way or another: filtered or not, with duplicates or without, with repetition, with leaked items or
// cleared of them. It is what the claims about data compare.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Corpus;
using R1Sharp.Learning.Corpus.Contamination;
using R1Sharp.Learning.Corpus.Duplicates;
using R1Sharp.Learning.Corpus.Rules;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.Web;
using R1Sharp.Learning.Rewards;
using R1Sharp.Numerics;
using R1Sharp.Learning.Miniature.World;

namespace R1Sharp.App.Stages;

/// <summary>Writes texts of the miniature web.</summary>
sealed record TextsStage
{
    /// <summary>The web.</summary>
    public WebOptions Web { get; init; } = new();

    /// <summary>The one kind of pages that stay; null takes all.</summary>
    [DefaultValue(null)] public PageKind? Only { get; init; }

    /// <summary>Words at most, from the first page on; null takes all pages.</summary>
    [DefaultValue(null), Range(1L, long.MaxValue)] public long? Words { get; init; }

    /// <summary>Whether only pages stay that the rules of repetition and quality pass, as a filtered crawl has them.</summary>
    public bool Filtered { get; init; }

    /// <summary>Times that each hundredth page is copied behind the others; 1 copies none.</summary>
    [Range(1, 1000)] public int Copies { get; init; } = 1;

    /// <summary>Whether near duplicates are removed.</summary>
    public bool Deduplicated { get; init; }

    /// <summary>The chance that a sentence is said once more, and once more again.</summary>
    [Range(0.0, 0.95)] public double Repetition { get; init; }

    /// <summary>Problems that leak into the texts with their answers; they are written, not asked.</summary>
    public IReadOnlyList<ProblemSource> Leaks { get; init; } = [];

    /// <summary>Times that each leaks.</summary>
    [Range(1, 1000)] public int LeakCopies { get; init; } = 1;

    /// <summary>Whether texts with these problems are removed again.</summary>
    public bool Decontaminated { get; init; }
}

/// <summary>Write texts.</summary>
sealed class TextsKind() : StageKind<TextsStage>("texts")
{
    const int SmokePages = 100, SmokeDomains = 20;

    public override StageYield Leaves => StageYield.Texts;

    public override string Tell(StageStory story) =>
        $"It wrote {StageStory.Number(story.Sum("documents"))} texts of {StageStory.Number(story.Sum("words"))} words{story.Took}.";

    // The texts hold what the world's documents hold.
    protected override CorpusSource? Corpus(TextsStage stage) => new() { Miniature = new() };

    protected override TextsStage Smoke(TextsStage stage) => stage with
    {
        Web = stage.Web with { Pages = Math.Min(SmokePages, stage.Web.Pages), Domains = Math.Min(SmokeDomains, stage.Web.Domains) },
        Leaks = SmokeSize.Of(stage.Leaks),
        LeakCopies = Math.Min(SmokeSize.Steps, stage.LeakCopies),
        Filtered = false,
    };

    protected override StageEstimate Estimate(TextsStage stage, StageNode node, StagePlan plan) => new();

    protected override void CheckData(TextsStage stage, StageNode node, RunParts run) => run.Problems.Load(stage.Leaks);

    protected override IStageRun Begin(TextsStage stage, StageNode node, LoadedModel model, RunParts run) =>
        new TextsStageRun(new TextsOfWeb(stage, run.Problems.World, run.Problems.Load(stage.Leaks), run.Seed));
}

/// <summary>A stage that writes texts, in one step.</summary>
/// <param name="texts">Makes them.</param>
sealed class TextsStageRun(TextsOfWeb texts) : IStageRun
{
    public int StepCount => 1;

    public StageStep Step(int stepIndex)
    {
        List<string> all = [.. texts.All()];
        var numbers = new JsonObject
        {
            ["documents"] = all.Count,
            ["words"] = all.Sum(text => (long)TextWords.Count(text)),
            ["repetition"] = RunRepetition.Mean(all),
        };
        return new StageStep(numbers, 0, [("texts", all.Count.ToString("N0", CultureInfo.InvariantCulture))])
        {
            Examples = [.. all.Select(text => new JsonObject { ["text"] = text })],
        };
    }
}

/// <summary>The texts of a stage.</summary>
/// <param name="stage">How they are treated.</param>
/// <param name="world">The miniature world, whose problems stand in mathematical pages.</param>
/// <param name="leaks">The problems that leak.</param>
/// <param name="seed">The run's seed.</param>
sealed class TextsOfWeb(TextsStage stage, MiniatureWorld world, IReadOnlyList<Problem> leaks, ulong seed)
{
    // Every so manieth page is copied.
    const int CopiedPage = 100;

    /// <summary>The texts, in an order that the seed decides.</summary>
    public IEnumerable<string> All()
    {
        List<string> all = [.. Pages().SelectMany((text, i) => Enumerable.Repeat(text, i % CopiedPage == 0 ? stage.Copies : 1)), .. Leaked()];
        var random = new RandomStream(seed, RandomPurpose.Shuffle, all.Count);
        var shuffled = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all);
        random.Shuffle(shuffled);
        IEnumerable<string> left = stage.Deduplicated ? WithoutDuplicates(all) : all;
        return stage.Decontaminated ? Clear(left) : left;
    }

    IEnumerable<string> Pages()
    {
        var web = new MiniatureWeb(stage.Web with { Seed = seed + stage.Web.Seed }, [], WorkedPages.Of(world, seed, stage.Web.WorkedFamily));
        var book = new RuleBook([new GopherRepetition()]);
        long words = 0;
        for (int i = 0; i < stage.Web.Pages && words < (stage.Words ?? long.MaxValue); i++)
        {
            var page = web.Page(i);
            if (stage.Only is { } kind && page.Kind != kind)
                continue;
            string text = Repeated(page.Text, i);
            if (stage.Filtered && book.Judge(text, null).Failed is not null)
                continue;
            words += TextWords.Count(text);
            yield return text;
        }
    }

    string Repeated(string text, int index)
    {
        if (stage.Repetition == 0)
            return text;
        var random = new RandomStream(seed, RandomPurpose.Corpus, 9, index);
        var repeated = new StringBuilder();
        foreach (string sentence in text.Split(". "))
            do
                repeated.Append(sentence).Append(". ");
            while (random.NextBool(stage.Repetition));
        return repeated.ToString();
    }

    // As the world's documents have them: the question, no thoughts, the answer.
    IEnumerable<string> Leaked() => Enumerable.Range(0, stage.LeakCopies).SelectMany(_ => leaks).Select(p =>
        $"{world.Options.UserToken}{p.Question}{world.Options.AssistantToken}<think></think><answer>{p.Answer}</answer>{world.Options.EndToken}");

    static IEnumerable<string> WithoutDuplicates(List<string> all)
    {
        var (options, clusters, first) = (new MinHashOptions(), new DocumentClusters(), new Dictionary<(int, UInt128), int>());
        var (hash, keys) = (new MinHash(options), new UInt128[options.Bands]);
        for (int i = 0; i < all.Count; i++)
            if (hash.Keys(all[i], keys))
                for (int band = 0; band < keys.Length; band++)
                    if (!first.TryAdd((band, keys[band]), i))
                        clusters.Join(first[(band, keys[band])], i);
        return all.Where((_, i) => clusters.Root(i) == i);
    }

    IEnumerable<string> Clear(IEnumerable<string> texts)
    {
        var search = new ContaminationSearch(new([.. leaks.Select(p => new BenchmarkItem(p.Family, p.Id, p.Question))], new()));
        return texts.Where(text => search.Find(text).Count == 0);
    }
}
