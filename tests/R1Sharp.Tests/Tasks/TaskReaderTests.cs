// What is asked: options, wordings, examples, days; and what is said of data that does not fit.

using R1Sharp.App.Tasks;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Tests.Data;
using Xunit;

namespace R1Sharp.Tests.Tasks;

public sealed class TaskReaderTests
{
    static IReadOnlyList<Problem> Read(string name, TaskRequest request) => TaskTruth.Read(name, new TaskReward(new()), request);

    static IReadOnlyList<Problem> Fixture(string name, TaskRequest? request = null) => Read(name, (request ?? new()) with { Path = TaskFixtures.Path(name) });

    static string Refused(string name, TaskRequest request) => Assert.Throws<UserErrorException>(() => Read(name, request)).Message;

    [Fact]
    public void A_question_of_MMLU_shows_its_four_options()
    {
        string asked = Fixture("mmlu")[0].Question;
        Assert.EndsWith("Which river is the longest in Utopia?\n\nA) Anyder\nB) Tamesis\nC) Rhine\nD) Po", asked);
        Assert.Contains("where LETTER is one of ABCD", asked);
        Assert.Equal("The following are multiple choice questions (with answers) about geography.\n\nWhich river is the longest in Utopia?\nA. Anyder\nB. Tamesis\nC. Rhine\nD. Po\nAnswer:",
            Fixture("mmlu", new() { Wording = TaskWording.Authors })[0].Question);
    }

    // What is looked for in training files is the question, not the wording around it.
    [Theory]
    [InlineData("mmlu", "Which river is the longest in Utopia?")]
    [InlineData("aime24", null)]
    public void The_question_is_kept_as_the_data_has_it(string name, string? question)
    {
        var problem = Fixture(name)[0];
        string kept = problem.Columns["question"];
        Assert.True(problem.Question.Length > kept.Length && problem.Question.Contains(kept, StringComparison.Ordinal));
        Assert.Equal(question ?? kept, kept);
        Assert.DoesNotContain("boxed", kept, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_subjects_have_blanks_and_an_example_of_MMLU_Pro_answers_where_it_is_asked()
    {
        using var folder = new Data.DataFolder();
        folder.Write("mmlu/test.jsonl", """{"question":"Q?","choices":["a","b","c","d"],"answer":1,"subject":"abstract_algebra"}""" + "\n");
        Assert.Contains("(with answers) about abstract algebra.", TaskTruth.Read("mmlu", new TaskReward(TaskHost.None), new() { Path = Path.Combine(folder.Path, "mmlu"), Wording = TaskWording.Authors })[0].Question, StringComparison.Ordinal);
        folder.Write("pro/validation.jsonl", """{"question":"P?","options":["a","b"],"answer":"A","answer_index":0,"cot_content":"A: Let's think step by step. So. The answer is (A).","category":"math"}""" + "\n");
        folder.Write("pro/test.jsonl", """{"question":"Q?","options":["a","b"],"answer":"B","answer_index":1,"cot_content":"","category":"math"}""" + "\n");
        string asked = TaskTruth.Read("mmlu_pro", new TaskReward(TaskHost.None), new() { Path = Path.Combine(folder.Path, "pro"), Shots = 1 })[0].Question;
        Assert.Contains("\nB. b\nAnswer: Let's think step by step. So. The answer is (A).\n\nQuestion: Q?", asked, StringComparison.Ordinal);
    }

    [Fact]
    public void Mathematics_is_asked_for_a_box() =>
        Assert.EndsWith("\nPlease reason step by step, and put your final answer within \\boxed{}.", Fixture("aime24")[0].Question);

    [Fact]
    public void Ten_options_have_ten_letters()
    {
        var problem = Fixture("mmlu_pro")[0];
        Assert.Contains("\nJ. 27\n", problem.Question);
        Assert.Equal("J", problem.Answer);
        Assert.Contains("about math.", problem.Question);
    }

    [Fact]
    public void A_seed_shuffles_the_options_of_GPQA_and_the_letter_goes_with_its_text()
    {
        string[] orders = [.. Enumerable.Range(1, 12).Select(seed => string.Concat(Fixture("gpqa", new() { Seed = (ulong)seed }).Select(p => p.Answer)))];
        Assert.True(orders.Distinct().Count() > 6);
        Assert.Equal(orders[0], string.Concat(Fixture("gpqa", new() { Seed = 1 }).Select(p => p.Answer)));
        foreach (ulong seed in (ulong[])[1, 2, 3])
            foreach (var problem in Fixture("gpqa", new() { Seed = seed }).Take(1))
                Assert.Contains($"\n{problem.Answer}) the electron", problem.Question);
    }

    [Fact]
    public void Rows_that_are_called_faulty_are_left_out_and_corrected_answers_count() =>
        Assert.Equal(["B", "B", "C"], Fixture("mmlu_redux").Select(p => p.Answer));

    [Fact]
    public void A_line_without_its_text_is_left_out()
    {
        var problems = Fixture("olympiadbench");
        Assert.StartsWith("Determine the largest", problems[0].Question);
        Assert.StartsWith("A circle has radius $5$.\nWhat is its area?\n", problems[2].Question);
    }

    [Fact]
    public void Examples_come_from_the_split_for_them_and_of_the_same_subject()
    {
        using var folder = new DataFolder();
        string row(string question, string subject, int answer) => $$"""{"question":"{{question}}","subject":"{{subject}}","choices":["w","x","y","z"],"answer":{{answer}}}""";
        folder.Write("test.jsonl", row("Q1?", "law", 0) + "\n" + row("Q2?", "art", 3) + "\n");
        folder.Write("dev.jsonl", string.Join('\n', Enumerable.Range(0, 6).Select(i => row($"E{i}?", i % 2 == 0 ? "law" : "art", i % 4))) + "\n");
        var problems = Read("mmlu", new() { Path = folder.Path, Shots = 2, Wording = TaskWording.Authors });
        Assert.Equal("The following are multiple choice questions (with answers) about law.\n\nE0?\nA. w\nB. x\nC. y\nD. z\nAnswer: A\n\nE2?\nA. w\nB. x\nC. y\nD. z\nAnswer: C\n\nQ1?\nA. w\nB. x\nC. y\nD. z\nAnswer:",
            problems[0].Question);
        Assert.Contains("E1?", problems[1].Question);
        Assert.DoesNotContain("E0?", problems[1].Question);
        Assert.Contains("4 examples are asked for, but the split 'dev' has 3 of the same subject, 'law'", Refused("mmlu", new() { Path = folder.Path, Shots = 4 }));
    }

    [Fact]
    public void Examples_of_a_file_come_from_another_one()
    {
        var problems = Fixture("gsm8k", new() { Shots = 2, ShotsPath = TaskFixtures.Path("gsm8k") });
        Assert.StartsWith("Question: A baker sells", problems[0].Question);
        Assert.Contains("#### 13\n\nMira has 4 bags", problems[0].Question);
        Assert.Contains("--few-shot-from", Refused("gsm8k", new() { Path = TaskFixtures.Path("gsm8k"), Shots = 1 }));
        Assert.Contains("AIME 2024 has no split with examples", Refused("aime24", new() { Path = TaskFixtures.Path("aime24"), Shots = 1 }));
    }

    [Fact]
    public void Every_configuration_is_read_and_names_the_subject()
    {
        using var folder = new DataFolder();
        const string Row = """{"id":0,"question":"哪一个？","A":"一","B":"二","C":"三","D":"四","answer":"B","explanation":""}""";
        foreach (string subject in (string[])["law", "physics"])
        {
            folder.Write($"{subject}/val.jsonl", Row + "\n");
            folder.Write($"{subject}/dev.jsonl", Row.Replace("哪", "那") + "\n");
        }
        folder.Write("README.md", "---\nconfigs:\n" + string.Concat(((string[])["law", "physics"]).Select(s =>
            $"- config_name: {s}\n  data_files:\n  - {{split: val, path: {s}/val.jsonl}}\n  - {{split: dev, path: {s}/dev.jsonl}}\n")) + "---\n");
        var problems = Read("ceval", new() { Path = folder.Path, Shots = 1 });
        Assert.Equal(2, problems.Count);
        Assert.Contains("关于physics考试", problems[1].Question);
        Assert.Contains("那一个？", problems[1].Question);
        Assert.Equal(2, problems.Select(p => p.Id).Distinct().Count());
        Assert.Single(Read("ceval", new() { Path = folder.Path, Config = "law" }));
    }

    [Fact]
    public void What_does_not_fit_is_said_in_a_sentence()
    {
        using var folder = new DataFolder();
        folder.Write("test-00.jsonl", """{"ask":"1+1?","answer":"2"}""" + "\n");
        folder.Write("train-00.jsonl", """{"ask":"1+1?","answer":"2"}""" + "\n");
        string file = Path.Combine(folder.Path, "test-00.jsonl");
        Assert.Equal($"{file}:1: GSM8K has its question in the column 'question', but here are ask, answer; name it with --problem-column.", Refused("gsm8k", new() { Path = file }));
        Assert.Contains("'solved'", Refused("gsm8k", new() { Path = file, QuestionColumn = "ask", AnswerColumn = "solved" }));
        Assert.Equal("2", Read("gsm8k", new() { Path = file, QuestionColumn = "ask" })[0].Answer);
        Assert.Contains("has no split 'tset'; did you mean 'test'?", Refused("gsm8k", new() { Path = folder.Path, Split = "tset", QuestionColumn = "ask" }));
        Assert.Contains("has options, but the row has none", Refused("mmlu", new() { Path = file, QuestionColumn = "ask" }));
        Assert.Contains("--task gsm8k=FILE", Refused("gsm8k", new()));
    }

    [Fact]
    public void A_file_of_ones_own_is_a_benchmark_too()
    {
        const string Text = """
            name: mine
            title: Mine
            paper: none
            source: {name: me/mine, split: test}
            columns: {question: ask, answer: gold}
            prompts: {r1: "{question}?"}
            metric: math
            checked: [{by: fixture}]
            """;
        Assert.Equal("{question}?", TaskCatalog.Parse(Text, "mine.yaml").Prompts.R1.Ask);
        Assert.Contains("mine.yaml:7:1: 'metric' is 'maths', but there is no such measure; did you mean 'math'?", Mistake(Text.Replace("math\n", "maths\n")));
        Assert.Contains("the place {asked}", Mistake(Text.Replace("{question}?", "{asked}?")));
        Assert.Contains("has no key 'reeder'; did you mean 'reader'?", Mistake(Text + "\nreeder: any"));

        static string Mistake(string text) => Assert.Throws<UserErrorException>(() => TaskCatalog.Parse(text, "mine.yaml")).Message;
    }
}
