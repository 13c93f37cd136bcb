// By what the stages of a recipe reward, and whether they reward what the recipe then praises itself for.
//
// General tasks are evaluated by a rubric (docs/miniature.md), which stands for what people would say. A policy that is rewarded by that very
// rubric has seen the truth: its evaluation measures how well it was trained on the test's own grader, not whether it became better. Where a rule
// decides what is right (mathematics, code), reward and evaluation share that rule on purpose: there is no other truth.

using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Rewards.Rubrics;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.RewardModels;

namespace R1Sharp.App.Stages;

/// <summary>By what a stage rewards, chooses or judges completions.</summary>
/// <param name="Problems">What they answer.</param>
/// <param name="Rewards">By what.</param>
/// <param name="Key">Where that stands below the stage's settings.</param>
sealed record RewardUse(IReadOnlyList<ProblemSource> Problems, IReadOnlyList<RewardRecipe> Rewards, string Key)
{
    /// <summary>Completions are kept where they are right.</summary>
    public static RewardUse Right(IReadOnlyList<ProblemSource> problems) => new(problems, [new() { Name = RewardUses.Accuracy }], "problems");

    /// <summary>The place of the reward by which completions to rubric problems of a family count; null where none does.</summary>
    internal RewardRecipe? RubricReward(string family) => Rewards.FirstOrDefault(reward => reward.Name == RewardUses.Accuracy && reward.MayBeFor(family)
        && (reward.Weight != 0 || Rewards.Any(other => other.Weight != 0 && other.Gate == (reward.Label ?? reward.Name))));
}

/// <summary>Refuses recipes that reward what they evaluate without saying so.</summary>
static class RewardUses
{
    /// <summary>The one reward that reads rubrics.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>What is wrong with a recipe by its text alone; null where nothing is.</summary>
    public static SettingsMistake? MistakeOf(IReadOnlyList<StageNode> nodes, Recipe recipe)
    {
        var general = new Lazy<HashSet<string>>(() => [.. new MiniatureWorld(recipe.World).General.Families.Select(f => f.Name)]);
        IEnumerable<string> named(IReadOnlyList<ProblemSource> sources) =>
            sources.Select(s => s.Miniature?.Family).OfType<string>().Where(f => general.Value.Contains(f));
        return Find(nodes, recipe, named) is (var node, var use, var family)
            ? new(Sentence(node, use, family), node.PathOf(use.Key)) : null;
    }

    /// <summary>The same of the problems themselves, which files and earlier stages may hold.</summary>
    /// <exception cref="UserErrorException">A stage rewards what the recipe evaluates.</exception>
    public static void Check(IReadOnlyList<StageNode> nodes, Recipe recipe, ProblemSets problems)
    {
        foreach (var reward in nodes.SelectMany(n => n.Kind.Rewards(n.Recipe.Settings)).SelectMany(use => use.Rewards))
            if (reward.Folder is { } folder && RewardModel.CardOf(RecipeVariables.Expand(folder)) is null)
                throw new UserErrorException($"{folder}: this is not the folder of a reward model (it has no reward_model.json), but a reward names it.");
        if (Find(nodes, recipe, sources => problems.Load(sources).Where(p => p.Columns.ContainsKey(Rubric.Column)).Select(p => p.Family))
            is (var node, var use, var family))
            throw new UserErrorException($"stage {node.Name}: {Sentence(node, use, family)}");
    }

    static (StageNode Node, RewardUse Use, string Family)? Find(
        IReadOnlyList<StageNode> nodes, Recipe recipe, Func<IReadOnlyList<ProblemSource>, IEnumerable<string>> rubricFamilies)
    {
        if (recipe.EvaluatesItsReward == true)
            return null;
        var uses = nodes.SelectMany(node => node.Kind.Rewards(node.Recipe.Settings).Select(use => (Node: node, Use: use))).ToList();
        if (uses.TrueForAll(u => u.Use.Rewards.Count == 0))
            return null;
        HashSet<string> evaluated = [.. rubricFamilies([.. Evaluated(nodes, recipe)])];
        return evaluated.Count == 0 ? null
            : uses.SelectMany(u => rubricFamilies(u.Use.Problems).Distinct().Where(evaluated.Contains).Where(f => u.Use.RubricReward(f) is not null)
                .Select(f => ((StageNode, RewardUse, string)?)(u.Node, u.Use, f))).FirstOrDefault();
    }

    static IEnumerable<ProblemSource> Evaluated(IReadOnlyList<StageNode> nodes, Recipe recipe) => recipe.Evaluation.Problems.Concat(
        nodes.Where(n => n.Kind.Curves == StageCurves.Evaluation).SelectMany(n => (n.Recipe.Settings as IAsks)?.Problems ?? []));

    static string Sentence(StageNode node, RewardUse use, string family) =>
        $"'{node.Name}' counts completions to '{family}' by the rubric by which the recipe evaluates them, so that the evaluation would praise what was "
        + (use.Key == "problems" ? $"trained on; leave '{family}' out, set require_right to false"
        : $"trained on; reward '{family}' by a preference model, give '{Accuracy}' a route (when: {{column: family, is: […]}})")
        + ", or say evaluates_its_reward: true, which the report will show.";
}
