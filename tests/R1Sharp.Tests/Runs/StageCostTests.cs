using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using Xunit;

namespace R1Sharp.Tests.Runs;

/// <summary>2 N a token that is read, 6 N a token that is learned from; sums over what a stage builds on count everything once.</summary>
public sealed class StageCostTests
{
    static MetricLine Line(string kind, params (string Name, double Value)[] values) => new("s", 0, kind, 1, 1, values.ToDictionary(v => v.Name, v => v.Value));

    static StageCost Cost(string kind, long parameters, params MetricLine[] lines) => StageCost.Of(lines, StageKinds.Find(kind)!.Cost, parameters);

    [Fact]
    public void Next_token_prediction_learns_from_every_token()
    {
        var cost = Cost("sft", 10, Line("train", ("tokens", 100)), Line("train", ("tokens", 50)));
        Assert.Equal((0, 150, 10 * 6 * 150.0), (cost.ReadTokens, cost.LearnedTokens, cost.Flops));
    }

    [Fact]
    public void Reinforcement_reads_what_it_samples_and_learns_from_what_it_keeps_and_evaluations_cost_nothing()
    {
        var step = Line("train", ("reward", 1), ("prompt_tokens", 5), ("sampled_tokens", 40), ("updated_tokens", 30));
        var cost = Cost("grpo", 10, step, Line("evaluation", ("sampled_tokens", 1000)));
        Assert.Equal((45, 30, 10 * (2 * 45 + 6 * 30.0)), (cost.ReadTokens, cost.LearnedTokens, cost.Flops));
    }

    [Fact]
    public void A_reference_reads_once_more_and_a_value_model_learns_beside()
    {
        (string, double)[] common = [("prompt_tokens", 5), ("sampled_tokens", 40), ("updated_tokens", 30)];
        Assert.Equal((75, 30), Tokens("grpo", [.. common, ("kl", 0.1)]));
        Assert.Equal((75, 60), Tokens("ppo", common));
        Assert.Equal((105, 60), Tokens("ppo", [.. common, ("kl", 0.1)]));
        Assert.Equal((45, 40), Tokens("distill", [("prompt_tokens", 5), ("sampled_tokens", 40), ("divergence", 0.3)]));

        static (long, long) Tokens(string kind, (string, double)[] values) => Cost(kind, 1, Line("train", values)) is var cost ? (cost.ReadTokens, cost.LearnedTokens) : default;
    }

    [Fact]
    public void A_student_costs_its_own_line_and_with_data_its_teacher_too_each_stage_once()
    {
        StageRecord[] stages =
        [
            Stage("base", 1, null), Stage("zero", 10, "base", "base"), Stage("data", 100, "zero", "zero"),
            Stage("small", 1_000, null), Stage("student", 10_000, "small", "small", "data"), Stage("r1", 100_000, "base", "base", "data"),
        ];
        var all = stages.ToDictionary(s => s.Name);
        Assert.Equal(new CumulativeCost(20_000, 22_000, 22_222), CumulativeCost.Of(all["student"], all));
        Assert.Equal(new CumulativeCost(200_000, 200_002, 200_222), CumulativeCost.Of(all["r1"], all));
        Assert.Equal(new CumulativeCost(2, 2, 2), CumulativeCost.Of(all["base"], all));
    }

    static StageRecord Stage(string name, long cost, string? start, params string[] parents) => new()
    {
        Name = name,
        Kind = "sft",
        Index = 0,
        Key = name,
        Start = start,
        Parents = parents.ToDictionary(p => p),
        Inputs = new Dictionary<string, string>(),
        Code = "test",
        Cost = new StageCost(cost, 1, 0),
    };
}
