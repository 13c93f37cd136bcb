// A run as the doctor looks at it: what its stages logged, beside the recipe that it was made with.

using System.Text.Json;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Doctor;

/// <summary>A stage of a run.</summary>
/// <param name="Record">What it is.</param>
/// <param name="Node">Its place in the recipe; null where this version cannot read that.</param>
/// <param name="Lines">Its numbers.</param>
/// <param name="Folder">Where it lies.</param>
sealed record StageCase(StageRecord Record, StageNode? Node, IReadOnlyList<MetricLine> Lines, StageFolder Folder)
{
    /// <summary>Its name.</summary>
    public string Name => Record.Name;

    /// <summary>The lines of its steps.</summary>
    public IReadOnlyList<MetricLine> Steps { get; } = [.. Lines.Where(l => l.IsTrain)];

    /// <summary>The lines of the evaluations within it.</summary>
    public IReadOnlyList<MetricLine> Evaluations { get; } = [.. Lines.Where(l => l.IsEvaluation)];

    /// <summary>The settings of a kind; null where it is another.</summary>
    public T? Settings<T>() where T : class => Node?.Recipe.Settings as T;

    /// <summary>The path of a key of its settings in the recipe.</summary>
    public string PathOf(string key) => StageGraph.PathOf(Record.Index, $"{Record.Kind}.{key}");

    /// <summary>The numbers of a name at the steps that have it.</summary>
    public double[] Series(string name) => [.. Steps.Select(l => l[name]).Where(double.IsFinite)];

    /// <summary>The mean over the first steps, at least one: a share of all that have the number; NaN without any.</summary>
    public double First(string name, double share = 0.25) => Mean(Series(name), share, fromEnd: false);

    /// <summary>The mean over the last ones.</summary>
    public double Last(string name, double share = 0.25) => Mean(Series(name), share, fromEnd: true);

    static double Mean(double[] series, double share, bool fromEnd)
    {
        int count = Math.Max(1, (int)(series.Length * share));
        return series.Length == 0 ? double.NaN : (fromEnd ? series.TakeLast(count) : series.Take(count)).Average();
    }
}

/// <summary>A run.</summary>
sealed class RunPatient
{
    readonly SettingsMap _text;

    /// <param name="path">The run folder.</param>
    /// <exception cref="UserErrorException">There is no run, or a file cannot be read.</exception>
    public RunPatient(string path)
    {
        using var folder = RunFolder.Existing(path);
        string text = File.ReadAllText(folder.Recipe);
        _text = RecipeParser.Parse(text, folder.Recipe, requiresVariables: false);
        Recipe = Read(text, folder.Recipe);
        var nodes = Recipe is null ? [] : StageGraph.Of(Recipe.Stages).ToDictionary(n => n.Name);
        Stages = [.. folder.Stages.Select(s => Case(s, nodes))];
        Data = File.Exists(folder.Summary) ? [.. DataOf(LogLines.Parse(File.ReadAllText(folder.Summary), folder.Summary))] : [];
        Stopped = File.Exists(folder.Stopped) ? LogLines.Parse(File.ReadAllText(folder.Stopped), folder.Stopped) : null;
    }

    /// <summary>The recipe; null where this version cannot read it.</summary>
    public Recipe? Recipe { get; }

    /// <summary>The stages that have begun.</summary>
    public IReadOnlyList<StageCase> Stages { get; }

    /// <summary>What became of the examples that stages read from files; empty until the run is finished.</summary>
    public IReadOnlyList<(string Stage, double Examples, double Cut, double LeftOut)> Data { get; }

    /// <summary>What the watchdog said that stopped it; null where none did.</summary>
    public JsonElement? Stopped { get; }

    /// <summary>The stages of reinforcement that made steps.</summary>
    public IEnumerable<StageCase> Reinforced => Curved(StageCurves.Reinforcement);

    /// <summary>The stages that made steps of such curves.</summary>
    public IEnumerable<StageCase> Curved(StageCurves curves) =>
        Stages.Where(s => s.Steps.Count > 0 && StageKinds.Find(s.Record.Kind)?.Curves == curves);

    /// <summary>Where a path of the recipe stands.</summary>
    public string PlaceOf(string key) => RecipePlaces.Of(_text, key);

    static IEnumerable<(string, double, double, double)> DataOf(JsonElement summary) =>
        !summary.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object ? [] : data.EnumerateObject().Select(stage => (stage.Name,
            LogLines.Number(stage.Value, "examples", 0), LogLines.Number(stage.Value, "cut", 0), LogLines.Number(stage.Value, "left_out", 0)));

    static Recipe? Read(string text, string path)
    {
        try
        {
            // A run that was made before such recipes were refused is looked at all the same.
            return RecipeFile.Read(text, path, ["evaluates_its_reward=true"]);
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    static StageCase Case(StageFolder folder, Dictionary<string, StageNode> nodes)
    {
        var record = StageRecord.Read(folder)!;
        return new StageCase(record, nodes.GetValueOrDefault(record.Name), File.Exists(folder.Metrics) ? [.. MetricLine.Read(folder.Metrics)] : [], folder);
    }
}
