using System.Globalization;
using R1Sharp.App.Charts;
using R1Sharp.App.Reports;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Reports;

/// <summary>Reports are made from a run folder alone, need nothing else, and say what the numbers say.</summary>
public sealed class ReportTests
{
    [Fact]
    public void A_report_is_one_file_that_needs_no_network()
    {
        using var run = new SyntheticRun();
        string html = File.ReadAllText(Report.Write(run.Root));
        Assert.DoesNotContain("src=", html);
        Assert.DoesNotContain("@import", html);
        Assert.DoesNotContain("url(", html);
        Assert.Equal(html.Split("http://www.w3.org/2000/svg").Length, html.Split("http").Length);
        Assert.DoesNotContain("NaN", html);
        Assert.False(File.Exists(Path.Combine(run.Root, "report.html.tmp")));
    }

    [Fact]
    public void The_story_tells_the_first_and_the_last_numbers()
    {
        using var run = new SyntheticRun();
        var story = ReportStory.Tell(ReportRun.Read(run.Root)).ToDictionary(s => s.Stage, s => s.Sentence);
        Assert.Equal(["pretrain", "base", "grpo"], story.Keys);
        Assert.Contains("20M tokens in 200 steps (5 min 0 s)", story["pretrain"]);
        Assert.Contains("120 steps of reinforcement (6 min 12 s)", story["grpo"]);
        Assert.Contains("completions became ×3.85 on countdown (35 → 135)", story["grpo"]);
    }

    [Theory]
    [InlineData("reward_model", """{"loss":0.7,"tokens":1611,"examples":32,"accuracy":0.5,"held_out_accuracy":0.75}""", "It learned from 32 judged examples in 1 steps: the loss went from 0.7 to 0.7 nats (a coin has 0.69); it judges 75.0% of the held-out examples right.")]
    [InlineData("distill", """{"reward":0.5,"divergence":2,"sampled_tokens":99}""", "1 steps of distillation: the divergence from the teacher went from 2 to 2 nats a token.")]
    [InlineData("select", """{"all":50,"quality":40,"selected":8}""", "It selected 8 examples.")]
    [InlineData("collect", """{"sampled":64,"kept":5}""", "It sampled 64 completions and kept 5.")]
    [InlineData("pairs", """{"problems":20,"pairs":7}""", "It made 7 pairs of its completions of 20 problems.")]
    [InlineData("sft", """{"tokens":1000,"targets":900,"loss":3}""", "It read 1000 tokens in 1 steps.")]
    [InlineData("grpo", """{"reward":0.5}""", "1 steps of reinforcement: the reward went from 0.5 to 0.5.")]
    [InlineData("ppo", """{"reward":0.5}""", "1 steps of reinforcement: the reward went from 0.5 to 0.5.")]
    [InlineData("something_new", """{"reward":0.5,"targets":9,"reward_margin":1}""", "It made 1 steps.")]
    public void The_story_is_that_of_the_stages_kind_whatever_its_numbers_are_called(string kind, string numbers, string sentence)
    {
        var values = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, double>>(numbers)!;
        var run = new ReportRun("run", "", new Dictionary<string, double>(), [new("it", 0, "train", double.NaN, double.NaN, values)], []) { Kinds = new Dictionary<string, string> { ["it"] = kind } };
        Assert.Equal(sentence, Assert.Single(ReportStory.Tell(run)).Sentence);
    }

    [Fact]
    public void Every_text_from_the_run_is_escaped()
    {
        using var run = new SyntheticRun();
        string html = File.ReadAllText(Report.Write(run.Root));
        Assert.Contains("name: pretrain &amp; &lt;more&gt;", html);
        Assert.Contains("&lt;3 &amp; 9&gt;", html);
        Assert.DoesNotContain("<think>", html);
    }

    [Fact]
    public void Samples_stand_side_by_side_at_several_steps()
    {
        using var run = new SyntheticRun();
        string html = ReportSamples.Write(ReportRun.Read(run.Root));
        Assert.Equal(12, html.Split("<section class=\"sample\"").Length - 1);
        Assert.Contains("data-name=\"logic 2\"", html);
        Assert.Equal(12 * 4, html.Split("<article").Length - 1);
        Assert.Contains("base <small>", html);
        Assert.Contains("step 120 <small>", html);
        Assert.Contains("✗ wrong", html);
        Assert.Contains("✓ right", html);
    }

    [Fact]
    public void Self_checks_tags_and_the_answer_are_marked()
    {
        string html = MarkedText.Html(" <think>so 3 wait waiter 等等</think> <answer> 12 </answer>\n", []);
        Assert.Equal("<span class=\"tag\">&lt;think&gt;</span>so 3 <mark>wait</mark> waiter <mark>等等</mark><span class=\"tag\">&lt;/think&gt;</span> "
            + "<span class=\"tag\">&lt;answer&gt;</span> <span class=\"final\">12</span> <span class=\"tag\">&lt;/answer&gt;</span>", html);
    }

    [Fact]
    public void Forced_tokens_of_a_run_are_underlined()
    {
        using var run = new SyntheticRun();
        Assert.DoesNotContain("class=\"forced\"", ReportSamples.Write(ReportRun.Read(run.Root)));
        foreach (string file in Directory.GetFiles(run.Root, "rollouts.jsonl", SearchOption.AllDirectories))
            File.WriteAllLines(file, File.ReadAllLines(file).Select(line => line[..^1] + ",\"forced\":[{\"token\":1,\"count\":1,\"text\":\"try\",\"character\":7}]}"));
        string html = ReportSamples.Write(ReportRun.Read(run.Root));
        Assert.Contains("<span class=\"forced\">Underlined</span>", html);
        Assert.Equal(12 * 4, html.Split("<span class=\"forced\">try</span>").Length - 1);
    }

    [Fact]
    public void Forced_tokens_are_marked_whatever_stands_in_them()
    {
        string html = MarkedText.Html("<think>a wait\u0007</think><answer>1</answer>", [new(3, 2, " wait", 8), new(6, 2, "</think><answer>", 14), new(9, 1, "?", null)]);
        Assert.Equal("<span class=\"tag\">&lt;think&gt;</span>a<span class=\"forced\"> </span><span class=\"forced\"><mark>wait</mark></span>\u2407"
            + "<span class=\"forced\"><span class=\"tag\">&lt;/think&gt;&lt;answer&gt;</span></span><span class=\"final\">1</span><span class=\"tag\">&lt;/answer&gt;</span>", html);
    }

    [Fact]
    public void A_run_that_goes_on_has_a_report_too()
    {
        using var run = new SyntheticRun();
        File.Delete(Path.Combine(run.Root, "summary.json"));
        File.AppendAllText(run.Metrics("grpo"), """{"stage":"grpo","st""");
        Assert.Contains("not finished", File.ReadAllText(Report.Write(run.Root)));
    }

    [Fact]
    public void A_run_that_a_watchdog_ended_says_so()
    {
        using var run = new SyntheticRun();
        Directory.Delete(Path.GetDirectoryName(run.Metrics("evaluate-2"))!, recursive: true);
        File.AppendAllText(run.Metrics("grpo"),
            """{"stage":"grpo","kind":"stopped","step":120,"watchdog":"all-rewards-equal","explanation":"nothing differs","advice":"give easier problems"}""" + "\n");
        var last = ReportStory.Tell(ReportRun.Read(run.Root))[^1];
        Assert.Equal(new StoryLine("stopped", "The watchdog all-rewards-equal ended the run: nothing differs; give easier problems."), last);
        Assert.Contains("class=\"stopped\"", File.ReadAllText(Report.Write(run.Root)));
    }

    [Fact]
    public void A_run_without_evaluations_has_a_report_too()
    {
        using var run = new SyntheticRun();
        foreach (string stage in (string[])["evaluate", "grpo", "evaluate-2"])
            Directory.Delete(Path.GetDirectoryName(run.Metrics(stage))!, recursive: true);
        string html = File.ReadAllText(Report.Write(run.Root));
        Assert.Contains("Loss of pretrain", html);
        Assert.DoesNotContain("What it learned", html);
    }

    [Fact]
    public void Three_models_evaluated_make_a_table_of_stages()
    {
        using var run = new SyntheticRun();
        var two = ReportRun.Read(run.Root);
        Assert.Equal("", StageTable.Write(two));
        var three = two with { Evaluated = [("evaluate", "pretrain"), ("grpo", "a & b"), ("evaluate-2", "grpo")] };
        string html = StageTable.Write(three);
        Assert.Equal(["pretrain", "a &amp; b", "grpo"], System.Text.RegularExpressions.Regex.Matches(html, "<tr><td><b>(.*?)</b>").Select(m => m.Groups[1].Value));
        double last = two.Metrics.Last(m => m.Stage == "evaluate-2")["families/logic/pass_at_1"];
        Assert.Contains($">{ChartText.Value(last, NumberFormat.Percent)}</td>", html);
    }

    [Fact]
    public void Several_runs_give_means_with_bands_over_seeds()
    {
        using SyntheticRun one = new(1), two = new(2), three = new(3, steps: 100);
        var runs = new[] { one, two, three }.Select(r => ReportRun.Read(r.Root)).ToList();
        var points = new ReportCurves(runs).Evaluation("countdown", "pass_at_1");
        var each = runs.Select(r => new ReportCurves([r]).Evaluation("countdown", "pass_at_1")).ToList();
        Assert.Equal(100, points[^1].X);
        Assert.Equal(each.Average(e => e[0].Y), points[0].Y, 12);
        Assert.Equal(each.Min(e => e[0].Y), points[0].Low);
        Assert.Equal(each.Max(e => e[0].Y), points[0].High);

        string file = Path.Combine(one.Root, "comparison.html");
        Report.WriteComparison([one.Root, two.Root, three.Root], file);
        string html = File.ReadAllText(file);
        Assert.Contains("3 runs compared", html);
        Assert.Contains("r1-zero-3/recipe.yaml", html);
    }

    [Fact]
    public void Smoothing_keeps_both_ends_and_straight_lines()
    {
        ChartPoint[] line = [.. Enumerable.Range(0, 200).Select(i => new ChartPoint(i, 3 * i + 1, 0, 1))];
        Assert.All(ReportCurves.Smoothed(line), p => Assert.Equal(3 * p.X + 1, p.Y, 9));
        ChartPoint[] jumps = [.. Enumerable.Range(0, 200).Select(i => new ChartPoint(i, i == 0 ? 100 : i % 2))];
        var smooth = ReportCurves.Smoothed(jumps);
        Assert.Equal(100, smooth[0].Y);
        Assert.All(smooth.Skip(11).SkipLast(10), p => Assert.InRange(p.Y, 0.4, 0.6));
    }

    [Fact]
    public void The_figures_of_the_readme_are_files_of_their_own()
    {
        using SyntheticRun one = new(1), two = new(2);
        string folder = Path.Combine(one.Root, "figures");
        var files = Report.Figures([one.Root, two.Root], folder);
        Assert.Equal(["accuracy.svg", "thinking.svg", "results.md"], files.Select(f => Path.GetFileName(f)!));
        string table = File.ReadAllText(files[2]);
        Assert.Contains("| countdown | ", table);
        Assert.Contains("35 [35, 35] → **135** [135, 135]", table);
        foreach (string file in files.SkipLast(1))
            Assert.Contains("prefers-color-scheme:dark", File.ReadAllText(file));
        Assert.Equal(files, Report.Figures([one.Root, two.Root], folder));
    }

    [Fact]
    public void The_report_does_not_depend_on_the_culture_nor_on_the_hour()
    {
        using var run = new SyntheticRun();
        string first = ReportPage.Of(ReportRun.Read(run.Root));
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CommaCulture();
            Assert.Equal(first, ReportPage.Of(ReportRun.Read(run.Root)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_is_no_run_is_refused_in_one_sentence()
    {
        using var run = new SyntheticRun();
        var missing = Assert.Throws<UserErrorException>(() => Report.Write(Path.Combine(run.Root, "nothing")));
        Assert.Contains("nothing: there is no such folder", missing.Message);
        string path = run.Metrics("pretrain");
        File.WriteAllText(path, "{}\nnonsense\n{}\n");
        Assert.Contains($"{path}:2: this is not JSON", Assert.Throws<UserErrorException>(() => Report.Write(run.Root)).Message);
        Assert.Throws<UserErrorException>(() => Report.Figures([], run.Root));
    }

    static CultureInfo CommaCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "~";
        return culture;
    }
}
