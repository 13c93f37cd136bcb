// The twin of a run: the same but for its rewards, so that what it learns all the same was not taught by them (arXiv 2506.10947).

using R1Sharp.App.Recipes;
using R1Sharp.Learning.Rewards.Catalog;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Stages;

/// <summary>What becomes of the rewards of a twin.</summary>
enum RewardControl
{
    /// <summary>A coin in place of all of them.</summary>
    Random,

    /// <summary>Those of the form alone.</summary>
    Format,

    /// <summary>Wrong answers are rewarded: what knows the answer counts with the opposite sign.</summary>
    Inverted,

    /// <summary>Each problem is graded by the gold answer of another.</summary>
    Shuffled,
}

/// <summary>Makes twins.</summary>
static class RecipeTwin
{
    /// <summary>The names of the controls.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<RewardControl>().Select(NameOf)];

    /// <summary>The name of a control.</summary>
    public static string NameOf(RewardControl control) => SettingsText.SnakeCase(control.ToString());

    /// <summary>The control of a name.</summary>
    public static RewardControl Find(string name) => Enum.GetValues<RewardControl>().First(control => NameOf(control) == name);

    /// <summary>The twin of a recipe. Its watchdogs only warn: that it cannot learn is what it is for.</summary>
    /// <exception cref="UserErrorException">No stage of the recipe reinforces anything.</exception>
    public static Recipe Of(Recipe recipe, RewardControl control)
    {
        StageRecipe[] stages = [.. recipe.Stages.Select(s => s with { Settings = s.Kind.Controlled(s.Settings, control) })];
        return !stages.SequenceEqual(recipe.Stages)
            ? recipe with { Name = $"{recipe.Name}-{NameOf(control)}", Stages = stages, WatchdogsWarn = true }
            : throw new UserErrorException($"the recipe {recipe.Name} has no stage that reinforces, so that there is nothing to control.");
    }
}

/// <summary>The rewards of twins.</summary>
static class ControlledRewards
{
    static readonly string[] s_forms = ["format", "think_format", "tag_count"];

    /// <summary>The rewards under a control.</summary>
    public static IReadOnlyList<RewardRecipe> Of(IReadOnlyList<RewardRecipe> rewards, RewardControl control) => control switch
    {
        RewardControl.Random => [new() { Name = "coin" }],
        RewardControl.Format => Form(rewards),
        RewardControl.Inverted => [.. rewards.Select(r => KnowsAnswers(r) ? r with { Weight = -r.Weight, Gate = null } : r)],
        _ => rewards,
    };

    static IReadOnlyList<RewardRecipe> Form(IReadOnlyList<RewardRecipe> rewards) =>
        rewards.Any(r => s_forms.Contains(r.Name)) ? [.. rewards.Where(r => s_forms.Contains(r.Name)).Select(r => r with { Weight = 1, Gate = null })]
            : [new() { Name = "format" }];

    /// <summary>Whether a reward knows what is right or good; one of the user's own may.</summary>
    public static bool KnowsAnswers(RewardRecipe reward) => reward.IsLearned || RewardSource.FileOf(reward.Name) is not null
        || reward.Name is "judge" or "ifeval" || RewardCatalog.Find(reward.Name).Kind == RewardKind.Grader;
}
