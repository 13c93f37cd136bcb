using System.Text.RegularExpressions;
using R1Sharp.App.Charts;
using R1Sharp.App.Reports;
using R1Sharp.App.Stages;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Reports;

/// <summary>The bake-off: its recipe, the command on a part of it, and the table.</summary>
public sealed class BakeOffTests
{
    [Fact]
    public void Every_arm_of_the_recipe_has_three_rates_the_same_work_and_two_evaluations_each()
    {
        var nodes = StageGraph.Of(RecipeFile.Load(Cli.Recipe("bake-off.yaml"), []).Stages);
        var arms = nodes.Select(n => n.Name.Split('.')).Where(p => p is [_, _] && p[0] != "start").GroupBy(p => p[0]).ToList();
        Assert.True(arms.Count >= 14, string.Join(' ', arms.Select(a => a.Key)));
        foreach (string name in arms.SelectMany(arm => { Assert.Equal(3, arm.Count()); return arm.Select(p => string.Join('.', p)); }))
        {
            Assert.Equal(3_000, nodes.Where(n => n.Name == name || n.Name.StartsWith(name + ".", StringComparison.Ordinal)).Sum(n => n.Recipe.Work ?? 0));
            Assert.All((string[])[$"{name}.validated", $"{name}.measured"], evaluation => Assert.Equal(name, nodes.Single(n => n.Name == evaluation).Start!.Name));
        }
    }

    /// <summary>Three arms with one rate each, in smoke size: from the command to table and plot, and a second call does nothing again.</summary>
    [Fact]
    public void A_part_of_it_is_run_judged_and_drawn()
    {
        using var folder = new TemporaryDirectory();
        string text = File.ReadAllText(Cli.Recipe("bake-off.yaml")), path = Path.Combine(folder.Path, "some.yaml");
        string head = text[..text.IndexOf("  - name: sft.low", StringComparison.Ordinal)];
        string Arm(string name) => Regex.Match(text, $@"  - name: {Regex.Escape(name)}\n.*?name: {Regex.Escape(name)}\.measured, evaluate: {{}}}}\n", RegexOptions.Singleline).Value;
        File.WriteAllText(path, head.Replace("result: grpo.mid", "result: start", StringComparison.Ordinal) + Arm("sft.low") + Arm("ppo.low") + Arm("grpo.low"));
        string[] words = ["bakeoff", "--recipe", path, "--smoke", "--seeds", "1", "--threads", "1", "--runs", Path.Combine(folder.Path, "runs"), "--out", Path.Combine(folder.Path, "reports")];
        var done = Cli.RunIn(Cli.Home, words);
        Assert.Equal((0, ""), (done.Code, done.Error));
        string table = File.ReadAllText(Path.Combine(folder.Path, "reports", "bake-off.md"));
        Assert.All((string[])["| sft |", "| ppo |", "| grpo |", "| low |"], cell => Assert.Contains(cell, table, StringComparison.Ordinal));
        Assert.Contains("<svg", File.ReadAllText(Path.Combine(folder.Path, "reports", "bake-off.svg")), StringComparison.Ordinal);
        var again = Cli.RunIn(Cli.Home, words);
        Assert.Contains("grpo.low: done before", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_has_the_best_arm_first_and_holds_the_others_against_it_seed_by_seed()
    {
        Assert.Equal("| arm | held-out pass@1 | behind the first, in points | learning rate | work, 10¹² |\n|---|---|---|---|---|\n"
            + "| b | 50.0% (40.0% … 60.0%) |  | mid, high | 30.0 |\n| a | 20.0% (10.0% … 30.0%) | 30.0 (10.0 … 50.0) | low, low | 30.0 |\n",
            BakeOff.Table([[Arm("a", 0.3, "low"), Arm("b", 0.4, "mid")], [Arm("a", 0.1, "low"), Arm("b", 0.6, "high")]]));
    }

    /// <summary>Points at 0, 1, 2 and at 0, 2, 4: at 1 the second lies halfway, behind 2 the first has ended.</summary>
    [Fact]
    public void The_plot_is_the_mean_of_the_seeds_as_far_as_all_of_them_go()
    {
        ChartPoint[] one = [new(0, 0.1), new(1, 0.3), new(2, 0.3)], two = [new(0, 0.3), new(2, 0.7), new(4, 0.9)];
        Assert.Equal([(0, 0.2), (1, 0.4), (2, 0.5)], BakeOff.MeanOf([one, two]).Select(p => (p.X, Math.Round(p.Y, 12))));
        Assert.Equal(one, BakeOff.MeanOf([one]));
        string plot = BakeOff.Plot([[Arm("a", 0.3, "low", one)], [Arm("a", 0.3, "low", two)]]);
        Assert.Contains("mean of 2 seeds", plot, StringComparison.Ordinal);
    }

    static BakedArm Arm(string name, double pass, string rate, params ChartPoint[] curve) => new(name, rate, pass, 3e13, curve);
}
