using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Selection;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>The commands thinking and select on files, and selection as a stage.</summary>
public sealed class SelectAndThinkingCommandTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("r1-select").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    string Write(string name, params string[] lines)
    {
        File.WriteAllLines(At(name), lines);
        return At(name);
    }

    string Examples() => Write("pool.jsonl", [.. Enumerable.Range(1, 20).Select(i =>
        $$"""{"question":"What is {{i}} + 1?","completion":"<think>{{i}} + 1 = {{i + 1}}. So the answer is {{i + 1}}.</think>\\boxed{{{i + 1}}}","gold":"{{i + 1}}","family":"sum","level":{{1 + i % 2}},"pass_rate":{{(i % 2 == 0 ? "0.05" : "0.9")}}}""")]);

    [Fact]
    public void Thinking_is_measured_and_written()
    {
        var result = Cli.Run("thinking", "--rollouts", Examples(), "--json", At("m.json"), "--each", At("each.jsonl"));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("sum/2", result.Output);
        var all = JsonElement.Parse(File.ReadAllText(At("m.json"))).GetProperty("all");
        Assert.Equal((20, 1.0, 1.0), (all.GetProperty("completion_count").GetInt32(), all.GetProperty("right_share").GetDouble(), all.GetProperty("outcome_efficiency").GetDouble()));
        Assert.Equal(20, File.ReadLines(At("each.jsonl")).Count());
    }

    [Fact]
    public void A_selection_leaves_lines_and_a_manifest()
    {
        var result = Cli.Run("select", "limo", "--data", Examples(), "--count", "4", "--out", At("best.jsonl"));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Matches(@"pass rate +10   dropped: 10 pass rate 0\.9 outside", result.Output);
        Assert.Equal(4, File.ReadLines(At("best.jsonl")).Count(line => line.Contains("\"selected_by\":\"limo\"", StringComparison.Ordinal)));
        var manifest = File.ReadLines(At("best.jsonl.manifest.jsonl")).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal((20, 4), (manifest.Count, manifest.Count(line => line.GetProperty("verdict").GetString() == "selected")));
    }

    [Theory]
    [InlineData("give either --count or --share", "select", "s1", "--data", "x", "--out", "y")]
    [InlineData("nowhere.jsonl: there is no such file", "select", "random", "--data", "nowhere.jsonl", "--count", "3", "--out", "y")]
    [InlineData("--length-base is 0, but must lie between 1 and 100", "select", "s1", "--data", "x", "--count", "3", "--out", "y", "--length-base", "0")]
    [InlineData("--judge-url and --judge-model belong together", "thinking", "--rollouts", "x", "--judge-url", "http://localhost")]
    [InlineData("nowhere.jsonl: there is no such file", "thinking", "--rollouts", "nowhere.jsonl")]
    public void Wrong_arguments(string expected, params string[] arguments)
    {
        var result = Cli.Run(arguments);
        Assert.Equal(2, result.Code);
        Assert.Contains(expected, Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void A_line_without_a_question_or_with_a_broken_pass_rate_is_named()
    {
        string noQuestion = Write("a.jsonl", """{"completion":"x"}"""), noRate = Write("b.jsonl", """{"question":"q","completion":"x","pass_rate":7}""");
        Assert.Contains("a.jsonl:1: no column is the question", Assert.Throws<UserErrorException>(() => CompletionFile.Read(noQuestion, new())).Message);
        Assert.Contains("b.jsonl:1: the column 'pass_rate' is neither a share", Assert.Throws<UserErrorException>(() => SelectionRow.Read(noRate, new())).Message);
    }

    [Fact]
    public void A_stage_selects_what_another_may_learn_from()
    {
        var folder = new StageFolder(Directory.CreateDirectory(At("stage")).FullName);
        using IStageRun stage = new SelectStageRun(() => SelectionRow.Read(Examples(), new()), SelectionMethod.S1, new() { Share = 0.25 }, 1, folder);
        var step = stage.Step(0);
        Assert.Equal(5, step.Examples.Count);
        Assert.All(step.Examples, e => Assert.Equal("s1", (string?)e["selected_by"]));
        Assert.Equal(20, File.ReadLines(folder.Manifest).Count());
        Assert.Equal(5, (int)stage.Counts()!["selected"]!);
    }

    const string Pipeline = """
        name: x
        evaluation: {problems: [{miniature: {family: countdown, count: 2}}]}
        stages:
          - name: base
            pretrain: {corpus: {miniature: {}}, steps: 3}
          - name: pool
            collect: {problems: [{miniature: {family: countdown, count: 9}}]}
          - name: best
            select: {method: limo, count: 5, min_pass_rate: 0.1, max_pass_rate: 0.8, examples: [{stage: pool}], solvers: [base]}
          - name: taught
            from: base
            sft: {examples: [{stage: best}]}
        """;

    static Recipe Read(string yaml) => SettingsBinder.Bind<Recipe>(RecipeParser.Parse(yaml, "test.yaml"));

    [Fact]
    public void A_recipe_selects_between_collecting_and_learning()
    {
        var nodes = StageGraph.Of(Read(Pipeline).Stages);
        Assert.Equal(["pool", "base"], nodes[2].Data.Select(n => n.Name));
        Assert.Equal(["best"], nodes[3].Data.Select(n => n.Name));
        var select = (SelectStage)nodes[2].Recipe.Settings;
        Assert.Equal((5, SelectionMethod.Limo, 0.8), (select.Options.Count, select.Method, select.Options.MaxPassRate));
        string error(string from, string to) => Assert.Throws<UserErrorException>(() => StageGraph.Of(Read(Pipeline.Replace(from, to)).Stages)).Message;
        Assert.Contains("asks the model of 'pool', which leaves no model", error("solvers: [base]", "solvers: [pool]"));
        Assert.Contains("a selection at random asks no solvers", error("method: limo", "method: random"));
        Assert.Contains("either count or share", error("count: 5, min", "min"));
    }
}
