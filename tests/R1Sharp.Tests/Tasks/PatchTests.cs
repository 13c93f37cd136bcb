// Patches: found in a completion, applied to a copy, tried in the sandbox, written for the authors' harness.

using R1Sharp.App.Tasks;
using R1Sharp.App.Tasks.Patches;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Training.Evaluation;
using Xunit;

namespace R1Sharp.Tests.Tasks;

public sealed class PatchTests
{
    const string Patch = "--- a/x.txt\n+++ b/x.txt\n@@ -2,2 +2,3 @@\n two\n-three\n+drei\n+vier\n";

    static string Applied(string content, string patch)
    {
        using var source = new Data.DataFolder();
        source.Write("x.txt", content);
        using var folder = new PatchedFolder(source.Path);
        folder.Apply(patch);
        Assert.Equal(content, File.ReadAllText(source["x.txt"]));
        return string.Join('|', Directory.GetFiles(folder.Path).Order().Select(f => $"{Path.GetFileName(f)}:{File.ReadAllText(f)}"));
    }

    static string Refused(string patch) => Assert.Throws<UserErrorException>(() => Applied("one\ntwo\nthree\n", patch)).Message;

    [Theory]
    [InlineData("<patch>\n" + Patch + "</patch>")]
    [InlineData("<patch>```diff\n" + Patch + "```\n</patch>")]
    [InlineData("First:\n```diff\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n```\nNo:\n```patch\n" + Patch + "```\nDone.")]
    [InlineData("I changed it.\n" + Patch)]
    public void A_patch_is_found(string answer) => Assert.Equal(Patch, PatchText.Of(answer));

    [Theory]
    [InlineData("I would change x.txt.")]
    [InlineData("<patch>nothing</patch>")]
    [InlineData("```diff\n```")]
    public void And_none_where_there_is_none(string answer) => Assert.Null(PatchText.Of(answer));

    [Fact]
    public void Lines_are_changed_where_they_stand()
    {
        Assert.Equal("x.txt:one\ntwo\ndrei\nvier\n", Applied("one\ntwo\nthree\n", Patch));
        Assert.Equal("x.txt:zero\none\ntwo\ndrei\nvier\n", Applied("zero\none\ntwo\nthree\n", Patch));
        Assert.Equal("x.txt:a\nB\nb\nC\n", Applied("a\nb\nc\n", "--- a/x.txt\n+++ b/x.txt\n@@ -1,0 +2 @@\n+B\n@@ -3 +4 @@\n-c\n+C\n"));
        Assert.Equal("x.txt:one\ntwo\ndrei", Applied("one\ntwo\nthree\n", "--- a/x.txt\n+++ b/x.txt\n@@ -3 +3 @@\n-three\n+drei\n\\ No newline at end of file\n").TrimEnd());
    }

    [Fact]
    public void Files_are_made_removed_and_renamed()
    {
        Assert.Equal("new.txt:hello|x.txt:one\n", Applied("one\n", "diff --git a/new.txt b/new.txt\nnew file mode 100644\n--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1 @@\n+hello\n").Replace("hello\n", "hello"));
        Assert.Equal("", Applied("one\n", "--- a/x.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n"));
        Assert.Equal("y.txt:one\n", Applied("one\n", "diff --git a/x.txt b/y.txt\nsimilarity index 100%\nrename from x.txt\nrename to y.txt\n"));
        Assert.Equal("y.txt:ein\n", Applied("one\n", "diff --git a/x.txt b/y.txt\nrename from x.txt\nrename to y.txt\n--- a/x.txt\n+++ b/y.txt\n@@ -1 +1 @@\n-one\n+ein\n"));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Contains("x.txt has no such lines near line 2", Refused(Patch.Replace(" two", " zwei")));
        Assert.Contains("there is no file z.txt", Refused(Patch.Replace("x.txt", "z.txt")));
        Assert.Contains("'../x.txt', which does not lie in the checkout", Refused(Patch.Replace("a/x.txt", "a/../x.txt")));
        Assert.Contains("'/etc/passwd'", Refused(Patch.Replace("b/x.txt", "/etc/passwd")));
        Assert.Contains("ends inside a change", Refused(Patch.Replace("+vier\n", "")));
        Assert.Contains("binary", Refused("diff --git a/x b/x\nBinary files a/x and b/x differ\n"));
        Assert.Contains("changes no file", Refused("nothing"));
    }

    static EvaluationResult Graded(TaskReward reward, params string[] completions)
    {
        var problems = TaskTruth.Read("swe_bench", reward, new() { Path = TaskFixtures.Path("swe_bench"), Count = completions.Length });
        return AnsweredProblem.Grade([.. problems.Select((p, i) => new AnsweredProblem(p, p.Question, [new(new Completion([1], [], FinishReason.Stop), completions[i])]))],
            new RewardSum([new(reward, 1)]), new() { SampleCount = 1 }, 1);
    }

    static string[] Answers(string which) => [.. File.ReadLines(Path.ChangeExtension(TaskFixtures.Path("swe_bench"), ".answers.jsonl"))
        .Select(l => System.Text.Json.JsonElement.Parse(l).GetProperty(which).GetString()!)];

    [Fact]
    public void Tests_say_whether_an_issue_is_resolved_and_why_not()
    {
        var reward = new TaskReward(FakeJudge.Host(_ => "") with { Checkouts = TaskFixtures.Checkouts });
        Assert.Equal("resolved", Graded(reward, Answers("right")[0]).Problems[0].Samples[0].AccuracyReason);
        Assert.Equal("2 of 2 tests do not pass, the first: tests/test_price.py::PriceTests::test_several", Graded(reward, Answers("wrong")[0]).Problems[0].Samples[0].AccuracyReason);
        Assert.Contains("does not apply", Graded(reward, "<patch>\n" + Patch + "</patch>").Problems[0].Samples[0].AccuracyReason);
    }

    [Fact]
    public void A_patch_cannot_change_the_tests_that_judge_it()
    {
        var reward = new TaskReward(FakeJudge.Host(_ => "") with { Checkouts = TaskFixtures.Checkouts });
        string cheat = "<patch>\n--- a/tests/test_price.py\n+++ b/tests/test_price.py\n@@ -8,2 +8,2 @@\n     def test_one(self):\n-        self.assertEqual(total([5]), 5)\n+        pass\n</patch>";
        Assert.StartsWith("1 of 2 tests do not pass", Graded(reward, cheat).Problems[0].Samples[0].AccuracyReason);
    }

    [Fact]
    public void Without_checkouts_nothing_is_called_resolved_and_predictions_are_written()
    {
        var reward = new TaskReward(FakeJudge.Host(_ => ""));
        var result = Graded(reward, Answers("right")[0], "No patch.");
        Assert.Equal(["patches"], TaskFigures.Of(result, reward)[0].Figures.Select(f => f.Name));
        Assert.Equal(50, TaskFigures.Of(result, reward)[0].Figures[0].Value);
        using var folder = new Data.DataFolder();
        PredictionFile.Write(folder["predictions.jsonl"], result, reward, "mine");
        var lines = File.ReadAllLines(folder["predictions.jsonl"]).Select(l => System.Text.Json.JsonElement.Parse(l)).ToArray();
        Assert.Equal(["made-up__shop-1", "made-up__shop-2"], lines.Select(l => l.GetProperty("instance_id").GetString()));
        Assert.All(lines, l => Assert.Equal("mine", l.GetProperty("model_name_or_path").GetString()));
        Assert.Contains("+        result += price", lines[0].GetProperty("model_patch").GetString());
        Assert.Equal("", lines[1].GetProperty("model_patch").GetString());
    }

    [Fact]
    public void A_checkout_that_is_missing_or_another_commit_is_said()
    {
        using var folder = new Data.DataFolder();
        var reward = new TaskReward(FakeJudge.Host(_ => "") with { Checkouts = folder.Path });
        Assert.Contains("has no folder made-up__shop-1, the checkout of made-up/shop at 000", Assert.Throws<UserErrorException>(() => Graded(reward, "x")).Message);
        folder.Write("made-up__shop-1/shop/price.py", File.ReadAllText(Path.Combine(TaskFixtures.Checkouts, "made-up__shop-1", "shop", "price.py")));
        Assert.Contains("is not the commit that made-up__shop-1 is about", Assert.Throws<UserErrorException>(() => Graded(reward, Answers("right")[0])).Message);
    }
}
