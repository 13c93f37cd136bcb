using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using Xunit;

namespace R1Sharp.Tests.Data;

/// <summary>Problem files as they are found in the wild, and broken ones.</summary>
public sealed class ProblemFileTests : IDisposable
{
    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    ProblemFileOptions Lines(params string[] lines)
    {
        File.WriteAllLines(_file, lines);
        return new ProblemFileOptions { Path = _file };
    }

    string Error(ProblemFileOptions options) =>
        Assert.Throws<UserErrorException>(() => ProblemFile.Read(options)).Message.Replace(_file, "F");

    [Theory]
    [InlineData("""{"problem":"q","answer":"7"}""", "7")]
    [InlineData("""{"question":"q","answer":"Long. So it is 5 m/s.","reference_answer":"5 m/s"}""", "5 m/s")]
    [InlineData("""{"problem":"q","generated_solution":"x","expected_answer":"7"}""", "7")]
    [InlineData("""{"question":"q","answer":"2+5=7\n#### 1,007"}""", "1007")]
    [InlineData("""{"question":"q","answer":"so\n#### -1,234,567.5"}""", "-1234567.5")]
    [InlineData("""{"question":"q","answer":"so x=0 and x=1\n#### 0,1"}""", "0,1")]
    [InlineData("""{"question":"q","answer":"so\n#### 3,5,7"}""", "3,5,7")]
    [InlineData("""{"question":"q","answer":"so\n#### 12, 15"}""", "12, 15")]
    [InlineData("""{"question":"q","answer":"so\n#### 12,1500"}""", "12,1500")]
    [InlineData("""{"problem":"q","solution":"We get $\\boxed{5}$.\n\n#### Note\nThe value 7 is impossible."}""", "\\boxed{5}")]
    [InlineData("""{"problem":"q","solution":"#### Solution\n\\boxed{5}"}""", "\\boxed{5}")]
    [InlineData("""{"problem":"q","solution":"So x=\\boxed{5}\n#### Check\n2+3=5 holds, 2+4=6 does not."}""", "\\boxed{5}")]
    [InlineData("""{"problem":"q","solution":"a) \\boxed{1}\nb) \\boxed{2}"}""", "\\boxed{1, 2}")]
    [InlineData("""{"Question":"q","Answer":145.0}""", "145")]
    [InlineData("""{"question":"q","answer":2.5}""", "2.5")]
    [InlineData("""{"question":"q","final_answer":["12"],"solution":["long"]}""", "12")]
    [InlineData("""{"problem":"q","question":"other","solution":"12"}""", "12")]
    [InlineData("""{"problem":"q","answer":"['70']"}""", "70")]
    [InlineData("""{"problem":"q","answer":"[\"70\"]"}""", "70")]
    [InlineData("""{"problem":"q","answer":"['1', 'it\\'s']"}""", "1, it's")]
    [InlineData("""{"problem":"q","answer":[1, 2.0]}""", "1, 2")]
    [InlineData("""{"problem":"q","answer":["x=1","x=2"]}""", "x=1, x=2")]
    [InlineData("""{"problem":"q","answer":"[1, 2]"}""", "[1, 2]")]
    [InlineData("""{"problem":"q","answer":true}""", "true")]
    [InlineData("""{"problem":"q","answer":1e3}""", "1000")]
    public void Columns_are_found_by_their_usual_names(string line, string answer)
    {
        var problem = Assert.Single(ProblemFile.Read(Lines(line)));
        Assert.Equal(("q", answer, "en"), (problem.Question, problem.Answer, problem.Language));
    }

    [Theory]
    [InlineData("""{"data_source":"math_dapo","prompt":[{"role":"user","content":"q"}],"ability":"MATH","reward_model":{"ground_truth":"34","style":"rule-lighteval/MATH_v2"},"extra_info":{"index":"9a"}}""", "34")]
    [InlineData("""{"data_source":"train-math","prompt":[{"role":"user","content":"q"}],"ability":"math","reward_model":{"ground_truth":"[\"\\\\frac{3}{4}\"]","style":"rule"},"extra_info":{"index":0}}""", "\\frac{3}{4}")]
    [InlineData("""{"data_source":"openai/gsm8k","prompt":[{"role":"user","content":"q"}],"reward_model":{"style":"rule","ground_truth":"72"},"extra_info":{"answer":"#### 73","question":"other"}}""", "72")]
    [InlineData("""{"data_source":"numina","prompt":[{"role":"system","content":"s"},{"role":"user","content":"q"}],"reward_model":{"ground_truth":"x^{2}","style":"rule"}}""", "x^{2}")]
    [InlineData("""{"prompt":"q","reward_model":{"ground_truth":5}}""", "5")]
    [InlineData("""{"prompt":"q","reward_model":"{\"ground_truth\": \"5\"}"}""", "5")]
    [InlineData("""{"0":{"from":"human","value":"q"},"1":{"from":"assistant","ground_truth":{"value":"\\frac{1}{2}"}}}""", "\\frac{1}{2}")]
    public void Rows_of_verl_and_open_reasoner_zero_are_read_as_they_are(string line, string answer)
    {
        var problem = Assert.Single(ProblemFile.Read(Lines(line)));
        Assert.Equal(("q", answer), (problem.Question, problem.Answer));
    }

    [Theory]
    [InlineData("""{"data_source":"countdown","target":98,"nums":[44,19,35],"prompt":[{"role":"user","content":"Make 98 of [44, 19, 35]."}],"reward_model":{"style":"rule","ground_truth":{"target":98,"numbers":[44,19,35]}}}""")]
    [InlineData("""{"data_source":"countdown","prompt":[{"role":"user","content":"Make 98 of [44, 19, 35]."}],"reward_model":{"style":"rule","ground_truth":{"target":98,"numbers":[44,19,35]}}}""")]
    public void Countdown_in_verls_form_wants_an_expression_and_not_its_value(string line)
    {
        var problem = Assert.Single(ProblemFile.Read(Lines(line)));
        Assert.Equal(("Make 98 of [44, 19, 35].", "((44 + 19) + 35)", "countdown"), (problem.Question, problem.Answer, problem.Family));
        var accuracy = new RewardSum([new(new AccuracyReward(), 1)]);
        double[] scores = [.. new[] { "44+19+35", "98", "(35-19)+44" }.Select(answer => accuracy.Score(new(problem, "", $"<think>a</think><answer>{answer}</answer>", 9, FinishReason.Stop)).Value)];
        Assert.Equal([1, 0, 0], scores);
    }

    [Fact]
    public void Tests_among_verls_gold_answers_are_no_answers()
    {
        const string Line = """{"prompt":[{"role":"user","content":"q"}],"ability":"code","reward_model":{"ground_truth":"{\"inputs\":[\"1\"],\"outputs\":[\"1\"]}","style":"rule"}}""";
        Assert.Equal("F:1: 'reward_model.ground_truth' holds no answer but what a program checks: give such rows a source of their own (where: [ability=code]) and name the column of the tests "
            + "(--tests-column reward_model.ground_truth, tests_column in a recipe).", Error(Lines(Line)));
        const string Sum = """{"prompt":[{"role":"user","content":"1+1?"}],"ability":"math","reward_model":{"ground_truth":"2","style":"rule"}}""";
        Assert.Equal("1+1?", Assert.Single(ProblemFile.Read(Lines(Sum, Line) with { Where = ["ability=math"] })).Question);
        var program = Assert.Single(ProblemFile.Read(Lines(Sum, Line) with { Where = ["ability=code"], TestsColumn = "reward_model.ground_truth" }));
        Assert.Equal(("code", """{"inputs":["1"],"outputs":["1"]}"""), (program.Family, program.Answer));
    }

    [Theory]
    [InlineData("deep.answer", "7")]
    [InlineData("deep.list.1", "9")]
    [InlineData("flat.name", "3")]
    public void A_column_may_be_a_path_into_objects_and_lists(string column, string answer) => Assert.Equal(answer,
        Assert.Single(ProblemFile.Read(Lines("""{"question":"q","deep":{"answer":7,"list":[8,9]},"flat.name":3,"flat":{"name":4}}""") with { AnswerColumn = column })).Answer);

    [Theory]
    [InlineData("deep.list.2")]
    [InlineData("deep.list.-1")]
    [InlineData("deep.answer.x")]
    [InlineData("deep.none")]
    [InlineData("deep.")]
    public void A_path_that_leads_nowhere_is_no_column(string column) => Assert.Equal($"F:1: the line has no column '{column}'; it has question, deep.",
        Error(Lines("""{"question":"q","deep":{"answer":7,"list":[8,9],"none":null}}""") with { AnswerColumn = column }));

    [Fact]
    public void Tests_of_programs_are_a_column_or_the_line_itself()
    {
        var column = Assert.Single(ProblemFile.Read(Lines("""{"prompt":"q","verification_info":{"test_cases":[{"input":"1","output":"1"}]}}""") with { TestsColumn = "verification_info" }));
        Assert.Equal(("code", """{"test_cases":[{"input":"1","output":"1"}]}"""), (column.Family, column.Answer));
        var line = Assert.Single(ProblemFile.Read(Lines("""{"prompt":"q","test_list":["assert f(1) == 1"]}""") with { TestsColumn = "*" }));
        Assert.Equal("assert f(1) == 1", Assert.Single(R1Sharp.Learning.Rewards.Code.CodeTests.Parse(line.Answer).Assertions));
        Assert.Equal("F:1: the line has no column 'x'; it has prompt, answer.", Error(Lines("""{"prompt":"q","answer":"1"}""") with { TestsColumn = "x" }));
    }

    [Fact]
    public void Named_columns_levels_and_languages_are_read()
    {
        var file = Lines("""{"a":"她有几本书？","b":3,"c":"Level 4"}""", "", """{"a":"two","b":"x","c":2}""") with
        {
            ProblemColumn = "a",
            AnswerColumn = "b",
            LevelColumn = "c",
        };
        var problems = ProblemFile.Read(file);
        Assert.Equal([("zh", 4), ("en", 2)], problems.Select(p => (p.Language, p.Level)));
        Assert.EndsWith(":3", problems[1].Id, StringComparison.Ordinal);
        Assert.Single(ProblemFile.Read(file with { MaxProblems = 1 }));
    }

    [Fact]
    public void A_broken_line_is_named_by_file_line_and_column() =>
        Assert.StartsWith("F:2:13: this line is not JSON", Error(Lines("""{"problem":"q","answer":"7"}""", """{"problem": q}""")), StringComparison.Ordinal);

    [Fact]
    public void What_is_missing_is_said_with_what_is_there()
    {
        Assert.Equal("F:2: the line has no column 'answer'; it has problem, anser.",
            Error(Lines("""{"problem":"q","answer":"7"}""", """{"problem":"q","anser":"7"}""")));
        Assert.Equal("F:1: no column is the question by its usual names (problem, question, Problem, Question, prompt); name it (--problem-column, or problem_column in a recipe) among text, answer.",
            Error(Lines("""{"text":"q","answer":"7"}""")));
        Assert.StartsWith("F:1: this line is JSON but not an object", Error(Lines("[1]")), StringComparison.Ordinal);
        Assert.StartsWith("F: the file holds no lines", Error(Lines("")), StringComparison.Ordinal);
        Assert.Contains("there is no such file", Error(new ProblemFileOptions { Path = "/nowhere/x.jsonl" }));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[[1],[2,3]]")]
    [InlineData("{\"value\":1}")]
    [InlineData("[\"a\",null]")]
    [InlineData("[\"We get\\n\\\\boxed{5}\",\"Or so:\\n\\\\boxed{5}\"]")]
    public void A_gold_answer_of_another_shape_is_refused(string answer) =>
        Assert.Equal("F:1: the column 'answer' is neither a text, a number nor a list of them.", Error(Lines($$"""{"problem":"q","answer":{{answer}}}""")));

    [Fact]
    public void A_template_takes_columns_and_the_parts_of_a_GSM8K_answer()
    {
        var line = JsonLines.Read(Lines("""{"question":"how many","answer":"1+1=2\n#### 2"}""").Path)[0];
        Assert.Equal("Q how many {x} 1+1=2 -> 2", new LineTemplate("Q {question} {{x}} {reasoning} -> {gold}").Fill(line));
        Assert.Contains("'{answr}'", Assert.Throws<UserErrorException>(() => new LineTemplate("{answr}").Fill(line)).Message);
    }
}
