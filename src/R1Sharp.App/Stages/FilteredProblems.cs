// Problems that a stage left: they are read when it has ended. Before, as for the plan of a run, they are those that it asks.

using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Stages;

/// <summary>What asks problems.</summary>
interface IAsks
{
    /// <summary>Where they come from; null where the recipe's evaluation says it.</summary>
    IReadOnlyList<ProblemSource>? Problems { get; }
}

/// <summary>Finds the problems of stages.</summary>
/// <param name="nodes">The stages of the run.</param>
/// <param name="folder">Where they leave their data.</param>
sealed class FilteredProblems(IReadOnlyList<StageNode> nodes, RunFolder folder)
{
    /// <summary>The problems of a stage.</summary>
    /// <param name="name">The stage.</param>
    /// <param name="asked">Loads the problems of sources.</param>
    /// <exception cref="UserErrorException">It has ended and left none.</exception>
    public IReadOnlyList<Problem> Of(string name, Func<IReadOnlyList<ProblemSource>, IReadOnlyList<Problem>> asked)
    {
        var stage = folder.Stage(name);
        if (StageRecord.Read(stage) is not { IsFinished: true })
            return asked(((IAsks)nodes.First(n => n.Name == name).Recipe.Settings).Problems!);
        return File.Exists(stage.Data) ? new StoredProblems(JsonLines.Stream(stage.Data), (row, _) => DataRow.ProblemOf(row))
            : throw new UserErrorException($"the stage '{name}' left no problem: widen pass_rate_min and pass_rate_max, or let it ask others.");
    }
}

/// <summary>The stages that problems come from.</summary>
static class ProblemNeeds
{
    /// <param name="problems">Where problems come from.</param>
    /// <param name="key">Where that stands below the settings.</param>
    public static IEnumerable<StageNeed> Of(IReadOnlyList<ProblemSource> problems, string key) => problems.Select((source, i) => (source, i))
        .Where(p => p.source.Stage is not null)
        .Select(p => new StageNeed(p.source.Stage!, StageYield.Problems, "asks the problems of", FormattableString.Invariant($"{key}.{p.i}.stage")));
}
