// What a stage cost in floating-point operations, so that models can be compared at equal compute.
//
// The usual count (Kaplan et al., arXiv 2001.08361, section 2.1) with N parameters: 2 N a token that is read or sampled, 6 N a token that
// is learned from. Not counted: attention's own products (about 2 · layers · width · context a token, small beside N here), evaluations,
// teachers and, outside of reinforcement, reward models that only judge, and the prompts that an update reads again. A reward model counts as
// large as the policy.

namespace R1Sharp.App.Runs;

/// <summary>The cost of a stage by itself.</summary>
/// <param name="Parameters">N of the network that it works on.</param>
/// <param name="ReadTokens">Tokens that were read or sampled: one pass forward.</param>
/// <param name="LearnedTokens">Tokens that were learned from: forward and backward; of PPO those of both networks.</param>
sealed record StageCost(long Parameters, long ReadTokens, long LearnedTokens)
{
    /// <summary>Floating-point operations.</summary>
    public double Flops => Parameters * (2.0 * ReadTokens + 6.0 * LearnedTokens);

    /// <summary>This cost with that of one step more.</summary>
    public StageCost With((double Read, double Learned) step) => new(Parameters, ReadTokens + (long)step.Read, LearnedTokens + (long)step.Learned);

    /// <summary>The cost of the steps that a stage logged.</summary>
    /// <param name="lines">Its lines; evaluations among them cost nothing.</param>
    /// <param name="tokensOf">Tokens of a step that were read and that were learned from, as the stage's kind counts them.</param>
    /// <param name="parameters">N.</param>
    public static StageCost Of(IEnumerable<MetricLine> lines, Func<MetricLine, (double Read, double Learned)> tokensOf, long parameters)
    {
        var steps = lines.Where(l => l.IsTrain).Select(tokensOf).ToList();
        return new StageCost(parameters, (long)steps.Sum(s => s.Read), (long)steps.Sum(s => s.Learned));
    }
}

/// <summary>What a stage and all that it builds on cost, in floating-point operations.</summary>
/// <param name="Own">The stage alone.</param>
/// <param name="OfModel">With the stages that its model went through before.</param>
/// <param name="WithData">With all stages that it builds on: also those that made its data and reward models. Each counts once.</param>
sealed record CumulativeCost(double Own, double OfModel, double WithData)
{
    /// <summary>The costs of a stage from the records of all.</summary>
    public static CumulativeCost Of(StageRecord stage, IReadOnlyDictionary<string, StageRecord> all)
    {
        double own = stage.Cost?.Flops ?? 0, model = own;
        for (var at = stage; at.Start is { } start && all.TryGetValue(start, out var before); at = before)
            model += before.Cost?.Flops ?? 0;
        return new CumulativeCost(own, model, own + stage.Ancestors(all).Sum(before => before.Cost?.Flops ?? 0));
    }
}
