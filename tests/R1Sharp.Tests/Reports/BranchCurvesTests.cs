using System.Text.Json.Nodes;
using R1Sharp.App.Charts;
using R1Sharp.App.Reports;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Reports;

/// <summary>Stages of reinforcement that share a base are found, and each stands over its own steps.</summary>
public sealed class BranchCurvesTests
{
    [Fact]
    public void Stages_that_share_a_base_make_a_branch_and_others_do_not()
    {
        var curves = new BranchCurves([Run(0)]);
        var branch = Assert.Single(curves.Branches);
        Assert.Equal("base", branch.Base);
        Assert.Equal(["a", "b"], branch.Stages);
    }

    [Fact]
    public void A_stage_has_its_own_steps_with_the_bases_evaluation_before_and_its_own_after_them()
    {
        var curves = new BranchCurves([Run(0)]);
        Assert.Equal([new ChartPoint(0, 0.25), new(1, 0.5), new(2, 0.75)], curves.Training("b"));
        Assert.Equal([new ChartPoint(0, 0.125), new(2, 0.375), new(3, 0.5)], curves.HeldOut("b"));
        Assert.Equal([new ChartPoint(0, 0.125)], curves.HeldOut("a"));
    }

    [Fact]
    public void Several_runs_give_means_where_all_have_a_point()
    {
        var curves = new BranchCurves([Run(0), Run(0.25)]);
        Assert.Equal([new ChartPoint(0, 0.375), new(1, 0.625), new(2, 0.875)], curves.Training("b"));
        var figure = Assert.Single(BranchFigure.Of(curves, 2));
        Assert.Contains("base", figure.Title);
        Assert.Equal([2, 1], figure.Panels.Select(p => p.Series.Count));
        Assert.Contains("mean of 2 runs", PanelFigureSvg.Render(figure, standalone: true));
    }

    [Fact]
    public void A_run_with_one_reinforcement_has_no_such_figure()
    {
        using var run = new SyntheticRun();
        Assert.Empty(new BranchCurves([ReportRun.Read(run.Root)]).Branches);
        Assert.DoesNotContain("One base", File.ReadAllText(Report.Write(run.Root)));
    }

    [Fact]
    public void The_curves_of_a_run_leave_out_what_stands_beside_its_result()
    {
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Places(Run(0)));
        var line = Run(0) with { Line = new HashSet<string> { "base-evaluated", "b", "b-evaluated", "c" } };
        Assert.Equal([0, 1, 2, 3, 4], Places(line));
        Assert.Equal([new ChartPoint(0, 0.125), new(2, 0.375), new(3, 0.5)], new ReportCurves([line]).Evaluation("x", "pass_at_1"));

        static double[] Places(ReportRun run) => [.. new ReportCurves([run]).Reinforcement("accuracy").Select(p => p.X)];
    }

    [Theory]
    [InlineData("result: tuned", "base base-evaluated cold data tuned tuned-evaluated")]
    [InlineData("result: null", "arm base base-evaluated")]
    [InlineData("name: x", "arm base base-evaluated")]
    public void What_a_run_s_result_builds_on_is_read_from_the_records(string recipe, string line)
    {
        using var folder = new TemporaryDirectory();
        using (var run = RunFolder.Open(folder.Path, recipe + "\n", RunUse.Redo))
        {
            run.Begin(["base", "base-evaluated", "base-warm", "cold", "data", "tuned", "tuned-evaluated", "arm", "judge"]);
            Stage(run, 0, "base", "pretrain");
            Stage(run, 1, "base-evaluated", "evaluate", "base");
            Stage(run, 2, "base-warm", "evaluate", "base");
            Stage(run, 3, "cold", "grpo", "base");
            Stage(run, 4, "data", "collect", "cold");
            Stage(run, 5, "tuned", "sft", "base", "data");
            Stage(run, 6, "tuned-evaluated", "evaluate", "tuned");
            Stage(run, 7, "arm", "grpo", "base");
            Stage(run, 8, "judge", "reward_model", "base");
        }
        Assert.Equal(line.Split(' '), ReportRun.Read(folder.Path).Line!.Order());
    }

    [Fact]
    public void What_a_run_ended_at_is_the_evaluation_of_its_result_and_not_of_the_last_arm()
    {
        using var folder = new TemporaryDirectory();
        using (var run = RunFolder.Open(folder.Path, "result: tuned\n", RunUse.Redo))
        {
            run.Begin(["base", "base-evaluated", "tuned", "tuned-evaluated", "arm", "arm-evaluated"]);
            Stage(run, 0, "base", "pretrain");
            Evaluation(run, 1, "base", 0.125);
            Stage(run, 2, "tuned", "sft", "base");
            Evaluation(run, 3, "tuned", 0.75);
            Stage(run, 4, "arm", "grpo", "base");
            Evaluation(run, 5, "arm", 0.25);
        }
        Assert.Equal(["before", "12.5", "run", "75.0"], ControlTable.Of([("run", folder.Path)]).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(2).SelectMany(l => l.Split('|').Skip(1).Take(2)).Select(c => c.Trim()));
        var records = RunFolder.ToRead(folder.Path).Stages.Select(s => StageRecord.Read(s)!).ToList();
        Assert.Equal(["base-evaluated", "tuned-evaluated"], ResultLine.Evaluations(records, "tuned").Select(r => r.Name));
        Assert.Equal(["base-evaluated", "arm-evaluated"], ResultLine.Evaluations(records, null).Select(r => r.Name));
        // The same holds for the completions that a run folder stands for when they are graded again or compared.
        var nothingKept = Assert.Throws<UserErrorException>(() => ResultLine.Completions(folder.Path));
        Assert.Contains("no evaluation of its result", nothingKept.Message, StringComparison.Ordinal);
        var stages = RunFolder.ToRead(folder.Path).Stages;
        foreach (var stage in stages)
            File.WriteAllText(stage.Completions, "");
        Assert.Equal(stages[3].Completions, ResultLine.Completions(folder.Path));
        Assert.Equal(stages[5].Completions, ResultLine.Completions(stages[5].Completions));
    }

    static void Evaluation(RunFolder run, int index, string model, double right)
    {
        Stage(run, index, $"{model}-evaluated", "evaluate", model);
        var record = StageRecord.Read(run.Stage($"{model}-evaluated"))!;
        (record with { IsFinished = true, Evaluation = new JsonObject { ["x"] = new JsonObject { ["pass_at_1"] = right } } }).Write(run.Stage(record.Name));
    }

    static void Stage(RunFolder run, int index, string name, string kind, params string[] parents)
    {
        new StageRecord { Name = name, Kind = kind, Index = index, Key = name, Parents = parents.ToDictionary(p => p), Inputs = new Dictionary<string, string>(), Code = "test", Start = parents.FirstOrDefault() }.Write(run.Stage(name));
        File.WriteAllText(run.Stage(name).Metrics, $$"""{"stage":"{{name}}","kind":"train","step":0}""" + "\n");
    }

    // A base with two arms, a and b, of three steps; after b a stage of its own, c.
    static ReportRun Run(double more) => new("run", "", new Dictionary<string, double>(),
    [
        Held("base-evaluated", 0, 0.125),
        Train("a", 0, 0.25 + more), Train("a", 1, 0.5), Train("a", 2, 0.5),
        Train("b", 0, 0.25 + more), Train("b", 1, 0.5 + more), Held("b", 2, 0.375), Train("b", 2, 0.75 + more), Held("b-evaluated", 0, 0.5),
        Train("c", 0, 0.5), Train("c", 1, 0.5),
    ], [])
    {
        Evaluated = [("base-evaluated", "base"), ("b-evaluated", "b")],
        Kinds = new Dictionary<string, string> { ["a"] = "grpo", ["b"] = "grpo", ["c"] = "ppo" },
        Starts = new Dictionary<string, string> { ["a"] = "base", ["b"] = "base", ["c"] = "b" },
    };

    static MetricLine Train(string stage, int step, double accuracy) =>
        new(stage, step, "train", 1, 1, new Dictionary<string, double> { ["reward"] = 1, ["accuracy"] = accuracy });

    static MetricLine Held(string stage, int step, double accuracy) =>
        new(stage, step, "evaluation", 1, 1, new Dictionary<string, double> { ["families/x/pass_at_1"] = accuracy, ["families/y/pass_at_1"] = accuracy });
}
