// What the kinds of stages have in common that reinforce completions: GRPO and PPO.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>A stage that reinforces completions which are rewarded.</summary>
abstract record ReinforcementStage : IChecked, IAsks, IShowsExamples
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>Answered examples before each question; null shows none.</summary>
    [DefaultValue(null)] public FewShotRecipe? FewShot { get; init; }

    /// <summary>What is rewarded: by default right answers, and a little their form.</summary>
    [MinLength(1)] public IReadOnlyList<RewardRecipe> Rewards { get; init; } = [new() { Name = "accuracy" }, new() { Name = "format", Weight = 0.1 }];

    /// <summary>Steps between two evaluations; null makes none.</summary>
    [Range(1, 1_000_000)] public int? EvaluateEverySteps { get; init; }

    /// <summary>Problems of each source in these evaluations, from its beginning; null asks all.</summary>
    [Range(1, 1_000_000)] public int? EvaluateProblems { get; init; }

    /// <summary>Whether these evaluations also measure the stage's rewards; null or false measures right answers and their form alone.</summary>
    [DefaultValue(null)] public bool? EvaluateRewards { get; init; }

    /// <summary>
    /// By what of these evaluations the best model is told, which is what the stage leaves: accuracy (pass@1) or reward; null leaves the last.
    /// </summary>
    [DefaultValue(null)] public BestBy? KeepBest { get; init; }

    /// <summary>Whether each problem is graded by the gold answer of another of its family, as a control; null or false grades by its own.</summary>
    [DefaultValue(null)] public bool? ShuffledGolds { get; init; }

    /// <summary>A server that samples what is learned from; null has this program sample.</summary>
    [DefaultValue(null)] public RolloutRecipe? Rollout { get; init; }

    /// <summary>The settings that every way to reinforce has.</summary>
    public abstract ReinforcementOptions Common { get; }

    /// <summary>The stages that it builds on beside those of its rewards.</summary>
    internal virtual IEnumerable<StageNeed> OtherNeeds => [];

    /// <inheritdoc/>
    public virtual SettingsMistake? Mistake() => RewardRecipe.MistakeOf(Rewards, "rewards")
        ?? BestModel.MistakeOf(KeepBest, EvaluateEverySteps is not null && (KeepBest != BestBy.Reward || EvaluateRewards == true),
            KeepBest == BestBy.Reward ? "give evaluate_every_steps a value and set evaluate_rewards" : "give evaluate_every_steps a value",
            BestBy.Accuracy, BestBy.Reward)
        ?? Rollout?.Beside(this)
        ?? (Common.RewardHacking is not { } hacking ? null
            : EvaluateEverySteps is null
                ? new("reward_hacking compares the reward with the evaluations on the way, but evaluate_every_steps is null, which makes none; give it a "
                + "value.", "reward_hacking")
            : hacking.Proxy is { } proxy && Rewards.Select(r => r.ReportedName).ToList() is var names && !names.Contains(proxy)
            ? new($"reward_hacking watches the reward '{proxy}', which is not among the rewards{NearestName.Hint(proxy, names)}", "reward_hacking") : null);
}

/// <summary>A way to reinforce.</summary>
/// <param name="key">Its key in recipes.</param>
abstract class ReinforcementKind<T>(string key) : StageKind<T>(key) where T : ReinforcementStage
{
    public sealed override StageYield Leaves => StageYield.Model;

    public sealed override StageCurves Curves => StageCurves.Reinforcement;

    public sealed override string Tell(StageStory story) => ReinforcementStory.Of(story);

    // A reference reads what is learned from.
    public override (double Read, double Learned) Cost(MetricLine line) =>
        base.Cost(line) is var (read, learned) && double.IsFinite(line["kl"]) ? (read + line.Or("updated_tokens"), learned) : base.Cost(line);

    protected sealed override SettingsMistake? Mistake(T stage, StageNode node, Recipe recipe) => stage.Rollout?.Within(recipe);

    public sealed override object Decisive(object settings) =>
        settings is ReinforcementStage { Rollout: { } rollout } stage ? stage with { Rollout = rollout.Anywhere() } : settings;

    protected sealed override IEnumerable<StageNeed> Needs(T stage) => RewardNeeds.Of(stage.Rewards, "rewards").Concat(stage.OtherNeeds);

    protected sealed override IEnumerable<RewardUse> Rewards(T stage) => [new(stage.Problems, stage.Rewards, "rewards")];

    public sealed override object Controlled(object settings, RewardControl control)
    {
        var stage = (ReinforcementStage)settings;
        return Unwatched((T)(stage with
        {
            Rewards = ControlledRewards.Of(stage.Rewards, control),
            ShuffledGolds = control == RewardControl.Shuffled ? true : stage.ShuffledGolds,
        }));
    }

    /// <summary>The same without a watch on a part of the reward.</summary>
    protected abstract T Unwatched(T stage);

    protected sealed override EvaluationUse Evaluates(T stage) => stage.EvaluateEverySteps is null ? EvaluationUse.None : EvaluationUse.Problems;

    protected override void CheckData(T stage, StageNode node, RunParts run) =>
        GoldWatchdog.Check(run.ToLearn(stage.Problems), stage.Common.Watchdogs);

    /// <summary>What all ways take.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="passes">How often a token is learned from, over all networks.</param>
    protected static StageEstimate Estimate(T stage, StagePlan plan, int passes)
    {
        var o = stage.Common;
        long tokens = StagePlan.Completions((double)o.Steps * o.PromptsPerStep * o.GroupSize, o.MaxCompletionTokens);
        return new()
        {
            Sampled = tokens + (stage.EvaluateEverySteps is { } every ? o.Steps / every * plan.Evaluated(plan.Run.Recipe.Evaluation, stage.EvaluateProblems)
                : 0),
            Trained = passes * tokens,
            Scored = o.KlWeight > 0 ? tokens : 0,
            InFlight = (long)o.PromptsPerStep * o.GroupSize,
            CompletionCap = o.MaxCompletionTokens,
            HasReference = o.KlWeight > 0,
        };
    }

    /// <summary>The shared settings in smoke size; the record stays of its kind. No server is asked: it may not be there yet.</summary>
    protected static T Shared(T stage) => (T)((ReinforcementStage)stage with
    {
        Rollout = null,
        Problems = SmokeSize.Of(stage.Problems),
        FewShot = SmokeSize.Of(stage.FewShot),
        Rewards = SmokeSize.Of(stage.Rewards),
        EvaluateEverySteps = stage.EvaluateEverySteps is null ? null : 1,
        EvaluateProblems = SmokeSize.Least(stage.EvaluateProblems, SmokeSize.Group),
    });

    /// <summary>The shared options in smoke size; the record stays of its kind.</summary>
    protected static TOptions SharedOptions<TOptions>(TOptions options) where TOptions : ReinforcementOptions => (TOptions)((ReinforcementOptions)options with
    {
        Steps = Math.Min(SmokeSize.Steps, options.Steps),
        PromptsPerStep = Math.Min(SmokeSize.Prompts, options.PromptsPerStep),
        GroupSize = Math.Min(SmokeSize.Group, options.GroupSize),
        MinibatchesPerStep = Math.Min(SmokeSize.Steps, options.MinibatchesPerStep),
        NumIterations = Math.Min(SmokeSize.Steps, options.NumIterations),
        MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, options.MaxCompletionTokens),
        CompletionCaps = options.CompletionCaps.Count == 0 ? options.CompletionCaps
            : [new() { FromStep = 1, Tokens = Math.Min(SmokeSize.CompletionTokens, options.CompletionCaps[^1].Tokens) }],
        RefSyncSteps = options.RefSyncSteps is null ? null : 1,
        LearningRate = SmokeSize.Of(options.LearningRate),
    });
}

/// <summary>The stages that rewards come from.</summary>
static class RewardNeeds
{
    /// <summary>The reward models that a list names.</summary>
    /// <param name="rewards">The rewards.</param>
    /// <param name="key">Where the list stands below the settings.</param>
    public static IEnumerable<StageNeed> Of(IReadOnlyList<RewardRecipe> rewards, string key) =>
        rewards.SelectMany((reward, i) => reward.Stages.Select((stage, s) => new StageNeed(stage,
            reward.IsJudged ? StageYield.Judge : StageYield.RewardModel, "is rewarded by",
            FormattableString.Invariant($"{key}.{i}.{(reward.Ensemble is null ? "stage" : $"ensemble.{s}")}"))));
}

/// <summary>The best policy of a stage of reinforcement by its evaluations.</summary>
sealed class BestPolicy(ReinforcementStage stage, StageNode node, LoadedModel model, RunParts run)
{
    readonly BestModel? _best = BestModel.Of(stage.KeepBest, run.Folder.Stage(node.Name), model.Policy.SaveState, model.Policy.LoadState);
    int _steps;

    /// <summary>Is told that a step was made.</summary>
    public void Made(int stepIndex) => _steps = stepIndex + 1;

    /// <summary>Is told of an evaluation after it.</summary>
    public void Offer(EvaluationResult evaluation) => _best?.Offer(
        _best.By == BestBy.Reward ? evaluation.Problems.SelectMany(p => p.Samples).Average(s => s.Reward) : evaluation.Overall.PassAtOne, _steps);

    /// <summary>Puts it back.</summary>
    public void Restore() => _best?.Restore();
}

/// <summary>What a step of reinforcement leaves.</summary>
static class ReinforcementStep
{
    public static StageStep Of(ReinforcementReport report, IReadOnlyList<Rollout> rollouts) =>
        new(RunJson.Object(report), report.PromptTokens + report.SampledTokens + report.UpdatedTokens,
    [
        ("reward", Number(report.Reward, "0.000")),
        ("accuracy", Number(report.Accuracy * 100, "0.0") + " %"),
        ("length", Number(report.CompletionTokens, "0")),
        ("entropy", Number(report.Entropy, "0.000")),
        ("KL", Number(report.Kl, "0.0000")),
    ])
        { Rollouts = rollouts };

    static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}

/// <summary>What a stage of reinforcement tells.</summary>
static class ReinforcementStory
{
    public static string Of(StageStory story)
    {
        string took = $"{story.Steps.Count} steps of reinforcement{story.Took}";
        if (story.Evaluations.Count < 2)
            return $"{took}: the reward went from {StageStory.Number(story.First("reward"))} to {StageStory.Number(story.Last("reward"))}.";
        var (first, last) = (story.Evaluations[0], story.Evaluations[^1]);
        var families = MetricLine.FamiliesOf(last).ToList();
        string accuracy = StageStory.Listed(families.Select(f => $"{f} {Change(first, last, MetricLine.KeyOf(f, "pass_at_1"))}"));
        return $"{took}: pass@1 went {accuracy}; "
            + $"{Most(first, last, families, "mean_completion_tokens", "completions")}, {Most(first, last, families, "self_checks", "self-checks")}.";
    }

    // The family in which a number changed most, as a factor.
    static string Most(MetricLine first, MetricLine last, List<string> families, string metric, string what)
    {
        var factors = families.Select(f => (Family: f, From: first[MetricLine.KeyOf(f, metric)], To: last[MetricLine.KeyOf(f, metric)]))
            .Where(c => c.From > 0 && c.To > 0).OrderByDescending(c => Math.Abs(Math.Log(c.To / c.From))).ToList();
        if (factors.Count == 0)
            return $"{what} were not measured";
        var (family, from, to) = factors[0];
        return $"{what} became ×{StageStory.Number(to / from)} on {family} ({StageStory.Number(from)} → {StageStory.Number(to)})";
    }

    static string Change(MetricLine first, MetricLine last, string key) => $"{StageStory.Percent(first[key])} → {StageStory.Percent(last[key])}";
}
