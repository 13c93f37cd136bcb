// What `r1 reward lint` prints.

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Rewards.Checks;

namespace R1Sharp.App.Commands;

/// <summary>Writes reports of the lint.</summary>
static class RewardLintText
{
    const int MostFailures = 20, LongestShown = 60;

    /// <summary>A line for each check, then the failures.</summary>
    public static string Text(LintReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{report.Reward} on {report.ProblemCount} problems\n");
        foreach (var check in report.Checks)
            text.Append(CultureInfo.InvariantCulture,
                $"  {(check.Failures.Count == 0 ? "ok  " : "FAIL")} {check.Name,-28} {check.Passed} of "
                + $"{check.Tried}{(check.Skipped > 0 ? $", {check.Skipped} not applicable" : "")}\n");
        foreach (var check in report.Checks.Where(c => c.Failures.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{check.Name}: {check.Expectation}\n");
            foreach (var failure in check.Failures.Take(MostFailures))
            {
                string score = check.IsOfData ? "" : $"score {failure.Score?.ToString("R", CultureInfo.InvariantCulture) ?? "none"}, ";
                text.Append(CultureInfo.InvariantCulture,
                    $"  row {failure.Row} ({failure.Problem.Id}): {score}{failure.Reason}; gold \"{Short(failure.Problem.Answer)}\"\n");
            }
            if (check.Failures.Count > MostFailures)
                text.Append(CultureInfo.InvariantCulture, $"  … and {check.Failures.Count - MostFailures} more (--json lists all)\n");
        }
        return text.Append(report.IsClean ? "\nThe reward passes." : "\nThe reward does not pass.").ToString();
    }

    /// <summary>Everything, for programs.</summary>
    public static string Json(LintReport report) => new JsonObject
    {
        ["reward"] = report.Reward,
        ["problems"] = report.ProblemCount,
        ["clean"] = report.IsClean,
        ["checks"] = new JsonArray([.. report.Checks.Select(check => (JsonNode)new JsonObject
        {
            ["name"] = check.Name,
            ["expectation"] = check.Expectation,
            ["tried"] = check.Tried,
            ["passed"] = check.Passed,
            ["not_applicable"] = check.Skipped,
            ["failures"] = new JsonArray([.. check.Failures.Select(f => (JsonNode)new JsonObject
            {
                ["row"] = f.Row, ["id"] = f.Problem.Id, ["score"] = f.Score, ["reason"] = f.Reason, ["gold"] = f.Problem.Answer, ["completion"] = f.Completion,
            })]),
        })]),
    }.ToJsonString(RunJson.Page);

    static string Short(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";
}
