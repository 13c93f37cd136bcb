// --set a.b.c=value: changes a recipe's nodes before they are bound, so that overrides are checked like the file itself.

using System.Globalization;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Recipes;

/// <summary>Applies overrides of the command line to a recipe's nodes.</summary>
static class RecipeOverrides
{
    /// <summary>
    /// Sets the value at a path of keys. Elements of a list are named by their index from 0, or by the kind of the only
    /// element of that kind, or by their name: stages.2.grpo.steps, stages.grpo.steps, stages.r1-zero.grpo.steps.
    /// </summary>
    /// <param name="map">The recipe, changed in place.</param>
    /// <param name="assignment">path=value, the value in YAML.</param>
    /// <exception cref="UserErrorException">There is no '=', or the path leads nowhere.</exception>
    public static void Apply(SettingsMap map, string assignment)
    {
        var source = $"--set {assignment}";
        var place = new SettingsPlace(source, 0, 0);
        int equals = assignment.IndexOf('=');
        if (equals < 1)
            throw place.Error("an override is written path=value, for example --set seed=2.");
        var path = assignment[..equals].Split('.');
        Set(map, path, RecipeParser.ParseValue(assignment[(equals + 1)..], source), place);
    }

    static void Set(SettingsNode node, ReadOnlySpan<string> path, SettingsNode value, SettingsPlace place)
    {
        switch (node)
        {
            case SettingsMap map:
                SetInMap(map, path, value, place);
                break;
            case SettingsList list:
                SetInList(list, path, value, place);
                break;
            default:
                throw place.Error($"there is nothing below a single value, so '{path[0]}' leads nowhere.");
        }
    }

    static void SetInMap(SettingsMap map, ReadOnlySpan<string> path, SettingsNode value, SettingsPlace place)
    {
        var key = path[0];
        int at = map.Entries.FindIndex(e => e.Key == key);
        if (path.Length == 1)
            Put(map, at, new SettingsEntry(place, key, value));
        else
        {
            bool isEmpty = at < 0 || map.Entries[at].Value is SettingsScalar { IsNull: true };
            if (isEmpty)
                at = Put(map, at, new SettingsEntry(place, key, new SettingsMap(place, [])));
            Set(map.Entries[at].Value, path[1..], value, place);
        }
    }

    static int Put(SettingsMap map, int at, SettingsEntry entry)
    {
        if (at < 0)
        {
            map.Entries.Add(entry);
            return map.Entries.Count - 1;
        }
        map.Entries[at] = entry;
        return at;
    }

    static void SetInList(SettingsList list, ReadOnlySpan<string> path, SettingsNode value, SettingsPlace place)
    {
        if (!int.TryParse(path[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            // A kind is a key of its element, a name is not.
            if (path.Length > 1 && Named(list, path[0]) is { } named)
                Set(named, path[1..], value, place);
            else
                Set(list.Items[IndexOfKind(list, path[0], place)], path, value, place);
            return;
        }
        if (index >= list.Items.Count)
            throw place.Error($"there is no element {index}: the list has {list.Items.Count}, counted from 0{Kinds(list)}.");
        if (path.Length == 1)
            list.Items[index] = value;
        else
            Set(list.Items[index], path[1..], value, place);
    }

    static SettingsNode? Named(SettingsList list, string name) =>
        list.Items.Find(item => item is SettingsMap map && map.Find("name")?.Value is SettingsScalar scalar && scalar.Text == name);

    static int IndexOfKind(SettingsList list, string kind, SettingsPlace place)
    {
        var matches = Enumerable.Range(0, list.Items.Count).Where(i => list.Items[i] is SettingsMap m && m.Find(kind) is not null).ToList();
        return matches.Count == 1 ? matches[0] : throw place.Error(
            $"{(matches.Count == 0 ? "no element" : "more than one element")} of the list is '{kind}'; name it by its index from 0{Kinds(list)}.");
    }

    static string Kinds(SettingsList list) => " (" + string.Join(", ", list.Items.Select((item, i) =>
        $"{i}: {(item is SettingsMap { Entries: [var first, ..] } ? first.Key : "…")}")) + ")";
}
