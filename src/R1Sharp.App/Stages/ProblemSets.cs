// Problems of a recipe: the miniature world's, or those of files.

using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Tasks;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.App.Stages;

/// <summary>Loads problems.</summary>
/// <param name="world">The miniature world.</param>
/// <param name="ofStage">The problems that a stage left, given how others are loaded; null where there are no stages.</param>
sealed class ProblemSets(MiniatureWorld world,
    Func<string, Func<IReadOnlyList<ProblemSource>, IReadOnlyList<Problem>>, IReadOnlyList<Problem>>? ofStage = null)
{
    readonly Dictionary<ProblemSource, IReadOnlyList<Problem>> _loaded = [];

    /// <summary>The miniature world.</summary>
    public MiniatureWorld World => world;

    /// <summary>The problems of all sources, one source after the other.</summary>
    /// <param name="sources">Where they come from.</param>
    /// <param name="mostOfEach">How many of each source, from its beginning; null takes all.</param>
    public IReadOnlyList<Problem> Load(IEnumerable<ProblemSource> sources, int? mostOfEach = null) =>
        ProblemLists.Joined([.. sources.Select(source => ProblemLists.Part(Load(source), 0, mostOfEach ?? int.MaxValue))]);

    // A run asks for the same problems when it checks its data, when it plans, and at every evaluation.
    IReadOnlyList<Problem> Load(ProblemSource source) => source.Stage is { } stage
        ? (ofStage ?? throw new InvalidOperationException("There are no stages here."))(stage, sources => Load(sources))
        : _loaded.TryGetValue(source, out var known) ? known : _loaded[source] = Make(source);

    IReadOnlyList<Problem> Make(ProblemSource source) => source.File is { } file
        ? ProblemFile.Read(file)
        : source.Benchmark is { } benchmark ? RecipeBenchmarks.Problems(benchmark)
        : source.Miniature is { } m ? world.Problems(m.Family, m.Split, m.Count, m.Seed, m.Level) : [];
}
