// The stages of a recipe as a graph: which model each begins with, and whose data it reads.

using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;

namespace R1Sharp.App.Recipes;

/// <summary>A stage in its place.</summary>
/// <param name="Index">Its place in the recipe.</param>
/// <param name="Name">Its name, no other stage's.</param>
/// <param name="Recipe">What it does.</param>
/// <param name="Start">The stage whose model it begins with; null where it begins with the recipe's model or one of its own.</param>
/// <param name="Data">The stages whose data it reads.</param>
public sealed record StageNode(int Index, string Name, StageRecipe Recipe, StageNode? Start, IReadOnlyList<StageNode> Data)
{
    /// <summary>The network that it begins with where that is no stage's.</summary>
    public ModelRecipe Network(Recipe recipe) => Recipe.Model ?? recipe.Model;

    /// <summary>All stages that must be done before it.</summary>
    public IEnumerable<StageNode> Needs => Start is null ? Data : Data.Prepend(Start);
}

/// <summary>The graph; a stage only refers to stages before it.</summary>
public static class StageGraph
{
    /// <summary>The name of the recipe's own model where a stage names what it begins with.</summary>
    public const string RecipeModel = "model";

    /// <summary>The stages in the recipe's order.</summary>
    /// <exception cref="UserErrorException">A name is used twice or cannot be one, or a stage refers to none before it.</exception>
    public static IReadOnlyList<StageNode> Of(IReadOnlyList<StageRecipe> stages)
    {
        var nodes = new List<StageNode>();
        foreach (var stage in stages)
            nodes.Add(new StageNode(nodes.Count, Name(stage, nodes), stage, Start(stage, nodes), Data(stage, nodes)));
        return nodes;
    }

    /// <summary>The stages of these names and all that they build on, in the recipe's order.</summary>
    /// <exception cref="UserErrorException">There is no stage of such a name.</exception>
    public static IReadOnlyList<StageNode> Needed(IReadOnlyList<StageNode> nodes, IReadOnlyCollection<string> names)
    {
        var needed = new HashSet<string>();
        foreach (string name in names)
            Add(nodes.FirstOrDefault(n => n.Name == name)
                ?? throw new UserErrorException($"the recipe has no stage '{name}'{NearestKey.Hint(name, [.. nodes.Select(n => n.Name)])}"));
        return [.. nodes.Where(n => needed.Contains(n.Name))];

        void Add(StageNode node)
        {
            if (needed.Add(node.Name))
                foreach (var earlier in node.Needs)
                    Add(earlier);
        }
    }

    static string Name(StageRecipe stage, List<StageNode> before)
    {
        int number = before.Count(n => n.Recipe.Name is null && n.Recipe.Kind == stage.Kind) + 1;
        string name = stage.Name ?? (number == 1 ? stage.Kind : $"{stage.Kind}-{number}");
        if (!RecipeNames.IsFolderName(name) || name == RecipeModel)
            throw new UserErrorException($"the name '{name}' cannot name a stage; use letters, digits, '-', '_' and '.', and not '{RecipeModel}'.");
        return before.Exists(n => n.Name == name) ? throw new UserErrorException($"two stages are named '{name}'; give one of them another name.") : name;
    }

    static StageNode? Start(StageRecipe stage, List<StageNode> before)
    {
        if (stage.Model is not null || stage.From == RecipeModel)
            return null;
        return stage.From is { } from ? Find(from, before, n => n.Recipe.LeavesModel, "begins with the model of", "leaves no model") : before.FindLast(n => n.Recipe.LeavesModel);
    }

    static StageNode[] Data(StageRecipe stage, List<StageNode> before) =>
    [
        .. (stage.Sft?.Examples ?? stage.Select?.Examples ?? []).Where(e => e.Stage is not null).Select(e => Find(e.Stage!, before, n => n.Recipe.LeavesExamples, "learns from", "collects no examples")),
        .. (stage.Prefer?.Pairs ?? []).Where(e => e.Stage is not null).Select(e => Find(e.Stage!, before, n => n.Recipe.Pairs is not null, "learns from", "makes no pairs")),
        .. stage.Distill is { } distill ? (StageNode[])[Find(distill.Teacher, before, n => n.Recipe.LeavesModel, "learns from the model of", "leaves no model")] : [],
        .. (stage.Select?.Solvers ?? []).Select(solver => Find(solver, before, n => n.Recipe.LeavesModel, "asks the model of", "leaves no model")),
        .. Rewards(stage).Where(r => r.Stage is not null).Select(r => Find(r.Stage!, before, n => n.Recipe.RewardModel is not null, "is rewarded by", "trains no reward model")),
    ];

    static IReadOnlyList<RewardRecipe> Rewards(StageRecipe stage) => stage.Reinforcement?.Rewards ?? stage.Collect?.Judges ?? stage.RewardModel?.Sampled?.Judges ?? [];

    static StageNode Find(string name, List<StageNode> before, Predicate<StageNode> isFit, string verb, string misfit)
    {
        var found = before.Find(n => n.Name == name)
            ?? throw new UserErrorException($"a stage {verb} '{name}', but no stage before it is named so{NearestKey.Hint(name, [.. before.Select(n => n.Name)])}");
        return isFit(found) ? found : throw new UserErrorException($"a stage {verb} '{name}', which {misfit}.");
    }
}

/// <summary>What can name a folder.</summary>
static class RecipeNames
{
    public static bool IsFolderName(string name) =>
        name.Length > 0 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
