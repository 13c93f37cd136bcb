// The report of a corpus: how its documents went through the steps, as a Sankey diagram, and the same as a table.

using System.Globalization;
using System.Net;
using System.Text;
using R1Sharp.App.Charts;

namespace R1Sharp.App.Corpus.Parts;

/// <summary>Makes the page.</summary>
static class CorpusPage
{
    /// <summary>The page of a corpus.</summary>
    public static string Of(Provenance last)
    {
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Corpus</title><style>");
        page.Append(Palette.Css(":root")).Append(SvgCanvas.Css)
            .Append("body{background:var(--paper);color:var(--ink);font-family:system-ui,sans-serif;margin:2em auto;")
            .Append("max-width:70em}table{border-collapse:collapse}td,th{padding:.2em .8em;border-bottom:1px solid var(--grid);text-align:right}")
            .Append("td:nth-child(-n+2),th:nth-child(-n+2){text-align:left}code{font-size:.9em}</style>\n<h1>Where the documents went</h1>\n");
        page.Append(SankeySvg.Render(Flow(last))).Append("<table><tr><th>step</th><th>went where</th><th>documents</th><th>bytes</th><th>words</th></tr>\n");
        foreach (var step in last.All)
            foreach (var (where, amount) in step.Counts.By)
                page.Append(CultureInfo.InvariantCulture,
                    $"<tr><td>{Text(step.Step)}</td><td>{Text(where)}</td><td>{amount.Documents:N0}</td><td>{amount.Bytes:N0}</td>")
                    .Append(CultureInfo.InvariantCulture, $"<td>{amount.Words:N0}</td></tr>\n");
        page.Append("</table>\n<h2>By these commands</h2>\n");
        foreach (var step in last.All)
            page.Append(CultureInfo.InvariantCulture, $"<p><code>r1 {Text(step.Command)}</code></p>\n");
        return page.ToString();
    }

    // What a step keeps flows to the next; reasons of one rule set stand apart.
    static SankeyChart Flow(Provenance last)
    {
        var flows = new List<SankeyFlow>();
        string from = "read";
        for (int i = 0; i < last.All.Count; i++)
        {
            var step = last.All[i];
            string to = FormattableString.Invariant($"{i + 1} {step.Step}");
            foreach (var (where, amount) in step.Counts.By)
                flows.Add(new(from, where == StepCounts.Kept ? to : $"{to}: {where}", amount.Documents));
            from = to;
        }
        return new() { Title = "Documents by step", Subtitle = "what each step kept, and what it dropped for which reason", Flows = flows };
    }

    static string Text(string text) => WebUtility.HtmlEncode(text);
}
