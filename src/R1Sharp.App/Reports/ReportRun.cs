// A run folder as the report sees it: what the files say, in memory, and nothing computed yet.

using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;

namespace R1Sharp.App.Reports;

/// <summary>The contents of one run folder.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Recipe">The resolved recipe's text; empty where there is none.</param>
/// <param name="Summary">All numbers of summary.json, "base/countdown/pass_at_1" and so on; empty where there is none.</param>
/// <param name="Metrics">The lines of metrics.jsonl in their order.</param>
/// <param name="Samples">The completions of held-out problems, in the order of file names and lines.</param>
sealed record ReportRun(string Name, string Recipe, IReadOnlyDictionary<string, double> Summary,
    IReadOnlyList<MetricLine> Metrics, IReadOnlyList<SampleLine> Samples)
{
    /// <summary>The stages that evaluate, in their order, with the names of the models that they ask.</summary>
    public IReadOnlyList<(string Stage, string Model)> Evaluated { get; init; } = [];

    /// <summary>The kind of each stage by its name, as recipes call it, e.g. "grpo".</summary>
    public IReadOnlyDictionary<string, string> Kinds { get; init; } = new Dictionary<string, string>();

    /// <summary>For each stage the stage whose model it began with, or "model" where that was the recipe's own or one of its own.</summary>
    public IReadOnlyDictionary<string, string> Starts { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The stages whose numbers make the curves of the run: those that its result builds on, and the first evaluation of each of
    /// their models. The others are arms beside it. Null where nothing is known of what builds on what, and all count.
    /// </summary>
    public IReadOnlySet<string>? Line { get; init; }

    /// <summary>Whether the recipe says that it rewards by the rubric by which it evaluates.</summary>
    public bool EvaluatesItsReward { get; init; }

    /// <summary>What the finished stages cost.</summary>
    public IReadOnlyDictionary<string, CumulativeCost> Costs { get; init; } = new Dictionary<string, CumulativeCost>();

    /// <summary>Reads a run folder, also one of a run that is still going on or was broken off.</summary>
    /// <exception cref="UserErrorException">There is no such folder, it holds no metrics, or a line cannot be read.</exception>
    public static ReportRun Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UserErrorException($"{folder}: there is no such folder{NearestPath.Hint(folder)}; give the folder of a run, as 'r1 run' printed it.");
        using var run = RunFolder.Existing(folder);
        string[] metrics = [.. run.Stages.Select(s => s.Metrics).Where(File.Exists)];
        if (metrics.Length == 0)
            throw new UserErrorException($"{folder}: the run has not made a step yet; there is nothing to report.");
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        StageRecord[] records = [.. run.Stages.Select(s => StageRecord.Read(s)!)];
        string recipe = File.ReadAllText(run.Recipe);
        return new ReportRun(name, recipe, SummaryOf(run.Summary),
            [.. metrics.SelectMany(MetricLine.Read)], [.. run.Stages.SelectMany(s => SampleLine.Read(s.Rollouts))])
        {
            Evaluated = [.. records.Where(ResultLine.IsEvaluation).Select(r => (r.Name, r.Parents.Keys.FirstOrDefault("model")))],
            Kinds = records.ToDictionary(r => r.Name, r => r.Kind),
            Starts = records.ToDictionary(r => r.Name, r => StartOf(r, records)),
            Line = ResultLine.Of(records, RecipeParser.TopValue(recipe, run.Recipe, "result")),
            EvaluatesItsReward = RecipeParser.TopValue(recipe, run.Recipe, "evaluates_its_reward") == "true",
            Costs = records.Where(r => r.Compute is not null).ToDictionary(r => r.Name, r => r.Compute!),
        };
    }

    /// <summary>The kind of a stage; null where nothing is known of it.</summary>
    public StageKind? KindOf(string stage) => Kinds.TryGetValue(stage, out var kind) ? StageKinds.Find(kind) : null;

    /// <summary>Whether a line is a step that makes such curves.</summary>
    public bool IsStepOf(StageCurves curves, MetricLine line) => line.IsTrain && KindOf(line.Stage)?.Curves == curves;

    /// <summary>Whether the numbers of a stage belong to the curves of the run.</summary>
    public bool IsOnLine(string stage) => Line?.Contains(stage) ?? true;

    /// <summary>The first evaluation of a stage's model that is a stage of its own.</summary>
    public IEnumerable<MetricLine> EvaluationOf(string model) =>
        Evaluated.Where(e => e.Model == model).Take(1).SelectMany(e => Metrics.Where(l => l.Stage == e.Stage && l.IsEvaluation));

    /// <summary>
    /// The evaluations around a stage of reinforcement, by its own steps: of the model that it began with, on the way, and of its own
    /// model, where these are stages.
    /// </summary>
    public IEnumerable<PlacedLine> Around(string stage)
    {
        int steps = Metrics.Where(l => l.Stage == stage && IsStepOf(StageCurves.Reinforcement, l)).Select(l => l.Step + 1).DefaultIfEmpty().Max();
        return
        [
            .. EvaluationOf(Starts.GetValueOrDefault(stage, stage)).Select(l => new PlacedLine(0, l)),
            .. Metrics.Where(l => l.Stage == stage && l.IsEvaluation).Select(l => new PlacedLine(l.Step, l)),
            .. EvaluationOf(stage).Select(l => new PlacedLine(steps, l)),
        ];
    }

    // Records of earlier versions do not name the start: there it is the first parent that leaves a model.
    static string StartOf(StageRecord stage, IEnumerable<StageRecord> all) => stage.Start
        ?? (stage.Cost is not null ? null : stage.Parents.Keys.FirstOrDefault(parent => all.Any(r => r.Name == parent && StageKinds.LeavesModel(r.Kind))))
        ?? "model";

    /// <summary>Names of the stages in the order in which they first appear.</summary>
    public IReadOnlyList<string> Stages => [.. Metrics.Select(m => m.Stage).Distinct()];

    static Dictionary<string, double> SummaryOf(string path) => File.Exists(path) ? LogLines.Numbers(LogLines.Parse(File.ReadAllText(path), path)) : [];
}
