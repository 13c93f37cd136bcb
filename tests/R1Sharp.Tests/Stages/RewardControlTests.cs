using R1Sharp.App.Reports;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Tokenization;
using Xunit;
using static R1Sharp.Tests.Rewards.AccuracyRewardTests;

namespace R1Sharp.Tests.Stages;

/// <summary>Twins of runs whose rewards teach nothing, and the table of all of them.</summary>
public sealed class RewardControlTests(SmokeRun smoke)
{
    static GrpoStage Stage(Recipe recipe, string name) => (GrpoStage)recipe.Stages.First(s => s.Name == name).Settings;

    [Fact]
    public void A_twin_differs_in_the_rewards_of_reinforcement_alone()
    {
        var recipe = RecipeFile.Load(Cli.Recipe("r1.yaml"), []);
        foreach (var control in Enum.GetValues<RewardControl>())
        {
            var twin = RecipeTwin.Of(recipe, control);
            Assert.Equal($"r1-{RecipeTwin.NameOf(control)}", twin.Name);
            foreach (var (own, other) in recipe.Stages.Zip(twin.Stages))
                Assert.Equal(own.Settings is not ReinforcementStage, ReferenceEquals(own.Settings, other.Settings));
            // It can be written and read again as a recipe.
            Assert.Equal(RecipeFile.Resolved(twin), RecipeFile.Resolved(RecipeFile.Read(RecipeFile.Resolved(twin), "twin", [])));
        }
        Assert.Equal(["coin"], Stage(RecipeTwin.Of(recipe, RewardControl.Random), "r1").Rewards.Select(r => r.Name));
        var form = Assert.Single(Stage(RecipeTwin.Of(recipe, RewardControl.Format), "r1").Rewards);
        Assert.Equal(("format", 1, true), (form.Name, form.Weight, form.Parameters["summary"]));
        Assert.Equal([-1, 0.4, 0.3, 0.4, -1, -0.3], Stage(RecipeTwin.Of(recipe, RewardControl.Inverted), "r1").Rewards.Select(r => r.Weight));
        Assert.True(Stage(RecipeTwin.Of(recipe, RewardControl.Shuffled), "r1").ShuffledGolds);
        Assert.Null(Stage(RecipeTwin.Of(recipe, RewardControl.Random), "r1").Common.RewardHacking);
    }

    [Fact]
    public void A_recipe_without_reinforcement_has_no_twin() => Assert.Throws<UserErrorException>(() =>
        RecipeTwin.Of(RecipeFile.Read("name: x\nstages:\n  - pretrain: {corpus: {miniature: {}}}\n", "R", []), RewardControl.Random));

    [Fact]
    public void Shuffled_golds_are_those_of_other_problems_of_the_family()
    {
        Problem[] problems = [.. Enumerable.Range(0, 40).Select(i => new Problem { Id = $"{i}", Question = $"{i}?", Answer = $"{i}", Family = i % 2 == 0 ? "even" : "odd" })];
        var shuffled = ShuffledGolds.Of(problems, 1);
        Assert.Equal(problems.Select(p => p.Question), shuffled.Select(p => p.Question));
        Assert.All(shuffled, p => Assert.NotEqual(p.Id, p.Answer));
        Assert.All(shuffled, p => Assert.Equal(p.Family, int.Parse(p.Answer, System.Globalization.CultureInfo.InvariantCulture) % 2 == 0 ? "even" : "odd"));
        Assert.Equal(problems.Select(p => p.Answer).Order(), shuffled.Select(p => p.Answer).Order());
        Assert.NotEqual(shuffled.Select(p => p.Answer), ShuffledGolds.Of(problems, 2).Select(p => p.Answer));
    }

    [Fact]
    public void A_coin_is_fair_repeatable_and_blind()
    {
        var coin = new CoinReward(new());
        RewardInput[] group = [.. Enumerable.Range(0, 2000).Select(i => Input($"<answer>{i % 500}</answer>"))];
        var fallen = coin.ScoreGroup(group).Select(s => s.Value!.Value).ToList();
        Assert.InRange(fallen.Average(), 0.46, 0.54);
        Assert.Equal(fallen, coin.ScoreGroup(group).Select(s => s.Value!.Value));
        // The same text elsewhere in the group has a coin of its own.
        Assert.InRange(Enumerable.Range(0, 500).Count(i => fallen[i] == fallen[i + 500]), 200, 300);
        Assert.InRange(new CoinReward(new() { Probability = 0.1 }).ScoreGroup(group).Average(s => s.Value!.Value), 0.07, 0.13);
    }

    [Fact]
    public void The_command_takes_over_what_is_the_same_and_prints_one_table()
    {
        _ = smoke.Model;
        using var folder = new TemporaryDirectory();
        string runs = Path.Combine(folder.Path, "runs"), set = $"output={runs}";
        Assert.Equal(0, Cli.Run("run", Cli.Recipe("smoke.yaml"), "--smoke", "--set", set).Code);
        var twin = Cli.Run("run", Cli.Recipe("smoke.yaml"), "--smoke", "--set", set, "--control", "random");
        Assert.Equal((0, ""), (twin.Code, twin.Error));
        Assert.Contains("pretrain: taken over from", twin.Output, StringComparison.Ordinal);
        Assert.Contains("pretrain: done before", twin.Output, StringComparison.Ordinal);
        string table = File.ReadAllText(Path.Combine(runs, "smoke-smoke-random-seed1", "controls.md"));
        Assert.Equal(["before", "as in the recipe", "random"], table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(l => l.Split('|')[1].Trim()));
        Assert.Contains(table.Split('\n')[0], twin.Output, StringComparison.Ordinal);
        // A second twin stands in the same table.
        Assert.Equal(0, Cli.Run("run", Cli.Recipe("smoke.yaml"), "--smoke", "--set", set, "--control", "shuffled").Code);
        Assert.Equal(6, File.ReadAllLines(Path.Combine(runs, "smoke-smoke-shuffled-seed1", "controls.md")).Length);
        Assert.Equal(2, Cli.Run("run", Cli.Recipe("smoke.yaml"), "--control", "none").Code);
    }

    [Fact]
    public void Without_evaluations_there_is_nothing_to_compare()
    {
        using var folder = new TemporaryDirectory();
        Assert.Contains("nothing to compare", ControlTable.Of([("a", folder.Path)]), StringComparison.Ordinal);
    }
}
