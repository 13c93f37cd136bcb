// A run beside its twins: what each of them ended at, as one table.

using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;

namespace R1Sharp.App.Reports;

/// <summary>Writes the table, in Markdown.</summary>
static class ControlTable
{
    /// <summary>The last evaluation on the way to each run's result, and the first one of the first run; runs without any are left out.</summary>
    /// <param name="runs">What each run is called, with its folder.</param>
    public static string Of(IReadOnlyList<(string Name, string Folder)> runs)
    {
        var rows = runs.Select(r => (r.Name, Found: ResultLine.Evaluations(RunFolder.ToRead(r.Folder)))).Where(r => r.Found.Count > 0).ToList();
        if (rows.Count == 0)
            return "no run has an evaluation that is a stage of its own, so that there is nothing to compare\n";
        var all = rows.Select(r => (r.Name, Last: r.Found[^1].Evaluation)).Prepend((Name: "before", Last: rows[0].Found[0].Evaluation)).ToList();
        string[] families = [.. all.SelectMany(r => r.Last.Select(f => f.Key)).Distinct()];
        return $"| rewards | {string.Join(" | ", families)} | mean | form | tokens |\n|---|{string.Concat(Enumerable.Repeat("---|", families.Length + 3))}\n"
            + string.Concat(all.Select(r => Row(r.Name, r.Last, families)));
    }

    static string Row(string name, JsonObject evaluation, string[] families)
    {
        double[] right = [.. families.Select(f => Number(evaluation, f, "pass_at_1"))];
        return $"| {name} | {string.Join(" | ", right.Append(Mean(right)).Append(Mean(evaluation, "format")).Select(Percent))} | "
            + $"{Mean(evaluation, "mean_completion_tokens").ToString("0", CultureInfo.InvariantCulture)} |\n";
    }

    static double Mean(JsonObject evaluation, string metric) => Mean([.. evaluation.Select(f => Number(evaluation, f.Key, metric))]);

    static double Mean(double[] numbers) => numbers.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    static double Number(JsonObject evaluation, string family, string metric) =>
        evaluation[family]?[metric] is JsonValue value && value.TryGetValue(out double number) ? number : double.NaN;

    static string Percent(double share) => double.IsFinite(share) ? (share * 100).ToString("0.0", CultureInfo.InvariantCulture) : "–";
}
