// Group-relative policy optimization: completions of one prompt are compared with each other.

using R1Sharp.App.Recipes;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Group-relative policy optimization.</summary>
public sealed record GrpoStage : ReinforcementStage
{
    /// <summary>Named settings that the keys beside it override.</summary>
    [Dial] public string Profile { get; init; } = "miniature";

    /// <summary>Everything else.</summary>
    [Inline] public GrpoOptions Options { get; init; } = GrpoProfiles.Find("miniature");

    /// <inheritdoc/>
    public override ReinforcementOptions Common => Options;

    /// <summary>The settings of a profile.</summary>
    public static GrpoStage For(string profile) => new() { Profile = profile, Problems = [], Options = GrpoProfiles.Find(profile) };
}

/// <summary>Reinforce completions that are rewarded.</summary>
sealed class GrpoKind() : ReinforcementKind<GrpoStage>("grpo")
{
    protected override GrpoStage Smoke(GrpoStage stage) => Shared(stage with
    {
        Options = SharedOptions(stage.Options with
        {
            DynamicSamplingRounds = stage.Options.DynamicSamplingRounds is { } rounds ? Math.Min(SmokeSize.Steps, rounds) : null,
        }),
    });

    protected override StageEstimate Estimate(GrpoStage stage, StageNode node, StagePlan plan) => Estimate(stage, plan, passes: 1);

    protected override IStageRun Begin(GrpoStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var trainer = new GrpoTrainer(
            run.AskerOf(model, run.Rewards(stage.Rewards)), run.Shuffled(stage.Problems, stage.Options.Steps), stage.Options, run.Seed);
        return new GrpoStageRun(trainer, stage);
    }
}

/// <summary>A stage of GRPO.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="stage">Its settings.</param>
sealed class GrpoStageRun(GrpoTrainer trainer, GrpoStage stage) : IStageRun
{
    public int StepCount => stage.Options.Steps;

    public int? EvaluateEverySteps => stage.EvaluateEverySteps;

    public int? EvaluateProblems => stage.EvaluateProblems;

    public IReadOnlyList<RewardRecipe>? EvaluationRewards => stage.EvaluateRewards == true ? stage.Rewards : null;

    public StageStep Step(int stepIndex) => Leaves(trainer.Step(stepIndex));

    public StageStep? StepOf(WatchdogException stop) => stop.Report is GrpoStep step ? Leaves(step) : null;

    public void Observe(EvaluationResult evaluation) => trainer.ObserveTruth(evaluation.Overall.PassAtOne);

    public void SaveState(string directory) => trainer.SaveState(directory);

    public void LoadState(string directory) => trainer.LoadState(directory);

    public void Dispose() => trainer.Dispose();

    static StageStep Leaves(GrpoStep step) => ReinforcementStep.Of(step.Report, step.Rollouts);
}
