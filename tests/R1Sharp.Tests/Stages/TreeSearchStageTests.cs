using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>Tree search as a stage: stopped and resumed, with a value model and with continuations, and the loop in which the value model learns from it.</summary>
public sealed class TreeSearchStageTests
{
    const string Run = """
        name: trees
        template: miniature
        model: {size: tiny, hidden_size: 32, intermediate_size: 64, layer_count: 1, head_count: 2, key_value_head_count: 1, max_positions: 256}
        tokenizer: {vocabulary_size: 300, sample_documents: 300}
        stages:
          - {name: policy, pretrain: {corpus: {miniature: {}}, steps: 4, tokens_per_step: 1024, learning_rate: {peak: 3e-3}}}
          - {name: labels, step_labels: {problems: [{miniature: {family: arithmetic, count: 8}}], sample_count: 2, continuations: 2, max_completion_tokens: 20}}
          - {name: values, reward_model: {scope: results, labelled: [labels], held_out_share: 0.2, batch_size: 8}}
          - {name: by-tokens, tree_search: {problems: [{miniature: {family: digits, count: 4}}], values: values, unit: tokens, budget_tokens: 60, max_completion_tokens: 20, problems_per_step: 2}}
          - rounds: 2
            stages:
              - {name: trees, tree_search: {problems: [{miniature: {family: arithmetic, count: 6}}], continuations: 2, verifiers: [accuracy], leave: labelled, budget_tokens: 120, max_completion_tokens: 20, problems_per_step: 3}}
              - {name: values, reward_model: {scope: results, labelled: [trees], continues: values, held_out_share: 0.2, batch_size: 8}}
              - {name: chosen, tree_search: {problems: [{miniature: {family: arithmetic, count: 6}}], values: values, budget_tokens: 120, max_completion_tokens: 20, problems_per_step: 3}}
        """;

    [Fact]
    public void Stopped_in_the_middle_and_resumed_it_finds_the_same_and_the_value_model_learns_from_it()
    {
        using var run = new InterruptedRun();
        run.MustEndInTheSameBits(Run, ("by-tokens", 1), ("trees-1", 1), ("chosen-2", 1));
        using var folder = RunFolder.Existing(run.At("whole"));
        foreach (string name in (string[])["by-tokens", "trees-1", "chosen-2"])
        {
            var lines = MetricLine.Read(folder.Stage(name).Metrics).ToList();
            Assert.Equal(2, lines.Count);
            Assert.All(lines, l => Assert.True(l["branching"] >= 1 && l["depth"] >= 1 && l["found"] >= 1 && l["sampled_tokens"] > 0));
            Assert.All(lines, l => Assert.InRange(l["value_error"], 0, 1));
        }
        Assert.All(File.ReadLines(folder.Stage("trees-2").Data), l => Assert.Contains("\"labels\":[", l, StringComparison.Ordinal));
        Assert.Contains("It searched 6 problems", new TreeSearchKind().Tell(new([.. MetricLine.Read(folder.Stage("chosen-1").Metrics)], [])), StringComparison.Ordinal);
        Assert.True(MetricLine.Read(folder.Stage("values-2").Metrics).Sum(l => l["examples"]) >= 5);
    }

    [Theory]
    [InlineData("values: values, unit: tokens", "unit: tokens", "a leaf's value comes from the reward model of a stage")]
    [InlineData("continuations: 2, verifiers: [accuracy]", "continuations: 2", "continuations and verifiers belong together")]
    [InlineData("values: values, unit: tokens", "values: labels, unit: tokens", "a stage takes its values from 'labels', which trains no reward model.")]
    public void What_cannot_be_is_refused(string from, string to, string expected)
    {
        string yaml = Run.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Run, yaml);
        Assert.Contains(expected, Assert.Throws<UserErrorException>(() => RecipeFile.Read(yaml, "s.yaml", [])).Message, StringComparison.Ordinal);
    }
}
