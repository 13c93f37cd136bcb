// Monte-Carlo tree search as a stage: completions of each problem found by PUCT with a budget in tokens. It leaves what it chose, to learn from, or all
// that it found with labels of the steps, to train the value model of the next search on: the loop that R1's authors tried.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Selection.Trees;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Tree search with the model that the stage begins with as policy.</summary>
sealed record TreeSearchStage : IChecked, IAsks
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>The stage whose reward model (scope results or steps) says values; null where continuations do.</summary>
    [DefaultValue(null)] public string? Values { get; init; }

    /// <summary>What scores continuations: with accuracy a search that knows the answers, to make data with; null where a model says values.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<RewardRecipe>? Verifiers { get; init; }

    /// <summary>What is left for later stages.</summary>
    public TreeYield Leave { get; init; } = TreeYield.Chosen;

    /// <summary>The tree, its budget, and how one of the completions is chosen.</summary>
    [Inline] public TreeSearchOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => Values is null == (Options.Continuations == 0)
        ? new("a leaf's value comes from the reward model of a stage ('values') or from 'continuations': give one of the two.", "values")
        : Options.Continuations > 0 == Verifiers is null
        ? new("continuations and verifiers belong together: the ones are scored by the others.", "verifiers")
        : RewardRecipe.MistakeOf(Verifiers ?? [], "verifiers");
}

/// <summary>What a tree search leaves.</summary>
enum TreeYield
{
    /// <summary>The chosen completion of each problem: examples.</summary>
    Chosen,

    /// <summary>Every different completion that was found, with a label for each step: the share of right ones among those that begin so.</summary>
    Labelled,
}

/// <summary>Search trees of completions.</summary>
sealed class TreeSearchKind() : StageKind<TreeSearchStage>("tree_search")
{
    public override StageYield Leaves => StageYield.Examples | StageYield.Labels;

    public override string Tell(StageStory story)
    {
        double problems = story.Sum("problems");
        return $"It searched {StageStory.Number(problems)} problems with {StageStory.Number(story.Sum("sampled_tokens") / problems)} tokens each{story.Took}: "
            + $"{StageStory.Percent(story.Steps.Sum(l => l["problems"] * l["chosen_right"]) / problems)} of the chosen completions are right; a node had "
            + $"{StageStory.Number(story.Steps.Average(l => l["branching"]))} children, and the deepest stood "
            + $"{StageStory.Number(story.Steps.Max(l => l["depth"]))} edges down.";
    }

    protected override IEnumerable<StageNeed> Needs(TreeSearchStage stage) =>
    [
        .. RewardNeeds.Of(stage.Verifiers ?? [], "verifiers"),
        .. stage.Values is { } values ? [new StageNeed(values, StageYield.RewardModel, "takes its values from", "values")] : Array.Empty<StageNeed>(),
    ];

    protected override TreeSearchStage Smoke(TreeSearchStage stage) => stage with
    {
        Problems = SmokeSize.Of(stage.Problems),
        Options = stage.Options with
        {
            BudgetTokens = Math.Min(4 * SmokeSize.CompletionTokens, stage.Options.BudgetTokens),
            MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, stage.Options.MaxCompletionTokens),
        },
    };

    protected override StageEstimate Estimate(TreeSearchStage stage, StageNode node, StagePlan plan)
    {
        long problems = plan.Run.Problems.Load(stage.Problems).Count;
        return new()
        {
            Sampled = problems * stage.Options.BudgetTokens,
            Left = plan.Asked(stage.Problems, 1, stage.Options.MaxCompletionTokens),
            InFlight = Math.Min(problems, stage.Options.ProblemsPerStep) * stage.Options.Children,
            CompletionCap = stage.Options.MaxCompletionTokens,
        };
    }

    protected override void CheckData(TreeSearchStage stage, StageNode node, RunParts run) => run.ToLearn(stage.Problems);

    protected override IStageRun Begin(TreeSearchStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var scores = stage.Verifiers is { } verifiers ? run.Rewards(verifiers) : run.Measures();
        var values = stage.Values is { } name ? TreeValues.Of(run.Models.RewardModelOf(name)) : null;
        var searcher = new TreeSearcher(run.AskerOf(model, scores), run.ToLearn(stage.Problems), stage.Options, values, run.Seed);
        return new TreeSearchStageRun(searcher, node.ModelName, stage);
    }
}

/// <summary>A stage that searches trees.</summary>
/// <param name="searcher">Makes the steps.</param>
/// <param name="model">The name of the model that is sampled.</param>
/// <param name="stage">Its settings.</param>
sealed class TreeSearchStageRun(TreeSearcher searcher, string model, TreeSearchStage stage) : IStageRun
{
    const string Problems = "problems", Right = "right";
    const int Shares = 4;
    readonly StageCounts _counts = new();

    public int StepCount => searcher.StepCount;

    public JsonObject Counts() => _counts.Json();

    public StageStep Step(int stepIndex)
    {
        var trees = searcher.Step(stepIndex);
        _counts.Add(Problems, trees.Count);
        _counts.Add(Right, trees.Count(t => t.Chosen is { Accuracy: >= 1 }));
        long tokens = trees.Sum(t => t.Tokens);
        return new StageStep(Numbers(trees), tokens, [(Right, $"{_counts.Text(Right)} of {_counts.Text(Problems)}")])
        {
            Rollouts = [.. trees.Select(t => t.Chosen).OfType<Learning.Rollouts.Rollout>()],
            Examples = [.. trees.SelectMany(t => stage.Leave == TreeYield.Labelled ? Labelled(t) : Chosen(t))],
        };
    }

    public void Finish()
    {
        if (_counts[Problems] == 0)
            throw new WatchdogException("nothing-searched", "no problem was searched", "give it problems", this);
    }

    public void SaveState(string directory) => _counts.Save(directory);

    public void LoadState(string directory) => _counts.Load(directory);

    JsonObject Numbers(IReadOnlyList<SearchedTree> trees)
    {
        var numbers = new JsonObject
        {
            [Problems] = trees.Count,
            ["chosen_right"] = Mean(trees.Select(t => t.Chosen is { Accuracy: >= 1 } ? 1.0 : 0)),
            ["found"] = Mean(trees.Select(t => (double)t.Found.Count)),
            ["found_right"] = Mean(trees.Select(t => t.Found.Any(f => f.Rollout.Accuracy >= 1) ? 1.0 : 0)),
            ["simulations"] = Mean(trees.Select(t => (double)t.Simulations)),
            ["branching"] = Mean(trees.Select(t => t.Branching)),
            ["depth"] = Mean(trees.Select(t => (double)t.Depth)),
            ["value_error"] = Error(trees.SelectMany(t => t.Errors)),
            ["value_error_at"] = new JsonObject(trees.SelectMany(t => t.Errors).GroupBy(e => e.Depth).OrderBy(g => g.Key)
                .Select(g => KeyValuePair.Create(g.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)Error(g)))),
            ["sampled_tokens"] = trees.Sum(t => t.Tokens),
            ["scored_tokens"] = trees.Sum(t => t.ReadTokens),
        };
        for (int part = 1; part <= Shares; part++)
        {
            long budget = (long)stage.Options.BudgetTokens * part / Shares;
            numbers[string.Create(CultureInfo.InvariantCulture, $"chosen_with_{budget}")] =
                Mean(trees.Select(t => t.ChosenWithin(budget, stage.Options.Choose)));
        }
        return numbers;
    }

    IEnumerable<JsonObject> Chosen(SearchedTree tree)
    {
        if (tree.Chosen is not { SaysNothing: false } chosen)
            yield break;
        var row = DataRow.Of(chosen.Problem, chosen.Text, $"searched with {model}",
            string.Create(CultureInfo.InvariantCulture, $"chosen of {tree.Found.Count} by {SettingsText.Write(stage.Options.Choose)}"));
        row["tokens"] = chosen.Completion.Tokens.Length;
        row["score"] = Math.Round(chosen.Reward, 6);
        yield return row;
    }

    IEnumerable<JsonObject> Labelled(SearchedTree tree)
    {
        var unit = stage.Options.Unit == TreeUnit.Lines ? StepUnit.Lines : StepUnit.Results;
        foreach (var rollout in tree.Found.Select(f => f.Rollout).Where(r => !r.SaysNothing).DistinctBy(r => r.Text))
        {
            var row = DataRow.Of(rollout.Problem, rollout.Text, $"searched with {model}", "labelled by the tree");
            row[Right] = rollout.Accuracy >= 1;
            row["labels"] = new JsonArray([.. tree.Labels(StepText.Cut(rollout.Text, unit)).Select(label => (JsonNode)Math.Round(label, 6))]);
            yield return row;
        }
    }

    static double? Error(IEnumerable<ValueError> errors) => errors.ToList() is { Count: > 0 } all
        ? Math.Round(all.Sum(e => e.Nodes * e.Error) / all.Sum(e => e.Nodes), 6) : null;

    static double? Mean(IEnumerable<double> values) => values.Select(v => (double?)v).Average() is { } mean ? Math.Round(mean, 6) : null;
}
