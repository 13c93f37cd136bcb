using System.Globalization;
using R1Sharp.Learning.Rewards.Thinking;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Rewards.Thinking;

/// <summary>The rules of segmentation against traces labelled by hand; docs/thinking-measures.md prints what comes out here.</summary>
public sealed class SegmentationAgreementTests
{
    static string Row(string name, Func<LabelledTrace, bool> of)
    {
        var traces = LabelledTrace.All.Where(of).ToList();
        string sum(Func<LabelledTrace, Agreement> one) => (100 * traces.Select(one).Aggregate((a, b) => a + b).F1).ToString("0.0", CultureInfo.InvariantCulture);
        return $"| {name} | {traces.Count} | {sum(Agreement.OfSwitches)} | {sum(Agreement.OfSolutions)} | {sum(Agreement.OfChecks)} |";
    }

    static bool IsProse(LabelledTrace trace) => trace.Problem.Family == "prose";

    [Fact]
    public void The_agreement_is_the_one_that_is_printed()
    {
        string page = File.ReadAllText(Path.Combine(Cli.Home, "docs", "thinking-measures.md"));
        string[] rows =
        [
            Row("prose in English, held out", t => IsProse(t) && t.Problem.Language == "en" && t.Split == "held"),
            Row("prose in English, in view", t => IsProse(t) && t.Problem.Language == "en" && t.Split == "rule"),
            Row("prose in Chinese, held out", t => IsProse(t) && t.Problem.Language == "zh" && t.Split == "held"),
            Row("prose in Chinese, in view", t => IsProse(t) && t.Problem.Language == "zh" && t.Split == "rule"),
            Row("miniature, held out", t => !IsProse(t) && t.Split == "held"),
            Row("miniature, in view", t => !IsProse(t) && t.Split == "rule"),
        ];
        Assert.True(rows.All(row => page.Contains(row, StringComparison.Ordinal)), string.Join('\n', rows) + "\n" + Misses());
    }

    [Fact]
    public void There_are_labelled_cases_of_every_kind()
    {
        Assert.True(LabelledTrace.All.Count >= 40);
        foreach (string family in (string[])["prose", "countdown", "arithmetic", "digits", "logic"])
            Assert.Contains(LabelledTrace.All, t => t.Problem.Family == family && t.Split == "held");
    }

    [Fact]
    public void Agreement_can_fail()
    {
        var trace = LabelledTrace.All[0];
        Assert.Equal(1, Agreement.OfSwitches(trace).F1);
        Assert.True(Agreement.OfSwitches(trace with { Switches = [3, 5] }).F1 < 0.5);
        Assert.True(Agreement.OfSolutions(trace with { Solutions = [("7", trace.Solutions[0].End)] }).F1 == 0);
    }

    // What the rules miss, for whoever changes them.
    static string Misses() => string.Join('\n', LabelledTrace.All.Where(t => Agreement.OfSwitches(t).F1 < 1 || Agreement.OfSolutions(t).F1 < 1 || Agreement.OfChecks(t).F1 < 1).Select(t =>
    {
        var segments = ThinkingSegments.Of(t.Problem, "", t.Text, t.Solutions[^1].Answer);
        return $"{t.Problem.Id} {t.Split}: {t.Problem.Question}\n  thoughts {string.Join(" | ", segments.Thoughts.Skip(1).Select(x => Cut(t.Text, x.Start)))}\n  labelled {string.Join(" | ", t.Switches.Select(x => Cut(t.Text, x)))}"
            + $"\n  solutions {string.Join(" | ", segments.Solutions.Select(s => $"{s.Answer}@{s.End}"))}\n  labelled  {string.Join(" | ", t.Solutions.Select(s => $"{s.Answer}@{s.End}"))}\n  checks {segments.CheckCount} labelled {t.Checks.Count}";
    }));

    static string Cut(string text, int at) => text[at..Math.Min(at + 25, text.Length)].Replace('\n', ' ');
}
