// The stages of a recipe as a graph: which model each begins with, and whose data it reads.

using System.Globalization;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Stages;

/// <summary>A stage in its place.</summary>
/// <param name="Index">Its place in the recipe.</param>
/// <param name="Name">Its name, no other stage's.</param>
/// <param name="Recipe">What it does.</param>
/// <param name="Start">The stage whose model it begins with; null where it begins with the recipe's model or one of its own.</param>
/// <param name="Data">The stages whose data it reads.</param>
sealed record StageNode(int Index, string Name, StageRecipe Recipe, StageNode? Start, IReadOnlyList<StageNode> Data)
{
    /// <summary>Its kind.</summary>
    public StageKind Kind => Recipe.Kind;

    /// <summary>The name of the model that it begins with.</summary>
    public string ModelName => Start?.Name ?? StageGraph.RecipeModel;

    /// <summary>The network that it begins with where that is no stage's.</summary>
    public ModelRecipe Network(Recipe recipe) => Recipe.Model ?? recipe.Model;

    /// <summary>All stages that must be done before it.</summary>
    public IEnumerable<StageNode> Needs => Start is null ? Data : Data.Prepend(Start);

    /// <summary>Where a key of its settings stands in the recipe: stages.3.sft.examples; null is the settings themselves.</summary>
    internal string PathOf(string? key) => StageGraph.PathOf(Index, key is null ? Kind.Key : $"{Kind.Key}.{key}");
}

/// <summary>A stage does not fit into its recipe.</summary>
/// <param name="sentence">Why, without a place.</param>
/// <param name="key">The path of the key to point at.</param>
sealed class MisplacedStageException(string sentence, string key) : UserErrorException(sentence)
{
    /// <summary>The path of the key to point at.</summary>
    public string Key => key;
}

/// <summary>The graph; a stage only refers to stages before it.</summary>
static class StageGraph
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
                ?? throw new UserErrorException($"the recipe has no stage '{name}'{NearestName.Hint(name, [.. nodes.Select(n => n.Name)])}"));
        return [.. nodes.Where(n => needed.Contains(n.Name))];

        void Add(StageNode node)
        {
            if (needed.Add(node.Name))
                foreach (var earlier in node.Needs)
                    Add(earlier);
        }
    }

    /// <summary>Where a key of a stage stands in the recipe.</summary>
    internal static string PathOf(int index, string key) => string.Create(CultureInfo.InvariantCulture, $"stages.{index}.{key}");

    static string Name(StageRecipe stage, List<StageNode> before)
    {
        int number = before.Count(n => n.Recipe.Name is null && n.Kind == stage.Kind) + 1;
        string name = stage.Name ?? (number == 1 ? stage.Kind.Key : $"{stage.Kind.Key}-{number}"), path = PathOf(before.Count, "name");
        if (!RecipeNames.IsFolderName(name) || name == RecipeModel)
            throw new MisplacedStageException($"the name '{name}' cannot name a stage; use letters, digits, '-', '_' and '.', and not '{RecipeModel}'.", path);
        return before.Exists(n => n.Name == name) ? throw new MisplacedStageException($"two stages are named '{name}'; give one of them another name.", path)
            : name;
    }

    static StageNode? Start(StageRecipe stage, List<StageNode> before)
    {
        // Texts are collected without a model: whoever asks for them alone need not wait for one.
        if (stage.Model is not null || stage.From == RecipeModel || (stage.From is null && stage.Kind.Leaves == StageYield.Texts))
            return null;
        return stage.From is { } from ? Find(new(from, StageYield.Model, "begins with the model of", ""), PathOf(before.Count, "from"), before)
            : before.FindLast(n => n.Kind.LeavesModel);
    }

    static StageNode[] Data(StageRecipe stage, List<StageNode> before) =>
        [.. stage.Kind.Needs(stage.Settings).Select(need => Find(need, PathOf(before.Count, $"{stage.Kind.Key}.{need.Key}"), before))];

    static StageNode Find(StageNeed need, string path, List<StageNode> before)
    {
        var found = before.Find(n => n.Name == need.Stage) ?? throw new MisplacedStageException(
            $"a stage {need.Verb} '{need.Stage}', but no stage before it is named so{NearestName.Hint(need.Stage, [.. before.Select(n => n.Name)])}", path);
        return found.Kind.Leaves.HasFlag(need.Of) ? found
            : throw new MisplacedStageException($"a stage {need.Verb} '{need.Stage}', which {Misfit(need.Of)}.", path);
    }

    static string Misfit(StageYield missing) => missing switch
    {
        StageYield.Examples => "collects no examples",
        StageYield.Pairs => "makes no pairs",
        StageYield.RewardModel => "trains no reward model",
        StageYield.Problems => "filters no problems",
        StageYield.Labels => "labels nothing",
        StageYield.Texts => "collects no texts",
        StageYield.Judge => "trains no judge",
        _ => "leaves no model",
    };
}

/// <summary>What can name a folder.</summary>
static class RecipeNames
{
    public static bool IsFolderName(string name) =>
        name.Length > 0 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
