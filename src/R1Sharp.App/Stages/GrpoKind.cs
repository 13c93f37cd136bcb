// Group-relative policy optimization: completions of one prompt are compared with each other.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature.Steps;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Group-relative policy optimization.</summary>
sealed record GrpoStage : ReinforcementStage
{
    /// <summary>Named settings that the keys beside it override.</summary>
    [Dial] public string Profile { get; init; } = "miniature";

    /// <summary>Rewards of single steps in place of those of whole completions (process supervision); null supervises outcomes.</summary>
    [DefaultValue(null)] public ProcessRecipe? Process { get; init; }

    /// <summary>Everything else.</summary>
    [Inline] public GrpoOptions Options { get; init; } = GrpoProfiles.Find("miniature");

    /// <inheritdoc/>
    public override ReinforcementOptions Common => Options;

    /// <inheritdoc/>
    internal override IEnumerable<StageNeed> OtherNeeds => Process?.Stage is { } stage
        ? [new StageNeed(stage, StageYield.RewardModel, "is rewarded step by step by", "process.stage")] : [];

    /// <inheritdoc/>
    public override SettingsMistake? Mistake() => base.Mistake() ?? (Process is null ? null : Options.DynamicSamplingRounds is not null
        ? new("dynamic_sampling_rounds chooses groups by their outcomes, but process rewards their steps; leave one of them out.", "dynamic_sampling_rounds")
        : Options.KlWeight > 0 && Options.KlPenalty is KlPenalty.TokenReward or KlPenalty.SequenceReward
        ? new("kl_penalty takes the divergence off the rewards, but process rewards steps: take loss-k3 or loss-k2.", "kl_penalty") : null);

    /// <summary>The settings of a profile.</summary>
    public static GrpoStage For(string profile) => new() { Profile = profile, Problems = [], Options = GrpoProfiles.Find(profile) };
}

/// <summary>Process supervision (DeepSeekMath, arXiv 2402.03300, section 4.1.3).</summary>
sealed record ProcessRecipe
{
    /// <summary>The stage whose reward model scores steps (scope steps or results); null asks the miniature world's exact checkers.</summary>
    public string? Stage { get; init; }

    /// <summary>Weight of the advantage of the whole completion, by the stage's rewards, beside that of its steps; 0 is the paper's.</summary>
    [Range(0.0, 1000.0)] public double OutcomeWeight { get; init; }
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

    protected override GrpoStage Unwatched(GrpoStage stage) => stage with { Process = null, Options = stage.Options with { RewardHacking = null } };

    protected override StageEstimate Estimate(GrpoStage stage, StageNode node, StagePlan plan) => Estimate(stage, plan, passes: stage.Options.NumIterations);

    protected override void CheckData(GrpoStage stage, StageNode node, RunParts run)
    {
        base.CheckData(stage, node, run);
        if (stage.Process is not { Stage: null })
            return;
        var exact = new ExactSteps(run.Problems.World);
        if (run.Problems.Load(stage.Problems).FirstOrDefault(p => !exact.Knows(p)) is { } unknown)
            throw new UserErrorException($"stage {node.Name}: process names no stage, so that exact checkers reward the steps, but they know no family "
                + $"'{unknown.Family}': name a stage of the kind reward_model, or ask problems of the miniature world's families of reasoning.");
    }

    protected override IStageRun Begin(GrpoStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var process = stage.Process is { } steps ? new ProcessSupervision(run.StepRewards(steps), steps.OutcomeWeight) : null;
        var asker = run.AskerOf(model, run.Rewards(stage.Rewards), stage.FewShot) with { Outside = stage.Rollout?.Open(model) };
        var trainer = new GrpoTrainer(asker, run.Asked(stage), stage.Options, run.Seed, process);
        return new GrpoStageRun(trainer, stage, new(stage, node, model, run));
    }
}

/// <summary>A stage of GRPO.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="stage">Its settings.</param>
/// <param name="best">Keeps the best policy, where the stage leaves that.</param>
sealed class GrpoStageRun(GrpoTrainer trainer, GrpoStage stage, BestPolicy best) : IStageRun
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

    public StageStep? StepOf(WatchdogException stop) => stop.Report is GrpoStep step ? Leaves(step) : null;

    public void Observe(EvaluationResult evaluation)
    {
        best.Offer(evaluation);
        trainer.ObserveTruth(evaluation.Overall.PassAtOne);
    }

    public void Finish() => best.Restore();

    public void SaveState(string directory) => trainer.SaveState(directory);

    public void LoadState(string directory) => trainer.LoadState(directory);

    public void Dispose() => trainer.Dispose();

    static StageStep Leaves(GrpoStep step) => ReinforcementStep.Of(step.Report, step.Rollouts);
}
