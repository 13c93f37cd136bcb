using R1Sharp.App.Reports;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Reports;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Recipes;

/// <summary>A recipe that rewards by the rubric by which it evaluates is refused, unless it says so.</summary>
public sealed class RewardUseTests
{
    const string Start = "template: miniature\nevaluation: {problems: [{miniature: {family: countdown}}, {miniature: {family: form, count: 9}}]}\n";

    static Recipe Read(string stage, string start = Start) => RecipeFile.Read($"name: x\n{start}stages:\n  - pretrain: {{corpus: {{miniature: {{}}}}, steps: 2}}\n  - {stage}\n", "R", []);

    static void Refused(string stage, string place)
    {
        string message = Assert.Throws<UserErrorException>(() => Read(stage)).Message;
        Assert.Contains("by the rubric by which the recipe evaluates them", message, StringComparison.Ordinal);
        Assert.Contains(place, message, StringComparison.Ordinal);
        // The same recipe may be run by who says what it is.
        Assert.True(Read(stage, Start + "evaluates_its_reward: true\n").EvaluatesItsReward);
    }

    [Theory]
    [InlineData("grpo: {problems: [{miniature: {family: form, count: 9}}]}", "reward 'form' by a preference model")]
    [InlineData("ppo: {problems: [{miniature: {family: countdown}}, {miniature: {family: form, count: 9}}], rewards: [accuracy]}", "'ppo'")]
    [InlineData("grpo: {problems: [{miniature: {family: form, count: 9}}], rewards: [{name: accuracy, weight: 0}, {name: format, gate: accuracy}]}", "'grpo'")]
    [InlineData("grpo: {problems: [{miniature: {family: form, count: 9}}], rewards: [{name: accuracy, when: {column: language, is: [en]}}]}", "'grpo'")]
    [InlineData("collect: {problems: [{miniature: {family: form, count: 9}}]}", "require_right")]
    [InlineData("pairs: {problems: [{miniature: {family: form, count: 9}}]}", "require_right")]
    [InlineData("reward_model: {sampled: {problems: [{miniature: {family: form, count: 9}}], judges: [accuracy]}}", "'reward_model'")]
    public void A_recipe_that_rewards_what_it_evaluates_is_refused(string stage, string place) => Refused(stage, place);

    [Theory]
    [InlineData("grpo: {problems: [{miniature: {family: countdown}}]}")]
    [InlineData("grpo: {problems: [{miniature: {family: translation, count: 9}}]}")]
    [InlineData("grpo: {problems: [{miniature: {family: form, count: 9}}], rewards: [{name: accuracy, weight: 0}, format]}")]
    [InlineData("grpo: {problems: [{miniature: {family: form, count: 9}}], rewards: [format, {name: accuracy, when: {column: family, is: [countdown]}}]}")]
    [InlineData("collect: {problems: [{miniature: {family: form, count: 9}}], require_right: false}")]
    [InlineData("evaluate: {problems: [{miniature: {family: form, count: 9}}]}")]
    public void Rules_of_reasoning_other_families_and_what_is_only_measured_are_no_such_reward(string stage) => Assert.Null(Read(stage).EvaluatesItsReward);

    [Fact]
    public void Rubrics_in_files_are_found_before_the_first_stage_begins()
    {
        using var folder = new TemporaryDirectory();
        string data = Path.Combine(folder.Path, "mine.jsonl"), recipe = Path.Combine(folder.Path, "r.yaml");
        File.WriteAllText(data, """{"problem":"Write.","answer":"a","family":"essay","rubric_conditions":"must has a"}""" + "\n");
        File.WriteAllText(recipe, $"name: x\ntemplate: miniature\nevaluation: {{problems: [{{file: {{path: {data}}}}}]}}\nstages:\n"
            + $"  - pretrain: {{corpus: {{miniature: {{}}}}, steps: 1}}\n  - grpo: {{problems: [{{file: {{path: {data}}}}}], steps: 1}}\n  - evaluate: {{}}\n");
        var refused = Cli.Run("run", recipe, "--out", Path.Combine(folder.Path, "run"));
        Assert.Equal(2, refused.Code);
        Assert.Contains("stage grpo: ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("evaluates_its_reward: true", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "run", "stages")));
    }

    [Fact]
    public void The_report_says_so_where_a_recipe_evaluates_its_reward()
    {
        using var run = new SyntheticRun(steps: 20);
        Assert.DoesNotContain("evaluates_its_reward", ReportPage.Of(ReportRun.Read(run.Root)), StringComparison.Ordinal);
        File.AppendAllText(Path.Combine(run.Root, "recipe.yaml"), "evaluates_its_reward: true\n");
        Assert.Contains(ReportStory.Tell(ReportRun.Read(run.Root)), line => line.Stage == "caution" && line.Sentence.Contains("evaluates_its_reward", StringComparison.Ordinal));
    }

    [Fact]
    public void The_last_stage_of_R1_is_rewarded_by_preferences_where_no_rule_decides()
    {
        foreach (string file in (string[])["r1.yaml", "claims.yaml"])
        {
            var recipe = RecipeFile.Load(Cli.Recipe(file), []);
            Assert.Null(recipe.EvaluatesItsReward);
            var stage = (GrpoStage)recipe.Stages.First(s => s.Name == "r1").Settings;
            Assert.All(stage.Rewards.Where(r => r.IsLearned), r => Assert.Equal(0.75, r.FromShare));
            Assert.All(stage.Problems.Where(p => p.Miniature!.Family is "facts" or "translation" or "form" or "refuse"), p => Assert.Equal(0.75, p.FromShare));
            Assert.True(stage.Common is { KlWeight: > 0, RewardHacking.Proxy: "helpful" });
        }
    }
}
