// The measures against figures worked out by hand.

using R1Sharp.App.Tasks;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.App.Tasks.Metrics;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using Xunit;

namespace R1Sharp.Tests.Tasks;

public sealed class TaskMetricTests
{
    static TaskFigures Figures(string name, TaskHost host, params string[][] completions)
    {
        var reward = new TaskReward(host);
        var problems = TaskTruth.Read(name, reward, new() { Path = TaskFixtures.Path(name), Shots = 0, Count = completions.Length });
        return TaskTruth.Figures(problems, completions, reward);
    }

    static double Value(TaskFigures figures, string name) => figures.Figures.Single(f => f.Name == name).Value;

    [Theory]
    [InlineData("the 3 dogs", "three dogs", 0.5, false)]
    [InlineData("3 dogs", "3 cats", 0.5, false)]
    [InlineData("4 dogs", "3 dogs", 0, false)]
    [InlineData("The Dog!", "a dog", 1, true)]
    [InlineData("3.0", "3", 1, true)]
    [InlineData("twenty-one", "twenty one", 1, true)]
    [InlineData("New York City", "York", 0.5, false)]
    public void One_span_of_DROP(string given, string gold, double f1, bool isExact) => Assert.Equal((f1, isExact), DropGrader.Compare([given], [gold]));

    [Fact]
    public void Spans_of_DROP_are_paired_for_the_greatest_sum_and_each_too_many_or_too_few_costs()
    {
        Assert.Equal((1, true), DropGrader.Compare(["Bo", "Ann"], ["Ann", "Bo"]));
        Assert.Equal((0.5, false), DropGrader.Compare(["Ann"], ["Ann", "Bo"]));
        Assert.Equal((0.67, false), DropGrader.Compare(["Ann", "Bo", "Cy"], ["Ann", "Bo"]));
        // "red house" with "red car" gives ½ and with "house" ⅔; paired the other way round the sum is smaller.
        Assert.Equal((0.83, false), DropGrader.Compare(["red house", "red car"], ["red car", "house"]));
    }

    [Fact]
    public void DROP_takes_the_best_of_several_gold_answers()
    {
        var figures = Figures("drop", TaskHost.None, ["Answer: 18 yards"], ["Answer: Bo's team"]);
        Assert.Equal(75, Value(figures, "F1"));
        Assert.Equal(50, Value(figures, "exact match"));
    }

    [Theory]
    [InlineData("St. Louis Rams")]
    [InlineData("No. 5")]
    [InlineData("Ted Ginn Jr. and Steve Smith")]
    [InlineData("not guilty")]
    [InlineData("Warner Bros. Records")]
    [InlineData("45.5")]
    public void An_answer_of_DROP_is_the_rest_of_its_line(string answer)
    {
        foreach (string written in (string[])[$"Because.\n\nAnswer: {answer}", $"**Answer:** {answer}.", $"answer : \"{answer}\"\n", $"Answer: $\\boxed{{\\text{{{answer}}}}}$"])
        {
            var problem = new Problem { Id = "p", Question = "?", Answer = System.Text.Json.JsonSerializer.Serialize(new[] { new[] { answer } }), Family = "drop" };
            Assert.Equal((1.0, 1.0), new DropGrader().Score(new(problem, "?", written, 9, Learning.Policies.FinishReason.Stop)) is var score ? (score.Value!.Value, score.Accuracy!.Value) : default);
        }
    }

    [Fact]
    public void Examples_of_DROP_show_answers_as_text()
    {
        using var folder = new Data.DataFolder();
        folder.Write("drop/train.jsonl", string.Concat(Enumerable.Range(0, 3).Select(i => $$"""{"passage":"P{{i}}","question":"Q{{i}}","answer":{"number":"","date":{},"spans":["Tom","Ann {{i}}"]},"validated_answers":[]}""" + "\n")));
        folder.Write("drop/validation.jsonl", """{"passage":"P","question":"Q","answer":{"number":"1","date":{},"spans":[]},"validated_answers":[]}""" + "\n");
        string asked = TaskTruth.Read("drop", new TaskReward(TaskHost.None), new() { Path = Path.Combine(folder.Path, "drop") })[0].Question;
        Assert.Contains("Question: Q1\nAnswer: Tom, Ann 1\n", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("[[", asked, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_forms_of_DROP_are_read()
    {
        using var folder = new Data.DataFolder();
        string hub = folder.Write("hub.jsonl", """
            {"passage":"P","question":"Q","answers_spans":{"spans":["Ann","Ann","Bo"],"types":["span","span","span"]}}
            {"passage":"P","question":"Q","answers_spans":{"spans":["3","4"],"types":["number","number"]}}
            """);
        string simple = folder.Write("simple.jsonl", """{"context":"Passage: P\nQuestion: Q\nAnswer:","completion":" 3","ref_text":"3|three"}""");
        string table = folder.Write("table.jsonl", """{"passage":"P","question":"Q","answer":{"number":"1","date":{},"spans":[]},"validated_answers":{"number":["2",""],"spans":[[],["x","y"]]}}""");
        string[] Golds(string path) => [.. TaskTruth.Read("drop", new TaskReward(TaskHost.None), new() { Path = path, Shots = 0 }).Select(p => p.Answer)];
        Assert.Equal(["""[["Ann","Bo"]]""", """[["3"],["4"]]"""], Golds(hub));
        Assert.Equal(["""[["3"],["three"]]"""], Golds(simple));
        Assert.Equal(["""[["1"],["2"],["x","y"]]"""], Golds(table));
        Assert.DoesNotContain("Question: \n", TaskTruth.Read("drop", new TaskReward(TaskHost.None), new() { Path = simple, Shots = 0 })[0].Question);
    }

    [Fact]
    public void IFEval_counts_prompts_and_instructions_strictly_and_loosely()
    {
        var reward = new TaskReward(TaskHost.None);
        var problems = TaskTruth.Read("ifeval", reward, new() { Path = TaskFixtures.Path("ifeval") });
        Problem[] last = [problems[^1], problems[12], problems[0]];
        // Two bullets but a comma, which the loose reading takes off with the first line; the right words; nothing right.
        var figures = TaskTruth.Figures(last, ["* one, or\n* two", "Sure, an answer:\nMy answer is yes.", "No."], reward);
        Assert.Equal([33, 50, 67, 75], figures.Figures.Select(f => Math.Round(f.Value)));
        var title = TaskTruth.Figures([problems[20]], ["Here it is:\n\"It is red.\""], reward);
        Assert.Equal([0, 0, 100.0, 100], title.Figures.Select(f => f.Value));
        Assert.Equal(25, problems.SelectMany(p => System.Text.Json.JsonElement.Parse(p.Columns["instruction_id_list"]).EnumerateArray().Select(i => i.GetString())).Distinct().Count());
    }

    [Fact]
    public void Several_programs_give_pass_at_k()
    {
        string[] answers = [.. File.ReadLines(Path.ChangeExtension(TaskFixtures.Path("mbpp"), ".answers.jsonl")).Select(l => System.Text.Json.JsonElement.Parse(l))
            .SelectMany(l => new[] { l.GetProperty("right").GetString()!, l.GetProperty("wrong").GetString()! })];
        var figures = Figures("mbpp", FakeJudge.Host(_ => ""), [answers[0], answers[1]], [answers[3], answers[3]]);
        Assert.Equal([25.0, 50], figures.Figures.Select(f => f.Value));
        Assert.Equal("pass@2", figures.Figures[1].Name);
    }

    [Fact]
    public void Days_decide_which_problems_of_LiveCodeBench_count()
    {
        var reward = new TaskReward(FakeJudge.Host(_ => ""));
        IReadOnlyList<Problem> Read(DateOnly? since, DateOnly? until) => TaskTruth.Read("livecodebench", reward, new() { Path = TaskFixtures.Path("livecodebench"), Since = since, Until = until });
        Assert.Equal(2, Read(null, null).Count);
        Assert.Equal(3, Read(new(2023, 5, 1), null).Count);
        Assert.Single(Read(null, new(2024, 12, 31)));
        Assert.Contains("no row of the data is left from 2024-08-01 to 2024-08-02", Assert.Throws<UserErrorException>(() => Read(null, new(2024, 8, 2))).Message);
        Assert.Contains("Read the inputs from stdin", Read(null, null)[0].Question);
        Assert.Contains("starter code", Read(null, null)[1].Question);
    }

    [Fact]
    public void SimpleQA_tells_wrong_answers_from_none()
    {
        var figures = Figures("simpleqa", FakeJudge.Host(TaskTruth.Judged), ["Ada Brush"], ["I am not sure."], ["In 1900."]);
        Assert.Equal(100.0 / 3, Value(figures, "correct"), 6);
        Assert.Equal(100.0 / 3, Value(figures, "not attempted"), 6);
        Assert.Equal(50, Value(figures, "correct of attempted"), 6);
        Assert.Equal(40, Value(figures, "F-score"), 6);
        // A reply that begins with its grade, and one without any.
        var odd = Figures("simpleqa", FakeJudge.Host(message => message.Contains("Ada Brush", StringComparison.Ordinal) ? "B. A better answer would be another." : "I cannot say."), ["Ada Brush"], ["x"], ["y"]);
        Assert.Equal((0.0, 0.0), (Value(odd, "correct"), Value(odd, "correct of attempted")));
        Assert.Equal(200.0 / 3, Value(odd, "not attempted"), 6);
        Assert.Contains("--judge-url", Assert.Throws<UserErrorException>(() => new TaskReward(TaskHost.None).With(TaskCatalog.Find("simpleqa")!)).Message);
    }

    [Theory]
    [InlineData("I say [[A>>B]]", true, 2)]
    [InlineData("[[A>B]]", false, -1)]
    [InlineData("[[B>>A]]", false, 2)]
    [InlineData("first [[A>B]], no: [[A=B]]", true, 0)]
    [InlineData("[[B=A]]", true, 0)]
    public void A_verdict_is_the_last_one_and_turned_to_the_models_side(string reply, bool isFirst, int sign) => Assert.Equal(new Verdict(sign), Verdict.Read(reply, isFirst));

    [Fact]
    public void A_clear_game_of_ArenaHard_counts_three_times_and_both_orders_are_asked()
    {
        int asked = 0;
        var host = FakeJudge.Host(message =>
        {
            Interlocked.Increment(ref asked);
            return FakeJudge.Part(message, "assistant A:", "Answer of").Contains("mine") ? "[[A>>B]]" : "[[A=B]]";
        });
        var figures = Figures("arena_hard", host, ["mine"]);
        Assert.Equal(2, asked);
        Assert.Equal(100 * 3.5 / 4, Value(figures, "win rate"), 6);
        Assert.Null(Verdict.Read("[[A]]", true));
    }

    [Fact]
    public void A_win_rate_is_controlled_for_length()
    {
        // At +1 and −1 standard deviations tanh is ±0.7616; 3 of 4 long answers win and 1 of 4 short ones: σ(θ ± 0.7616 φ) = ¾, ¼, so θ = 0.
        JudgedPair[] biased = [.. new[] { 1, 1, 1, 0 }.Select(y => new JudgedPair(y, 1, 50, 0)), .. new[] { 0, 0, 0, 1 }.Select(y => new JudgedPair(y, 1, -50, 0))];
        Assert.Equal(0.5, LengthControl.WinRate(biased), 3);
        // Always 50 longer, won three of four: the intercept and length cannot be told apart by chance; without spread only θ is left.
        Assert.Equal(0.75, LengthControl.WinRate([.. new[] { 1, 1, 1, 0 }.Select(y => new JudgedPair(y, 1, 50, 0))]), 6);
        // Three long answers for one short one, all judged by length alone: 75 % plain, about half at equal length.
        JudgedPair[] longer = [.. Enumerable.Repeat(new JudgedPair(0.8, 1, 60, 0), 3), new(0.2, 1, -60, 0)];
        Assert.Equal(0.65, longer.Average(p => p.Credit), 6);
        Assert.Equal(0.5, LengthControl.WinRate(longer), 2);
        Assert.Equal(1, LengthControl.WinRate([.. Enumerable.Range(0, 5).Select(i => new JudgedPair(1, 1, 10 * i, 0))]), 6);
    }
}
