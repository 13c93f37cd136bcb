// Reinforcement by what r1 serve --record wrote down while a model was used: the model of an agent learns from the agent's own work.

using System.ComponentModel;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Learning from recorded rollouts.</summary>
sealed record RecordedStage
{
    /// <summary>The folder that r1 serve --record wrote. May contain ${VARIABLES} of the environment.</summary>
    [Content] public required string Rollouts { get; init; }

    /// <summary>A file of further rewards, {"id": …, "choice": 0, "reward": …} a line; the last of a choice counts. Null takes the folder's.</summary>
    [DefaultValue(null), Content] public string? Rewards { get; init; }

    /// <summary>Everything else.</summary>
    [Inline] public RecordedOptions Options { get; init; } = new();
}

/// <summary>Reinforce what was recorded.</summary>
sealed class RecordedKind() : StageKind<RecordedStage>("recorded")
{
    public override StageYield Leaves => StageYield.Model;

    public override StageCurves Curves => StageCurves.Reinforcement;

    public override string Tell(StageStory story) => ReinforcementStory.Of(story);

    public override (double Read, double Learned) Cost(Runs.MetricLine line) =>
        base.Cost(line) is var (read, learned) && double.IsFinite(line["kl"]) ? (read + line.Or("updated_tokens"), learned) : base.Cost(line);

    protected override RecordedStage Smoke(RecordedStage stage) => stage with
    {
        Options = stage.Options with { Epochs = 1, GroupsPerStep = int.MaxValue / 4096, LearningRate = SmokeSize.Of(stage.Options.LearningRate) },
    };

    // The old log-probabilities are computed again before anything is learned.
    protected override StageEstimate Estimate(RecordedStage stage, StageNode node, StagePlan plan)
    {
        long tokens = stage.Options.Epochs * Read(stage).Completions.Sum(c => (long)c.Prompt.Length + c.Completion.Tokens.Length);
        return new() { Trained = tokens, Scored = tokens, HasReference = stage.Options.KlWeight > 0 };
    }

    protected override void CheckData(RecordedStage stage, StageNode node, RunParts run)
    {
        var limits = run.Models.LimitsOf(node);
        foreach (var one in Read(stage).Completions)
            if (one.Prompt.Length + one.Completion.Tokens.Length > limits.MaxPositions
                || one.Prompt.Concat(one.Completion.Tokens).Any(t => (uint)t >= (uint)limits.Tokenizer.VocabularySize))
                throw new UserErrorException($"stage {node.Name}: rollout {one.Id} of {stage.Rollouts} does not fit to the model: it has "
                    + $"{one.Prompt.Length + one.Completion.Tokens.Length} tokens of {limits.MaxPositions}, or one of another vocabulary.");
    }

    protected override IStageRun Begin(RecordedStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var (completions, temperature) = Read(stage);
        return new RecordedStageRun(new(model.Policy, model.Tokenizer, completions, temperature, stage.Options, run.Seed));
    }

    // Those without a reward wait for theirs.
    static (RewardedCompletion[] Completions, double Temperature) Read(RecordedStage stage)
    {
        string folder = RecipeVariables.Expand(stage.Rollouts);
        string? rewards = stage.Rewards is { } file ? RecipeVariables.Expand(file) : null;
        RecordedRollout[] rewarded = [.. RecordedRollout.Read(folder, rewards).Where(r => r is { Reward: not null, Completion.Tokens.Length: > 0 })];
        if (rewarded.FirstOrDefault(r => !r.IsWholeDistribution) is { } cut)
            throw new UserErrorException($"{folder}: {cut.Id} was drawn with a cut, a penalty or a form (top_p, logit_bias, response_format, …), so that "
                + "its log-probabilities are not those of what it was drawn from: record requests that ask for none, or give it no reward.");
        if (rewarded.Length == 0)
            throw new UserErrorException($"{folder}: no rollout has a reward yet: name a file of them under rewards, or POST them to /rewards.");
        double[] temperatures = [.. rewarded.Select(r => r.Temperature).Distinct()];
        return temperatures.Length > 1
            ? throw new UserErrorException(FormattableString.Invariant($"{folder}: rollouts have the temperatures {temperatures[0]} and {temperatures[1]}, ")
                + "but the loss has one: record them at one.")
            : ([.. rewarded.Select(r => new RewardedCompletion(r.Id, r.Choice, r.Prompt, r.Completion, r.Reward!.Value))], temperatures[0]);
    }
}

/// <summary>A stage that learns from recorded rollouts.</summary>
/// <param name="trainer">Makes the steps.</param>
sealed class RecordedStageRun(RecordedTrainer trainer) : IStageRun
{
    public int StepCount => trainer.StepCount;

    public StageStep Step(int stepIndex) => Leaves(trainer.Step(stepIndex));

    public void TellParts(Action<string> ended) => trainer.PartEnded = ended;

    public StageStep? StepOf(WatchdogException stop) => stop.Report is GrpoStep step ? Leaves(step) : null;

    public void SaveState(string directory) => trainer.SaveState(directory);

    public void LoadState(string directory) => trainer.LoadState(directory);

    public void Dispose() => trainer.Dispose();

    static StageStep Leaves(GrpoStep step) => ReinforcementStep.Of(step.Report, step.Rollouts);
}
