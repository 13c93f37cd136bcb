// One line of a stage's metrics.jsonl, as StageLog writes them.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning;

namespace R1Sharp.App.Runs;

/// <summary>One line of metrics.jsonl.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Step">Step of the stage.</param>
/// <param name="Kind">"train" for a step of training, "evaluation", "stopped" where a watchdog ended the run, or "warning" where it only warned.</param>
/// <param name="Seconds">Seconds that the step took; NaN where unknown.</param>
/// <param name="WallSeconds">Seconds since the run began; NaN where unknown.</param>
/// <param name="Values">The numbers by their names, with "/" between the names of nested objects.</param>
sealed record MetricLine(string Stage, int Step, string Kind, double Seconds, double WallSeconds, IReadOnlyDictionary<string, double> Values)
{
    /// <summary>Whether it is a step of training.</summary>
    public bool IsTrain => Kind == StageLog.Train;

    /// <summary>Whether it is an evaluation.</summary>
    public bool IsEvaluation => Kind == StageLog.Evaluation;

    /// <summary>What a watchdog had to say; null on other lines.</summary>
    public string? Warning { get; init; }

    /// <summary>A number of the line; NaN where the line does not hold it.</summary>
    public double this[string name] => Values.TryGetValue(name, out double value) ? value : double.NaN;

    /// <summary>A number of the line; 0 where the line does not hold it.</summary>
    public double Or(string name, double otherwise = 0) => this[name] is var value && double.IsFinite(value) ? value : otherwise;

    /// <summary>The name under which an evaluation's line holds a number of a family.</summary>
    public static string KeyOf(string family, string metric) => $"families/{family}/{metric}";

    /// <summary>The families that an evaluation's line holds numbers of.</summary>
    public static IEnumerable<string> FamiliesOf(MetricLine line)
    {
        const string beginning = "families/", ending = "/pass_at_1";
        return line.Values.Keys.Where(k => k.StartsWith(beginning, StringComparison.Ordinal) && k.EndsWith(ending, StringComparison.Ordinal))
            .Select(k => k[beginning.Length..^ending.Length]);
    }

    /// <summary>The lines of a stage's metrics.jsonl, also while the stage goes on.</summary>
    /// <exception cref="UserErrorException">A line cannot be read.</exception>
    public static IEnumerable<MetricLine> Read(string file) => LogLines.Read(file, _ => true).Select(Of);

    /// <summary>The numbers of a step of training that is not written yet.</summary>
    public static MetricLine OfStep(JsonObject numbers) =>
        new("", 0, StageLog.Train, double.NaN, double.NaN, LogLines.Numbers(JsonSerializer.SerializeToElement(numbers)));

    static MetricLine Of(JsonElement line) => new(LogLines.Text(line, "stage"), (int)LogLines.Number(line, "step", 0), LogLines.Text(line, "kind"),
        LogLines.Number(line, "seconds", double.NaN), LogLines.Number(line, "wall_seconds", double.NaN), LogLines.Numbers(line))
    {
        Warning = line.TryGetProperty("watchdog", out _)
            ? $"The watchdog {LogLines.Text(line, "watchdog")} {(LogLines.Text(line, "kind") == StageLog.Warned ? "warned" : "ended the run")}: "
            + $"{LogLines.Text(line, "explanation")}; {LogLines.Text(line, "advice")}." : null,
    };
}
