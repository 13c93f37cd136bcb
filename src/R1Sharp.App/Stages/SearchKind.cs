// Search at test time as a stage: many completions of each problem, of which one is chosen by votes, by a reward model or by a rule. The chosen
// ones go into data.jsonl, so that a later stage can learn from what the model only reaches by searching.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.RewardModels;
using R1Sharp.Learning.Training.Selection;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Search: completions of the model that the stage begins with, of which one a problem is chosen without the gold answer.</summary>
sealed record SearchStage : IChecked, IAsks
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>What scores completions where the choice asks for scores: any rewards, those of a reward model's stage among them.</summary>
    public IReadOnlyList<RewardRecipe> Verifiers { get; init; } = [];

    /// <summary>Whether the stage may end without a completion that was chosen, as one that only measures; null or false stops the run.</summary>
    [DefaultValue(null)] public bool? MayChooseNone { get; init; }

    /// <summary>How one is chosen, how many there are, how they are sampled.</summary>
    [Inline] public SearchOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => Options.Choose == SearchChoice.Votes && Verifiers.Count > 0
        ? new("votes ask no verifiers: leave them out, or choose best or weighted-votes.", "verifiers")
        : Options.Choose != SearchChoice.Votes && Verifiers.Count == 0
        ? new("what is chosen by scores needs verifiers: rewards, or {name: learned, stage: …} for a reward model that a stage before trained.", "choose")
        : Options.Choose == SearchChoice.Best && Options.MinShare is not null
        ? new("min_share is a share of votes, but the best scored completion is chosen without any; leave it out.", "min_share")
        : Options.Choose == SearchChoice.Best && Options.MostPerProblem is not null
        ? new("most_per_problem leaves completions that give the chosen answer, but the best scored completion is chosen without votes; leave it out.",
            "most_per_problem")
        : RewardRecipe.MistakeOf(Verifiers, "verifiers");
}

/// <summary>Sample many completions of each problem and choose one.</summary>
sealed class SearchKind() : StageKind<SearchStage>("search")
{
    public override StageYield Leaves => StageYield.Examples;

    public override string Tell(StageStory story)
    {
        double problems = story.Sum("problems");
        string[] reached = [.. new[] { ("one sample", "pass_at_1"), ("the chosen one", "chosen_right"), ("any of the samples", "pass_at_n") }
            .Select(n => $"{n.Item1} {StageStory.Percent(story.Steps.Sum(l => l["problems"] * l[n.Item2]) / problems)}")];
        return $"It sampled {StageStory.Number(story.Sum("samples"))} completions of {StageStory.Number(problems)} problems and chose "
            + $"{StageStory.Number(story.Sum("chosen"))}{story.Took}; "
            + $"right are {StageStory.Listed(reached)}.";
    }

    protected override IEnumerable<StageNeed> Needs(SearchStage stage) => RewardNeeds.Of(stage.Verifiers, "verifiers");

    // A network that has hardly learned gives no answers to vote on.
    protected override SearchStage Smoke(SearchStage stage) => stage with
    {
        Problems = SmokeSize.Of(stage.Problems),
        MayChooseNone = true,
        Options = stage.Options with
        {
            SampleCount = Math.Min(SmokeSize.Samples, stage.Options.SampleCount),
            MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, stage.Options.MaxCompletionTokens),
            MinShare = null,
            RequireAnswer = false,
        },
    };

    protected override StageEstimate Estimate(SearchStage stage, StageNode node, StagePlan plan) =>
        plan.Asking(stage.Problems, stage.Options, kept: stage.Options.MostPerProblem ?? 1);

    protected override void CheckData(SearchStage stage, StageNode node, RunParts run) => run.ToLearn(stage.Problems);

    protected override IStageRun Begin(SearchStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var verifiers = stage.Verifiers.Count == 0 ? run.Measures() : run.Rewards(stage.Verifiers);
        var sampler = new SearchSampler(run.AskerOf(model, verifiers), run.ToLearn(stage.Problems), stage.Options, run.Seed);
        return new SearchStageRun(sampler, node.ModelName, stage);
    }
}

/// <summary>A stage that searches.</summary>
/// <param name="sampler">Makes the steps.</param>
/// <param name="model">The name of the model that is sampled, written beside each chosen completion.</param>
/// <param name="stage">How one is chosen.</param>
sealed class SearchStageRun(SearchSampler sampler, string model, SearchStage stage) : IStageRun
{
    readonly SearchOptions _options = stage.Options;
    const string Problems = "problems", Chosen = "chosen", Right = "right";
    readonly StageCounts _counts = new();

    public int StepCount => sampler.StepCount;

    public JsonObject Counts() => _counts.Json();

    public StageStep Step(int stepIndex)
    {
        var searched = sampler.Step(stepIndex);
        var dropped = SearchSampler.Reasons.ToDictionary(reason => reason, reason => searched.Count(p => p.Reason == reason));
        _counts.Add(Problems, searched.Count);
        _counts.Add(Chosen, searched.Count(p => p.Chosen is not null));
        _counts.Add(Right, searched.Count(IsRight));
        _counts.AddDropped(dropped);
        long tokens = searched.Sum(p => p.Samples.Sum(s => (long)s.Completion.Tokens.Length));
        return new StageStep(Numbers(searched, dropped, tokens), tokens,
            [(Chosen, $"{_counts.Text(Chosen)} of {_counts.Text(Problems)}"), (Right, _counts.Text(Right))])
        {
            Rollouts = [.. searched.SelectMany(p => p.Samples)],
            Examples = [.. searched.SelectMany(p => p.Kept(_options).Select(kept => Row(p, kept)))],
        };
    }

    public void Finish()
    {
        if (_counts[Chosen] > 0 || stage.MayChooseNone == true)
            return;
        var (reason, count) = _counts.MostDropped();
        throw new WatchdogException("nothing-chosen",
            $"of none of {_counts.Text(Problems)} problems a completion was chosen, {count} times because of '{reason}'",
            "sample a model that has learned more, sample more of each problem, or lower min_share", this);
    }

    public void SaveState(string directory) => _counts.Save(directory);

    public void LoadState(string directory) => _counts.Load(directory);

    JsonObject Numbers(IReadOnlyList<SearchedProblem> searched, Dictionary<string, int> dropped, long tokens)
    {
        int n = _options.SampleCount;
        var numbers = new JsonObject
        {
            ["problems"] = searched.Count,
            ["samples"] = searched.Sum(p => p.Samples.Count),
            ["chosen"] = searched.Count(p => p.Chosen is not null),
            ["chosen_right"] = Share(searched.Average(p => IsRight(p) ? 1.0 : 0)),
            ["dropped"] = new JsonObject(dropped.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value))),
            ["pass_at_n"] = Share(searched.Average(p => p.AreRight.Contains(true) ? 1.0 : 0)),
            ["sampled_tokens"] = tokens,
        };
        if (_options.Choose != SearchChoice.Best)
            AddConfidence(numbers, [.. searched.Where(p => p.Share is not null)]);
        foreach (int k in SearchSampler.Counts(n))
        {
            numbers[Key("pass", k)] = Share(searched.Average(p => SampleStatistics.PassAtK(n, p.AreRight.Count(right => right), k)));
            numbers[Key(Chosen, k)] = Share(searched.Average(p => SearchSampler.ChosenAtK(p, _options.Choose, k)));
        }
        return numbers;
    }

    JsonObject Row(SearchedProblem problem, Rollout chosen)
    {
        int n = problem.Samples.Count;
        var row = DataRow.Of(chosen.Problem, chosen.Text, $"sampled from {model}",
            string.Create(CultureInfo.InvariantCulture, $"chosen of {n} by {SettingsText.Write(_options.Choose)}"));
        row["sample"] = chosen.SampleIndex;
        row["tokens"] = chosen.Completion.Tokens.Length;
        row["pass_rate"] = Share(problem.AreRight.Average(right => right ? 1.0 : 0));
        row["share"] = problem.Share is { } share ? Share(share) : null;
        row["score"] = _options.Choose == SearchChoice.Votes ? null : Share(chosen.Reward);
        return row;
    }

    // How sure the votes are, and how often they are right when they are so sure (arXiv 2210.11610, figure 2): by fifths of the share.
    static void AddConfidence(JsonObject numbers, SearchedProblem[] voted)
    {
        var calibration = Calibration.Of([.. voted.Select(p => p.Share!.Value)], [.. voted.Select(p => IsRight(p) ? 1.0 : 0)], binCount: 5);
        numbers["confidence"] = voted.Length == 0 ? null : Share(voted.Average(p => p.Share!.Value));
        numbers["confidence_error"] = voted.Length == 0 ? null : Share(calibration.ExpectedError);
        numbers["problems_by_confidence"] = ByBin(bin => bin.Count);
        numbers["right_by_confidence"] = ByBin(bin => bin.Count == 0 ? null : Share(bin.Observed));

        JsonObject ByBin(Func<ReliabilityBin, JsonNode?> value) =>
            new(calibration.Bins.Select(b => KeyValuePair.Create(b.From.ToString("0.0", CultureInfo.InvariantCulture), value(b))));
    }

    static bool IsRight(SearchedProblem problem) => problem.Chosen is { Accuracy: >= 1 };

    static string Key(string what, int k) => string.Create(CultureInfo.InvariantCulture, $"{what}_at_{k}");

    static double Share(double value) => Math.Round(value, 6);
}
