// Supervised fine-tuning: the network predicts the completions of examples, of files or of what earlier stages collected.

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training;
using R1Sharp.Learning.Training.Supervised;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Supervised fine-tuning.</summary>
public sealed record SftStage
{
    /// <summary>The examples of all sources together.</summary>
    [MinLength(1)] public required IReadOnlyList<ExampleSource> Examples { get; init; }

    /// <summary>Epochs, learning rate, optimizer.</summary>
    [Inline] public SftOptions Options { get; init; } = new();
}

/// <summary>Predict the completions of examples.</summary>
sealed class SftKind() : StageKind<SftStage>("sft")
{
    public override StageYield Leaves => StageYield.Model;

    public override StageCurves Curves => StageCurves.Loss;

    public override string Tell(StageStory story) => TextStory.Of(story);

    /// <summary>The examples of a stage, in their order.</summary>
    /// <exception cref="Learning.UserErrorException">A file is missing or broken, or an example is too long.</exception>
    public static IEnumerable<TokenSequence> Examples(SftStage stage, RunParts run, SequenceLimits limits) =>
        stage.Examples.SelectMany(source => run.Examples(source, limits));

    protected override IEnumerable<StageNeed> Needs(SftStage stage) => ExampleNeeds.Of(stage.Examples);

    protected override SftStage Smoke(SftStage stage) => stage with
    {
        Options = stage.Options with
        {
            Steps = SmokeSize.Least(stage.Options.Steps, SmokeSize.Steps),
            TokensPerStep = Math.Min(SmokeSize.TokensPerStep, stage.Options.TokensPerStep),
            HeldOutEverySteps = stage.Options.HeldOutShare > 0 ? 1 : null,
            LearningRate = SmokeSize.Of(stage.Options.LearningRate),
        },
    };

    protected override StageEstimate Estimate(SftStage stage, StageNode node, StagePlan plan)
    {
        var o = stage.Options;
        return new()
        {
            Trained = o.Steps is { } steps ? (long)steps * o.TokensPerStep : o.Epochs * (FileTokens(stage, node, plan.Run) + plan.LeftBy(node.Data)),
        };
    }

    protected override void CheckData(SftStage stage, StageNode node, RunParts run) => FileTokens(stage, node, run);

    protected override IStageRun Begin(SftStage stage, StageNode node, LoadedModel model, RunParts run) =>
        Begin(new SpooledSequences(Examples(stage, run, model.Limits)), stage, model, run);

    static SftStageRun Begin(SpooledSequences examples, SftStage stage, LoadedModel model, RunParts run) =>
        new(new SftTrainer(model.Policy, examples, model.Tokenizer.EndOfTextId, stage.Options, run.Seed,
            mayNotEnd: stage.Examples.Any(e => e.File is { IsByPart: true })), examples);

    static long FileTokens(SftStage stage, StageNode node, RunParts run) =>
        stage.Examples.Where(e => e.File is not null).SelectMany(e => run.Examples(e, run.Models.LimitsOf(node))).Sum(e => (long)e.Tokens.Length);
}

/// <summary>The stages that examples come from.</summary>
static class ExampleNeeds
{
    public static IEnumerable<StageNeed> Of(IReadOnlyList<ExampleSource> examples) => examples.Select((source, i) => (source, i))
        .Where(e => e.source.Stage is not null)
            .Select(e => new StageNeed(e.source.Stage!, StageYield.Examples, "learns from", FormattableString.Invariant($"examples.{e.i}.stage")));
}

/// <summary>A stage of fine-tuning.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="examples">What it learns from; they end with the stage.</param>
public sealed class SftStageRun(SftTrainer trainer, IDisposable examples) : IStageRun
{
    /// <inheritdoc/>
    public int StepCount => trainer.StepCount;

    /// <inheritdoc/>
    public bool IsFinished => trainer.IsFinished;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var step = trainer.Step(stepIndex);
        var leaves = PretrainStageRun.Leaves(step.Training);
        if (step.HeldOutLoss is not { } heldOut)
            return leaves;
        leaves.Numbers["held_out_loss"] = heldOut;
        return leaves with { Headline = [.. leaves.Headline, ("held out", heldOut.ToString("0.0000", CultureInfo.InvariantCulture))] };
    }

    /// <inheritdoc/>
    public StageStep? StepOf(WatchdogException stop) => stop.Report is LanguageModelReport report ? PretrainStageRun.Leaves(report) : null;

    /// <inheritdoc/>
    public void Finish() => trainer.Finish();

    /// <inheritdoc/>
    public void SaveState(string directory) => trainer.SaveState(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => trainer.LoadState(directory);

    /// <inheritdoc/>
    public void Dispose()
    {
        trainer.Dispose();
        examples.Dispose();
    }
}
