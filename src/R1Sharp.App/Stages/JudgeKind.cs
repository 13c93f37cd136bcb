// The training of a judge: it reads question, gold answer and answer, and says whether the answer is right. Rewards ask it where rules end; how well it
// judges is measured against the truth of the miniature world, which no stage sees.

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.General;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Judges;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Supervised;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>A judge on the network that the stage begins with. Rewards named judged ask it; other stages do not begin with it.</summary>
sealed record JudgeStage : IChecked
{
    /// <summary>Answers to the miniature world's general tasks that it learns to judge.</summary>
    [Range(1, 10_000_000)] public int Count { get; init; } = 3000;

    /// <summary>Answers to held-out tasks that it is measured on at the end.</summary>
    [Range(1, 1_000_000)] public int Measured { get; init; } = 200;

    /// <summary>Epochs, learning rate, optimizer.</summary>
    [Inline] public SftOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => Options.MistakeOf(false);
}

/// <summary>Train a judge.</summary>
sealed class JudgeKind() : StageKind<JudgeStage>("judge")
{
    const int SmokeCount = 24;

    public override StageYield Leaves => StageYield.Judge;

    public override bool LearnsAllWeights => true;

    public override string Tell(StageStory story) =>
        $"It learned to judge in {story.Steps.Count} steps{story.Took}: of answers to held-out tasks it was right about "
        + $"{StageStory.Percent(story.Steps[^1]["held_out_agreement"])}.";

    protected override JudgeStage Smoke(JudgeStage stage) => stage with
    {
        Count = Math.Min(SmokeCount, stage.Count),
        Measured = Math.Min(SmokeSize.Problems, stage.Measured),
        Options = stage.Options with
        {
            Steps = SmokeSize.Least(stage.Options.Steps, SmokeSize.Steps),
            TokensPerStep = Math.Min(SmokeSize.TokensPerStep, stage.Options.TokensPerStep),
            LearningRate = SmokeSize.Of(stage.Options.LearningRate),
        },
    };

    protected override StageEstimate Estimate(JudgeStage stage, StageNode node, StagePlan plan)
    {
        const int TokensOfOne = 60;
        return new() { Trained = (long)stage.Options.Epochs * stage.Count * TokensOfOne, Sampled = (long)stage.Measured * TokensOfOne };
    }

    protected override IStageRun Begin(JudgeStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var world = run.Problems.World.General;
        TokenSequence[] learned = [.. world.Judgements(ProblemSplit.Train, stage.Count, run.Seed).Select(j => Sequence(j, model))
            .Where(s => s.Tokens.Length <= model.MaxPositions)];
        if (learned.Length == 0)
            throw new UserErrorException($"stage {node.Name}: no judgement is short enough for the network; raise model.max_positions.");
        var trainer = new SftTrainer(model.Policy, learned, model.Tokenizer.EndOfTextId, stage.Options, run.Seed);
        return new JudgeStageRun(trainer, model, world.Judgements(ProblemSplit.HeldOut, stage.Measured, run.Seed), run.Folder.Stage(node.Name).Model);
    }

    static TokenSequence Sequence(GeneralJudgement judged, LoadedModel model)
    {
        var (tokens, first) = LearnedText.Answer(model.Tokenizer, model.Template.Render(VerdictText.Question(judged.Asked)),
            VerdictText.Completion(judged.Asked, judged.IsRight));
        return new(tokens, first);
    }
}

/// <summary>A stage that trains a judge.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="model">What it trains; it belongs to the run.</param>
/// <param name="measured">What it is measured on.</param>
/// <param name="folder">Where the judge goes.</param>
sealed class JudgeStageRun(SftTrainer trainer, LoadedModel model, IReadOnlyList<GeneralJudgement> measured, string folder) : IStageRun
{
    public int StepCount => trainer.StepCount;

    public StageStep Step(int stepIndex)
    {
        var leaves = PretrainStageRun.Leaves(trainer.Step(stepIndex).Training);
        return stepIndex + 1 == StepCount ? Measured(leaves) : leaves;
    }

    public StageStep? StepOf(WatchdogException stop) => stop.Report is LanguageModelReport report ? PretrainStageRun.Leaves(report) : null;

    public void Finish()
    {
        trainer.Finish();
        RunStorage.WriteFolder(folder, directory => model.Save(directory));
    }

    public void SaveState(string directory) => trainer.SaveState(directory);

    public void LoadState(string directory) => trainer.LoadState(directory);

    public void Dispose() => trainer.Dispose();

    StageStep Measured(StageStep step)
    {
        var judge = new ModelJudge("", model.Policy, model.Tokenizer, model.Template.Render);
        var verdicts = judge.Judge([.. measured.Select(m => m.Asked)]).Zip(measured, (v, m) => (Said: v.IsRight, Is: m.IsRight)).ToList();
        double agreement = verdicts.Average(v => v.Said == v.Is ? 1.0 : 0);
        foreach (var (name, value) in ((string, double?)[])
            [("agreement", agreement), ("undecided_share", verdicts.Average(v => v.Said is null ? 1.0 : 0)), ("right_accepted", Accepted(verdicts, true)),
                ("wrong_accepted", Accepted(verdicts, false))])
            step.Numbers["held_out_" + name] = JsonValue.Create(value);
        return step with { Headline = [.. step.Headline, ("agrees with the truth", (agreement * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %")] };
    }

    static double? Accepted(List<(bool? Said, bool Is)> verdicts, bool isRight) =>
        verdicts.Where(v => v.Is == isRight).Select(v => (double?)(v.Said == true ? 1 : 0)).DefaultIfEmpty(null).Average();
}
