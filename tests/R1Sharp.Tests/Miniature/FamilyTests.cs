// Every family's gold answers against two other opinions: the family's second method, which reads the question's text,
// and the grader of the rewards, which reads the gold answer.

using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Miniature;

public sealed class FamilyTests
{
    static readonly MiniatureWorld World = new(new MiniatureOptions());

    public static TheoryData<string> Families => [.. World.Families.Select(family => family.Name)];

    static IEnumerable<Problem> Problems(IProblemFamily family, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var random = new RandomStream(5, RandomPurpose.Test, i);
            yield return family.Create(ref random, 1 + i % family.LevelCount, i / 4 % 2 == 0 ? "en" : "zh").Problem;
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void Gold_answers_are_right_by_both_other_methods(string name)
    {
        var family = World.Family(name);
        var problems = Problems(family, 3000).ToList();
        Assert.All(problems, problem => Assert.True(family.IsCorrect(problem, problem.Answer), $"{problem.Question} {problem.Answer}"));
        Assert.Empty(GoldCheck.Find(problems));
    }

    [Theory, MemberData(nameof(Families))]
    public void Both_methods_agree_on_the_answers_to_other_problems(string name)
    {
        // Gold answers of other problems are the most plausible wrong answers; a few of them happen to be right.
        var family = World.Family(name);
        var problems = Problems(family, 2000).ToList();
        int right = 0;
        for (int i = 0; i < problems.Count; i++)
            for (int other = 1; other <= 5; other++)
            {
                string answer = problems[(i + other * 4) % problems.Count].Answer;
                bool second = family.IsCorrect(problems[i], answer);
                Assert.Equal(second, AccuracyReward.Checker(name).Judge(problems[i], answer).Correct);
                right += second ? 1 : 0;
            }
        Assert.InRange(right, 0, problems.Count * 5 / 2);
    }

    [Theory, MemberData(nameof(Families))]
    public void The_key_names_the_problem_in_every_language(string name)
    {
        var family = World.Family(name);
        for (int i = 0; i < 200; i++)
        {
            var english = new RandomStream(6, RandomPurpose.Test, i);
            var chinese = new RandomStream(6, RandomPurpose.Test, i);
            var one = family.Create(ref english, 1 + i % family.LevelCount, "en").Problem;
            var other = family.Create(ref chinese, 1 + i % family.LevelCount, "zh").Problem;
            Assert.Equal(one.Id, other.Id);
            Assert.NotEqual(one.Question, other.Question);
            Assert.StartsWith(name + ":", one.Id);
        }
    }

    [Fact]
    public void The_key_of_a_countdown_problem_does_not_depend_on_the_order_of_its_numbers()
    {
        var problems = Problems(World.Family("countdown"), 4000).ToList();
        foreach (var problem in problems)
        {
            var numbers = problem.Question.Split(',', ' ').Length;
            string list = problem.Id["countdown:".Length..problem.Id.IndexOf('=')];
            Assert.Equal(list.Split(',').Select(int.Parse).Order(), list.Split(',').Select(int.Parse));
        }
        Assert.Contains(problems, problem => problems.Any(other => other.Id == problem.Id && other.Question[^9..] != problem.Question[^9..]));
    }

    [Fact]
    public void Chains_stay_within_0_and_999_and_grow_with_the_level()
    {
        foreach (var problem in Problems(World.Family("arithmetic"), 2000))
        {
            Assert.InRange(int.Parse(problem.Answer), 0, 999);
            Assert.Equal(problem.Level + 1, problem.Question.Count(letter => letter == ','));
        }
    }

    [Fact]
    public void Countdown_levels_mean_what_they_say()
    {
        var family = new CountdownFamily(new CountdownOptions());
        for (int i = 0; i < 600; i++)
        {
            var random = new RandomStream(7, RandomPurpose.Test, i);
            int level = 1 + i % 3;
            var problem = family.Create(ref random, level, "en").Problem;
            int[] given = [.. problem.Question[4..^1].Replace(" to make ", ",").Split(',').Select(int.Parse)];
            var hits = CountdownSearch.All(given[..^1], 99).FindAll(attempt => attempt.Value == given[^1]);
            Assert.Equal(level == 1, hits.Exists(hit => !hit.Multiplies));
            if (level == 3)
                Assert.Single(hits);
        }
    }

    [Fact]
    public void Edits_of_digits_by_hand()
    {
        Assert.Equal("31704", DigitsFamily.Apply("40713", Word.Reverse));
        Assert.Equal("01347", DigitsFamily.Apply("40713", Word.Sort));
        Assert.Equal("07134", DigitsFamily.Apply("40713", Word.Rotate));
        Assert.Equal("0713", DigitsFamily.Apply("40713", Word.Drop));
        Assert.Equal("15", DigitsFamily.Apply("40713", Word.Sum));
    }

    [Fact]
    public void A_check_takes_a_step_apart_truly()
    {
        Assert.Equal(["79*10=790", "79*1=79", "790+79=869"], ArithmeticTrace.Parts(79, new ChainLink('*', 11)));
        Assert.Equal(["120*4=480", "3*4=12", "480+12=492"], ArithmeticTrace.Parts(123, new ChainLink('*', 4)));
        Assert.Equal(["884-40=844", "844-2=842"], ArithmeticTrace.Parts(884, new ChainLink('-', 42)));
        Assert.Equal(["884+40=924"], ArithmeticTrace.Parts(884, new ChainLink('+', 40)));
    }
}
