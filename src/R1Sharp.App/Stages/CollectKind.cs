// Rejection sampling: many completions of each problem, of which the good ones are kept. What is kept goes into data.jsonl, each example with
// where it comes from.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.Readable;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Selection;

namespace R1Sharp.App.Stages;

/// <summary>Rejection sampling: many completions of each problem, of which the good ones are kept.</summary>
sealed record CollectStage : IChecked, IAsks, IShowsExamples
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>Answered examples before each question; null shows none.</summary>
    [DefaultValue(null)] public FewShotRecipe? FewShot { get; init; }

    /// <summary>What is asked, with {question}, for example for reflection and checks; the examples keep the question alone. Null asks the question.</summary>
    [DefaultValue(null)] public string? Ask { get; init; }

    /// <summary>Into what form the good ones are put.</summary>
    public CompletionForm Rewrite { get; init; }

    /// <summary>A model that puts the good ones into another form, where no rule does; null asks none.</summary>
    [DefaultValue(null)] public RewriterRecipe? Rewriter { get; init; }

    /// <summary>
    /// A text with {question} and {completion} by which a model is to be asked to rewrite: the stage then leaves what such a model learns from, this text
    /// about the completion as it was written and the completion as it was rewritten. Null leaves completions.
    /// </summary>
    [DefaultValue(null)] public string? LeaveRewriting { get; init; }

    /// <summary>Share of general examples of the miniature world among all that is collected; a rubric says which are good.</summary>
    [Range(0.0, 0.9)] public double GeneralShare { get; init; }

    /// <summary>How many general examples are collected, whatever else is; null goes by general_share.</summary>
    [DefaultValue(null), Range(1, 1_000_000)] public int? GeneralCount { get; init; }

    /// <summary>What judges completions where no rule can: any rewards, of whose total min_judgement is the least.</summary>
    public IReadOnlyList<RewardRecipe> Judges { get; init; } = [];

    /// <summary>How many, how they are sampled, and which are kept.</summary>
    [Inline] public RejectionOptions Options { get; init; } = new();

    /// <summary>The general examples that are added to so many collected ones.</summary>
    internal int Wanted(int collected) => GeneralCount ?? (int)Math.Round(collected * GeneralShare / (1 - GeneralShare));

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => MistakeInForm() ?? (GeneralCount is not null && GeneralShare > 0
        ? new("'general_share' and 'general_count' both say how many general examples are added: give one of them.", "general_count")
        : (Options.MinJudgement is null) == (Judges.Count == 0) ? RewardRecipe.MistakeOf(Judges, "judges")
        : new("judges and min_judgement belong together: the one scores, the other says what is enough.", Judges.Count == 0 ? "min_judgement" : "judges"));

    SettingsMistake? MistakeInForm() => Rewriter is not null && Rewrite != CompletionForm.AsWritten
        ? new("'rewrite' puts completions into a form by rules and 'rewriter' by a model: give one of them.", "rewriter")
        : LeaveRewriting is not null && Rewriter is null && Rewrite == CompletionForm.AsWritten
        ? new("'leave_rewriting' leaves what was rewritten, but nothing is: give 'rewrite' or 'rewriter'.", "leave_rewriting")
        : Ask is { } ask && !ask.Contains("{question}", StringComparison.Ordinal)
        ? new("'ask' does not show the question: put {question} into it.", "ask")
        : LeaveRewriting is { } text ? RewriteAsk.MistakeOf(text, "leave_rewriting") : null;
}

/// <summary>The form of collected completions.</summary>
enum CompletionForm
{
    /// <summary>As the model wrote them.</summary>
    AsWritten,

    /// <summary>Tidy thoughts in the question's language, then a sentence with the answer; for the miniature's families of reasoning.</summary>
    Readable,
}

/// <summary>Sample completions and keep the good ones as examples.</summary>
sealed class CollectKind() : StageKind<CollectStage>("collect")
{
    public override StageYield Leaves => StageYield.Examples;

    public override string Tell(StageStory story) =>
        $"It sampled {StageStory.Number(story.Sum("sampled"))} completions and kept {StageStory.Number(story.Sum("kept"))}{story.Took}.";

    protected override IEnumerable<StageNeed> Needs(CollectStage stage) =>
    [
        .. RewardNeeds.Of(stage.Judges, "judges"),
        .. stage.Rewriter?.Stage is { } rewriter ? [new StageNeed(rewriter, StageYield.Model, "is rewritten by", "rewriter.stage")] : Array.Empty<StageNeed>(),
    ];

    protected override IEnumerable<RewardUse> Rewards(CollectStage stage) =>
        [new(stage.Problems, stage.Judges, "judges"), .. stage.Options.RequireRight ? (RewardUse[])[RewardUse.Right(stage.Problems)] : []];

    // What a network that has hardly learned writes would pass no filter: all that can be left open are.
    protected override CollectStage Smoke(CollectStage stage) => stage with
    {
        FewShot = SmokeSize.Of(stage.FewShot),
        Problems = SmokeSize.Of(stage.Problems),
        Rewrite = CompletionForm.AsWritten,
        Rewriter = null,
        LeaveRewriting = null,
        Options = stage.Options with
        {
            SampleCount = Math.Max(SmokeSize.Samples, Math.Min(2 * SmokeSize.Samples, stage.Options.SampleCount)),
            MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, stage.Options.MaxCompletionTokens),
            RequireRight = false,
            RequireFormat = false,
            Thinking = null,
            MinLanguagePurity = null,
            MaxRepetition = null,
            MaxParagraphCharacters = null,
            MinJudgement = stage.Options.MinJudgement is null ? null : -1000,
        },
    };

    protected override StageEstimate Estimate(CollectStage stage, StageNode node, StagePlan plan)
    {
        var asking = plan.Asking(stage.Problems, stage.Options, kept: stage.Options.MostPerProblem);
        return stage.Rewriter is not { Stage: { } name, MaxTokens: var most } ? asking : asking with
        {
            Sampled = asking.Sampled + plan.Asked(stage.Problems, stage.Options.MostPerProblem, most),
            Teacher = node.Data.First(n => n.Name == name),
        };
    }

    protected override void CheckData(CollectStage stage, StageNode node, RunParts run) => run.ToLearn(stage.Problems);

    protected override IStageRun Begin(CollectStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var judges = stage.Judges.Count == 0 ? run.Measures() : run.Rewards(stage.Judges);
        var rewriter = stage.Rewriter is { } recipe ? new ModelRewriter(recipe, stage.Options, run) : null;
        var asker = run.AskerOf(model, judges, stage.FewShot);
        // The prompt asks for more than the question; what is learned answers the question.
        if (stage.Ask is { } ask)
            asker = asker.Putting(question => ask.Replace("{question}", question, StringComparison.Ordinal));
        var sampler = new RejectionSampler(asker, run.ToLearn(stage.Problems), stage.Options, run.Seed)
        {
            Rewrite = rewriter is not null ? rewriter.Rewrite : stage.Rewrite == CompletionForm.Readable ? ByRules : null,
        };
        return new CollectStageRun(sampler, node.ModelName, stage.Wanted,
            count => run.Problems.World.General.Examples(ProblemSplit.Train, count, run.Seed))
        { Rewriter = rewriter, LeaveRewriting = stage.LeaveRewriting };
    }

    static IReadOnlyList<string?> ByRules(IReadOnlyList<CompletionDraft> drafts) => [.. drafts.Select(d => ReadableRewriter.Rewrite(d.Problem, d.Text))];
}
