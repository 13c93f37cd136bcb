// The verdicts as claims.json, and as a table in Markdown for docs/results.

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;

namespace R1Sharp.App.Claims;

/// <summary>Writes verdicts as data and as text.</summary>
static class ClaimsJson
{
    /// <summary>
    /// Everything: {"seeds":[1,2,3],"code":"…","claims":[{"number":1,"title":"…","outcome":"holds","criteria":[{"what":"…","bound":"at
    /// least","limit":3,"values":[…],"outcome":"holds"}]}]}.
    /// </summary>
    public static string Write(IReadOnlyList<Verdict> verdicts, IReadOnlyList<ulong> seeds) => new JsonObject
    {
        ["seeds"] = new JsonArray([.. seeds.Select(s => (JsonNode)s)]),
        ["code"] = StageKeys.Code,
        ["claims"] = new JsonArray([.. verdicts.Select(Of)]),
    }.ToJsonString(RunJson.Page) + "\n";

    /// <summary>The verdicts as a table: claim, criteria with their values, verdict.</summary>
    public static string Table(IReadOnlyList<Verdict> verdicts)
    {
        var text = new StringBuilder("| claim | criterion | measured: mean (lowest … highest seed) | |\n|---|---|---|---|\n");
        foreach (var verdict in verdicts)
        {
            text.Append(CultureInfo.InvariantCulture, $"| **{verdict.Claim.Number}. {verdict.Claim.Title}** | | | **{Verdict.Words(verdict.Outcome)}** |\n");
            foreach (var finding in verdict.Findings)
                text.Append(CultureInfo.InvariantCulture, $"| | {finding.Criterion.Text} | {finding.Range} | {Verdict.Words(finding.Outcome)} |\n");
        }
        return text.ToString();
    }

    static JsonNode Of(Verdict verdict) => new JsonObject
    {
        ["number"] = verdict.Claim.Number,
        ["title"] = verdict.Claim.Title,
        ["paper"] = verdict.Claim.Paper,
        ["outcome"] = Verdict.Words(verdict.Outcome),
        ["criteria"] = new JsonArray([.. verdict.Findings.Select(Of)]),
    };

    static JsonNode Of(Finding finding) => new JsonObject
    {
        ["what"] = finding.Criterion.What,
        ["bound"] = finding.Criterion.Bound == Bound.AtLeast ? "at least" : "at most",
        ["limit"] = finding.Criterion.Limit,
        ["values"] = new JsonArray([.. finding.Values.Select(v => double.IsFinite(v) ? (JsonNode)Math.Round(v, 6) : null)]),
        ["outcome"] = Verdict.Words(finding.Outcome),
    };
}
