// Preference training: the network learns to prefer one completion of each pair; the model that the stage begins with is also the reference.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Preferences;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Training on pairs of completions; the model that the stage begins with is also the reference.</summary>
sealed record PreferStage : IChecked
{
    /// <summary>The pairs of all sources together.</summary>
    [MinLength(1)] public required IReadOnlyList<PairSource> Pairs { get; init; }

    /// <summary>Pairs that are measured on the way and not learned from; null measures none.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<PairSource>? HeldOut { get; init; }

    /// <summary>What is minimised.</summary>
    public required PreferenceLossRecipe Loss { get; init; }

    /// <summary>By what of the held-out pairs the best model is told, which is what the stage leaves: loss, accuracy or margin; null leaves the last.</summary>
    [DefaultValue(null)] public BestBy? KeepBest { get; init; }

    /// <summary>Epochs, batch, learning rate, optimizer.</summary>
    [Inline] public PreferenceOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => BestModel.MistakeOf(KeepBest, HeldOut is not null, "name pairs under held_out",
        BestBy.Loss, BestBy.Accuracy, BestBy.Margin) ?? (Options.HeldOutEverySteps is not null && HeldOut is null
        ? new("held_out_every_steps is given but nothing is held out: name pairs under held_out, or leave out held_out_every_steps.", "held_out_every_steps")
        : null);
}

/// <summary>Where pairs come from.</summary>
[ExactlyOneKey]
sealed record PairSource : IChecked
{
    /// <summary>The lines of a file.</summary>
    public PreferenceFile? File { get; init; }

    /// <summary>The pairs that an earlier stage made, by its name.</summary>
    public string? Stage { get; init; }

    /// <summary>What the miniature world's judge prefers of responses to general tasks.</summary>
    public MiniatureJudgements? Judged { get; init; }

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => File?.Margin is null ? null
        : new("margin is what reward models learn by (reward_model); these losses have none: leave it out.", "file");
}

/// <summary>A loss over pairs.</summary>
[ExactlyOneKey]
sealed record PreferenceLossRecipe
{
    /// <summary>Direct preference optimization.</summary>
    public DpoLoss? Dpo { get; init; }

    /// <summary>The same with the likelihood of the chosen completion.</summary>
    public RpoLoss? Rpo { get; init; }

    /// <summary>Without a reference, with rewards a token.</summary>
    public SimpoLoss? Simpo { get; init; }

    /// <summary>The one that is given.</summary>
    public IPreferenceLoss Loss => (IPreferenceLoss?)Dpo ?? (IPreferenceLoss?)Rpo ?? Simpo!;
}

/// <summary>Learn to prefer one completion of each pair.</summary>
sealed class PreferKind() : StageKind<PreferStage>("prefer")
{
    public override StageYield Leaves => StageYield.Model;

    public override StageCurves Curves => StageCurves.Preference;

    public override string Tell(StageStory story) =>
        $"It compared {StageStory.Number(story.Sum("pairs"))} pairs in {story.Steps.Count} steps{story.Took}: "
        + $"the margin of the implicit rewards went from {StageStory.Number(story.First("reward_margin"))} to "
            + $"{StageStory.Number(story.Last("reward_margin"))}, "
        + $"the share in the right order from {StageStory.Percent(story.First("accuracy"))} to {StageStory.Percent(story.Last("accuracy"))}.";

    protected override IEnumerable<StageNeed> Needs(PreferStage stage) => Needs(stage.Pairs, "pairs").Concat(Needs(stage.HeldOut ?? [], "held_out"));

    static IEnumerable<StageNeed> Needs(IReadOnlyList<PairSource> sources, string key) => sources.Select((source, i) => (source, i))
        .Where(p => p.source.Stage is not null)
        .Select(p => new StageNeed(p.source.Stage!, StageYield.Pairs, "learns from", FormattableString.Invariant($"{key}.{p.i}.stage")));

    protected override PreferStage Smoke(PreferStage stage) => stage with
    {
        Pairs = [.. stage.Pairs.Select(Smoke)],
        HeldOut = stage.HeldOut is { } heldOut ? [.. heldOut.Select(Smoke)] : null,
        Options = stage.Options with
        {
            Epochs = 1,
            Steps = stage.Options.Steps is { } steps ? Math.Min(steps, SmokeSize.Steps) : null,
            BatchSize = Math.Min(SmokeSize.Problems, stage.Options.BatchSize),
            HeldOutEverySteps = stage.HeldOut is null ? null : 1,
            LearningRate = SmokeSize.Of(stage.Options.LearningRate),
        },
    };

    static PairSource Smoke(PairSource source) => source with { Judged = SmokeSize.Of(source.Judged) };

    // The reference speaks once, before the first epoch.
    protected override StageEstimate Estimate(PreferStage stage, StageNode node, StagePlan plan)
    {
        long tokens = plan.Run.Kept.CountsOf(node).Tokens + 2 * plan.LeftBy(node.Data);
        return new() { Trained = stage.Options.Epochs * tokens, Scored = (stage.Options.Epochs + (stage.Loss.Loss.NeedsReference ? 1 : 0)) * tokens };
    }

    protected override void CheckData(PreferStage stage, StageNode node, RunParts run)
    {
        Count(stage.Pairs, node, run, run.Kept.Begin(node));
        Count(stage.HeldOut ?? [], node, run, new());
    }

    protected override IStageRun Begin(PreferStage stage, StageNode node, LoadedModel model, RunParts run) =>
        new PreferStageRun(new PreferenceTrainer(
            model.Policy, Pairs(stage.Pairs, model, run), stage.Loss.Loss, stage.Options, run.Seed, Pairs(stage.HeldOut ?? [], model, run)),
            BestModel.Of(stage.KeepBest, run.Folder.Stage(node.Name), model.Policy.SaveState, model.Policy.LoadState));

    static CompletionPair[] Pairs(IReadOnlyList<PairSource> sources, LoadedModel model, RunParts run) =>
        [.. sources.SelectMany(source => Pairs(source, model.Limits, run))];

    static void Count(IReadOnlyList<PairSource> sources, StageNode node, RunParts run, ExampleCounts counts)
    {
        foreach (var pair in sources.Where(p => p.Stage is null).SelectMany(p => Pairs(p, run.Models.LimitsOf(node), run, counts)))
            counts.Add(pair.Chosen.Tokens.Length + pair.Rejected.Tokens.Length);
    }

    static IEnumerable<CompletionPair> Pairs(PairSource source, SequenceLimits limits, RunParts run, ExampleCounts? counts = null)
    {
        var template = run.TemplateFor(limits.Tokenizer);
        if (source.Judged is { } judged)
            return run.Corpora.Judged(judged, limits, template, counts);
        var file = source.File ?? new PreferenceFile { Path = run.Folder.Stage(source.Stage!).Data, Chosen = "{completion}" };
        return run.Corpora.Pairs(file, limits, template, areSampled: source.File is null, counts);
    }
}

/// <summary>A stage of preference training.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="best">Keeps the best model; null leaves the last.</param>
sealed class PreferStageRun(PreferenceTrainer trainer, BestModel? best) : IStageRun
{
    /// <inheritdoc/>
    public int StepCount => trainer.StepCount;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var leaves = Leaves(trainer.Step(stepIndex));
        if (trainer.MeasuredAfter(stepIndex) is not { } heldOut)
            return leaves;
        best?.Offer(best.By switch { BestBy.Accuracy => heldOut.Accuracy, BestBy.Margin => heldOut.RewardMargin, _ => -heldOut.Loss }, stepIndex + 1);
        return HeldOutNumbers.Added(leaves, heldOut, (heldOut.Accuracy * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %");
    }

    /// <inheritdoc/>
    public StageStep? StepOf(WatchdogException stop) => stop.Report is PreferenceReport report ? Leaves(report) : null;

    /// <inheritdoc/>
    public void Finish() => best?.Restore();

    /// <inheritdoc/>
    public void SaveState(string directory) => trainer.SaveState(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => trainer.LoadState(directory);

    static StageStep Leaves(PreferenceReport report) => new(RunJson.Object(report), report.Tokens,
    [
        ("loss", report.Loss.ToString("0.0000", CultureInfo.InvariantCulture)),
        ("accuracy", (report.Accuracy * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %"),
        ("margin", report.RewardMargin.ToString("0.000", CultureInfo.InvariantCulture)),
    ]);
}
