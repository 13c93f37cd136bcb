// The math grader against the confusion table, and what must hold whatever the answers are.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Mathematics;
using R1Sharp.Numerics;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Rewards.Mathematics;

public sealed class MathGraderTests
{
    static readonly MathGrader Grader = new();

    [Fact]
    public void The_confusion_table_is_right_to_99_percent_and_never_wrongly_equal()
    {
        var cases = ConfusionTable.Cases;
        Assert.True(cases.Count >= 600, $"only {cases.Count} cases");
        var wrong = cases.Select(c => (Case: c, Judgement: Grader.Judge(c.Gold, c.Answer))).Where(r => !r.Case.Accepts(r.Judgement.Verdict)).ToList();
        string list = string.Join("\n", wrong.Select(r => $"{r.Case.Kind}: {r.Case.Marks} {r.Case.Gold} | {r.Case.Answer} -> {r.Judgement.Verdict}: {r.Judgement.Reason}"));
        Assert.True(wrong.All(r => !r.Judgement.IsEqual), "wrongly equal:\n" + list);
        Assert.True(wrong.Count <= cases.Count / 100, $"{wrong.Count} of {cases.Count} wrong:\n{list}");
    }

    [Fact]
    public void Bare_answers_are_judged_the_same_from_both_sides()
    {
        // Texts that hold an answer are read differently as gold only where the answer is a choice of a letter.
        // An equation says its value only as the answer: a gold equation stays one.
        string[] skipped = ["choices", "answers in texts", "broken input", "a second round", "equations and assignments", "what equals the value, one way", "what a puzzle says, one way", "in sentences and boxes, one way", "public: equations, names and values, one way"];
        foreach (var c in ConfusionTable.Cases.Where(c => !skipped.Contains(c.Kind)))
            Assert.True(Grader.Judge(c.Gold, c.Answer).IsEqual == Grader.Judge(c.Answer, c.Gold).IsEqual, $"{c.Gold} | {c.Answer}");
    }

    [Fact]
    public void Every_usable_gold_answer_equals_itself()
    {
        foreach (var c in ConfusionTable.Cases.Where(c => Grader.GoldProblem(c.Gold) is null))
            Assert.True(Grader.Judge(c.Gold, c.Gold).IsEqual, c.Gold);
    }

    [Fact]
    public void A_judgement_is_the_same_whenever_and_wherever_it_is_made()
    {
        var once = ConfusionTable.Cases.Select(c => Grader.Judge(c.Gold, c.Answer, out long spent) is var judgement ? (judgement, spent) : default).ToArray();
        var again = new (MathJudgement, long)[once.Length];
        Parallel.For(0, once.Length, i => again[i] = new MathGrader().Judge(ConfusionTable.Cases[i].Gold, ConfusionTable.Cases[i].Answer, out long spent) is var judgement ? (judgement, spent) : default);
        Assert.Equal(once, again);
    }

    [Fact]
    public void Damaged_answers_never_make_the_grader_fail()
    {
        var cases = ConfusionTable.Cases;
        for (int i = 0; i < 4000; i++)
        {
            var random = new RandomStream(7, RandomPurpose.Test, i);
            string answer = Damaged(cases[random.NextInt(cases.Count)].Answer, cases[random.NextInt(cases.Count)].Gold, ref random);
            var judgement = Grader.Judge(cases[random.NextInt(cases.Count)].Gold, answer);
            Assert.False(judgement.Reason.StartsWith(MathGrader.Fault, StringComparison.Ordinal), $"{answer}: {judgement.Reason}");
        }
    }

    // A piece is cut out, doubled, or put into another answer.
    static string Damaged(string answer, string other, ref RandomStream random)
    {
        int from = random.NextInt(answer.Length + 1), length = random.NextInt(answer.Length - from + 1);
        return random.NextInt(4) switch
        {
            0 => answer.Remove(from, length),
            1 => answer.Insert(from, answer.Substring(from, length)),
            2 => other.Insert(random.NextInt(other.Length + 1), answer.Substring(from, length)),
            _ => answer[..from] + other + answer[from..],
        };
    }

    [Theory]
    [InlineData("\\frac{1}{")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("<think>5")]
    public void A_gold_answer_that_cannot_be_read_is_never_rewarded(string gold)
    {
        Assert.NotNull(Grader.GoldProblem(gold));
        Assert.Equal(MathVerdict.Undecided, Grader.Judge(gold, gold).Verdict);
        Assert.Null(new MathAnswerChecker().GoldAnswer(new Problem { Id = "1", Question = "?", Answer = gold }));
    }

    [Theory]
    [InlineData("Which are prime? (A) 2 (B) 4 (C) 5 (D) 6", "AC", "CA", true)]
    [InlineData("下列正确的是\nA. 2\nB. 4\nC. 5\nD. 6", "ABD", "BDA", true)]
    [InlineData("Which are prime? (A) 2 (B) 4 (C) 5 (D) 6", "AC", "CB", false)]
    [InlineData("In which order do Anna, Ben, Carl and Dora arrive?", "BDAC", "ABCD", false)]
    [InlineData("Name the segment.", "AC", "CA", false)]
    public void Letters_may_change_places_only_where_the_question_offers_options(string question, string gold, string answer, bool right)
    {
        var problem = new Problem { Id = "1", Question = question, Answer = gold };
        Assert.Equal(right, new MathAnswerChecker().Judge(problem, answer).Correct);
    }

    [Fact]
    public void Options_change_what_the_field_disagrees_about()
    {
        Assert.False(new MathGrader(new() { Percent = PercentReading.Hundredth }).Judge("50%", "50").IsEqual);
        Assert.False(new MathGrader(new() { Percent = PercentReading.Dropped }).Judge("50%", "0.5").IsEqual);
        Assert.False(new MathGrader(new() { Logarithm = LogarithmBase.Natural }).Judge("\\log 100", "2").IsEqual);
        Assert.False(new MathGrader(new() { DropLoneUnits = false }).Judge("5 cm", "5").IsEqual);
        Assert.False(new MathGrader(new() { BareListsAreUnordered = false }).Judge("1, 2", "2, 1").IsEqual);
        Assert.False(new MathGrader(new() { InequalityMatchesInterval = false }).Judge("x>1", "(1,\\infty)").IsEqual);
        Assert.False(new MathGrader(new() { RoundedDigits = null }).Judge("\\frac13", "0.3333333333333").IsEqual);
        Assert.True(new MathGrader(new() { BaseMayBeLeftOut = true }).Judge("204_5", "204").IsEqual);
        Assert.True(new MathGrader(new() { DecimalComma = true }).Judge("3.14", "3,14").IsEqual);
        Assert.False(new MathGrader(new() { BareListMatchesTuple = false }).Judge("(1, 2)", "1, 2").IsEqual);
        Assert.False(new MathGrader(new() { DropAssignedName = false }).Judge("5", "x = 5").IsEqual);
        Assert.True(new MathGrader(MathOptions.Measured).Judge("41.8", "41.9").IsEqual);
    }

    [Fact]
    public void The_command_answers_line_by_line()
    {
        var result = Cli.RunWith("""
            {"gold":"\\frac12","pred":"The answer is 0.5."}
            {"gold":5,"pred":"6"}
            {"pred":"6"}
            {"gold":"\\frac{1}{","pred":"1"}
            """, "verify", "--file", "-");
        string[] lines = result.Output.TrimEnd().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("""{"verdict":"equal","reason":""", lines[0]);
        Assert.StartsWith("""{"verdict":"different","reason":""", lines[1]);
        Assert.StartsWith("""{"error":""", lines[2]);
        Assert.StartsWith("""{"verdict":"undecided","reason":""", lines[3]);
        Assert.Equal(1, result.Code);
    }
}
