using R1Sharp.App.Stages;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Recipes;

/// <summary>Rounds in a recipe: which stages they become, whom these name, and what is refused.</summary>
public sealed class RecipeRoundsTests
{
    const string Text = """
        name: x
        result: policy
        stages:
          - {name: policy, pretrain: {corpus: {miniature: {}}}}
          - {name: labels, step_labels: {problems: [{miniature: {family: arithmetic}}]}}
          - {name: judge, reward_model: {labelled: [labels]}}
          - rounds: 2
            stages:
              - {name: labels, step_labels: {problems: [{miniature: {family: arithmetic}}]}}
              - {name: judge, reward_model: {labelled: [labels], replay: {stages: ["labels*"]}, continues: judge}}
              - {name: policy, from: policy, grpo: {problems: [{miniature: {family: arithmetic}}], rewards: [accuracy, {name: learned, stage: judge}]}}
          - {name: last, from: policy, sft: {examples: [{file: {path: labels, completion: policy}}]}}
        """;

    static Recipe Read(string from = "", string to = "", params string[] overrides)
    {
        string text = from.Length == 0 ? Text : Text.Replace(from, to, StringComparison.Ordinal);
        Assert.True(from.Length == 0 || text != Text);
        return RecipeFile.Read(text, "r.yaml", overrides);
    }

    [Fact]
    public void A_stage_of_each_round_has_its_number_and_means_the_newest_of_a_name()
    {
        var recipe = Read();
        var nodes = StageGraph.Of(recipe.Stages);
        Assert.Equal(["policy", "labels", "judge", "labels-1", "judge-1", "policy-1", "labels-2", "judge-2", "policy-2", "last"], nodes.Select(n => n.Name));
        Assert.Equal("policy-2", recipe.Result);
        Assert.Equal(["policy", "policy-1", "policy-2"], new[] { "policy-1", "policy-2", "last" }.Select(n => nodes.First(x => x.Name == n).Start!.Name));
        var judge = (RewardModelStage)nodes.First(n => n.Name == "judge-2").Recipe.Settings;
        Assert.Equal(["labels-2"], judge.Labelled!);
        Assert.Equal(("judge-1", "labels,labels-1"), (judge.Continues, string.Join(',', judge.Replay!.Stages)));
        Assert.Equal("judge-2", ((GrpoStage)nodes.First(n => n.Name == "policy-2").Recipe.Settings).Rewards[1].Stage);
        // Only where stages are named: a path and a column keep their texts.
        var file = ((SftStage)nodes[^1].Recipe.Settings).Examples[0].File!;
        Assert.Equal(("labels", "policy"), (file.Path, file.Completion));
        // What is written is a recipe without rounds.
        Assert.Equal(RecipeFile.Resolved(recipe), RecipeFile.Resolved(RecipeFile.Read(RecipeFile.Resolved(recipe), "r.yaml", [])));
    }

    [Fact]
    public void Before_the_first_round_a_name_can_mean_another_stage()
    {
        var nodes = StageGraph.Of(RecipeFile.Read("""
            name: x
            stages:
              - {name: base, pretrain: {corpus: {miniature: {}}}}
              - {name: other, from: base, grpo: {problems: [{miniature: {family: arithmetic}}]}}
              - rounds: 2
                first: {expert: base}
                stages:
                  - {name: samples, from: expert, collect: {problems: [{miniature: {family: arithmetic}}]}}
                  - {name: expert, from: base, sft: {examples: [{stage: samples}]}}
            """, "r.yaml", []).Stages);
        Assert.Equal(["base", "expert-1"], new[] { "samples-1", "samples-2" }.Select(n => nodes.First(x => x.Name == n).Start!.Name));
        Assert.Equal(["samples-2"], nodes[^1].Data.Select(n => n.Name));
    }

    [Fact]
    public void The_command_line_reaches_a_stage_of_a_round_by_its_name() =>
        Assert.Equal([150, 7], Read("", "", "stages.policy-2.grpo.steps=7").Stages.Select(s => s.Settings).OfType<GrpoStage>().Select(g => g.Options.Steps));

    [Theory]
    [InlineData("rounds: 2", "rounds: 0", "r.yaml:7:13: 'rounds' is a whole number from 1 to 100.")]
    [InlineData("rounds: 2", "rounds: some", "r.yaml:7:13: 'rounds' is a whole number from 1 to 100.")]
    [InlineData("- rounds: 2", "- rounds: 2\n    name: again", "r.yaml:8:5: rounds hold 'stages', perhaps 'first', and nothing else; 'name' belongs to one of the stages.")]
    [InlineData("      - {name: labels, step", "      - {step", "a stage of rounds needs a name, to which the number of the round is added.")]
    [InlineData("- rounds: 2\n    stages:\n", "- rounds: 2\n    others:\n", "rounds hold 'stages', perhaps 'first', and nothing else")]
    [InlineData("- rounds: 2", "- rounds: 2\n    first: policy", "'first' says which stages are meant before there is a round")]
    [InlineData("continues: judge}", "continues: jugde}", "a stage goes on from 'jugde', but no stage before it is named so")]
    public void What_cannot_be_is_refused(string from, string to, string expected) =>
        Assert.Contains(expected, Assert.Throws<UserErrorException>(() => Read(from, to)).Message, StringComparison.Ordinal);
}
