// The run told in one sentence a stage, from its numbers alone; each kind of stage has its own words.

using R1Sharp.App.Runs;
using R1Sharp.App.Stages;

namespace R1Sharp.App.Reports;

/// <summary>One sentence of the story.</summary>
/// <param name="Stage">What it is about.</param>
/// <param name="Sentence">The sentence.</param>
readonly record struct StoryLine(string Stage, string Sentence);

/// <summary>Tells a run.</summary>
static class ReportStory
{
    /// <summary>The name under which a watchdog's sentence stands.</summary>
    public const string Stopped = "stopped";

    /// <summary>One sentence for each stage that made steps, the first evaluation before reinforcement, and a watchdog that ended the run.</summary>
    public static IReadOnlyList<StoryLine> Tell(ReportRun run)
    {
        var story = new List<StoryLine>();
        if (run.EvaluatesItsReward)
            story.Add(new StoryLine("caution",
                "The recipe rewards by the rubric by which it also evaluates (evaluates_its_reward): what it gains there is no evidence."));
        var first = run.Metrics.FirstOrDefault(m => m.IsEvaluation);
        bool isBaseTold = first is null;
        foreach (var stage in run.Metrics.Where(m => m.IsTrain).GroupBy(m => m.Stage))
        {
            if (!isBaseTold && run.KindOf(stage.Key)?.Curves == StageCurves.Reinforcement)
            {
                story.Add(new StoryLine("base", Base(first!)));
                isBaseTold = true;
            }
            story.Add(new StoryLine(stage.Key, Sentence(run, stage.Key, [.. stage])));
        }
        foreach (var line in run.Metrics)
            if (line.Warning is { } warning)
                story.Add(new StoryLine(Stopped, warning));
        return story;
    }

    // A stage of a kind that this version does not know has made its steps all the same.
    static string Sentence(ReportRun run, string stage, IReadOnlyList<MetricLine> steps)
    {
        var story = new StageStory(steps, [.. run.Around(stage).Select(p => p.Line)]);
        return run.KindOf(stage)?.Tell(story) ?? $"It made {steps.Count} steps{story.Took}.";
    }

    static string Base(MetricLine evaluation) =>
        $"With one sample the model before reinforcement solves "
            + $"{StageStory.Listed(MetricLine.FamiliesOf(evaluation).Select(family => Solved(evaluation, family)))}.";

    static string Solved(MetricLine evaluation, string family) => $"{StageStory.Percent(evaluation[MetricLine.KeyOf(family, "pass_at_1")])} of {family}";
}
