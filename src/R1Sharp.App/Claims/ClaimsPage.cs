// claims.html: the verdicts in one table, then each claim with its criteria, what the seeds came to, and its figures.

using System.Globalization;
using System.Net;
using System.Text;
using R1Sharp.App.Charts;
using R1Sharp.App.Reports;

namespace R1Sharp.App.Claims;

/// <summary>Writes the page of the claims; it needs nothing else.</summary>
static class ClaimsPage
{
    const string Title = "The claims of DeepSeek-R1 in miniature";

    /// <summary>The page.</summary>
    /// <param name="verdicts">The claims that were looked at.</param>
    /// <param name="seeds">The seeds of the runs.</param>
    public static string Of(IReadOnlyList<Verdict> verdicts, IReadOnlyList<ulong> seeds)
    {
        var body = new StringBuilder();
        body.Append("<header><div><button class=\"theme\" type=\"button\">light / dark</button>")
            .Append(CultureInfo.InvariantCulture,
                $"<h1>{Title}</h1>\n<p class=\"facts\"><span>{(seeds.Count == 1 ? "seed" : "seeds")} "
                + $"{string.Join(", ", seeds)}</span><span>{Counts(verdicts)}</span></p>\n</div></header>\n<main>\n");
        Overview(body, verdicts);
        foreach (var verdict in verdicts)
            Section(body, verdict, seeds);
        return ReportPage.Document(Title, body,
            "Written by R1Sharp. A claim holds where every criterion is kept with every seed, does not hold where one is kept with no seed, and is not "
            + "resolved otherwise. The criteria stand in the program and were fixed before the runs.");
    }

    /// <summary>How many claims came out how, in words.</summary>
    public static string Counts(IReadOnlyList<Verdict> verdicts) =>
        string.Join(", ", verdicts.GroupBy(v => v.Outcome).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Words(g.Key, g.Count())}"));

    static string Words(Outcome outcome, int count) => (outcome, count) switch
    {
        (Outcome.Holds, > 1) => "hold",
        (Outcome.DoesNotHold, > 1) => "do not hold",
        _ => Verdict.Words(outcome),
    };

    static void Overview(StringBuilder body, IReadOnlyList<Verdict> verdicts)
    {
        body.Append("<h2>Overview</h2>\n<p>Each claim of the paper, and what became of it in a world that fits into minutes.</p>\n<div "
            + "class=\"scroll\"><table><tr><th>claim</th><th>verdict</th></tr>\n");
        foreach (var verdict in verdicts)
            body.Append(CultureInfo.InvariantCulture,
                $"<tr><td><a href=\"#claim-{verdict.Claim.Number}\">{verdict.Claim.Number}. "
                + $"{Html(verdict.Claim.Title)}</a></td>{Cell(verdict.Outcome)}</tr>\n");
        body.Append("</table></div>\n");
    }

    static void Section(StringBuilder body, Verdict verdict, IReadOnlyList<ulong> seeds)
    {
        var claim = verdict.Claim;
        body.Append(CultureInfo.InvariantCulture,
            $"<h2 id=\"claim-{claim.Number}\">{claim.Number}. {Html(claim.Title)}: {Verdict.Words(verdict.Outcome)}</h2>\n<p><b>The paper.</b> "
            + $"{Html(claim.Paper)}<br><b>Here.</b> {Html(claim.Remark)}</p>\n")
            .Append(CultureInfo.InvariantCulture,
                $"<div class=\"scroll\"><table><tr><th>criterion</th>{string.Concat(seeds.Select(s => $"<th>seed {s}</th>"))}<th>verdict</th></tr>\n");
        foreach (var finding in verdict.Findings)
            body.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html(finding.Criterion.Text)}</td>")
                .Append(string.Concat(
                    finding.Values.Select(
                    v => $"<td class=\"{(finding.Criterion.IsKept(v) ? "better" : "worse")}\">{ChartText.Value(v, finding.Criterion.Format)}</td>")))
                .Append(CultureInfo.InvariantCulture, $"{Cell(finding.Outcome)}</tr>\n");
        body.Append("</table></div>\n<br>\n");
        foreach (var figure in verdict.Figures)
            body.Append(CultureInfo.InvariantCulture, $"<figure class=\"wide\">{figure.Svg(false)}</figure>\n");
    }

    static string Cell(Outcome outcome) =>
        $"<td class=\"{outcome switch { Outcome.Holds => "better", Outcome.DoesNotHold => "worse", _ => "" }}\">{Verdict.Words(outcome)}</td>";

    static string Html(string text) => WebUtility.HtmlEncode(text);
}
