// A run folder as the report sees it: what the files say, in memory, and nothing computed yet.
//   stages/grpo/metrics.jsonl   {"stage":"grpo","kind":"train","step":12,"seconds":3.1,"wall_seconds":401.2,"reward":0.61,…}
//                               {"stage":"grpo","kind":"evaluation","step":20,…,"families":{"countdown":{"pass_at_1":0.3,…},…}}
//                               {"stage":"grpo","kind":"stopped","step":20,…,"watchdog":"…","explanation":"…","advice":"…"}
//   stages/grpo/rollouts.jsonl  {"stage":"grpo","kind":"evaluation","step":20,"problem":"…","completion":"…","right":true,…}

using System.Text.Json;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;

namespace R1Sharp.App.Charts;

/// <summary>One line of metrics.jsonl.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Step">Step of the stage.</param>
/// <param name="Kind">"train" for a step of training, "evaluation", or "stopped" where a watchdog ended the run.</param>
/// <param name="Seconds">Seconds that the step took; NaN where unknown.</param>
/// <param name="WallSeconds">Seconds since the run began; NaN where unknown.</param>
/// <param name="Values">The numbers by their names, with "/" between the names of nested objects.</param>
public sealed record MetricLine(string Stage, int Step, string Kind, double Seconds, double WallSeconds, IReadOnlyDictionary<string, double> Values)
{
    /// <summary>Whether it is a step of training.</summary>
    public bool IsTrain => Kind == "train";

    /// <summary>Whether it is an evaluation.</summary>
    public bool IsEvaluation => Kind == "evaluation";

    /// <summary>What a watchdog had to say; null on other lines.</summary>
    public string? Warning { get; init; }

    /// <summary>A number of the line; NaN where the line does not hold it.</summary>
    public double this[string name] => Values.TryGetValue(name, out double value) ? value : double.NaN;
}

/// <summary>One completion of a held-out problem.</summary>
public sealed record SampleLine
{
    /// <summary>Name of the stage.</summary>
    public string Stage { get; init; } = "";

    /// <summary>Step of the stage.</summary>
    public int Step { get; init; }

    /// <summary>Names the problem.</summary>
    public string Problem { get; init; } = "";

    /// <summary>The problem's family.</summary>
    public string Family { get; init; } = "";

    /// <summary>What was asked, without the template.</summary>
    public string Question { get; init; } = "";

    /// <summary>The gold answer, or what the checker needs to know it.</summary>
    public string Gold { get; init; } = "";

    /// <summary>The text that was produced.</summary>
    public string Completion { get; init; } = "";

    /// <summary>Its number of tokens.</summary>
    public int Tokens { get; init; }

    /// <summary>Those that the model did not choose.</summary>
    public IReadOnlyList<ForcedRun> Forced { get; init; } = [];

    /// <summary>Whether it was cut off at the cap of tokens.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether the answer was right; null where unknown.</summary>
    public bool? IsRight { get; init; }
}

/// <summary>The contents of one run folder.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Recipe">The resolved recipe's text; empty where there is none.</param>
/// <param name="Summary">All numbers of summary.json, "base/countdown/pass_at_1" and so on; empty where there is none.</param>
/// <param name="Metrics">The lines of metrics.jsonl in their order.</param>
/// <param name="Samples">The completions of held-out problems, in the order of file names and lines.</param>
public sealed record ReportRun(string Name, string Recipe, IReadOnlyDictionary<string, double> Summary,
    IReadOnlyList<MetricLine> Metrics, IReadOnlyList<SampleLine> Samples)
{
    /// <summary>The stages that evaluate, in their order, with the names of the models that they ask.</summary>
    public IReadOnlyList<(string Stage, string Model)> Evaluated { get; init; } = [];

    /// <summary>For each stage the stage whose model it began with, or "model" where that was the recipe's own or one of its own.</summary>
    public IReadOnlyDictionary<string, string> Starts { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The stages whose numbers make the curves of the run: those that its result builds on, and the first evaluation of each of
    /// their models. The others are arms beside it. Null where nothing is known of what builds on what, and all count.
    /// </summary>
    public IReadOnlySet<string>? Line { get; init; }

    /// <summary>What the finished stages cost.</summary>
    public IReadOnlyDictionary<string, CumulativeCost> Costs { get; init; } = new Dictionary<string, CumulativeCost>();

    /// <summary>Reads a run folder, also one of a run that is still going on or was broken off.</summary>
    /// <exception cref="UserErrorException">There is no such folder, it holds no metrics, or a line cannot be read.</exception>
    public static ReportRun Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UserErrorException($"{folder}: there is no such folder; give the folder of a run, as 'r1 run' printed it.");
        using var run = RunFolder.Existing(folder);
        string[] metrics = [.. run.Stages.Select(s => s.Metrics).Where(File.Exists)];
        if (metrics.Length == 0)
            throw new UserErrorException($"{folder}: the run has not made a step yet; there is nothing to report.");
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        StageRecord[] records = [.. run.Stages.Select(s => StageRecord.Read(s)!)];
        string recipe = File.ReadAllText(run.Recipe);
        return new ReportRun(name, recipe, SummaryOf(run.Summary),
            [.. metrics.SelectMany(MetricsOf)], [.. run.Stages.SelectMany(s => SamplesOf(s.Rollouts))])
        {
            Evaluated = [.. records.Where(r => r.Kind == "evaluate").Select(r => (r.Name, r.Parents.Keys.FirstOrDefault("model")))],
            Starts = records.ToDictionary(r => r.Name, r => StartOf(r, records)),
            Line = LineOf(records, ResultOf(recipe, run.Recipe)),
            Costs = records.Where(r => r.Compute is not null).ToDictionary(r => r.Name, r => r.Compute!),
        };
    }

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
        int steps = Metrics.Where(l => l.Stage == stage && RunLines.IsReinforcement(l)).Select(l => l.Step + 1).DefaultIfEmpty().Max();
        return
        [
            .. EvaluationOf(Starts.GetValueOrDefault(stage, stage)).Select(l => new PlacedLine(0, l)),
            .. Metrics.Where(l => l.Stage == stage && l.IsEvaluation).Select(l => new PlacedLine(l.Step, l)),
            .. EvaluationOf(stage).Select(l => new PlacedLine(steps, l)),
        ];
    }

    static HashSet<string>? LineOf(IReadOnlyList<StageRecord> records, string? result)
    {
        var named = records.ToDictionary(r => r.Name);
        if ((result is not null && named.TryGetValue(result, out var end) ? end : records.LastOrDefault(r => r.LeavesModel)) is not { } last)
            return null;
        HashSet<string> line = [];
        void Add(StageRecord stage)
        {
            if (line.Add(stage.Name))
                foreach (string parent in stage.Parents.Keys.Where(named.ContainsKey))
                    Add(named[parent]);
        }
        Add(last);
        line.UnionWith(records.Where(r => r.Kind == "evaluate" && r.Parents.Keys.All(line.Contains)).DistinctBy(r => r.Parents.Keys.FirstOrDefault()).Select(r => r.Name).ToList());
        return line;
    }

    // The recipe's "result", if it names one.
    static string? ResultOf(string recipe, string file) => (RecipeParser.Parse(recipe, file).Find("result")?.Value as RecipeScalar)?.Text;

    // Records of earlier versions do not name the start: there it is the first parent that leaves a model.
    static string StartOf(StageRecord stage, IEnumerable<StageRecord> all) => stage.Start
        ?? (stage.Cost is not null ? null : stage.Parents.Keys.FirstOrDefault(parent => all.Any(r => r.Name == parent && r.LeavesModel)))
        ?? "model";

    /// <summary>The lines of a stage's metrics.jsonl, also while the stage goes on.</summary>
    /// <exception cref="UserErrorException">A line cannot be read.</exception>
    public static IEnumerable<MetricLine> MetricsOf(string file) => Lines(file, _ => true).Select(MetricOf);

    /// <summary>Names of the stages in the order in which they first appear.</summary>
    public IReadOnlyList<string> Stages => [.. Metrics.Select(m => m.Stage).Distinct()];

    static Dictionary<string, double> SummaryOf(string path)
    {
        var numbers = new Dictionary<string, double>();
        if (File.Exists(path))
            Flatten(Parse(File.ReadAllText(path), path), "", numbers);
        return numbers;
    }

    // Completions of training are passed over unread: no two steps answer the same problems, and they fill megabytes.
    static IEnumerable<SampleLine> SamplesOf(string file) => File.Exists(file) ? Lines(file, IsEvaluation).Select(SampleOf) : [];

    static bool IsEvaluation(string line) => line.AsSpan(0, Math.Min(line.Length, 200)).Contains("\"kind\":\"evaluation\"", StringComparison.Ordinal);

    // While a run goes on the last line may be half written: a line without an end is left out.
    static IEnumerable<JsonElement> Lines(string path, Func<string, bool> isWanted)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string? line = reader.ReadLine();
        for (int number = 1; line is not null; number++)
        {
            string? next = reader.ReadLine();
            if (next is null && !EndsWithNewline(path))
                yield break;
            if (!string.IsNullOrWhiteSpace(line) && isWanted(line))
                yield return Parse(line, $"{path}:{number}");
            line = next;
        }
    }

    static bool EndsWithNewline(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '\n';
    }

    static JsonElement Parse(string text, string place)
    {
        try
        {
            var element = JsonElement.Parse(text);
            return element.ValueKind == JsonValueKind.Object ? element
                : throw new UserErrorException($"{place}: this is JSON but not an object; restore the file from the run.");
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{place}: this is not JSON; delete the line or restore the file from the run.", e);
        }
    }

    static MetricLine MetricOf(JsonElement line)
    {
        var numbers = new Dictionary<string, double>();
        Flatten(line, "", numbers);
        return new MetricLine(Text(line, "stage"), (int)Number(line, "step", 0), Text(line, "kind"),
            Number(line, "seconds", double.NaN), Number(line, "wall_seconds", double.NaN), numbers)
        {
            Warning = line.TryGetProperty("watchdog", out _)
                ? $"The watchdog {Text(line, "watchdog")} ended the run: {Text(line, "explanation")}; {Text(line, "advice")}." : null,
        };
    }

    static SampleLine SampleOf(JsonElement line) => new()
    {
        Stage = Text(line, "stage"),
        Step = (int)Number(line, "step", 0),
        Problem = Text(line, "problem"),
        Family = Text(line, "family"),
        Question = Text(line, "question"),
        Gold = Text(line, "gold"),
        Completion = Text(line, "completion"),
        Tokens = (int)Number(line, "tokens", 0),
        Forced = SteeringJson.Runs(line.TryGetProperty(SteeringJson.Forced, out var forced) ? forced : null),
        IsCut = Text(line, "finish") == "length",
        IsRight = line.TryGetProperty("right", out var right) && right.ValueKind is JsonValueKind.True or JsonValueKind.False ? right.GetBoolean() : null,
    };

    static string Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    static double Number(JsonElement line, string name, double otherwise) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;

    static void Flatten(JsonElement element, string prefix, Dictionary<string, double> into)
    {
        foreach (var property in element.EnumerateObject())
        {
            string name = prefix.Length == 0 ? property.Name : prefix + "/" + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Number)
                into[name] = property.Value.GetDouble();
            else if (property.Value.ValueKind == JsonValueKind.Object)
                Flatten(property.Value, name, into);
        }
    }
}
