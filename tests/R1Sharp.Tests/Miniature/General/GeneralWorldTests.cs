// Examples, judged pairs and labels of safety: deterministic, of the shares that the documentation gives, and a judge that can be fooled.

using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.General;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Rubrics;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Miniature.General;

public sealed class GeneralWorldTests(ITestOutputHelper output)
{
    static readonly GeneralWorld World = new(new MiniatureOptions());

    [Fact]
    public void Everything_is_a_function_of_split_seed_and_index()
    {
        var other = new GeneralWorld(new MiniatureOptions());
        Assert.Equal(World.Examples(ProblemSplit.Train, 20, 3).Select(e => e.Completion), other.Examples(ProblemSplit.Train, 60, 3).Take(20).Select(e => e.Completion));
        Assert.Equal(World.PreferencePairs(ProblemSplit.Train, 20, 3).Select(p => p.Chosen), other.PreferencePairs(ProblemSplit.Train, 60, 3).Take(20).Select(p => p.Chosen));
        Assert.Equal(World.SafetyExamples(ProblemSplit.Train, 20, 3).Select(e => e.Response), other.SafetyExamples(ProblemSplit.Train, 60, 3).Take(20).Select(e => e.Response));
        Assert.NotEqual(World.Examples(ProblemSplit.Train, 20, 3).Select(e => e.Completion), World.Examples(ProblemSplit.Train, 20, 4).Select(e => e.Completion));
    }

    [Theory]
    [InlineData(ProblemSplit.Train)]
    [InlineData(ProblemSplit.HeldOut)]
    public void Every_task_is_of_the_split(object split)
    {
        Assert.All(World.Examples((ProblemSplit)split, 300, 1), e => Assert.Equal((ProblemSplit)split, ProblemSplits.Of(e.Problem.Id)));
        Assert.All(World.PreferencePairs((ProblemSplit)split, 300, 1), p => Assert.Equal((ProblemSplit)split, ProblemSplits.Of(p.Problem.Id)));
        Assert.All(World.SafetyExamples((ProblemSplit)split, 300, 1), e => Assert.Equal((ProblemSplit)split, ProblemSplits.Of(e.Problem.Id)));
    }

    [Fact]
    public void Examples_have_the_form_of_r1_and_the_planted_quality()
    {
        var examples = World.Examples(ProblemSplit.Train, 4000, 1);
        Assert.All(examples, e => Assert.Matches("^<think>[^<]*</think><answer>[^<]+</answer>$", e.Completion));
        Assert.All(examples, e => Assert.Equal(1, Readability.Purity(e.Problem, e.Completion)));
        Assert.InRange(examples.Average(e => e.Truth == 1 ? 1.0 : 0), 0.83, 0.87);
        Assert.All(new GeneralWorld(new MiniatureOptions { General = new() { ExampleGoodShare = 1 } }).Examples(ProblemSplit.Train, 500, 1), e => Assert.Equal(1, e.Truth));
        foreach (var (kind, share) in new[] { ("facts", 0.28), ("translation", 0.26), ("self", 0.10), ("form", 0.22), ("refuse", 0.14) })
            Assert.InRange(examples.Average(e => e.Kind == kind ? 1.0 : 0), share - 0.025, share + 0.025);
    }

    [Fact]
    public void The_judge_in_closed_form()
    {
        var judge = new Judge(new JudgeOptions { NoisePoints = 0, LengthPoints = 1.5, LongWords = 30, PolitenessPoints = 2, SurenessPoints = 3, FirstPoints = 5, Judgements = 4 });
        Assert.Equal(10 + 1.5 * 3 / 30, judge.Expected("It is red.", 1), 12);
        Assert.Equal(0 + 1.5 * 6 / 30 + 3, judge.Expected("It is red. I am sure.", 0), 12);
        Assert.Equal(5 + 1.5 * 8 / 30 + 2, judge.Expected("Red. " + string.Concat(Enumerable.Repeat("Thank you! ", 3)) + "Red", 0.5), 12);
        var random = new RandomStream(1, RandomPurpose.Test);
        // Being first costs nothing: both orders are asked equally often.
        Assert.Equal(judge.Expected("red", 1) - judge.Expected("blue cat", 0), judge.Margin("red", 1, "blue cat", 0, ref random), 12);
        Assert.Equal(judge.Expected("blue cat", 0) - judge.Expected("red", 1), judge.Margin("blue cat", 0, "red", 1, ref random), 12);
    }

    [Fact]
    public void Four_judgements_have_half_the_noise_of_one()
    {
        var judge = new Judge(new JudgeOptions { NoisePoints = 2, Judgements = 4 });
        double sum = 0, squares = 0;
        for (int i = 0; i < 4000; i++)
        {
            var random = new RandomStream(2, RandomPurpose.Test, i);
            double margin = judge.Margin("red", 0.5, "red", 0.5, ref random);
            (sum, squares) = (sum + margin, squares + margin * margin);
        }
        // The difference of two grades has √2 · 2 points, the mean of four of them half of that.
        Assert.InRange(sum / 4000, -0.07, 0.07);
        Assert.InRange(squares / 4000, 2 * 0.94, 2 * 1.06);
    }

    [Fact]
    public void Pairs_are_mostly_right_and_can_be_fooled()
    {
        var pairs = World.PreferencePairs(ProblemSplit.Train, 4000, 1);
        var told = pairs.Where(p => p.ChosenTruth != p.RejectedTruth).ToList();
        double wrong = told.Average(p => p.ChosenTruth < p.RejectedTruth ? 1.0 : 0);
        output.WriteLine($"wrong {wrong:p1}, equal truth {1 - (double)told.Count / pairs.Count:p1}, chosen {pairs.Average(p => p.ChosenTruth):f3}, rejected {pairs.Average(p => p.RejectedTruth):f3}");
        Assert.InRange(wrong, 0.06, 0.11);
        Assert.All(pairs, p => Assert.True(p.MarginPoints > 1 && p.Chosen != p.Rejected));
        Assert.All(pairs.Take(500), p => Assert.Equal(p.ChosenTruth, GeneralWorld.Truth(p.Problem, p.Chosen), 12));
        Assert.All(pairs.Take(500), p => Assert.Equal(p.RejectedTruth, GeneralWorld.Truth(p.Problem, p.Rejected), 12));
        // At equal truth the judge takes the one that is sure of itself and thanks more often.
        var equal = pairs.Where(p => p.ChosenTruth == p.RejectedTruth).ToList();
        var sure = equal.Where(p => GeneralManner.ClaimsToBeSure(p.Chosen) != GeneralManner.ClaimsToBeSure(p.Rejected)).ToList();
        output.WriteLine($"sure {sure.Count} {sure.Average(p => GeneralManner.ClaimsToBeSure(p.Chosen) ? 1.0 : 0):p1}");
        Assert.True(sure.Average(p => GeneralManner.ClaimsToBeSure(p.Chosen) ? 1.0 : 0) > 0.85);
        var polite = equal.Where(p => GeneralManner.Politeness(p.Chosen) != GeneralManner.Politeness(p.Rejected)).ToList();
        Assert.True(polite.Average(p => GeneralManner.Politeness(p.Chosen) > GeneralManner.Politeness(p.Rejected) ? 1.0 : 0) > 0.65);
    }

    [Fact]
    public void Hard_pairs_are_of_good_and_nearly_good_answers()
    {
        var easy = World.PreferencePairs(ProblemSplit.Train, 1000, 1);
        var hard = World.PreferencePairs(ProblemSplit.Train, 1000, 1, hardShare: 1);
        static double Gap(IEnumerable<GeneralPair> pairs) => pairs.Average(p => Math.Abs(p.ChosenTruth - p.RejectedTruth));
        output.WriteLine($"gap {Gap(easy):f3} and {Gap(hard):f3}");
        Assert.True(Gap(hard) < 0.95 * Gap(easy), $"{Gap(hard)} against {Gap(easy)}");
        Assert.True(hard.Average(p => Math.Min(p.ChosenTruth, p.RejectedTruth)) > easy.Average(p => Math.Min(p.ChosenTruth, p.RejectedTruth)));
        // Half of them hard: those that are not stay as they are.
        var half = World.PreferencePairs(ProblemSplit.Train, 400, 1, hardShare: 0.5);
        Assert.InRange(half.Zip(easy).Count(p => p.First.Chosen == p.Second.Chosen && p.First.Rejected == p.Second.Rejected), 150, 250);
    }

    [Fact]
    public void Length_is_balanced_where_it_is_asked_for()
    {
        static int Longer(GeneralPair pair) => Words(pair.Chosen).CompareTo(Words(pair.Rejected));
        Assert.All(World.PreferencePairs(ProblemSplit.Train, 400, 2).Select((pair, i) => (pair, i)), entry => Assert.Equal(entry.i % 2 == 0 ? 1 : -1, Longer(entry.pair)));
        var free = new GeneralWorld(new MiniatureOptions { Judge = new() { LengthBalanced = false } }).PreferencePairs(ProblemSplit.Train, 2000, 2);
        double longer = free.Where(p => Longer(p) != 0).Average(p => Longer(p) > 0 ? 1.0 : 0);
        output.WriteLine($"without balance the longer one is chosen in {longer:p1}");
        Assert.True(longer is > 0.52 or < 0.48);
    }

    [Fact]
    public void What_the_judge_likes_never_makes_a_good_answer_worth_more_and_much_of_it_makes_it_worth_less()
    {
        var examples = new GeneralWorld(new MiniatureOptions { General = new() { ExampleGoodShare = 1 } }).Examples(ProblemSplit.Train, 1500, 7);
        foreach (var example in examples)
        {
            string answer = ThinkAnswerText.Split("", example.Completion).Answer(out _)!, thanks = example.Language == "zh" ? "谢谢！" : " Thank you!";
            double Grade(string text) => Rubric.Of(example.Problem)!.Grade(text);
            Assert.Equal(1, Grade(answer));
            Assert.True(Grade(answer + string.Concat(Enumerable.Repeat(thanks, 12))) < 1, answer);
            if (example.Kind is "form" or "translation")
                Assert.True(Grade(answer + thanks) < 1, answer);
        }
    }

    [Fact]
    public void Labels_of_safety_are_wrong_as_often_as_is_said()
    {
        var examples = World.SafetyExamples(ProblemSplit.Train, 5000, 1);
        output.WriteLine($"safe {examples.Average(e => e.Truth ? 1.0 : 0):p1}");
        Assert.InRange(examples.Average(e => e.IsSafe != e.Truth ? 1.0 : 0), 0.013, 0.027);
        Assert.InRange(examples.Average(e => e.Truth ? 1.0 : 0), 0.6, 0.85);
        Assert.All(examples, e => Assert.Equal(e.Truth, GeneralWorld.IsSafe(e.Problem, e.Response)));
        Assert.Contains(examples, e => !e.Truth && ThinkAnswerText.Split("", e.Response).Answer(out _) is { } answer && GeneralWorld.IsSafe(e.Problem, answer));
        Assert.Contains(examples, e => e.Truth && e.Problem.Family == "refuse" && GeneralWorld.Truth(e.Problem, e.Response) == 0);
    }

    static int Words(string completion) => AnswerWords.Units(ThinkAnswerText.Split("", completion).Answer(out _)!).Length;
}
