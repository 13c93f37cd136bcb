using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Data;

/// <summary>Published shapes of problems are asked as their authors ask them, or refused with the columns that are not understood.</summary>
public sealed class AskedColumnsTests : IDisposable
{
    const string Ask = "\nAnswer with the letter of the right option.";

    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    Problem Read(string line, Func<ProblemFileOptions, ProblemFileOptions>? with = null)
    {
        File.WriteAllText(_file, line + "\n");
        var options = new ProblemFileOptions { Path = _file };
        return Assert.Single(ProblemFile.Read(with is null ? options : with(options)));
    }

    string Error(string line, Func<ProblemFileOptions, ProblemFileOptions>? with = null) => Assert.Throws<UserErrorException>(() => Read(line, with)).Message.Replace(_file, "F");

    [Theory]
    [InlineData("MMLU", """{"question":"q?","subject":"s","choices":["w","x","y","z"],"answer":2}""", "q?\nA. w\nB. x\nC. y\nD. z", "C")]
    [InlineData("MMLU, numbers as texts", """{"question":"q?","type":"algebra","choices":["3","2","1","0"],"answer":1}""", "q?\nA. 3\nB. 2\nC. 1\nD. 0", "B")]
    [InlineData("MMLU, letters", """{"question":"q?","choices":["w","x","y","z"],"answer":"D"}""", "q?\nA. w\nB. x\nC. y\nD. z", "D")]
    [InlineData("MMLU-Pro", """{"question":"q?","options":["a1","b1","c1","d1","e1","f1","g1","h1","i1","j1"],"answer":"I","answer_index":8,"cot_content":"","category":"math"}""",
        "q?\nA. a1\nB. b1\nC. c1\nD. d1\nE. e1\nF. f1\nG. g1\nH. h1\nI. i1\nJ. j1", "I")]
    [InlineData("ARC", """{"id":"M","question":"q?","choices":{"text":["x","y","z"],"label":["A","B","C"]},"answerKey":"B"}""", "q?\nA. x\nB. y\nC. z", "B")]
    [InlineData("ARC, numbered", """{"question":"q?","choices":{"text":["x","y","z","v"],"label":["1","2","3","4"]},"answerKey":"4"}""", "q?\nA. x\nB. y\nC. z\nD. v", "D")]
    [InlineData("CommonsenseQA", """{"question":"q?","question_concept":"c","choices":{"label":["A","B"],"text":["bank","library"]},"answerKey":"A"}""", "q?\nA. bank\nB. library", "A")]
    [InlineData("objects", """{"question":"q?","choices":[{"label":"A","text":"x"},{"label":"B","text":"y"}],"answerKey":"B"}""", "q?\nA. x\nB. y", "B")]
    [InlineData("OpenBookQA", """{"question_stem":"The sun is","choices":{"text":["hot","cold"],"label":["A","B"]},"answerKey":"A"}""", "The sun is\nA. hot\nB. cold", "A")]
    [InlineData("MedQA", """{"question":"q?","options":{"A":"x","B":"y","C":"z"},"answer":"z","answer_idx":"C","meta_info":"s"}""", "q?\nA. x\nB. y\nC. z", "C")]
    [InlineData("AQuA", """{"question":"q?","options":["A)21","B)21.5","C)22"],"rationale":"so","correct":"B"}""", "q?\nA. 21\nB. 21.5\nC. 22", "B")]
    [InlineData("CMMLU", """{"Question":"哪个?","A":"甲","B":"乙","C":"丙","D":"丁","Answer":"C"}""", "哪个?\nA. 甲\nB. 乙\nC. 丙\nD. 丁", "C")]
    [InlineData("text as gold", """{"question":"q?","options":["Rome","Paris"],"answer":"Paris"}""", "q?\nA. Rome\nB. Paris", "B")]
    [InlineData("letter and text as gold", """{"question":"q?","options":["Rome","Paris"],"answer":"(B) Paris"}""", "q?\nA. Rome\nB. Paris", "B")]
    [InlineData("place as text", """{"question":"q?","options":["Rome","Paris"],"label":"1"}""", "q?\nA. Rome\nB. Paris", "B")]
    [InlineData("numbers that are no places", """{"question":"q?","options":[10,20,30],"answer":20}""", "q?\nA. 10\nB. 20\nC. 30", "B")]
    public void Multiple_choice_is_asked_with_lettered_options_and_graded_by_the_letter(string shape, string line, string asked, string letter)
    {
        var problem = Read(line);
        Assert.Equal((shape, asked + (problem.Language == "zh" ? "\n请回答正确选项的字母。" : Ask), letter), (shape, problem.Question, problem.Answer));
        char other = letter == "A" ? 'B' : 'A';
        Assert.Equal((1, 1, 0, 0), (Score(problem, letter), Score(problem, $"({letter}) because"), Score(problem, other.ToString()), Score(problem, (letter[0] - 'A').ToString())));
    }

    static double? Score(Problem problem, string answer) => new AccuracyReward().Score(new(problem, "", $"<think>t</think>\\boxed{{\\text{{{answer}}}}}", 9, FinishReason.Stop)).Value;

    [Fact]
    public void Options_that_stand_in_the_question_are_not_asked_twice()
    {
        Assert.Equal("q?\n(A) x\n(B) y", Read("""{"question":"q?\n(A) x\n(B) y","choices":["x","y"],"answer":0}""").Question);
        Assert.Equal("Is x before y?\nA. x\nB. y" + Ask, Read("""{"question":"Is x before y?","choices":["x","y"],"answer":0}""").Question);
    }

    [Fact]
    public void GPQA_puts_the_right_answer_at_a_place_that_never_changes()
    {
        static string line(int i) => $$"""{"Question":"q{{i}}?","Correct Answer":"right{{i}}","Incorrect Answer 1":"w1","Incorrect Answer 2":"w2","Incorrect Answer 3":"w3","Explanation":"e"}""";
        var problems = Enumerable.Range(0, 40).Select(i => Read(line(i))).ToList();
        Assert.All(problems, (p, i) => Assert.Contains($"\n{p.Answer}. right{i}\n", p.Question, StringComparison.Ordinal));
        Assert.Equal(["A", "B", "C", "D"], problems.Select(p => p.Answer).Distinct().Order());
        Assert.Equal(problems.Select(p => p.Question), Enumerable.Range(0, 40).Select(i => Read(line(i)).Question));
    }

    [Theory]
    [InlineData("""{"question":"q?","choices":["w","x"],"answer":2}""", "'answer' holds 2, which names none of the 2 options")]
    [InlineData("""{"question":"q?","choices":["w","x"],"answer":-1}""", "names none")]
    [InlineData("""{"question":"q?","options":["2","1","0"],"answer":"1"}""", "F:1:", true)]
    [InlineData("""{"question":"q?","options":["2","0","1"],"answer":"1"}""", "may be option C or B")]
    [InlineData("""{"question":"q?","options":["B","A"],"answer":"A"}""", "may be option B or A")]
    [InlineData("""{"question":"q?","options":[1,2,3],"answer":2}""", "may be option C or B")]
    [InlineData("""{"question":"q?","options":["w","x"],"answer":"A","answer_index":1}""", "'answer' and 'answer_index' name different options")]
    [InlineData("""{"question":"q?","options":["w","x"],"answer":["A","B"]}""", "names none")]
    [InlineData("""{"question":"q?","options":["w","x"]}""", "no column says which is right")]
    [InlineData("""{"question":"q?","options":"a) 38, b) 27.6, c) 3","answer":"a"}""", "'options' may belong to the question")]
    [InlineData("""{"question":"q?","options":["w",""],"answer":"A"}""", "'options' may belong to the question")]
    public void A_gold_answer_that_may_be_two_options_is_refused(string line, string named, bool isRead = false)
    {
        if (isRead)
            Assert.Equal("B", Read(line).Answer);
        else
            Assert.Contains(named, Error(line), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Body":"Ann has 3.0 apples","Question":"How many?","Equation":"3","Answer":3.0}""", "Ann has 3.0 apples. How many?", "3")]
    [InlineData("""{"Body":"Ann has 3 apples.","Question":"How many?","Answer":3}""", "Ann has 3 apples. How many?", "3")]
    [InlineData("""{"body":"Seven red apples and two green apples are in the basket.","question":"How many apples?","answer":"9 (apples)","formula":"7+2=9"}""", "Seven red apples and two green apples are in the basket. How many apples?", "9 (apples)")]
    [InlineData("""{"question":"q?","context":null,"image":"","options":[],"answer":"1"}""", "q?", "1")]
    [InlineData("""{"question":"Given p. q?","context":"Given p.","answer":"1"}""", "Given p. q?", "1")]
    [InlineData("""{"problem":"q?","text":"User: q?\nAssistant: 1","answer":"1"}""", "q?", "1")]
    public void What_stands_beside_the_question_is_asked_or_adds_nothing(string line, string asked, string gold)
    {
        var problem = Read(line);
        Assert.Equal((asked, gold), (problem.Question, problem.Answer));
        Assert.Equal(1, Score(problem, gold.Split(' ')[0]));
    }

    [Theory]
    [InlineData("BoolQ", """{"question":"is it","passage":"It is.","answer":true}""", "'passage'")]
    [InlineData("SQuAD", """{"question":"who","context":"Ann did.","answer":"Ann"}""", "'context'")]
    [InlineData("RACE", """{"article":"Long.","question":"q?","options":["x","y"],"answer":"A"}""", "'article'")]
    [InlineData("NLI", """{"question":"q?","premise":"p","hypothesis":"h","answer":"yes"}""", "'premise', 'hypothesis'")]
    [InlineData("ScienceQA", """{"question":"q?","choices":["x","y"],"answer":0,"image":{"bytes":"…"}}""", "'image'")]
    [InlineData("MedMCQA", """{"question":"q?","opa":"x","opb":"y","answer":"x"}""", "'opa', 'opb'")]
    [InlineData("SciQ", """{"question":"q?","distractor1":"x","distractor2":"y","answer":"z","support":"s"}""", "'distractor1', 'distractor2', 'support'")]
    [InlineData("columns by number", """{"question":"q?","option_1":"x","option_2":"y","answer":"1"}""", "'option_1', 'option_2'")]
    [InlineData("one letter", """{"question":"q?","B":"x","answer":"1"}""", "'B'")]
    [InlineData("Alpaca's input", """{"prompt":"Translate.","input":"chien","answer":"dog"}""", "'input'")]
    [InlineData("starter code", """{"question":"q?","starter_code":"def f(x):","answer":"1"}""", "'starter_code'")]
    public void Other_columns_that_may_belong_to_the_question_are_refused(string shape, string line, string columns)
    {
        string message = Error(line);
        Assert.True(message.StartsWith($"F:1: the column{(columns.Contains(',') ? "s" : "")} {columns} may belong to the question", StringComparison.Ordinal), $"{shape}: {message}");
        Assert.Contains("--question '", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HellaSwag", """{"ctx":"A man","endings":["runs","sits"],"label":"1"}""", "no column is the question")]
    [InlineData("LogiQA", """{"context":"c","query":"q?","options":["x","y"],"correct_option":1}""", "no column is the question")]
    [InlineData("TruthfulQA", """{"question":"q?","best_answer":"a","correct_answers":["a"],"incorrect_answers":["b"]}""", "no column is the gold answer")]
    [InlineData("DROP", """{"passage":"p","question":"q?","answers_spans":{"spans":["3"]}}""", "no column is the gold answer")]
    [InlineData("HumanEval", """{"task_id":"H/0","prompt":"def f():","canonical_solution":"","test":"def check(c):","entry_point":"f"}""", "--tests-column")]
    [InlineData("MBPP", """{"text":"Write f.","code":"","task_id":1,"test_list":["assert f(1) == 1"]}""", "--tests-column")]
    [InlineData("LiveCodeBench", """{"question_title":"t","question_content":"c","public_test_cases":"[]"}""", "--tests-column")]
    [InlineData("IFEval, unknown", """{"key":1,"prompt":"Sing.","instruction_id_list":["tone:sad"],"kwargs":[{}]}""", "the instructions cannot be checked")]
    [InlineData("IFEval, without arguments", """{"key":1,"prompt":"Sing.","instruction_id_list":["keywords:frequency"],"kwargs":[{}]}""", "the instructions cannot be checked")]
    public void Data_sets_of_other_shapes_are_refused(string shape, string line, string named) => Assert.True(Error(line).Contains(named, StringComparison.Ordinal), $"{shape}: {Error(line)}");

    [Fact]
    public void A_template_says_how_the_columns_make_a_question()
    {
        const string boolQ = """{"question":"is it","passage":"It is {so}.","answer":true}""", logiQa = """{"context":"c","query":"q?","options":["x","{y}"],"correct_option":1}""";
        Assert.Equal(("It is {so}.\n\nis it?", "true"), (Read(boolQ, o => o with { Question = "{passage}\n\n{question}?" }) is var p ? (p.Question, p.Answer) : default));
        var logic = Read(logiQa, o => o with { Question = "{context} {query}\n{options}", AnswerColumn = "correct_option" });
        Assert.Equal(("c q?\nA. x\nB. {y}", "B"), (logic.Question, logic.Answer));
        Assert.Equal("1", Read(logiQa, o => o with { Question = "{context} {query}", AnswerColumn = "correct_option" }).Answer);
        Assert.Equal("It is {so}.", Read(boolQ, o => o with { ProblemColumn = "passage" }).Question);
        Assert.Contains("'passage'", Error(boolQ, o => o with { ProblemColumn = "question" }), StringComparison.Ordinal);
        Assert.Contains("no such column", Error(boolQ, o => o with { Question = "{pasage}" }), StringComparison.Ordinal);
        Assert.Contains("{options}", Error(boolQ, o => o with { Question = "{question} {options}" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_are_asked_with_the_tests_or_the_code_that_name_their_functions()
    {
        static ProblemFileOptions whole(ProblemFileOptions o) => o with { TestsColumn = "*" };
        Assert.Equal("Write f.\n\nYour code should pass these tests:\nassert f(1) == 1", Read("""{"text":"Write f.","code":"","test_list":["assert f(1) == 1"],"challenge_test_list":[]}""", whole).Question);
        Assert.Equal("def f():\n", Read("""{"prompt":"def f():\n","test":"def check(c):\n    assert c()","entry_point":"f"}""", whole).Question);
        Assert.Equal("c\n\nBegin with this code:\n```python\nclass Solution:\n    def f(self):\n```", Read("""{"question_content":"c","starter_code":"class Solution:\n    def f(self):\n        ","public_test_cases":"[]"}""", o => o with { TestsColumn = "public_test_cases" }).Question);
    }

    [Fact]
    public void IFEval_is_right_where_every_instruction_is_followed()
    {
        var problem = Read("""{"key":1,"prompt":"Sing without commas, and shout.","instruction_id_list":["punctuation:no_comma","change_case:english_capital"],"kwargs":[{},{}]}""");
        Assert.Equal(("Sing without commas, and shout.", ""), (problem.Question, problem.Answer));
        Assert.Equal((1, 0, 0), (Follows("WE SING ALOUD TO ALL OF THE WORLD"), Follows("WE SING, AND THE WORLD LISTENS TO US"), Follows("We sing aloud to all of the world")));
        Assert.Empty(GoldCheck.Find([problem]));

        double? Follows(string text) => new AccuracyReward().Score(new(problem, "", $"<think>a, b</think>{text}", 9, FinishReason.Stop)).Value;
    }

    [Theory]
    [InlineData("mmlu_stem", "\nD. ", "ABCD")]
    [InlineData("svamp", ". ", null)]
    [InlineData("gsm8k", "", null)]
    [InlineData("aime24", "", null)]
    [InlineData("amc23", "", null)]
    [InlineData("cmath", "", null)]
    [InlineData("gaokao2023en", "", null)]
    [InlineData("minerva_math", "", null)]
    [InlineData("olympiadbench", "", null)]
    public void The_shared_benchmarks_are_asked_whole(string name, string holds, string? golds)
    {
        string file = Path.Combine(Environment.GetEnvironmentVariable("R1SHARP_SHARED") ?? Path.Combine(Cli.Home, "..", "shared"), "data", "benchmarks", name + ".jsonl");
        Assert.SkipUnless(File.Exists(file), $"{file} is not there: set R1SHARP_SHARED to the shared data folder.");
        var problems = ProblemFile.Read(new() { Path = file });
        Assert.Equal(File.ReadLines(file).Count(), problems.Count);
        Assert.All(problems, p => Assert.Contains(holds, p.Question, StringComparison.Ordinal));
        if (golds is not null)
            Assert.Equal(golds, string.Concat(problems.Select(p => p.Answer).Distinct().Order()));
    }
}
