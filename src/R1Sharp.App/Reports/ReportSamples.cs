// The same held-out problems answered at several steps, side by side.

using System.Globalization;
using System.Net;
using System.Text;
using R1Sharp.App.Charts;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Reports;

/// <summary>Writes the section of sample completions.</summary>
static class ReportSamples
{
    const int ProblemsPerFamily = 3, MostColumns = 4;

    /// <summary>The section, or nothing where the run kept no completions of held-out problems.</summary>
    public static string Write(ReportRun run)
    {
        var problems = Chosen(Placed(run));
        if (problems.Count == 0)
            return "";
        var html = new StringBuilder("<h2>The same problems, at several steps</h2>\n");
        html.Append("<p>The first held-out problems of each family and the first sample of each, not selected for what they show. ")
            .Append("<mark>Marked</mark>: words of self-checking. Boxed: the answer that was graded.")
            .Append(problems.SelectMany(p => p).Any(s => s.Line.Forced.Count > 0) ? " <span class=\"forced\">Underlined</span>: tokens that were forced." : "")
            .Append("</p>\n<div class=\"tabs\"></div>\n");
        foreach (var family in problems.GroupBy(p => p[0].Line.Family))
            foreach (var (answers, index) in family.Select((answers, index) => (answers, index)))
                html.Append(Sample(answers, $"{family.Key} {index + 1}"));
        return html.ToString();
    }

    /// <summary>A completion and the reinforcement steps that the model had behind it.</summary>
    readonly record struct PlacedSample(double X, SampleLine Line);

    static IEnumerable<PlacedSample> Placed(ReportRun run)
    {
        var places = RunLines.Of(run).Evaluations.GroupBy(e => (e.Line.Stage, e.Line.Step)).ToDictionary(g => g.Key, g => g.First().X);
        return run.Samples.Where(s => places.ContainsKey((s.Stage, s.Step))).Select(s => new PlacedSample(places[(s.Stage, s.Step)], s)).OrderBy(s => s.X);
    }

    /// <summary>The first problems of each family that were answered at more than one step, with one answer a step.</summary>
    static List<List<PlacedSample>> Chosen(IEnumerable<PlacedSample> samples)
    {
        var chosen = new List<List<PlacedSample>>();
        foreach (var family in samples.GroupBy(s => s.Line.Family))
        {
            var problems = family.GroupBy(s => s.Line.Problem).Select(p => p.GroupBy(s => s.X).Select(s => s.First()).ToList());
            chosen.AddRange(problems.Where(p => p.Count > 1).Take(ProblemsPerFamily).Select(Columns));
        }
        return chosen;
    }

    // The first and the last, and between them steps that lie closer together early, where most changes.
    static List<PlacedSample> Columns(List<PlacedSample> answers)
    {
        if (answers.Count <= MostColumns)
            return answers;
        int last = answers.Count - 1;
        int second = Math.Max(1, (int)Math.Round(last * 0.15)), third = Math.Clamp((int)Math.Round(last * 0.4), second + 1, last - 1);
        return [answers[0], answers[second], answers[third], answers[last]];
    }

    static string Sample(List<PlacedSample> answers, string name)
    {
        var first = answers[0].Line;
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<section class=\"sample\" data-name=\"{Html(name)}\">\n");
        html.Append(CultureInfo.InvariantCulture,
            $"<div class=\"ask\"><div class=\"what\">{Html(name)} · {Html(first.Problem)}</div>{Html(first.Question)} <span class=\"gold\">→ "
            + $"{Html(first.Gold)}</span>");
        html.Append("</div>\n<div class=\"columns\">\n");
        foreach (var answer in answers)
            html.Append(Answer(answer.Line, answer.X));
        return html.Append("</div>\n</section>\n").ToString();
    }

    static string Answer(SampleLine answer, double steps)
    {
        string verdict = answer.IsRight is { } right ? right ? "right" : "wrong" : "";
        string mark = verdict switch { "right" => "✓ right", "wrong" => "✗ wrong", _ => "" };
        string cut = answer.IsCut ? " <span class=\"cut\">cut off at the cap</span>" : "";
        string step = steps == 0 ? "base" : $"step {steps}";
        return $"<article class=\"answer {verdict}\"><h3><span>{step} <small>{answer.Tokens} tokens</small></span>" +
            $"<span class=\"verdict\">{mark}</span></h3><pre>{MarkedText.Html(answer.Completion, answer.Forced)}{cut}</pre></article>\n";
    }

    static string Html(string text) => WebUtility.HtmlEncode(text);
}
