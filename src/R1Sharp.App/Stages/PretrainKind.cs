// Pre-training: the network predicts the next token of a corpus.

using System.Globalization;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Supervised;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Pre-training.</summary>
sealed record PretrainStage
{
    /// <summary>What is read.</summary>
    public required CorpusSource Corpus { get; init; }

    /// <summary>Steps, learning rate, optimizer.</summary>
    [Inline] public LanguageModelOptions Options { get; init; } = new();
}

/// <summary>Predict the next token of a corpus.</summary>
sealed class PretrainKind() : StageKind<PretrainStage>("pretrain")
{
    const int SmokeSteps = 6;

    public override StageYield Leaves => StageYield.Model;

    public override bool LearnsAllWeights => true;

    public override StageCurves Curves => StageCurves.Loss;

    public override string Tell(StageStory story) => TextStory.Of(story);

    // A tokenizer is trained before any stage begins.
    protected override CorpusSource? Corpus(PretrainStage stage) => stage.Corpus.Stage is null ? stage.Corpus : null;

    protected override IEnumerable<StageNeed> Needs(PretrainStage stage) =>
        stage.Corpus.Stage is { } name ? [new(name, StageYield.Texts, "reads the texts of", "corpus.stage")] : [];

    protected override PretrainStage Smoke(PretrainStage stage) => stage with
    {
        Options = stage.Options with
        {
            Steps = Math.Min(SmokeSteps, stage.Options.Steps),
            TokensPerStep = Math.Min(SmokeSize.TokensPerStep, stage.Options.TokensPerStep),
            LearningRate = SmokeSize.Of(stage.Options.LearningRate),
        },
    };

    protected override StageEstimate Estimate(PretrainStage stage, StageNode node, StagePlan plan) =>
        new() { Trained = (long)stage.Options.Steps * stage.Options.TokensPerStep };

    protected override void CheckData(PretrainStage stage, StageNode node, RunParts run)
    {
        if (stage.Corpus.Lines is { } lines)
            run.Corpora.Texts(lines).Count();
    }

    protected override IStageRun Begin(PretrainStage stage, StageNode node, LoadedModel model, RunParts run) =>
        new PretrainStageRun(new LanguageModelTrainer(model.Policy, run.Corpora.Pretraining(Of(stage.Corpus, run), stage.Options, model.Limits), stage.Options),
            stage.Options.Steps);

    static CorpusSource Of(CorpusSource corpus, RunParts run) => corpus.Stage is { } name
        ? new() { Lines = new LineCorpus { Path = run.Folder.Stage(name).Data } } : corpus;
}

/// <summary>What stages tell that learn from texts.</summary>
static class TextStory
{
    public static string Of(StageStory story)
    {
        int steps = story.Steps.Count;
        double tokens = story.Sum("tokens");
        string read = tokens > 0 ? $"It read {StageStory.Number(tokens)} tokens in {steps} steps" : $"It learned for {steps} steps";
        string loss = steps > 1 && double.IsFinite(story.First("loss"))
            ? $": the loss fell from {StageStory.Number(story.First("loss"))} to {StageStory.Number(story.Last("loss"))} nats a token" : "";
        return $"{read}{story.Took}{loss}.";
    }
}

/// <summary>A stage of pre-training.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="stepCount">How many.</param>
sealed class PretrainStageRun(LanguageModelTrainer trainer, int stepCount) : IStageRun
{
    public int StepCount => stepCount;

    public StageStep Step(int stepIndex) => Leaves(trainer.Step(stepIndex));

    public StageStep? StepOf(WatchdogException stop) => stop.Report is LanguageModelReport report ? Leaves(report) : null;

    public void SaveState(string directory) => trainer.SaveState(directory);

    public void LoadState(string directory) => trainer.LoadState(directory);

    internal static StageStep Leaves(LanguageModelReport report) =>
        new(RunJson.Object(report), report.Tokens, [("loss", report.Loss.ToString("0.0000", CultureInfo.InvariantCulture))]);
}
