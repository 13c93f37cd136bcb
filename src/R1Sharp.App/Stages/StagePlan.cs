// What a run is going to do, before it does it: the graph of its stages, with time and memory as far as they can be told.

using R1Sharp.App.Recipes;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Stages;

/// <summary>A stage as planned.</summary>
/// <param name="Node">The stage.</param>
/// <param name="IsDone">Whether its result is there already.</param>
/// <param name="Parameters">Of its network.</param>
/// <param name="Learned">Of these, or of the adapters beside them, those that learn.</param>
/// <param name="Tokens">Tokens that it samples and trains on, an estimate.</param>
/// <param name="Seconds">What it takes at the rates given, an estimate.</param>
/// <param name="Bytes">Memory that it takes at most, an estimate.</param>
sealed record PlannedStage(StageNode Node, bool IsDone, long Parameters, long Learned, long Tokens, double Seconds, long Bytes);

/// <summary>Estimates from shapes, counts and the rate of the matrix product; each kind says what its stages work on.</summary>
/// <param name="run">What the stages are made of.</param>
/// <param name="peakFlops">Floating-point operations a second of the matrix product.</param>
sealed class StagePlan(RunParts run, double peakFlops)
{
    // Completions end before their cap: those of claims.yaml at 0.06 to 0.3 of it, over all its stages at 0.2.
    const double ShareOfCap = 0.25;

    /// <summary>What the stages are made of.</summary>
    public RunParts Run => run;

    /// <summary>The plan of one stage.</summary>
    public PlannedStage Of(StageNode node, bool isDone)
    {
        var (network, work) = (EstimateOf(node), node.Kind.Estimate(node, this));
        var teacher = work.Teacher is { } other ? EstimateOf(other) : null;
        double seconds = network.SamplingSeconds(work.Sampled, peakFlops) + network.TrainingSeconds(work.Trained, peakFlops)
            + (teacher ?? network).ScoringSeconds(work.Scored, peakFlops);
        long tokens = work.Sampled + work.Trained;
        return new PlannedStage(node, isDone, network.Parameters, network.LearnedParameters, tokens, seconds, Bytes(work, network, teacher));
    }

    /// <summary>Tokens of some completions.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cap">Most tokens of each.</param>
    public static long Completions(double count, int cap) => (long)(count * cap * ShareOfCap);

    /// <summary>Tokens of the completions of problems.</summary>
    /// <param name="sources">The problems.</param>
    /// <param name="completions">Of each.</param>
    /// <param name="cap">Most tokens of each completion.</param>
    public long Asked(IReadOnlyList<ProblemSource> sources, int completions, int cap) =>
        Completions(run.Problems.Load(sources).Count * (double)completions, cap);

    /// <summary>The work of asking problems several times each.</summary>
    /// <param name="sources">The problems.</param>
    /// <param name="options">How they are asked.</param>
    /// <param name="kept">Completions of each that are left for later stages.</param>
    public StageEstimate Asking(IReadOnlyList<ProblemSource> sources, IProblemSampling options, int kept) => new()
    {
        Sampled = Asked(sources, options.SampleCount, options.MaxCompletionTokens),
        Left = Asked(sources, kept, options.MaxCompletionTokens),
        InFlight = (long)options.ProblemsPerStep * options.SampleCount,
        CompletionCap = options.MaxCompletionTokens,
    };

    /// <summary>Tokens of an evaluation.</summary>
    /// <param name="how">What is asked and how.</param>
    /// <param name="mostOfEach">Problems of each source; null asks all.</param>
    public long Evaluated(EvaluationRecipe how, int? mostOfEach) =>
        Completions(run.Problems.Load(how.Problems, mostOfEach).Count * (double)how.Options.SampleCount, how.Options.MaxCompletionTokens);

    /// <summary>Tokens of the data that stages leave.</summary>
    public long LeftBy(IEnumerable<StageNode> nodes) => nodes.Sum(node => node.Kind.Estimate(node, this).Left);

    // What scores or is asked is there beside what is trained.
    long Bytes(StageEstimate work, INetworkEstimate network, INetworkEstimate? teacher) =>
        work.TrainedNetworks * network.TrainingBytes + (work.HasReference ? network.ReferenceBytes : 0)
        + (teacher?.ScoringBytes ?? 0) + network.CacheBytes(work.InFlight, work.CompletionCap);

    INetworkEstimate EstimateOf(StageNode node) => run.Models.EstimateOf(node);
}
