// On-policy distillation: the network samples, a teacher says what it would have done, and the network is drawn there.

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Distillation;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>On-policy distillation.</summary>
sealed record DistillStage : IAsks
{
    /// <summary>The stage whose model teaches; its tokenizer must be the student's.</summary>
    public required string Teacher { get; init; }

    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>Steps, samples, estimator, learning rate, optimizer.</summary>
    [Inline] public DistillationOptions Options { get; init; } = new();
}

/// <summary>Draw the network to a teacher on its own samples.</summary>
sealed class DistillKind() : StageKind<DistillStage>("distill")
{
    public override StageYield Leaves => StageYield.Model;

    public override string Tell(StageStory story) =>
        $"{story.Steps.Count} steps of distillation{story.Took}: {story.Went("the divergence from the teacher", "divergence", "nats a token")}.";

    // All that is sampled is learned from.
    public override (double Read, double Learned) Cost(MetricLine line) => base.Cost(line) is var (read, learned) ? (read, learned + line.Or("sampled_tokens"))
        : default;

    protected override IEnumerable<StageNeed> Needs(DistillStage stage) => [new(stage.Teacher, StageYield.Model, "learns from the model of", "teacher")];

    protected override DistillStage Smoke(DistillStage stage) => stage with
    {
        Problems = SmokeSize.Of(stage.Problems),
        Options = stage.Options with
        {
            Steps = Math.Min(SmokeSize.Steps, stage.Options.Steps),
            PromptsPerStep = Math.Min(SmokeSize.Prompts, stage.Options.PromptsPerStep),
            SamplesPerPrompt = Math.Min(SmokeSize.Group, stage.Options.SamplesPerPrompt),
            MinibatchesPerStep = Math.Min(SmokeSize.Steps, stage.Options.MinibatchesPerStep),
            MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, stage.Options.MaxCompletionTokens),
            LearningRate = SmokeSize.Of(stage.Options.LearningRate),
        },
    };

    protected override StageEstimate Estimate(DistillStage stage, StageNode node, StagePlan plan)
    {
        var o = stage.Options;
        long tokens = StagePlan.Completions((double)o.Steps * o.PromptsPerStep * o.SamplesPerPrompt, o.MaxCompletionTokens);
        return new()
        {
            Sampled = tokens,
            Trained = tokens,
            Scored = tokens,
            InFlight = (long)o.PromptsPerStep * o.SamplesPerPrompt,
            CompletionCap = o.MaxCompletionTokens,
            Teacher = TeacherOf(stage, node),
        };
    }

    protected override void CheckData(DistillStage stage, StageNode node, RunParts run)
    {
        RequireOneVocabulary(node, TeacherOf(stage, node), run.Models);
        run.ToLearn(stage.Problems);
    }

    protected override IStageRun Begin(DistillStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var teacher = run.Models.Beside(stage.Teacher);
        var trainer = new DistillationTrainer(run.AskerOf(model, run.Measures()), teacher.Policy, run.Shuffled(stage.Problems), stage.Options, run.Seed);
        return new DistillStageRun(trainer, teacher, stage.Options.Steps);
    }

    static StageNode TeacherOf(DistillStage stage, StageNode node) => node.Data.First(n => n.Name == stage.Teacher);

    // A teacher's probabilities are of its own tokens.
    static void RequireOneVocabulary(StageNode student, StageNode teacher, StageModels models)
    {
        var (own, theirs) = (models.LimitsOf(student).Tokenizer, models.LimitsOf(teacher).Tokenizer);
        bool areAlike = ReferenceEquals(own, theirs)
            || (own.VocabularySize == theirs.VocabularySize && Enumerable.Range(0, own.VocabularySize).All(id => own.TokenText(id) == theirs.TokenText(id)));
        if (!areAlike)
            throw new UserErrorException(
                $"stage {student.Name}: its teacher '{teacher.Name}' has {theirs.VocabularySize} tokens and it has {own.VocabularySize}, "
                + "or they differ: distillation needs two models with one tokenizer.");
        if (models.ShapeOf(student).VocabularySize is var rows && models.ShapeOf(teacher).VocabularySize is var others && rows != others)
            throw new UserErrorException($"stage {student.Name}: its teacher '{teacher.Name}' has {others} rows of probabilities and it has {rows}: "
                + "distillation needs two models of one vocabulary.");
    }
}

/// <summary>A stage of on-policy distillation.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="teacher">The teacher; it ends with the stage.</param>
/// <param name="stepCount">How many.</param>
sealed class DistillStageRun(DistillationTrainer trainer, LoadedModel teacher, int stepCount) : IStageRun
{
    /// <inheritdoc/>
    public int StepCount => stepCount;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex) => Leaves(trainer.Step(stepIndex));

    /// <inheritdoc/>
    public StageStep? StepOf(WatchdogException stop) => stop.Report is DistillationStep step ? Leaves(step) : null;

    /// <inheritdoc/>
    public void SaveState(string directory) => trainer.SaveState(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => trainer.LoadState(directory);

    /// <inheritdoc/>
    public void Dispose() => teacher.Dispose();

    static StageStep Leaves(DistillationStep step)
    {
        var report = step.Report;
        return new(RunJson.Object(report), report.PromptTokens + 2 * report.SampledTokens,
        [
            ("divergence", report.Divergence.ToString("0.0000", CultureInfo.InvariantCulture)),
            ("accuracy", report.Accuracy is { } accuracy ? (accuracy * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–"),
        ])
        { Rollouts = step.Rollouts };
    }
}
