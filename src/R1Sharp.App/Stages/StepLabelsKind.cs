// Labels for the steps of completions: by continuing behind every step, or by the miniature world's exact checkers. What is labelled goes into
// data.jsonl, from which reward models of steps (and, by the outcome's label, of whole responses) learn.

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature.Steps;
using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Selection;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Labels of steps: completions of the model that the stage begins with, each step with how good it is.</summary>
sealed record StepLabelsStage : IChecked, IAsks
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>Where labels come from, how many completions and continuations there are, how they are sampled.</summary>
    [Inline] public StepLabelOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => Options.Mistake();
}

/// <summary>Sample completions and label their steps.</summary>
sealed class StepLabelsKind() : StageKind<StepLabelsStage>("step_labels")
{
    // A completion has about so many steps, behind each of which half of it is written again.
    const int UsualSteps = 6;

    public override StageYield Leaves => StageYield.Labels;

    public override string Tell(StageStory story)
    {
        double steps = story.Sum("steps");
        string agreement = story.Steps.Any(l => double.IsFinite(l["exact_agreement"]))
            ? $"; {StageStory.Percent(Weighted(story, "exact_agreement"))} of the labels agree with the exact checkers" : "";
        return $"It labelled {StageStory.Number(steps)} steps of {StageStory.Number(story.Sum("completions"))} completions{story.Took}: "
            + $"{StageStory.Percent(Weighted(story, "label"))} are good{agreement}.";

        double Weighted(StageStory told, string key) => told.Steps.Where(l => double.IsFinite(l[key])).Sum(l => l["steps"] * l[key]) / steps;
    }

    protected override StepLabelsStage Smoke(StepLabelsStage stage) => stage with
    {
        Problems = SmokeSize.Of(stage.Problems),
        Options = stage.Options with
        {
            SampleCount = Math.Min(2, stage.Options.SampleCount),
            Continuations = Math.Min(2, stage.Options.Continuations),
            MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, stage.Options.MaxCompletionTokens),
        },
    };

    protected override StageEstimate Estimate(StepLabelsStage stage, StageNode node, StagePlan plan)
    {
        var asking = plan.Asking(stage.Problems, stage.Options, kept: stage.Options.SampleCount);
        long more = stage.Options.Estimate == StepEstimate.Exact ? 0 : asking.Sampled * stage.Options.Continuations * UsualSteps / 2;
        return asking with { Sampled = asking.Sampled + more };
    }

    protected override void CheckData(StepLabelsStage stage, StageNode node, RunParts run)
    {
        var exact = new ExactSteps(run.Problems.World);
        if (run.ToLearn(stage.Problems).FirstOrDefault(p => !exact.Knows(p)) is { } unknown && stage.Options.Estimate == StepEstimate.Exact)
            throw new UserErrorException(
                $"stage {node.Name}: estimate is exact, but no rule judges the steps of the family '{unknown.Family}': take hard or soft.");
    }

    protected override IStageRun Begin(StepLabelsStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var exact = new ExactSteps(run.Problems.World);
        var labeller = new StepLabeller(run.AskerOf(model, run.Measures()), run.ToLearn(stage.Problems), stage.Options,
            i => exact.Knows(i.Problem) ? exact.Score(i.Problem, i.Prompt, i.Completion) : null, run.Seed);
        return new StepLabelsStageRun(labeller, node.ModelName, stage.Options);
    }
}

/// <summary>A stage that labels steps.</summary>
/// <param name="labeller">Makes the steps.</param>
/// <param name="model">The name of the model that is sampled, written beside each completion.</param>
/// <param name="options">How labels are made.</param>
sealed class StepLabelsStageRun(StepLabeller labeller, string model, StepLabelOptions options) : IStageRun
{
    const string Completions = "completions", Steps = "steps";
    readonly StageCounts _counts = new();

    public int StepCount => labeller.StepCount;

    public JsonObject Counts() => _counts.Json();

    public StageStep Step(int stepIndex)
    {
        var labels = labeller.Step(stepIndex);
        _counts.Add(Completions, labels.Labelled.Count);
        _counts.Add(Steps, labels.Labelled.Sum(l => l.Labels.Length));
        return new StageStep(Numbers(labels), labels.Tokens, [(Completions, _counts.Text(Completions)), (Steps, _counts.Text(Steps))])
        {
            Rollouts = [.. labels.Labelled.Select(l => l.Rollout)],
            Examples = [.. labels.Labelled.Where(l => l.Rollout.Text.Length > 0).Select(Row)],
        };
    }

    public void Finish()
    {
        if (_counts[Steps] == 0)
            throw new WatchdogException("nothing-labelled", "no completion had a step to label", "sample a model that has learned more", this);
    }

    public void SaveState(string directory) => _counts.Save(directory);

    public void LoadState(string directory) => _counts.Load(directory);

    static JsonObject Numbers(StepLabels labels)
    {
        var all = labels.Labelled;
        var both = all.Where(l => l.Exact is not null).SelectMany(l => l.Labels.Zip(l.Exact!)).ToList();
        var wrong = all.Where(l => l.Rollout.Accuracy is not >= 1 && l.Labels.AsSpan().ContainsAnyInRange(0, 0.499)).ToList();
        return new JsonObject
        {
            [Completions] = all.Count,
            ["right"] = Share(all.Select(l => l.Rollout.Accuracy >= 1 ? 1.0 : 0)),
            [Steps] = all.Sum(l => l.Labels.Length),
            ["label"] = Share(all.SelectMany(l => l.Labels)),
            ["first_mistake"] = Share(wrong.Select(l => Array.FindIndex(l.Labels, label => label < 0.5) / (double)l.Labels.Length)),
            ["exact_label"] = Share(both.Select(b => b.Second)),
            ["exact_agreement"] = Share(both.Select(b => b.First >= 0.5 == b.Second >= 0.5 ? 1.0 : 0)),
            ["sampled_tokens"] = labels.Tokens,
        };
    }

    JsonObject Row(LabelledSteps labelled)
    {
        var rollout = labelled.Rollout;
        var row = DataRow.Of(rollout.Problem, rollout.Text, $"sampled from {model}", options.Estimate == StepEstimate.Exact ? "labelled by the exact checkers"
            : string.Create(CultureInfo.InvariantCulture, $"labelled by {options.Continuations} continuations a step, {SettingsText.Write(options.Estimate)}"));
        row["sample"] = rollout.SampleIndex;
        row["right"] = rollout.Accuracy >= 1;
        row["labels"] = Labels(labelled.Labels);
        row["exact_labels"] = labelled.Exact is { } exact ? Labels(exact) : null;
        return row;
    }

    static JsonArray Labels(double[] labels) => new([.. labels.Select(label => (JsonNode)Math.Round(label, 6))]);

    static double? Share(IEnumerable<double> values) => values.Select(v => (double?)v).Average() is { } mean ? Math.Round(mean, 6) : null;
}
