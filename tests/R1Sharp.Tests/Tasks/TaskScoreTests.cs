// Every benchmark: the gold answers as completions score 100 %, others 0; on rows in the published columns, and on the published files where they are.

using R1Sharp.App.Tasks;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Tasks;

public sealed class TaskScoreTests
{
    static readonly Dictionary<string, (string File, int Count)> s_real = new()
    {
        ["aime24"] = ("aime24", 30),
        ["amc"] = ("amc23", 40),
        ["cmath"] = ("cmath", 600),
        ["gsm8k"] = ("gsm8k", 1319),
        ["minerva"] = ("minerva_math", 272),
        ["mmlu"] = ("mmlu_stem", 3018),
        ["olympiadbench"] = ("olympiadbench", 675),
        ["svamp"] = ("svamp", 1000),
    };

    public static TheoryData<string> Names => [.. TaskCatalog.All.Select(t => t.Name)];

    public static TheoryData<string> Real => [.. s_real.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Gold_answers_score_everything_and_others_nothing(string name) => Check(name, TaskFixtures.Path(name));

    [Theory, MemberData(nameof(Real))]
    public void So_they_do_on_the_published_file(string name)
    {
        string shared = Environment.GetEnvironmentVariable("R1SHARP_SHARED") ?? Path.Combine(Cli.Home, "..", "shared");
        string path = Path.Combine(shared, "data", "benchmarks", s_real[name].File + ".jsonl");
        Assert.SkipUnless(File.Exists(path), $"{path} is not there: set R1SHARP_SHARED to the shared data folder.");
        Assert.Equal(s_real[name].Count, Check(name, path));
    }

    [Fact]
    public void A_file_is_said_to_be_checked_where_it_is_and_nowhere_else() => Assert.Equal(s_real.Keys.Order(),
        TaskCatalog.All.Where(t => t.Checked.Any(c => c.By == TaskCheckKind.RealFile && c.What!.Contains(".jsonl"))).Select(t => t.Name).Order());

    [Fact]
    public void Every_benchmark_has_a_fixture() => Assert.All(TaskCatalog.All, task =>
        Assert.True(task.Checked.Any(c => c.By == TaskCheckKind.Fixture) && File.Exists(TaskFixtures.Path(task.Name)), task.Name));

    static int Check(string name, string path)
    {
        var task = TaskCatalog.Find(name)!;
        var reward = new TaskReward(FakeJudge.Host(TaskTruth.Judged) with { Checkouts = TaskFixtures.Checkouts });
        var problems = TaskTruth.Read(name, reward, new() { Path = path, Shots = task.Examples?.Count > 0 ? 0 : null });
        var (right, wrong) = TaskTruth.Completions(task, problems, path);
        Assert.Equal(100, TaskTruth.Score(problems, right, reward), 6);
        Assert.Equal(0, TaskTruth.Score(problems, wrong, reward), 6);
        Assert.Equal(0, TaskTruth.Score(problems, problems.Select(_ => "<think>I do not know"), reward), 6);
        return problems.Count;
    }
}
