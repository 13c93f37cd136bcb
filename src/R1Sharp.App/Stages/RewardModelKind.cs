// The training of a reward model: preferences from files or sampled and judged here, or labels from files. It leaves a folder that rewards are
// made of.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.RewardModels;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>A reward model on the network that the stage begins with. What it leaves is no language model: rewards name the stage.</summary>
sealed record RewardModelStage : IChecked
{
    /// <summary>What of a response is scored.</summary>
    public RewardScope Scope { get; init; } = RewardScope.Response;

    /// <summary>Preferences from files.</summary>
    public IReadOnlyList<PreferenceFile> Pairs { get; init; } = [];

    /// <summary>Preferences between completions that the network itself writes.</summary>
    public SampledPreferences? Sampled { get; init; }

    /// <summary>Preferences between completions that the network itself writes, by a judge that compares two at a time; null makes none.</summary>
    [DefaultValue(null)] public ComparedPreferences? Compared { get; init; }

    /// <summary>Labelled responses from files.</summary>
    public IReadOnlyList<LabelFile> Labels { get; init; } = [];

    /// <summary>The stages of the kind step_labels or tree_search before whose labelled completions are learned from: each step's label where steps are
    /// scored, else whether the completion is right; null names none.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<string>? Labelled { get; init; }

    /// <summary>Older labelled completions among those that are learned from; null takes none.</summary>
    [DefaultValue(null)] public ReplayRecipe? Replay { get; init; }

    /// <summary>The stage whose reward model goes on learning; null begins with a head of zero on the network that the stage begins with.</summary>
    [DefaultValue(null)] public string? Continues { get; init; }

    /// <summary>Pairs of responses to the miniature world's general tasks, in the order that its imperfect judge puts them into.</summary>
    public MiniatureJudgements? Preferences { get; init; }

    /// <summary>Responses to the miniature world's general tasks with labels of safety.</summary>
    public MiniatureJudgements? Safety { get; init; }

    /// <summary>Share of the examples that are held out to measure the model; 0 holds none out.</summary>
    [Range(0.0, 0.5)] public double HeldOutShare { get; init; } = 0.1;

    /// <summary>Preferences from files that are measured and not learned from, beside that share; null has none.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<PreferenceFile>? HeldOut { get; init; }

    /// <summary>Labelled responses from files that are measured and not learned from, beside that share; null has none.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<LabelFile>? HeldOutLabels { get; init; }

    /// <summary>By what of the held-out examples the best model is told, which is what the stage leaves: loss or accuracy; null leaves the last.</summary>
    [DefaultValue(null)] public BestBy? KeepBest { get; init; }

    /// <summary>Epochs, batch, learning rate, optimizer.</summary>
    [Inline] public RewardModelOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake()
    {
        bool hasPairs = Pairs.Count > 0 || Sampled is not null || Compared is not null || Preferences is not null;
        bool hasLabels = Labels.Count > 0 || Safety is not null || Labelled is not null;
        return hasPairs == hasLabels
            ? (SettingsMistake?)"a reward model learns either from preferences ('pairs', 'sampled', 'preferences') or from labels ('labels', 'labelled', "
            + "'safety'): give one of the two."
            : Replay is not null && Labelled is null
            ? new("replay mixes older labelled completions with those of labelled, which names none: leave it out.", "replay")
            : Pairs.Concat(HeldOut ?? []).Any(p => p.MaxPromptTokens is not null || p.MaxCompletionTokens is not null)
            ? new("max_prompt_tokens and max_completion_tokens are those of preference training; here max_tokens bounds both together.", "pairs")
            : HeldOut is not null && hasLabels ? new("held_out holds preferences, but the model learns from labels: hold some of these out by held_out_share.",
            "held_out")
            : HeldOutLabels is not null && hasPairs ? new("held_out_labels holds labels, but the model learns from preferences: name some under held_out.",
            "held_out_labels")
            : Options.HeldOutEverySteps is not null && HeldOut is null && HeldOutLabels is null && HeldOutShare == 0
            ? new("held_out_every_steps is given but nothing is held out: name held_out or held_out_labels, or give held_out_share a value.",
                "held_out_every_steps")
            : hasPairs && ScoredText.UnitOf(Scope) is not null
            ? new($"the scope '{SettingsText.Write(Scope)}' wants a label for each step; preferences are between whole responses.", "scope")
            : RewardRecipe.MistakeOf(Sampled?.Judges ?? [], "sampled")
            ?? BestModel.MistakeOf(KeepBest, Options.HeldOutEverySteps is not null, "give held_out_every_steps a value", BestBy.Loss, BestBy.Accuracy);
    }
}

/// <summary>Train a reward model.</summary>
sealed class RewardModelKind() : StageKind<RewardModelStage>("reward_model")
{
    public override StageYield Leaves => StageYield.RewardModel;

    public override string Tell(StageStory story) =>
        $"It learned from {StageStory.Number(story.Sum("examples"))} judged examples in {story.Steps.Count} steps{story.Took}: "
        + $"{story.Went("the loss", "loss", "nats (a coin has 0.69)")}{HeldOut(story)}.";

    protected override IEnumerable<StageNeed> Needs(RewardModelStage stage) =>
    [
        .. RewardNeeds.Of(stage.Sampled?.Judges ?? [], "sampled.judges"),
        .. ProblemNeeds.Of(stage.Sampled?.Problems ?? [], "sampled.problems"),
        .. ProblemNeeds.Of(stage.Compared?.Problems ?? [], "compared.problems"),
        .. LabelNeeds(stage.Labelled ?? [], "labelled"),
        .. LabelNeeds(stage.Replay?.Stages ?? [], "replay.stages"),
        .. stage.Continues is { } before ? [new StageNeed(before, StageYield.RewardModel, "goes on from", "continues")] : Array.Empty<StageNeed>(),
    ];

    protected override IEnumerable<RewardUse> Rewards(RewardModelStage stage) =>
        stage.Sampled is { } sampled ? [new(sampled.Problems, sampled.Judges, "sampled.judges")] : [];

    static IEnumerable<StageNeed> LabelNeeds(IReadOnlyList<string> stages, string key) =>
        stages.Select((name, i) => new StageNeed(name, StageYield.Labels, "learns from the labels of", FormattableString.Invariant($"{key}.{i}")));

    protected override RewardModelStage Smoke(RewardModelStage stage) => stage with
    {
        Sampled = stage.Sampled is { } sampled ? Smoke(sampled) : null,
        Compared = stage.Compared is { } compared ? Smoke(compared) : null,
        Preferences = SmokeSize.Of(stage.Preferences),
        Safety = SmokeSize.Of(stage.Safety),
        Options = stage.Options with
        {
            Epochs = 1,
            Steps = stage.Options.Steps is { } steps ? Math.Min(steps, SmokeSize.Steps) : null,
            BatchSize = Math.Min(SmokeSize.Problems, stage.Options.BatchSize),
            HeldOutEverySteps = stage.Options.HeldOutEverySteps is null ? null : 1,
            LearningRate = SmokeSize.Of(stage.Options.LearningRate),
        },
    };

    // Two completions of each problem become a pair; every example is scored before it is learned from.
    protected override StageEstimate Estimate(RewardModelStage stage, StageNode node, StagePlan plan)
    {
        var (sampled, paired) = stage.Sampled is { Options: var o } source
            ? (plan.Asked(source.Problems, o.SampleCount, o.MaxCompletionTokens), plan.Asked(source.Problems, 2, o.MaxCompletionTokens)) : (0, 0);
        long given = plan.Run.Kept.CountsOf(node).Tokens;
        long trained = (long)(stage.Options.Epochs * (1 - stage.HeldOutShare) * (given + paired));
        return new()
        {
            Sampled = sampled,
            Trained = trained,
            Scored = trained,
            InFlight = stage.Sampled is null ? 0 : long.MaxValue,
            CompletionCap = stage.Sampled?.Options.MaxCompletionTokens ?? 0,
            TrainedNetworks = 2,
        };
    }

    protected override void CheckData(RewardModelStage stage, StageNode node, RunParts run)
    {
        var counts = run.Kept.Begin(node);
        foreach (var example in DataOf(stage, run.Models.LimitsOf(node), run, counts).Of(stage))
            counts.Add(example.Responses.Sum(r => r.Sequence.Tokens.Length));
        HeldOutOf(stage, DataOf(stage, run.Models.LimitsOf(node), run)).Count();
    }

    protected override IStageRun Begin(RewardModelStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var data = DataOf(stage, model.Limits, run);
        List<IRewardExample> examples = [.. data.Of(stage), .. LabelledBy(stage.Labelled, data, run)];
        if (stage.Sampled is { } sampled)
            examples.AddRange(PreferenceSampler.Pairs(model.Asker(run.Rewards(sampled.Judges)), run.ToLearn(sampled.Problems), stage.Scope,
                sampled.Options, run.Seed));
        if (stage.Compared is { } compared)
            examples.AddRange(ComparisonSampler.Pairs(run.AskerOf(model, run.Measures()), run.Problems.Load(compared.Problems), PairJudges.Of(compared, run),
                stage.Scope, compared.Options, run.Seed));
        var (learned, heldOut) = RewardModelData.Split(examples, stage.HeldOutShare, run.Seed);
        if (stage.Replay is { } replay)
            learned = RewardModelData.Mixed(learned, [.. LabelledBy(replay.Stages, data, run)], replay.Share, run.Seed);
        if (learned.Length == 0)
            throw new UserErrorException(
                $"stage {node.Name}: {examples.Count} examples are too few to train a reward model on; judge more problems, or sample more of each.");
        var network = stage.Continues is { } before ? run.Models.ScalarModelOf(before) : run.Models.ScalarModelOf(model);
        var trainer = new RewardModelTrainer(network, learned, stage.Options, run.Seed);
        IRewardExample[] measured = [.. heldOut, .. HeldOutOf(stage, DataOf(stage, model.Limits, run))];
        return new RewardModelStageRun(
            trainer, network, (model.Tokenizer, model.TemplateName), stage.Scope, new(learned, measured, stage.Options.HeldOutEverySteps),
            BestModel.Of(stage.KeepBest, run.Folder.Stage(node.Name), network.SaveState, network.LoadState), run.Folder.Stage(node.Name).Model);
    }

    // A network that has hardly learned writes answers that are worth nothing: what is left is length and manner.
    static ComparedPreferences Smoke(ComparedPreferences compared) => compared with
    {
        Problems = SmokeSize.Of(compared.Problems),
        Options = compared.Options with
        {
            SampleCount = SmokeSize.Group,
            MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, compared.Options.MaxCompletionTokens),
            LeastGap = 0,
            LengthBalanced = false,
        },
    };

    static SampledPreferences Smoke(SampledPreferences sampled) => sampled with
    {
        Problems = SmokeSize.Of(sampled.Problems),
        Options = sampled.Options with
        {
            SampleCount = Math.Min(SmokeSize.Samples, sampled.Options.SampleCount),
            MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, sampled.Options.MaxCompletionTokens),
            LeastGap = 0,
            LengthBalanced = false,
        },
    };

    static IEnumerable<IRewardExample> LabelledBy(IReadOnlyList<string>? stages, RewardModelData data, RunParts run) =>
        (stages ?? []).SelectMany(name => data.Labelled(run.Folder.Stage(name).Data));

    static IEnumerable<IRewardExample> HeldOutOf(RewardModelStage stage, RewardModelData data) =>
        data.OfPairs(stage.HeldOut ?? []).Concat(data.OfLabels(stage.HeldOutLabels ?? []));

    static RewardModelData DataOf(RewardModelStage stage, SequenceLimits limits, RunParts run, ExampleCounts? counts = null) =>
        new(limits, run.TemplateFor(limits.Tokenizer), stage.Scope, run.Problems.World.General, run.Seed, counts);

    static string HeldOut(StageStory story) => story.Steps.LastOrDefault(l => double.IsFinite(l["held_out_accuracy"])) is { } measured
        ? $"; it judges {StageStory.Percent(measured["held_out_accuracy"])} of the held-out examples right" : "";
}

/// <summary>A stage that trains a reward model.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="network">What it trains; it ends with the stage.</param>
/// <param name="words">The network's tokenizer, and the template of its prompts.</param>
/// <param name="scope">What of a response is scored.</param>
/// <param name="measured">What the model is measured on.</param>
/// <param name="best">Keeps the best model; null leaves the last.</param>
/// <param name="folder">Where the model goes.</param>
sealed class RewardModelStageRun(RewardModelTrainer trainer, IScalarModel network, (Tokenizer Tokenizer, string Template) words, RewardScope scope,
    RewardModelStageRun.Measured measured, BestModel? best, string folder) : IStageRun
{
    // As many examples say what scores are usual.
    const int UsualScores = 1000;

    /// <inheritdoc/>
    public int StepCount => trainer.StepCount;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var leaves = Leaves(trainer.Step(stepIndex));
        bool isDue = stepIndex + 1 == StepCount || measured.EverySteps is { } every && (stepIndex + 1) % every == 0;
        if (!isDue || measured.HeldOut.Count == 0)
            return leaves;
        var evaluation = RewardModelEvaluation.Of(network, measured.HeldOut);
        best?.Offer(best.By == BestBy.Accuracy ? evaluation.Accuracy : -evaluation.Loss, stepIndex + 1);
        return WithEvaluation(leaves, evaluation);
    }

    /// <inheritdoc/>
    public StageStep? StepOf(WatchdogException stop) => stop.Report is RewardModelReport report ? Leaves(report) : null;

    /// <inheritdoc/>
    public void Finish()
    {
        best?.Restore();
        bool isMeasured = measured.HeldOut.Count > 0;
        var evaluation = RewardModelEvaluation.Of(network, isMeasured ? measured.HeldOut : [.. measured.Learned.Take(UsualScores)]);
        RunStorage.WriteFolder(folder, directory =>
        {
            RewardModel.Save(directory, network, words.Tokenizer, new RewardModelCard(scope, evaluation.Statistics, isMeasured ? evaluation : null));
            ModelFiles.NameTemplate(directory, words.Template);
        });
    }

    /// <inheritdoc/>
    public void SaveState(string directory) => trainer.SaveState(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => trainer.LoadState(directory);

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    static StageStep Leaves(RewardModelReport report) => new(RunJson.Object(report), report.Tokens,
        [("loss", Number(report.Loss, "0.0000")), ("accuracy", Number(report.Accuracy * 100, "0.0") + " %")]);

    static StageStep WithEvaluation(StageStep leaves, RewardModelEvaluation evaluation)
    {
        leaves = HeldOutNumbers.Added(leaves, evaluation, Number(evaluation.Accuracy * 100, "0.0") + " %");
        leaves.Numbers["held_out_calibration_error"] = evaluation.Calibration.ExpectedError;
        return leaves;
    }

    static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>What a reward model is measured on.</summary>
    /// <param name="Learned">What it learned from: where nothing is held out, its scores on these say what is usual.</param>
    /// <param name="HeldOut">What it did not learn from.</param>
    /// <param name="EverySteps">Steps between two measurements; null measures after the last alone.</param>
    public sealed record Measured(IReadOnlyList<IRewardExample> Learned, IReadOnlyList<IRewardExample> HeldOut, int? EverySteps);
}
