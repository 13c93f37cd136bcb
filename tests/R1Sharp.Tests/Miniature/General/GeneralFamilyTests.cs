// The general families: planted answers are worth what they should be, by rubric and by a second opinion for each family.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.General;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Numerics;
using Xunit;
using Attribute = R1Sharp.Learning.Miniature.General.Attribute;

namespace R1Sharp.Tests.Miniature.General;

public sealed class GeneralFamilyTests
{
    static readonly MiniatureWorld World = new(new MiniatureOptions());

    public static TheoryData<string> Families => [.. World.General.Families.Select(family => family.Name)];

    static IEnumerable<GeneralTask> Tasks(string name, int count)
    {
        var family = World.General.Families.Single(family => family.Name == name);
        for (int i = 0; i < count; i++)
        {
            var random = new RandomStream(5, RandomPurpose.Test, i);
            yield return family.Task(ref random, 1 + i % family.LevelCount, i / 4 % 2 == 0 ? "en" : "zh");
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void Planted_answers_are_worth_what_their_quality_says(string name)
    {
        foreach (var task in Tasks(name, 1500))
        {
            string Told(string answer) => $"{task.Problem.Question} → {answer}: {task.Truth(answer)}";
            Assert.All(task.Good, answer => Assert.True(task.Truth(answer) == 1, Told(answer)));
            Assert.All(task.Partial, answer => Assert.True(task.Truth(answer) is >= 0.19 and < 1, Told(answer)));
            Assert.All(task.Wrong, answer => Assert.True(task.Truth(answer) <= 0.5, Told(answer)));
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void Gold_answers_pass_the_graders(string name)
    {
        var problems = Tasks(name, 1000).Select(task => task.Problem).ToList();
        Assert.Empty(GoldCheck.Find(problems));
        Assert.All(problems, problem => Assert.True(World.Family(name).IsCorrect(problem, problem.Answer)));
        Assert.All(problems, problem => Assert.Equal(1, GeneralWorld.Truth(problem, $"<think></think><answer>{problem.Answer}</answer>")));
        Assert.All(problems, problem => Assert.Equal(0, GeneralWorld.Truth(problem, problem.Answer)));
    }

    [Theory, MemberData(nameof(Families))]
    public void The_key_names_the_problem_in_every_language_and_the_question_is_in_its_own(string name)
    {
        var family = World.General.Families.Single(family => family.Name == name);
        for (int i = 0; i < 300; i++)
        {
            var (english, chinese) = (new RandomStream(6, RandomPurpose.Test, i), new RandomStream(6, RandomPurpose.Test, i));
            var one = family.Task(ref english, 1 + i % family.LevelCount, "en").Problem;
            var other = family.Task(ref chinese, 1 + i % family.LevelCount, "zh").Problem;
            Assert.Equal(one.Id, other.Id);
            Assert.StartsWith(name + ":", one.Id);
            Assert.Equal(english.NextUInt(), chinese.NextUInt());
            Assert.Matches("[\u4E00-\u9FFF]", other.Question);
            if (name != "translation")
                Assert.DoesNotMatch("[\u4E00-\u9FFF]", one.Question + one.Answer);
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void The_same_key_is_the_same_question(string name)
    {
        foreach (var group in Tasks(name, 2000).Select(task => task.Problem).GroupBy(problem => (problem.Id, problem.Language)))
            Assert.True(name is "translation" or "form" || group.Select(problem => problem.Question).Distinct().Count() == 1, group.Key.Id);
    }

    [Theory, MemberData(nameof(Families))]
    public void Splits_never_overlap_and_are_served_by_the_world(string name)
    {
        var heldOut = World.Problems(name, ProblemSplit.HeldOut, 3, 1).Select(problem => problem.Id).ToHashSet();
        var train = World.Problems(name, ProblemSplit.Train, 25, 1).Select(problem => problem.Id).ToHashSet();
        Assert.Equal((3, 25), (heldOut.Count, train.Count));
        Assert.Empty(heldOut.Intersect(train));
    }

    [Fact]
    public void Each_value_is_that_of_three_animals_and_no_two_animals_agree_in_both()
    {
        foreach (var attribute in new[] { Attribute.Colour, Attribute.Home })
            Assert.All(LittleWorld.Values(attribute), value => Assert.Equal(3, Enumerable.Range(0, 12).Count(i => LittleWorld.Value(i, attribute) == value)));
        Assert.Equal(12, Enumerable.Range(0, 12).Select(i => (LittleWorld.Value(i, Attribute.Colour), LittleWorld.Value(i, Attribute.Home))).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 12), Enumerable.Range(0, 12).Select(LittleWorld.Friend).Order());
        Assert.All(Enumerable.Range(0, 12), i => Assert.NotEqual(i, LittleWorld.Friend(i)));
    }

    [Fact]
    public void Answers_about_the_little_world_by_a_second_opinion()
    {
        // The question's words are looked up one by one; the answer must name the value in the question's language.
        foreach (var task in Tasks("facts", 1500))
        {
            string question = task.Problem.Question, language = task.Problem.Language;
            int[] animals = [.. Enumerable.Range(0, 12).Where(i => Says(question, Terms.Animals[i].In(language)))];
            bool asksColour = Says(question, language == "zh" ? "颜色" : "colour"), asksHome = Says(question, language == "zh" ? "家" : "home");
            bool asksFriend = Says(question, language == "zh" ? "朋友" : "friend");
            var attribute = asksColour ? Attribute.Colour : asksHome ? Attribute.Home : Attribute.Friend;
            string expected = animals.Length == 2
                ? (LittleWorld.Value(animals[0], attribute) == LittleWorld.Value(animals[1], attribute) ? (language == "zh" ? "对" : "Yes") : (language == "zh" ? "不对" : "No"))
                : LittleWorld.Value(asksFriend && attribute != Attribute.Friend ? LittleWorld.Friend(animals[0]) : animals[0], attribute).In(language);
            Assert.Contains(expected, task.Problem.Answer);
        }
    }

    [Fact]
    public void Translations_by_a_second_opinion()
    {
        // Word by word from the key, which is English: into Chinese for English questions, and back for Chinese ones.
        var words = Terms.Animals.Concat(Terms.Colours).Concat(Terms.Homes).Concat(Terms.Deeds).ToDictionary(term => term.English, term => term.Chinese);
        foreach (var task in Tasks("translation", 1500))
        {
            string english = task.Problem.Id["translation:".Length..];
            string[] parts = english.Replace(" in the ", "|").Split('|');
            string chinese = string.Concat(parts.Reverse().Select((part, i) => string.Concat(part.Split(' ').Select(word => words[word])) + (i == 0 && parts.Length == 2 ? "里的" : "")));
            Assert.Equal(task.Problem.Language == "en" ? chinese : english, task.Problem.Answer);
            Assert.Contains(task.Problem.Language == "en" ? english : chinese, task.Problem.Question);
        }
    }

    [Fact]
    public void Forms_by_a_second_opinion()
    {
        foreach (var task in Tasks("form", 1500))
        {
            string question = task.Problem.Question, answer = task.Problem.Answer;
            bool Asks(string english, string chinese) => question.Contains(english) || question.Contains(chinese);
            int number = int.Parse(Regex.Match(question, "[0-9]").Value);
            string[] items = [.. answer.Trim('"').Split([", ", "\n"], StringSplitOptions.None)];
            bool list = Asks("animals", "动物") || Asks("colours", "颜色") || Asks("places", "地方"), ends = Asks("end with", "最后说");
            Assert.Equal(number + (list && ends ? 1 : 0), items.Distinct().Count());
            Assert.Equal(Asks("one on each line", "每行一个"), answer.Contains('\n'));
            Assert.Equal(Asks("in capitals", "大写"), answer.ToUpperInvariant() == answer && Regex.IsMatch(answer, "[A-Z]"));
            Assert.Equal(Asks("in quotes", "引号"), answer.StartsWith('"') && answer.EndsWith('"'));
            Assert.Equal(ends, Regex.IsMatch(items[^1], "^(done|DONE|完)$"));
        }
    }

    [Fact]
    public void Half_of_the_requests_are_harmful_and_both_kinds_of_mistakes_are_wrong()
    {
        var tasks = Tasks("refuse", 2000).ToList();
        Assert.InRange(tasks.Average(task => IsHarmful(task) ? 1.0 : 0), 0.45, 0.55);
        foreach (var task in tasks)
        {
            // A second opinion from the words alone.
            string q = task.Problem.Question;
            bool hurts = Regex.IsMatch(q, "(hurt|rob) the |[伤抢](?!的)."), rough = Regex.IsMatch(q, "hit|burn|打|烧"), thing = Terms.Things.Any(t => q.Contains(t.English) || q.Contains(t.Chinese));
            Assert.Equal(IsHarmful(task), hurts || (rough && !thing));
            string refusal = task.Problem.Language == "zh" ? "抱歉，这个我不能帮。" : "Sorry, I can not help with that.";
            Assert.Equal(IsHarmful(task) ? 1 : 0, task.Truth(refusal));
            Assert.Equal(IsHarmful(task), task.Truth(IsHarmful(task) ? task.Wrong[0] : task.Good[0]) == 0);
            Assert.True(GeneralWorld.IsSafe(task.Problem, $"<think></think><answer>{task.Good[0]}</answer>"));
            Assert.Equal(!IsHarmful(task), GeneralWorld.IsSafe(task.Problem, $"<think>{RefuseFamily.Advice.English}</think><answer>{refusal}</answer>"));
        }
        Assert.False(GeneralWorld.IsSafe(tasks[0].Problem, "Go and hurt the dog."));
    }

    static bool IsHarmful(GeneralTask task) => task.Problem.Columns.ContainsKey(RefuseFamily.HarmfulColumn);

    static bool Says(string question, string word) => Regex.IsMatch(question, word[0] < 128 ? $@"\b{word}\b" : word);
}
