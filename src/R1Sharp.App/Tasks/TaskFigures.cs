// The numbers of the benchmarks in an evaluation, beside those that were published.

using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Tasks;

/// <summary>The figures of one benchmark.</summary>
/// <param name="Task">The benchmark.</param>
/// <param name="Figures">Its figures, that by which it is known first.</param>
sealed record TaskFigures(TaskFile Task, IReadOnlyList<TaskFigure> Figures)
{
    /// <summary>The figures of all benchmarks of an evaluation, in their order there.</summary>
    /// <param name="result">The evaluation.</param>
    /// <param name="reward">What judged it.</param>
    public static IReadOnlyList<TaskFigures> Of(EvaluationResult result, TaskReward reward) =>
        [.. result.Problems.Where(p => p.Problem.Task is not null).GroupBy(p => p.Problem.Task).Select(group =>
        {
            var (task, metric) = reward.Of(group.First().Problem)!.Value;
            return new TaskFigures(task, metric.Figures(new(task, [.. group], result)));
        })];

    /// <summary>One line: the figures, and what was published.</summary>
    public string Text() => $"{Task.Title}: {string.Join(", ", Figures.Select(Figure))}{Published()}.";

    /// <summary>The same as an object.</summary>
    public JsonObject Json()
    {
        var figures = new JsonObject();
        foreach (var figure in Figures)
        {
            var json = new JsonObject { ["value"] = Rounded(figure.Value), ["unit"] = figure.Unit };
            if (figure.Interval is { } interval)
                (json["low"], json["high"]) = (Rounded(interval.Low), Rounded(interval.High));
            figures[figure.Name] = json;
        }
        return new()
        {
            ["figures"] = figures,
            ["published"] = new JsonArray([.. Task.Published.Select(p => (JsonNode)new JsonObject
            {
                ["model"] = p.Model,
                ["figure"] = p.Figure,
                ["score"] = p.Score,
                ["source"] = p.Source,
            })]),
        };
    }

    static JsonNode? Rounded(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 4)) : null;

    static string Figure(TaskFigure figure) => $"{figure.Name} {Number(figure.Value, figure.Unit)}"
        + (figure.Interval is { } i ? string.Create(CultureInfo.InvariantCulture, $" [{i.Low:0.0}, {i.High:0.0}]") : "");

    string Published() => Task.Published.Count == 0 ? ""
        : "; published: " + string.Join(", ", Task.Published.Select(p => $"{p.Model} {p.Figure} {Number(p.Score, UnitOf(p.Figure))} ({p.Source})"));

    string UnitOf(string figure) => Figures.FirstOrDefault(f => f.Name == figure)?.Unit ?? "%";

    static string Number(double value, string unit) => !double.IsFinite(value) ? "–"
        : unit == "%" ? value.ToString("0.0", CultureInfo.InvariantCulture) + " %" : value.ToString("0", CultureInfo.InvariantCulture);
}
