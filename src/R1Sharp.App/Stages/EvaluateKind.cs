// An evaluation as a stage: with the settings under evaluation, or with some of its own, so that one model is measured in
// several ways. It changes nothing.

using System.ComponentModel.DataAnnotations;
using System.ComponentModel;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Stages;

/// <summary>An evaluation of the model as it is. What is null is as under evaluation.</summary>
sealed record EvaluateStage : IChecked, IAsks, IShowsExamples
{
    /// <summary>Problems of each source, from its beginning; null asks all.</summary>
    [Range(1, 1_000_000)] public int? MaxProblems { get; init; }

    /// <summary>What is asked.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<ProblemSource>? Problems { get; init; }

    /// <summary>
    /// What is measured beside; a part that finds whether an answer is right, as judged does, takes the rule's place. Null measures nothing more.
    /// </summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<RewardRecipe>? Rewards { get; init; }

    /// <summary>n: completions of each problem.</summary>
    [DefaultValue(null), Range(1, 4096)] public int? SampleCount { get; init; }

    /// <summary>Temperature; 0 takes the most probable token.</summary>
    [DefaultValue(null), Range(0.0, 100.0)] public double? Temperature { get; init; }

    /// <summary>Top-p.</summary>
    [DefaultValue(null), Range(0.0, 1.0)] public double? TopP { get; init; }

    /// <summary>Top-k.</summary>
    [DefaultValue(null), Range(1, int.MaxValue)] public int? TopK { get; init; }

    /// <summary>Min-p.</summary>
    [DefaultValue(null), Range(0.0, 1.0)] public double? MinP { get; init; }

    /// <summary>Repetition penalty.</summary>
    [DefaultValue(null), Range(0.1, 10.0)] public double? RepetitionPenalty { get; init; }

    /// <summary>Texts that end a completion.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Most tokens of a completion.</summary>
    [DefaultValue(null), Range(1, 1_000_000)] public int? MaxCompletionTokens { get; init; }

    /// <summary>How long the thoughts are made; null leaves them as under evaluation.</summary>
    [DefaultValue(null)] public ThinkingOptions? Thinking { get; init; }

    /// <summary>What switching between thoughts costs; null takes what is under evaluation.</summary>
    [DefaultValue(null)] public SwitchPenaltyOptions? SwitchPenalty { get; init; }

    /// <summary>Answered examples before each question; null shows those under evaluation.</summary>
    [DefaultValue(null)] public FewShotRecipe? FewShot { get; init; }

    /// <summary>How this stage evaluates.</summary>
    /// <param name="common">How evaluations are made otherwise.</param>
    public EvaluationRecipe Over(EvaluationRecipe common) => common with
    {
        Problems = Problems ?? common.Problems,
        FewShot = FewShot ?? common.FewShot,
        Options = Over(common.Options),
    };

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => RewardRecipe.MistakeOf(Rewards ?? [], "rewards");

    EvaluationOptions Over(EvaluationOptions common) => common with
    {
        SampleCount = SampleCount ?? common.SampleCount,
        Temperature = Temperature ?? common.Temperature,
        TopP = TopP ?? common.TopP,
        TopK = TopK ?? common.TopK,
        MinP = MinP ?? common.MinP,
        RepetitionPenalty = RepetitionPenalty ?? common.RepetitionPenalty,
        Stop = Stop ?? common.Stop,
        MaxCompletionTokens = MaxCompletionTokens ?? common.MaxCompletionTokens,
        Thinking = Thinking ?? common.Thinking,
        SwitchPenalty = SwitchPenalty ?? common.SwitchPenalty,
    };
}

/// <summary>Ask held-out problems.</summary>
sealed class EvaluateKind() : StageKind<EvaluateStage>("evaluate")
{
    public override StageCurves Curves => StageCurves.Evaluation;

    protected override IEnumerable<StageNeed> Needs(EvaluateStage stage) => RewardNeeds.Of(stage.Rewards ?? [], "rewards");

    protected override EvaluationUse Evaluates(EvaluateStage stage) => stage.Problems is null ? EvaluationUse.Problems : EvaluationUse.Settings;

    protected override EvaluateStage Smoke(EvaluateStage stage) => stage with
    {
        FewShot = SmokeSize.Of(stage.FewShot),
        MaxProblems = SmokeSize.Least(stage.MaxProblems, SmokeSize.Group),
        Problems = stage.Problems is { } problems ? SmokeSize.Of(problems) : null,
        SampleCount = stage.SampleCount is { } samples ? Math.Min(2, samples) : null,
        MaxCompletionTokens = stage.MaxCompletionTokens is { } tokens ? Math.Min(SmokeSize.CompletionTokens, tokens) : null,
    };

    protected override StageEstimate Estimate(EvaluateStage stage, StageNode node, StagePlan plan)
    {
        var how = stage.Over(plan.Run.Recipe.Evaluation);
        return new() { Sampled = plan.Evaluated(how, stage.MaxProblems), InFlight = long.MaxValue, CompletionCap = how.Options.MaxCompletionTokens };
    }

    protected override void CheckData(EvaluateStage stage, StageNode node, RunParts run) => run.Problems.Load(stage.Problems ?? []);

    protected override IStageRun Begin(EvaluateStage stage, StageNode node, LoadedModel model, RunParts run) =>
        run.Evaluation(model, stage.Over(run.Recipe.Evaluation), stage.MaxProblems, stage.Rewards);
}
