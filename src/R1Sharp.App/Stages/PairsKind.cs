// The making of pairs: a shorter and a longer right completion of the model that the stage begins with. They go into data.jsonl, where
// 'completion' is the preferred text.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json;
using R1Sharp.App.Recipes;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Preferences;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Pairs of a shorter and a longer right completion of the model that the stage begins with.</summary>
sealed record PairsStage : IAsks, IShowsExamples
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>Answered examples before each question; null shows none.</summary>
    [DefaultValue(null)] public FewShotRecipe? FewShot { get; init; }

    /// <summary>How many, how they are sampled, and what is preferred.</summary>
    [Inline] public ShorterOptions Options { get; init; } = new();
}

/// <summary>Sample completions and make pairs of them, of which one is preferred.</summary>
sealed class PairsKind() : StageKind<PairsStage>("pairs")
{
    public override StageYield Leaves => StageYield.Pairs | StageYield.Examples;

    public override string Tell(StageStory story) =>
        $"It made {StageStory.Number(story.Sum("pairs"))} pairs of its completions of {StageStory.Number(story.Sum("problems"))} problems{story.Took}.";

    protected override IEnumerable<RewardUse> Rewards(PairsStage stage) => stage.Options.RequireRight ? [RewardUse.Right(stage.Problems)] : [];

    // A network that has hardly learned answers nothing right.
    protected override PairsStage Smoke(PairsStage stage) => stage with
    {
        FewShot = SmokeSize.Of(stage.FewShot),
        Problems = SmokeSize.Of(stage.Problems),
        Options = stage.Options with
        {
            SampleCount = Math.Min(SmokeSize.Samples, stage.Options.SampleCount),
            MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, stage.Options.MaxCompletionTokens),
            Chosen = ShorterChoice.Shortest,
            RequireRight = false,
            LeastSaving = 0,
            LeastRightShare = 0,
        },
    };

    protected override StageEstimate Estimate(PairsStage stage, StageNode node, StagePlan plan) =>
        plan.Asking(stage.Problems, stage.Options, kept: 1);

    protected override void CheckData(PairsStage stage, StageNode node, RunParts run) => run.ToLearn(stage.Problems);

    protected override IStageRun Begin(PairsStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var sampler = new ShorterSampler(run.AskerOf(model, run.Measures(), stage.FewShot), run.ToLearn(stage.Problems), stage.Options, run.Seed);
        return new PairsStageRun(sampler, node.ModelName, stage.Options.Chosen);
    }
}

/// <summary>A stage that makes pairs of completions.</summary>
/// <param name="sampler">Makes the steps.</param>
/// <param name="model">The name of the model that is sampled, written beside each pair.</param>
/// <param name="chosen">What is preferred, written beside each pair.</param>
sealed class PairsStageRun(ShorterSampler sampler, string model, ShorterChoice chosen) : IStageRun
{
    const string Problems = "problems", Pairs = "pairs";
    readonly StageCounts _counts = new();

    /// <inheritdoc/>
    public int StepCount => sampler.StepCount;

    /// <inheritdoc/>
    public JsonObject Counts() => _counts.Json();

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var step = sampler.Step(stepIndex);
        int problems = step.Pairs.Count + step.Dropped.Values.Sum();
        _counts.Add(Problems, problems);
        _counts.Add(Pairs, step.Pairs.Count);
        _counts.Add("pairs_against_wrong", step.Pairs.Count(p => p.IsAgainstWrong));
        _counts.AddDropped(step.Dropped);
        long tokens = step.Rollouts.Sum(r => (long)r.Completion.Tokens.Length);
        var numbers = new JsonObject
        {
            ["problems"] = problems,
            ["pairs"] = step.Pairs.Count,
            ["dropped"] = JsonSerializer.SerializeToNode(step.Dropped),
            ["chosen_tokens"] = Mean(step.Pairs, p => p.ChosenTokens),
            ["rejected_tokens"] = Mean(step.Pairs, p => p.Rejected.Completion.Tokens.Length),
            ["sampled_tokens"] = tokens,
        };
        return new StageStep(numbers, tokens, [(Pairs, $"{_counts.Text(Pairs)} of {_counts.Text(Problems)}")])
        {
            Rollouts = step.Rollouts,
            Examples = [.. step.Pairs.Select(Row)],
        };
    }

    /// <inheritdoc/>
    public void Finish()
    {
        if (_counts[Pairs] > 0)
            return;
        var (reason, count) = _counts.MostDropped();
        throw new WatchdogException("no-pairs", $"none of {_counts.Text(Problems)} problems made a pair, {count} of them because of '{reason}'",
            "sample more of each problem, at a higher temperature, or from a model that has learned more", this);
    }

    /// <inheritdoc/>
    public void SaveState(string directory) => _counts.Save(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => _counts.Load(directory);

    JsonObject Row(ShorterPair pair)
    {
        var row = DataRow.Of(pair.Rejected.Problem, pair.Chosen, $"sampled from {model}", pair.IsAgainstWrong ? "right, against a short wrong one"
            : $"{Choice} right one, against the longest");
        row["rejected"] = pair.Rejected.Text;
        row["sample"] = pair.Source.SampleIndex;
        row["rejected_sample"] = pair.Rejected.SampleIndex;
        row["tokens"] = pair.ChosenTokens;
        row["rejected_tokens"] = pair.Rejected.Completion.Tokens.Length;
        return row;
    }

    string Choice => JsonNamingPolicy.SnakeCaseLower.ConvertName(chosen.ToString());

    static double? Mean(IReadOnlyList<ShorterPair> pairs, Func<ShorterPair, int> tokens) => pairs.Count == 0 ? null : Math.Round(pairs.Average(tokens), 2);
}
