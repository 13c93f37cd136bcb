// Rejection sampling: many completions of each problem, of which the good ones are kept. What is kept goes into data.jsonl, each example with
// where it comes from.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.General;
using R1Sharp.Learning.Miniature.Readable;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Selection;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Rejection sampling: many completions of each problem, of which the good ones are kept.</summary>
public sealed record CollectStage : IChecked, IAsks, IShowsExamples
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>Answered examples before each question; null shows none.</summary>
    [DefaultValue(null)] public FewShotRecipe? FewShot { get; init; }

    /// <summary>Into what form the good ones are put.</summary>
    public CompletionForm Rewrite { get; init; }

    /// <summary>Share of general examples of the miniature world among all that is collected; a rubric says which are good.</summary>
    [Range(0.0, 0.9)] public double GeneralShare { get; init; }

    /// <summary>What judges completions where no rule can: any rewards, of whose total min_judgement is the least.</summary>
    public IReadOnlyList<RewardRecipe> Judges { get; init; } = [];

    /// <summary>How many, how they are sampled, and which are kept.</summary>
    [Inline] public RejectionOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => (Options.MinJudgement is null) == (Judges.Count == 0) ? RewardRecipe.MistakeOf(Judges, "judges")
        : new("judges and min_judgement belong together: the one scores, the other says what is enough.", Judges.Count == 0 ? "min_judgement" : "judges");
}

/// <summary>The form of collected completions.</summary>
public enum CompletionForm
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

    protected override IEnumerable<StageNeed> Needs(CollectStage stage) => RewardNeeds.Of(stage.Judges, "judges");

    protected override IEnumerable<RewardUse> Rewards(CollectStage stage) =>
        [new(stage.Problems, stage.Judges, "judges"), .. stage.Options.RequireRight ? (RewardUse[])[RewardUse.Right(stage.Problems)] : []];

    // What a network that has hardly learned writes would pass no filter: all that can be left open are.
    protected override CollectStage Smoke(CollectStage stage) => stage with
    {
        FewShot = SmokeSize.Of(stage.FewShot),
        Problems = SmokeSize.Of(stage.Problems),
        Rewrite = CompletionForm.AsWritten,
        Options = stage.Options with
        {
            SampleCount = Math.Max(SmokeSize.Samples, Math.Min(2 * SmokeSize.Samples, stage.Options.SampleCount)),
            MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, stage.Options.MaxCompletionTokens),
            RequireRight = false,
            RequireFormat = false,
            MinLanguagePurity = null,
            MaxRepetition = null,
            MaxParagraphCharacters = null,
            MinJudgement = stage.Options.MinJudgement is null ? null : -1000,
        },
    };

    protected override StageEstimate Estimate(CollectStage stage, StageNode node, StagePlan plan) =>
        plan.Asking(stage.Problems, stage.Options, kept: stage.Options.MostPerProblem);

    protected override void CheckData(CollectStage stage, StageNode node, RunParts run) => run.ToLearn(stage.Problems);

    protected override IStageRun Begin(CollectStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var judges = stage.Judges.Count == 0 ? run.Measures() : run.Rewards(stage.Judges);
        var sampler = new RejectionSampler(run.AskerOf(model, judges, stage.FewShot), run.ToLearn(stage.Problems), stage.Options, run.Seed)
        {
            Rewrite = stage.Rewrite == CompletionForm.Readable ? ReadableRewriter.Rewrite : null,
        };
        return new CollectStageRun(sampler, node.ModelName, stage.GeneralShare,
            count => run.Problems.World.General.Examples(ProblemSplit.Train, count, run.Seed));
    }
}

/// <summary>A stage that collects examples.</summary>
/// <param name="sampler">Makes the steps.</param>
/// <param name="model">The name of the model that is sampled, written beside each example.</param>
/// <param name="generalShare">Share of general examples among all; they are added with the last step.</param>
/// <param name="general">So many general examples.</param>
public sealed class CollectStageRun(RejectionSampler sampler, string model, double generalShare, Func<int, IReadOnlyList<GeneralExample>> general) : IStageRun
{
    const string Kept = "kept", Sampled = "sampled";
    readonly StageCounts _counts = new();

    /// <inheritdoc/>
    public int StepCount => sampler.StepCount;

    /// <summary>How many completions were sampled and kept, how many each filter dropped, and how many general examples were added.</summary>
    public JsonObject Counts() => _counts.Json();

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var step = sampler.Step(stepIndex);
        _counts.Add(Sampled, step.Rollouts.Count);
        _counts.Add(Kept, step.Kept.Count);
        _counts.AddDropped(step.Dropped);
        var rates = step.Rollouts.GroupBy(r => r.GroupIndex).ToDictionary(g => g.Key, g => g.Average(r => r.Accuracy >= 1 ? 1.0 : 0));
        long tokens = step.Rollouts.Sum(r => (long)r.Completion.Tokens.Length);
        var numbers = new JsonObject
        {
            ["sampled"] = step.Rollouts.Count,
            ["kept"] = step.Kept.Count,
            ["dropped"] = JsonSerializer.SerializeToNode(step.Dropped),
            ["sampled_tokens"] = tokens,
        };
        return new StageStep(numbers, tokens, [(Kept, $"{_counts.Text(Kept)} of {_counts.Text(Sampled)}")])
        {
            Rollouts = step.Rollouts,
            Examples = [.. step.Kept.Select(kept => Example(kept, rates[kept.Rollout.GroupIndex])), .. stepIndex + 1 == StepCount ? General() : []],
        };
    }

    /// <inheritdoc/>
    public void Finish()
    {
        if (_counts[Kept] > 0)
            return;
        var (filter, count) = _counts.MostDropped();
        throw new WatchdogException("nothing-kept",
            $"none of {_counts.Text(Sampled)} completions passed the filters; '{filter}' dropped {count.ToString(CultureInfo.InvariantCulture)} of them",
            "sample a model that has learned more, sample more of each problem, or loosen that filter", this);
    }

    /// <inheritdoc/>
    public void SaveState(string directory) => _counts.Save(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => _counts.Load(directory);

    // Of the general tasks' examples those that their rubrics call good, until they make up their share.
    IEnumerable<JsonObject> General()
    {
        int wanted = (int)Math.Round(_counts[Kept] * generalShare / (1 - generalShare));
        if (wanted == 0)
            return [];
        var drawn = general(2 * wanted);
        var good = drawn.Select((example, i) => (Example: example, Place: i)).Where(e => e.Example.Truth == 1).Take(wanted).ToList();
        _counts.Add("general_drawn", good.Count < wanted ? drawn.Count : good[^1].Place + 1);
        _counts.Add("general_kept", good.Count);
        return good.Select(
            e => DataRow.Of(e.Example.Problem, e.Example.Completion, "the miniature world's general tasks", "meets every condition of its rubric"));
    }

    JsonObject Example(CollectedCompletion kept, double passRate)
    {
        var row = DataRow.Of(kept.Rollout.Problem, kept.Text, $"sampled from {model}", kept.Text == kept.Rollout.Text ? "passed every filter"
            : "passed every filter, and was rewritten");
        row["sample"] = kept.Rollout.SampleIndex;
        row["tokens"] = kept.Rollout.Completion.Tokens.Length;
        row["pass_rate"] = passRate;
        return row;
    }
}
