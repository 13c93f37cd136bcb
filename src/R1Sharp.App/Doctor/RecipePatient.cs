// A recipe as the doctor looks at it: its stages, its problems, the networks that it would train. Nothing is trained.

using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Doctor;

/// <summary>A recipe.</summary>
sealed class RecipePatient : IDisposable
{
    readonly StageModels _models;
    readonly ProblemSets _problems;
    readonly SettingsMap _text;
    readonly Dictionary<StageNode, SequenceLimits> _limits = [];

    /// <param name="recipe">The recipe.</param>
    /// <param name="text">Its text, for the places of its lines.</param>
    /// <param name="engine">Says what networks take.</param>
    /// <param name="folder">A folder of a run; nothing is written there.</param>
    public RecipePatient(Recipe recipe, SettingsMap text, IEngine engine, string folder)
    {
        (Recipe, _text, Nodes) = (recipe, text, StageGraph.Of(recipe.Stages));
        var (world, run) = (new MiniatureWorld(recipe.World), RunFolder.ToRead(folder));
        Corpora = new Corpora(recipe, world);
        _models = new StageModels(recipe, Corpora, run, engine);
        _problems = new ProblemSets(world, new FilteredProblems(Nodes, run).Of);
    }

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>Its stages.</summary>
    public IReadOnlyList<StageNode> Nodes { get; }

    /// <summary>Its texts.</summary>
    public Corpora Corpora { get; }

    /// <summary>The stages of reinforcement.</summary>
    internal IEnumerable<(StageNode Node, ReinforcementStage Stage)> Reinforced => Of<ReinforcementStage>();

    /// <summary>The stages with settings of a kind.</summary>
    internal IEnumerable<(StageNode Node, T Stage)> Of<T>() => Nodes.Where(n => n.Recipe.Settings is T).Select(n => (n, (T)n.Recipe.Settings));

    /// <summary>Problems.</summary>
    public IReadOnlyList<Problem> Problems(IReadOnlyList<ProblemSource> sources) => _problems.Load(sources);

    /// <summary>What a stage's data has to fit to.</summary>
    public SequenceLimits Limits(StageNode node) => _limits.TryGetValue(node, out var known) ? known : _limits[node] = _models.LimitsOf(node);

    /// <summary>The number of parameters of the network of a stage.</summary>
    public long Parameters(StageNode node) => _models.ParametersOf(node);

    /// <summary>The network that a stage goes back to.</summary>
    internal ModelRecipe Network(StageNode node)
    {
        while (node.Start is { } start)
            node = start;
        return node.Network(Recipe);
    }

    /// <summary>Where a path of the recipe stands, as far as it is written there.</summary>
    public string PlaceOf(string key) => RecipePlaces.Of(_text, key);

    /// <inheritdoc/>
    public void Dispose() => _models.Dispose();
}
