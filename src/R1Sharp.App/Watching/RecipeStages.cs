// The stages that a run is going to have, from the recipe in its folder. Where this version cannot read the recipe, what the stages that have begun say
// of themselves stands in for it.

using System.Globalization;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Watching;

/// <summary>A stage in its place.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind, e.g. "grpo".</param>
/// <param name="Start">The stage whose model it begins with; null for none.</param>
/// <param name="Data">The stages whose data it reads.</param>
/// <param name="Steps">The steps that it is going to make; null where the recipe does not count them.</param>
sealed record PlannedNode(string Name, string Kind, string? Start, IReadOnlyList<string> Data, int? Steps)
{
    /// <summary>Which curves its steps make.</summary>
    public StageCurves Curves => StageKinds.Find(Kind)?.Curves ?? StageCurves.None;
}

/// <summary>Reads the stages of a recipe.</summary>
sealed record RecipeStages(IReadOnlyList<PlannedNode> Nodes)
{
    /// <summary>The stages of a run's recipe; none where it cannot be read.</summary>
    public static RecipeStages Read(string path)
    {
        try
        {
            string text = File.ReadAllText(path);
            var places = RecipeParser.Parse(text, path, requiresVariables: false).Find("stages")?.Value as SettingsList;
            var recipe = RecipeFile.Read(text, path, ["evaluates_its_reward=true"]);
            return new([.. StageGraph.Of(recipe.Stages).Select(n =>
                new PlannedNode(n.Name, n.Kind.Key, n.Start?.Name, [.. n.Data.Select(d => d.Name).Distinct()], StepsOf(places, n)))]);
        }
        catch (Exception e) when (e is UserErrorException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new([]);
        }
    }

    /// <summary>The stages that have begun, as they tell of themselves.</summary>
    public static IReadOnlyList<PlannedNode> Of(IEnumerable<StageRecord> records) =>
        [.. records.OrderBy(r => r.Index).Select(r => new PlannedNode(r.Name, r.Kind, r.Start, [.. r.Parents.Keys.Where(p => p != r.Start)], null))];

    static int? StepsOf(SettingsList? stages, StageNode node) =>
        stages is not null && node.Index < stages.Items.Count && stages.Items[node.Index] is SettingsMap stage
        && stage.Find(node.Kind.Key)?.Value is SettingsMap settings && settings.Find("steps")?.Value is SettingsScalar steps
        && int.TryParse(steps.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : null;
}
