// How two resolved recipes differ, in words. Threads and the place of the results change no result and are passed over.

using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Recipes;

/// <summary>Compares resolved recipes.</summary>
static class RecipeDifference
{
    static readonly string[] s_changeNothing = ["threads", "output"];

    /// <summary>The first value that differs, e.g. "seed is 1 there and 2 here"; null where none does.</summary>
    public static string? First(string there, string here)
    {
        var (left, right) = (Values(there), Values(here));
        foreach (var path in left.Keys.Union(right.Keys).Where(p => !s_changeNothing.Contains(p)))
            if (left.GetValueOrDefault(path, "nothing") is var a && right.GetValueOrDefault(path, "nothing") is var b && a != b)
                return $"{path} is {a} there and {b} here";
        return null;
    }

    static Dictionary<string, string> Values(string recipe)
    {
        var values = new Dictionary<string, string>();
        Collect(RecipeParser.Parse(recipe, "recipe.yaml", requiresVariables: false), "", values);
        return values;
    }

    static void Collect(SettingsNode node, string path, Dictionary<string, string> values)
    {
        switch (node)
        {
            case SettingsMap map:
                map.Entries.ForEach(e => Collect(e.Value, path.Length == 0 ? e.Key : $"{path}.{e.Key}", values));
                break;
            case SettingsList list:
                for (int i = 0; i < list.Items.Count; i++)
                    Collect(list.Items[i], $"{path}.{i}", values);
                break;
            case SettingsScalar scalar:
                values[path] = scalar.Text;
                break;
        }
    }
}
