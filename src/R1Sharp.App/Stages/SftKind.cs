// Supervised fine-tuning: the network predicts the completions of examples, of files or of what earlier stages collected.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Supervised;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Supervised fine-tuning.</summary>
sealed record SftStage : IChecked
{
    /// <summary>The examples of all sources together.</summary>
    [MinLength(1)] public required IReadOnlyList<ExampleSource> Examples { get; init; }

    /// <summary>Examples that are measured on the way and not learned from; null leaves it to held_out_share.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<ExampleSource>? HeldOut { get; init; }

    /// <summary>Epochs, learning rate, optimizer.</summary>
    [Inline] public SftOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => Options.MistakeOf(HeldOut is not null);
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

    protected override IEnumerable<StageNeed> Needs(SftStage stage) => ExampleNeeds.Of(stage.Examples)
        .Concat(ExampleNeeds.Of(stage.HeldOut ?? [], "held_out"));

    protected override SftStage Smoke(SftStage stage) => stage with
    {
        Options = stage.Options with
        {
            Steps = SmokeSize.Least(stage.Options.Steps, SmokeSize.Steps),
            TokensPerStep = Math.Min(SmokeSize.TokensPerStep, stage.Options.TokensPerStep),
            HeldOutEverySteps = stage.Options.HeldOutShare > 0 || stage.HeldOut is not null ? 1 : null,
            LearningRate = SmokeSize.Of(stage.Options.LearningRate),
        },
    };

    protected override StageEstimate Estimate(SftStage stage, StageNode node, StagePlan plan)
    {
        var (o, files) = (stage.Options, plan.Run.Kept.CountsOf(node));
        return new()
        {
            Trained = (long)(o.Steps is { } steps ? steps * StepTokens(o, files) : o.Epochs * (files.Tokens + plan.LeftBy(node.Data))),
        };
    }

    protected override void CheckData(SftStage stage, StageNode node, RunParts run)
    {
        run.Kept.Read(node, stage.Examples, Learned, run.Kept.Begin(node));
        run.Kept.Read(node, stage.HeldOut ?? [], HeldOut, new());
    }

    protected override IStageRun Begin(SftStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var examples = run.Kept.Take(node, stage.Examples, Learned, model.Limits);
        var heldOut = run.Kept.Take(node, stage.HeldOut ?? [], HeldOut, model.Limits);
        var trainer = new SftTrainer(model.Policy, examples, model.Tokenizer.EndOfTextId, stage.Options, run.Seed,
            mayNotEnd: stage.Examples.Any(e => e.File is { IsByPart: true }), heldOut);
        return new SftStageRun(trainer, examples, heldOut);
    }

    const string Learned = "examples", HeldOut = "held_out";

    // A step has no more tokens than its examples have on average, where their number is limited.
    static double StepTokens(SftOptions options, ExampleCounts files) => options.SequencesPerStep is { } most && files.Examples > 0
        ? Math.Min(options.TokensPerStep, most * (double)files.Tokens / files.Examples) : options.TokensPerStep;
}

/// <summary>The stages that examples come from.</summary>
static class ExampleNeeds
{
    public static IEnumerable<StageNeed> Of(IReadOnlyList<ExampleSource> examples, string key = "examples", string verb = "learns from") =>
        examples.Select((source, i) => (source, i))
        .Where(e => e.source.Stage is not null)
            .Select(e => new StageNeed(e.source.Stage!, StageYield.Examples, verb, FormattableString.Invariant($"{key}.{e.i}.stage")));
}

/// <summary>A stage of fine-tuning.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="data">What it learns from and is measured on; it ends with the stage.</param>
sealed class SftStageRun(SftTrainer trainer, params IReadOnlyList<IDisposable> data) : IStageRun
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
        return step.HeldOut is { } heldOut ? HeldOutNumbers.Added(leaves, heldOut, heldOut.Loss.ToString("0.0000", CultureInfo.InvariantCulture)) : leaves;
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
        foreach (var part in data)
            part.Dispose();
    }
}

/// <summary>What is measured on held-out data beside a step.</summary>
static class HeldOutNumbers
{
    /// <summary>A step with the numbers of a measurement after it.</summary>
    /// <param name="step">The step.</param>
    /// <param name="measured">The numbers, a record; objects in it are left out.</param>
    /// <param name="headline">The one for the terminal.</param>
    public static StageStep Added(StageStep step, object measured, string headline)
    {
        foreach (var (name, value) in RunJson.Object(measured))
            if (value is not JsonObject)
                step.Numbers["held_out_" + name] = value?.DeepClone();
        return step with { Headline = [.. step.Headline, ("held out", headline)] };
    }
}
