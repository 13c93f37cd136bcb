// Stages that are done again and again: "rounds" in the list of stages holds others, which stand in the recipe once for each round. What the papers
// call iterative, online or expert iteration is then a list of ordinary stages, each with its own folder, key and place in the report.
//
//   - rounds: 3
//     first: {policy: base}
//     stages:
//       - {name: samples, from: policy, collect: …}
//       - {name: policy, from: base, sft: {examples: [{stage: samples}]}}
//
// A stage of round 2 is called policy-2. Where a stage names another, the newest of that name is meant: "policy" in round 2 is policy-1, behind the
// rounds policy-3; in round 1 it is what 'first' says, or the stage of that name before the rounds. In a list, "samples*" means
// those before the newest: what is old, for replay.

using System.Globalization;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Recipes;

/// <summary>Writes rounds out.</summary>
static class RecipeRounds
{
    const string RoundsKey = "rounds", StagesKey = "stages", NameKey = "name", FirstKey = "first";
    const int MostRounds = 100;

    // The keys under which stages name others.
    static readonly HashSet<string> s_references = ["from", "stage", "teacher", "continues", "labelled", "solvers", "stages", "result"];

    /// <summary>Replaces the rounds of a recipe by their stages.</summary>
    /// <param name="recipe">The recipe, changed in place.</param>
    /// <exception cref="UserErrorException">Rounds are not as they must be; the message says where.</exception>
    public static void Expand(SettingsMap recipe)
    {
        if (recipe.Find(StagesKey)?.Value is not SettingsList stages || !stages.Items.Exists(IsRounds))
            return;
        var known = new Dictionary<string, List<string>>();
        SettingsNode[] written = [.. stages.Items];
        stages.Items.Clear();
        foreach (var item in written)
            stages.Items.AddRange(item is SettingsMap map && IsRounds(map) ? Rounds(map, known) : [Once(item, known)]);
        for (int i = 0; i < recipe.Entries.Count; i++)
            if (recipe.Entries[i].Key == "result")
                recipe.Entries[i] = recipe.Entries[i] with { Value = Renamed(recipe.Entries[i].Value, "result", known) };
    }

    static bool IsRounds(SettingsNode node) => node is SettingsMap map && map.Find(RoundsKey) is not null;

    static SettingsNode Once(SettingsNode item, Dictionary<string, List<string>> known)
    {
        var renamed = Renamed(item, "", known);
        if (NameOf(item) is { } name)
            known[name] = [name];
        return renamed;
    }

    static IEnumerable<SettingsNode> Rounds(SettingsMap map, Dictionary<string, List<string>> known)
    {
        if (map.Entries.Find(e => e.Key is not (RoundsKey or StagesKey or FirstKey)) is { } other)
            throw other.Place.Error($"rounds hold 'stages', perhaps 'first', and nothing else; '{other.Key}' belongs to one of the stages.");
        if (map.Find(StagesKey)?.Value is not SettingsList { Items.Count: > 0 } list)
            throw map.Place.Error("rounds need 'stages': what is done in each round.");
        int count = CountOf(map.Find(RoundsKey)!.Value);
        foreach (var item in list.Items)
            if (NameOf(item) is null)
                throw item.Place.Error("a stage of rounds needs a name, to which the number of the round is added.");
        foreach (var (name, meant) in First(map))
            known[name] = known.TryGetValue(meant, out var already) ? [already[^1]] : [meant];
        for (int round = 1; round <= count; round++)
            foreach (var item in list.Items)
                yield return InRound(item, round, known);
    }

    static IEnumerable<(string Name, string Meant)> First(SettingsMap map)
    {
        if (map.Find(FirstKey) is not { } first)
            return [];
        return first.Value is SettingsMap names && names.Entries.All(e => e.Value is SettingsScalar { IsNull: false })
            ? names.Entries.Select(e => (e.Key, ((SettingsScalar)e.Value).Text))
            : throw first.Value.Place.Error("'first' says which stages are meant before there is a round, name by name: first: {policy: base}.");
    }

    static SettingsNode InRound(SettingsNode item, int round, Dictionary<string, List<string>> known)
    {
        string name = NameOf(item)!, numbered = string.Create(CultureInfo.InvariantCulture, $"{name}-{round}");
        var renamed = (SettingsMap)Renamed(item, "", known);
        int at = renamed.Entries.FindIndex(e => e.Key == NameKey);
        renamed.Entries[at] = renamed.Entries[at] with { Value = ((SettingsScalar)renamed.Entries[at].Value) with { Text = numbered } };
        if (!known.TryGetValue(name, out var all))
            known[name] = all = [];
        all.Add(numbered);
        return renamed;
    }

    // A copy in which every stage that is named is the newest of its name.
    static SettingsNode Renamed(SettingsNode node, string key, Dictionary<string, List<string>> known) => node switch
    {
        SettingsMap map => new SettingsMap(map.Place, [.. map.Entries.Select(e => e with { Value = Renamed(e.Value, e.Key, known) })]),
        SettingsList list => new SettingsList(list.Place, [.. list.Items.SelectMany(item => All(item, key, known))]),
        SettingsScalar scalar when s_references.Contains(key) && known.TryGetValue(scalar.Text, out var names) => scalar with { Text = names[^1] },
        _ => node,
    };

    static IEnumerable<SettingsNode> All(SettingsNode item, string key, Dictionary<string, List<string>> known) =>
        item is SettingsScalar { Text: [.. var name, '*'] } scalar && s_references.Contains(key)
            ? known.TryGetValue(name, out var names) ? names.SkipLast(1).Select(n => (SettingsNode)(scalar with { Text = n })) : []
            : [Renamed(item, key, known)];

    static string? NameOf(SettingsNode item) => item is SettingsMap map && map.Find(NameKey)?.Value is SettingsScalar { IsNull: false } name ? name.Text : null;

    static int CountOf(SettingsNode node) => node is SettingsScalar { IsPlain: true } scalar
        && int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= MostRounds ? count
        : throw node.Place.Error($"'rounds' is a whole number from 1 to {MostRounds}.");
}
