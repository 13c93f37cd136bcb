// What a run is going to do, before it does it: the graph of its stages, with time and memory as far as they can be told.

using R1Sharp.App.Recipes;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>A stage as planned.</summary>
/// <param name="Node">The stage.</param>
/// <param name="IsDone">Whether its result is there already.</param>
/// <param name="Parameters">Of its network.</param>
/// <param name="Tokens">Tokens that it samples and trains on, an estimate.</param>
/// <param name="Seconds">What it takes at the rates given, an estimate.</param>
/// <param name="Bytes">Memory that it takes at most, an estimate.</param>
public sealed record PlannedStage(StageNode Node, bool IsDone, long Parameters, long Tokens, double Seconds, long Bytes);

/// <summary>Estimates from shapes, counts and the rate of the matrix product.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="problems">Its problems.</param>
/// <param name="models">Its networks.</param>
/// <param name="tokensOf">Tokens of the examples of a file.</param>
/// <param name="peakFlops">Floating-point operations a second of the matrix product.</param>
sealed class StagePlan(Recipe recipe, ProblemSets problems, StageModels models, Func<ExampleSource, SequenceLimits, long> tokensOf, double peakFlops)
{
    // Completions end before their cap; shares of the peak as measured on networks of the miniature's size (docs/log.md).
    const double ShareOfCap = 0.4, TrainingShare = 0.55, SamplingShare = 0.28;

    // Weights, panels in both directions, both moments; a reference has weights and panels of its own.
    const int Copies = 5, CopiesOfReference = 2;

    /// <summary>The plan of one stage.</summary>
    public PlannedStage Of(StageNode node, bool isDone)
    {
        var shape = models.ShapeOf(node);
        long parameters = new ParameterLayout(shape).ParameterCount;
        var (sampled, trained) = node.Recipe.Sft is { } sft ? (0, Trained(node, sft)) : Tokens(node.Recipe);
        double seconds = parameters * (2.0 * sampled / SamplingShare + 6.0 * trained / TrainingShare) / peakFlops;
        // A second network is trained beside or instead of the first.
        int networks = node.Recipe.Ppo is not null || node.Recipe.RewardModel is not null ? 2 : 1;
        int copies = networks * (Policy.LayoutFor(shape).Lanes + Copies) + (node.Recipe is { Grpo.Options.KlWeight: > 0 } or { Ppo.Options.KlWeight: > 0 } ? CopiesOfReference : 0);
        return new PlannedStage(node, isDone, parameters, sampled + trained, seconds, copies * parameters * sizeof(float));
    }

    (long Sampled, long Trained) Tokens(StageRecipe stage)
    {
        switch (stage)
        {
            case { Pretrain.Options: { } o }:
                return (0, (long)o.Steps * o.TokensPerStep);
            case { Grpo: { Options: var o } grpo }:
                return Reinforced(grpo, o.Steps, Completions((double)o.Steps * o.PromptsPerStep * o.GroupSize, o.MaxCompletionTokens), passes: 1);
            case { Ppo: { Options: var o } ppo }:
                return Reinforced(ppo, o.Steps, Completions((double)o.Steps * o.PromptsPerStep * o.GroupSize, o.MaxCompletionTokens), 2 * o.NumIterations);
            case { Collect: { Options: var o } collect }:
                return (Completions(problems.Load(collect.Problems).Count * (double)o.SampleCount, o.MaxCompletionTokens), 0);
            case { Evaluate: { } evaluate }:
                return (Evaluated(evaluate.Over(recipe.Evaluation), evaluate.MaxProblems), 0);
            default:
                return (0, 0);
        }
    }

    long Trained(StageNode node, SftStage sft) => sft.Options.Steps is { } steps ? (long)steps * sft.Options.TokensPerStep : sft.Options.Epochs
        * (sft.Examples.Where(e => e.File is not null).Sum(e => tokensOf(e, models.LimitsOf(node))) + node.Data.Sum(n => Collected(n.Recipe.Collect!)));

    (long Sampled, long Trained) Reinforced(IReinforcementStage stage, int steps, long tokens, int passes) =>
        (tokens + (stage.EvaluateEverySteps is { } every ? steps / every * Evaluated(recipe.Evaluation, stage.EvaluateProblems) : 0), passes * tokens);

    long Collected(CollectStage collect) => Completions(problems.Load(collect.Problems).Count * (double)collect.Options.MostPerProblem, collect.Options.MaxCompletionTokens);

    long Evaluated(EvaluationRecipe how, int? mostOfEach) =>
        Completions(problems.Load(how.Problems, mostOfEach).Count * (double)how.Options.SampleCount, how.Options.MaxCompletionTokens);

    static long Completions(double count, int cap) => (long)(count * cap * ShareOfCap);
}
