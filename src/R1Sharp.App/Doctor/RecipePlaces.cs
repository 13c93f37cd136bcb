// From a path of a recipe to its line.

using System.Globalization;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Doctor;

/// <summary>Finds lines.</summary>
static class RecipePlaces
{
    /// <summary>The place of a path like stages.2.grpo.steps; of a key that is not written, that of the longest beginning which is.</summary>
    public static string Of(SettingsMap text, string path)
    {
        SettingsNode node = text;
        var place = text.Place;
        foreach (string key in path.Split('.'))
        {
            var (next, where) = Below(node, key);
            if (next is null)
                break;
            (node, place) = (next, where);
        }
        return place.ToString();
    }

    static (SettingsNode? Node, SettingsPlace Place) Below(SettingsNode node, string key) => node switch
    {
        SettingsMap map => map.Find(key) is { } entry ? (entry.Value, entry.Place) : (null, default),
        SettingsList list => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int i) && i < list.Items.Count
            ? (list.Items[i], list.Items[i].Place) : (null, default),
        _ => (null, default),
    };
}
