// Filtering: problems that the model solves neither always nor never are left for later stages. Each goes into data.jsonl with its completions and their
// rewards.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Selection;

namespace R1Sharp.App.Stages;

/// <summary>Filters problems by how often the model solves them.</summary>
sealed record FilterStage : IChecked, IAsks, IShowsExamples
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>Answered examples before each question; null shows none.</summary>
    [DefaultValue(null)] public FewShotRecipe? FewShot { get; init; }

    /// <summary>What scores the completions; empty is accuracy alone.</summary>
    public IReadOnlyList<RewardRecipe> Rewards { get; init; } = [];

    /// <summary>How many completions, how they are sampled, and which problems are kept.</summary>
    [Inline] public PassRateOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => RewardRecipe.MistakeOf(Rewards, "rewards");
}

/// <summary>Sample completions of problems and keep the problems that are solved sometimes.</summary>
sealed class FilterKind() : StageKind<FilterStage>("filter")
{
    public override StageYield Leaves => StageYield.Problems;

    public override string Tell(StageStory story) =>
        $"It asked {StageStory.Number(story.Sum("problems"))} problems and kept {StageStory.Number(story.Sum("kept"))}{story.Took}.";

    protected override IEnumerable<StageNeed> Needs(FilterStage stage) => RewardNeeds.Of(stage.Rewards, "rewards");

    // A network that has hardly learned solves nothing: all problems are kept.
    protected override FilterStage Smoke(FilterStage stage) => stage with
    {
        FewShot = SmokeSize.Of(stage.FewShot),
        Problems = SmokeSize.Of(stage.Problems),
        Options = stage.Options with
        {
            SampleCount = Math.Min(SmokeSize.Group, stage.Options.SampleCount),
            MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, stage.Options.MaxCompletionTokens),
            PassRateMin = -1000,
            PassRateMax = 1000,
        },
    };

    protected override StageEstimate Estimate(FilterStage stage, StageNode node, StagePlan plan) =>
        plan.Asking(stage.Problems, stage.Options, kept: 0);

    protected override void CheckData(FilterStage stage, StageNode node, RunParts run) => run.ToLearn(stage.Problems);

    protected override IStageRun Begin(FilterStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var rewards = run.Rewards(stage.Rewards.Count > 0 ? stage.Rewards : [new() { Name = "accuracy" }]);
        var sampler = new PassRateSampler(run.AskerOf(model, rewards, stage.FewShot), run.ToLearn(stage.Problems), stage.Options, run.Seed);
        return new FilterStageRun(sampler, node.ModelName, stage.Options);
    }
}

/// <summary>A stage that filters.</summary>
/// <param name="sampler">Makes the steps.</param>
/// <param name="model">The name of the model that is asked, written beside each problem.</param>
/// <param name="options">Which are kept.</param>
sealed class FilterStageRun(PassRateSampler sampler, string model, PassRateOptions options) : IStageRun
{
    const string Problems = "problems", Kept = "kept", Seldom = "too_seldom", Often = "too_often", Ungraded = "ungraded";
    readonly StageCounts _counts = new();

    public int StepCount => sampler.StepCount;

    public JsonObject Counts() => _counts.Json();

    public StageStep Step(int stepIndex)
    {
        var measured = sampler.Step(stepIndex);
        long tokens = measured.Sum(p => p.Samples.Sum(s => (long)s.Completion.Tokens.Length));
        var numbers = new JsonObject { [Problems] = measured.Count };
        foreach (string what in (string[])[Kept, Seldom, Often, Ungraded])
        {
            int count = measured.Count(p => Verdict(p) == what);
            numbers[what] = count;
            _counts.Add(what, count);
        }
        _counts.Add(Problems, measured.Count);
        numbers["pass_rate"] = measured.Where(p => p.Rate is not null).Select(p => p.Rate).Average();
        numbers["sampled_tokens"] = tokens;
        return new StageStep(numbers, tokens, [(Kept, $"{_counts.Text(Kept)} of {_counts.Text(Problems)}")])
        {
            Rollouts = [.. measured.SelectMany(p => p.Samples)],
            Examples = [.. measured.Where(p => Verdict(p) == Kept).Select(Row)],
        };
    }

    public void SaveState(string directory) => _counts.Save(directory);

    public void LoadState(string directory) => _counts.Load(directory);

    public void Dispose() => sampler.Dispose();

    string Verdict(MeasuredProblem problem) => problem.Rate is not { } rate ? Ungraded : rate <= options.PassRateMin ? Seldom
        : rate >= options.PassRateMax ? Often : Kept;

    JsonObject Row(MeasuredProblem problem)
    {
        var row = DataRow.Of(problem.Problem, $"sampled from {model}");
        row["pass_rate"] = problem.Rate;
        row["pass_rate_generations"] = new JsonArray([.. problem.Samples.Select(s => (JsonNode)s.Text)]);
        row["pass_rate_rewards"] = new JsonArray([.. problem.Samples.Select(s => PassRateSampler.IsScored(s) ? (JsonNode?)s.Reward : null)]);
        return row;
    }
}
