using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.RewardModels;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>Process supervision as stages: labels, reward models of steps and of outcomes, and reinforcement by them; replay.</summary>
public sealed class ProcessStagesTests
{
    const string Watch = "watchdogs: {all_rewards_equal_steps: null, all_truncated_steps: null, no_right_answer_steps: null, rare_right_answer_steps: null, zero_gradient_updates: null}";

    static readonly string Run = """
        name: process
        template: miniature
        model: {size: tiny, hidden_size: 32, intermediate_size: 64, layer_count: 1, head_count: 2, key_value_head_count: 1, max_positions: 256}
        tokenizer: {vocabulary_size: 300, sample_documents: 300}
        stages:
          - pretrain: {corpus: {miniature: {}}, steps: 4, tokens_per_step: 1024, learning_rate: {peak: 3e-3}}
          - name: labels
            step_labels: {problems: [{miniature: {family: arithmetic, count: 12}}], sample_count: 2, continuations: 2, max_completion_tokens: 20, problems_per_step: 4}
          - name: exact
            step_labels: {problems: [{miniature: {family: digits, count: 8}}], estimate: exact, sample_count: 2, max_completion_tokens: 20, problems_per_step: 4}
          - name: prm
            reward_model: {scope: results, labelled: [labels, exact], held_out_share: 0.2, batch_size: 8}
          - name: orm
            reward_model: {scope: response, labelled: [labels], held_out_share: 0.2, batch_size: 8}
          - name: prm-2
            reward_model: {scope: results, labelled: [exact], replay: {stages: [labels], share: 0.25}, continues: prm, held_out_share: 0, batch_size: 8}
          - name: by-prm
            from: pretrain
            grpo: {problems: [{miniature: {family: arithmetic, count: 12}}], process: {stage: prm-2, outcome_weight: 0.5}, steps: 2, prompts_per_step: 2, group_size: 4, max_completion_tokens: 20, WATCH }
          - name: by-exact
            from: pretrain
            grpo: {problems: [{miniature: {family: arithmetic, count: 12}}], process: {}, steps: 3, prompts_per_step: 2, group_size: 4, max_completion_tokens: 20, WATCH }
        """.Replace("WATCH", Watch, StringComparison.Ordinal);

    static string Refused(string from, string to)
    {
        string yaml = Run.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Run, yaml);
        return Assert.Throws<UserErrorException>(() => SettingsBinder.Bind<Recipe>(RecipeParser.Parse(yaml, "s.yaml"))).Message;
    }

    [Fact]
    public void They_are_stopped_and_go_on_in_the_same_bits()
    {
        using var run = new InterruptedRun();
        run.MustEndInTheSameBits(Run, ("labels", 1), ("prm", 1), ("by-exact", 2));
        using var folder = RunFolder.Existing(run.At("whole"));
        var labels = MetricLine.Read(folder.Stage("labels").Metrics).ToList();
        Assert.Equal(24, labels.Sum(l => l["completions"]));
        Assert.Contains("It labelled", new StepLabelsKind().Tell(new(labels, [])), StringComparison.Ordinal);
        Assert.Equal(RewardScope.Results, RewardModel.CardOf(folder.Stage("prm-2").Model)!.Scope);
        Assert.Equal(24 * 0.8, MetricLine.Read(folder.Stage("orm").Metrics).Sum(l => l["examples"]), 1.0);
        // 16 completions, and a quarter of all are old ones: 5.
        Assert.InRange(MetricLine.Read(folder.Stage("prm-2").Metrics).Sum(l => l["examples"]), 16, 16 + 5);
        Assert.All(["by-prm", "by-exact"], stage => Assert.All(MetricLine.Read(folder.Stage(stage).Metrics), l => Assert.InRange(l["step_reward"], 0, 1)));
    }

    /// <summary>The stage ends with the step that reaches its bound, also where it was stopped before; another bound is another stage.</summary>
    [Fact]
    public void A_stage_ends_when_it_has_done_its_work()
    {
        string yaml = Run[..Run.IndexOf("  - name: labels", StringComparison.Ordinal)].Replace("steps: 4", "steps: 9", StringComparison.Ordinal);
        using var free = new InterruptedRun();
        free.MustEndInTheSameBits(yaml, ("pretrain", 2));
        var all = CostOf(free);
        using var bound = new InterruptedRun();
        string atMost = yaml.Replace("- pretrain:", $"- work: {(0.6 * all.Flops / 1e9).ToString(System.Globalization.CultureInfo.InvariantCulture)}\n    pretrain:", StringComparison.Ordinal);
        bound.MustEndInTheSameBits(atMost, ("pretrain", 3));
        var part = CostOf(bound);
        Assert.InRange(part.Flops, 0.6 * all.Flops, 0.6 * all.Flops + all.Flops / 9 + 1);
        Assert.NotEqual(StageRecord.Read(Stage(free))!.Key, StageRecord.Read(Stage(bound))!.Key);

        StageFolder Stage(InterruptedRun run) => RunFolder.ToRead(run.At("whole")).Stage("pretrain");
        StageCost CostOf(InterruptedRun run) => StageRecord.Read(Stage(run))!.Cost!;
    }

    [Fact]
    public void Old_examples_make_up_their_share()
    {
        var sequence = new ScoredResponse(TokenSequence.OfStates([1, 2], 2), 1);
        IRewardExample[] young = [.. Enumerable.Range(0, 90).Select(i => new LabelledResponse(sequence, [0]))], old = [.. Enumerable.Range(0, 40).Select(i => new LabelledResponse(sequence, [1]))];
        var mixed = RewardModelData.Mixed(young, old, 0.1, seed: 1);
        Assert.Equal((100, 10), (mixed.Length, mixed.OfType<LabelledResponse>().Count(e => e.Labels[0] == 1)));
        Assert.Equal(mixed.Length, mixed.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Equal(130, RewardModelData.Mixed(young, old, 0.5, seed: 1).Length);
        Assert.Equal(young, RewardModelData.Mixed(young, old, 0, seed: 1));
    }

    [Theory]
    [InlineData("process: {stage: prm-2, outcome_weight: 0.5}", "process: {stage: labels}", "a stage is rewarded step by step by 'labels', which trains no reward model.")]
    [InlineData("labelled: [labels, exact]", "labelled: [labels, pretrain]", "a stage learns from the labels of 'pretrain', which labels nothing.")]
    [InlineData("continues: prm,", "continues: labels,", "a stage goes on from 'labels', which trains no reward model.")]
    [InlineData("labelled: [labels, exact], held", "replay: {stages: [labels]}, held", "a reward model learns either from preferences")]
    [InlineData("estimate: exact, ", "estimate: exact, unit: lines, ", "estimate is exact, whose steps are results of calculations")]
    [InlineData("process: {}, ", "process: {}, dynamic_sampling_rounds: 3, ", "dynamic_sampling_rounds chooses groups by their outcomes")]
    public void What_cannot_be_is_refused(string from, string to, string expected) => Assert.Contains(expected, Refused(from, to), StringComparison.Ordinal);
}
