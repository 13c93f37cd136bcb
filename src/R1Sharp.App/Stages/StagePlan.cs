// What a run is going to do, before it does it: the graph of its stages, with time and memory as far as they can be told.

using R1Sharp.App.Recipes;
using R1Sharp.Learning.Cpu;
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
/// <param name="givenTokens">Tokens of the examples that a stage is given from files and by the miniature world.</param>
/// <param name="peakFlops">Floating-point operations a second of the matrix product.</param>
/// <param name="workers">Threads.</param>
sealed class StagePlan(Recipe recipe, ProblemSets problems, StageModels models, Func<StageNode, long> givenTokens, double peakFlops, int workers)
{
    // Completions end before their cap.
    const double ShareOfCap = 0.4;

    /// <summary>The plan of one stage.</summary>
    public PlannedStage Of(StageNode node, bool isDone)
    {
        var (network, work, teacher) = (EstimateOf(node), Work(node), Teacher(node));
        double seconds = network.SamplingSeconds(work.Sampled, peakFlops) + network.TrainingSeconds(work.Trained, peakFlops) + (teacher ?? network).ScoringSeconds(work.Scored, peakFlops);
        return new PlannedStage(node, isDone, network.Parameters, work.Sampled + work.Trained, seconds, Bytes(node.Recipe, network, teacher));
    }

    // A second network is trained beside or instead of the first; what scores or is asked is there beside them.
    long Bytes(StageRecipe stage, NetworkEstimate network, NetworkEstimate? teacher)
    {
        var (sequences, tokens) = InFlight(stage);
        return (stage.Ppo is not null || stage.RewardModel is not null ? 2 : 1) * network.TrainingBytes(workers)
            + (stage.Reinforcement is { Common.KlWeight: > 0 } ? network.ReferenceBytes(workers) : 0)
            + (teacher?.ScoringBytes(workers) ?? 0)
            + network.CacheBytes(sequences, tokens, workers);
    }

    // Completions that a stage samples side by side, and their cap.
    (long Sequences, int Tokens) InFlight(StageRecipe stage) => stage switch
    {
        { Reinforcement.Common: { } o } => ((long)o.PromptsPerStep * o.GroupSize, o.MaxCompletionTokens),
        { Distill.Options: { } o } => ((long)o.PromptsPerStep * o.SamplesPerPrompt, o.MaxCompletionTokens),
        { Collect.Options: { } o } => ((long)o.ProblemsPerStep * o.SampleCount, o.MaxCompletionTokens),
        { Pairs.Options: { } o } => ((long)o.ProblemsPerStep * o.SampleCount, o.MaxCompletionTokens),
        { RewardModel.Sampled.Options: { } o } => (long.MaxValue, o.MaxCompletionTokens),
        { Select: { Solvers.Count: > 0 } select } => (long.MaxValue, select.MaxCompletionTokens),
        { Evaluate: { } evaluate } => (long.MaxValue, evaluate.Over(recipe.Evaluation).Options.MaxCompletionTokens),
        _ => default,
    };

    /// <summary>Tokens of a stage: sampled, learned from (forward and backward), and scored beside that (forward alone).</summary>
    readonly record struct StageWork(long Sampled, long Trained, long Scored = 0);

    StageWork Work(StageNode node) => node.Recipe switch
    {
        { Pretrain.Options: { } o } => new(0, (long)o.Steps * o.TokensPerStep),
        { Sft.Options: { } o } => new(0, o.Steps is { } steps ? (long)steps * o.TokensPerStep : o.Epochs * (givenTokens(node) + node.Data.Sum(Collected))),
        { Grpo: { } grpo } => Reinforced(grpo, passes: 1),
        { Ppo: { } ppo } => Reinforced(ppo, passes: 2 * ppo.Options.NumIterations),
        { Distill.Options: { } o } when Completions((double)o.Steps * o.PromptsPerStep * o.SamplesPerPrompt, o.MaxCompletionTokens) is var tokens => new(tokens, tokens, tokens),
        { Collect: { Options: var o } collect } => new(Asked(collect.Problems, o.SampleCount, o.MaxCompletionTokens), 0),
        { Pairs: { Options: var o } pairs } => new(Asked(pairs.Problems, o.SampleCount, o.MaxCompletionTokens), 0),
        { Select: { Solvers.Count: > 0 } select } => new(Solved(select, node), 0),
        { RewardModel: { } rewardModel } => Judged(rewardModel, givenTokens(node)),
        { Prefer: { } prefer } => Preferred(prefer, givenTokens(node) + 2 * node.Data.Sum(Collected)),
        { Evaluate: { } evaluate } => new(Evaluated(evaluate.Over(recipe.Evaluation), evaluate.MaxProblems), 0),
        _ => default,
    };

    StageWork Reinforced(ReinforcementStage stage, int passes)
    {
        var o = stage.Common;
        long tokens = Completions((double)o.Steps * o.PromptsPerStep * o.GroupSize, o.MaxCompletionTokens);
        return new(tokens + (stage.EvaluateEverySteps is { } every ? o.Steps / every * Evaluated(recipe.Evaluation, stage.EvaluateProblems) : 0), passes * tokens);
    }

    // Solvers are asked every question of the stages that are selected from once, however many traces it has.
    long Solved(SelectStage stage, StageNode node) =>
        Asked([.. node.Data.SelectMany(n => n.Recipe.Collect?.Problems ?? []).Distinct()], stage.Solvers.Count * stage.SolverSamples, stage.MaxCompletionTokens);

    // Two completions of each problem become a pair; every example is scored before it is learned from.
    StageWork Judged(RewardModelStage stage, long given)
    {
        var (sampled, paired) = stage.Sampled is { Options: var o } source
            ? (Asked(source.Problems, o.SampleCount, o.MaxCompletionTokens), Asked(source.Problems, 2, o.MaxCompletionTokens)) : (0, 0);
        long trained = (long)(stage.Options.Epochs * (1 - stage.HeldOutShare) * (given + paired));
        return new(sampled, trained, trained);
    }

    // The reference speaks once, before the first epoch.
    static StageWork Preferred(PreferStage stage, long tokens) => new(0, stage.Options.Epochs * tokens, (stage.Options.Epochs + (stage.Loss.Loss.NeedsReference ? 1 : 0)) * tokens);

    // What an earlier stage leaves to learn from: its completions, those that are preferred, or those that are selected, at most all.
    long Collected(StageNode node) => node.Recipe switch
    {
        { Collect: { Options: var o } collect } => Asked(collect.Problems, o.MostPerProblem, o.MaxCompletionTokens),
        { Pairs: { Options: var o } pairs } => Asked(pairs.Problems, 1, o.MaxCompletionTokens),
        { Select: { Options: var o } } => (long)(node.Data.Sum(Collected) * (o.Share ?? 1)),
        _ => 0,
    };

    NetworkEstimate? Teacher(StageNode node) => node.Recipe.Distill is { } distill ? EstimateOf(node.Data.First(n => n.Name == distill.Teacher)) : null;

    NetworkEstimate EstimateOf(StageNode node) => new(models.ShapeOf(node), recipe.Policy);

    long Evaluated(EvaluationRecipe how, int? mostOfEach) =>
        Completions(problems.Load(how.Problems, mostOfEach).Count * (double)how.Options.SampleCount, how.Options.MaxCompletionTokens);

    long Asked(IReadOnlyList<ProblemSource> sources, int completions, int cap) => Completions(problems.Load(sources).Count * (double)completions, cap);

    static long Completions(double count, int cap) => (long)(count * cap * ShareOfCap);
}
