// Proximal policy optimization: a value model says how good each state is.

using System.Globalization;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Proximal policy optimization with a value model, which begins as the policy with a head of zero.</summary>
sealed record PpoStage : ReinforcementStage
{
    /// <summary>Everything else.</summary>
    [Inline] public PpoOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public override ReinforcementOptions Common => Options;
}

/// <summary>Reinforce completions that are rewarded, with a value model.</summary>
sealed class PpoKind() : ReinforcementKind<PpoStage>("ppo")
{
    // The value model reads what the policy sampled, and learns from it.
    public override (double Read, double Learned) Cost(MetricLine line) =>
        base.Cost(line) is var (read, learned) ? (read + line.Or("updated_tokens"), learned + line.Or("updated_tokens")) : default;

    protected override PpoStage Smoke(PpoStage stage) => Shared(stage with
    {
        Options = SharedOptions(stage.Options with
        {
            ValueWarmupSteps = Math.Min(Math.Min(1, stage.Options.Steps - 1), stage.Options.ValueWarmupSteps),
            ValueLearningRate = SmokeSize.Of(stage.Options.ValueLearningRate),
        }),
    });

    protected override PpoStage Unwatched(PpoStage stage) => stage with { Options = stage.Options with { RewardHacking = null } };

    protected override StageEstimate Estimate(PpoStage stage, StageNode node, StagePlan plan) =>
        Estimate(stage, plan, passes: 2 * stage.Options.NumIterations) with { TrainedNetworks = 2 };

    protected override IStageRun Begin(PpoStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var values = run.Models.ScalarModelOf(model);
        var asker = run.AskerOf(model, run.Rewards(stage.Rewards), stage.FewShot) with { Outside = stage.Rollout?.Open(model) };
        var trainer = new PpoTrainer(asker, values, run.Asked(stage), stage.Options, run.Seed);
        return new PpoStageRun(trainer, values, stage, new(stage, node, model, run));
    }
}

/// <summary>A stage of PPO.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="values">The value model; it ends with the stage.</param>
/// <param name="stage">Its settings.</param>
/// <param name="best">Keeps the best policy, where the stage leaves that.</param>
sealed class PpoStageRun(PpoTrainer trainer, IScalarModel values, PpoStage stage, BestPolicy best) : IStageRun
{
    public int StepCount => stage.Options.Steps;

    public int? EvaluateEverySteps => stage.EvaluateEverySteps;

    public int? EvaluateProblems => stage.EvaluateProblems;

    public IReadOnlyList<RewardRecipe>? EvaluationRewards => stage.EvaluateRewards == true ? stage.Rewards : null;

    public StageStep Step(int stepIndex)
    {
        var leaves = Leaves(trainer.Step(stepIndex));
        best.Made(stepIndex);
        return leaves;
    }

    public void TellParts(Action<string> ended) => trainer.PartEnded = ended;

    public void Observe(EvaluationResult evaluation) => best.Offer(evaluation);

    public void Finish() => best.Restore();

    public StageStep? StepOf(WatchdogException stop) => stop.Report is PpoStep step ? Leaves(step) : null;

    public void SaveState(string directory) => trainer.SaveState(directory);

    public void LoadState(string directory) => trainer.LoadState(directory);

    public void Dispose()
    {
        trainer.Dispose();
        values.Dispose();
    }

    static StageStep Leaves(PpoStep step)
    {
        var leaves = ReinforcementStep.Of(step.Report, step.Rollouts);
        return leaves with { Headline = [.. leaves.Headline, ("value loss", step.Report.ValueLoss?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "–")] };
    }
}
