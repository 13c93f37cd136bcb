using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
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
