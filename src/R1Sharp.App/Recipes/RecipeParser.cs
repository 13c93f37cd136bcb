// YAML text → nodes with their places. An anchor (&name) gives a value a name, an alias (*name) repeats it, and the key << takes
// over the keys of other maps. Refuses what a recipe has no use for: duplicate keys, tags, several documents.

using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace R1Sharp.App.Recipes;

/// <summary>Reads YAML into nodes that know where they stand.</summary>
sealed class RecipeParser
{
    const string MergeKey = "<<";
    const int MostRepeated = 100_000;

    readonly string _source;
    readonly IParser _parser;
    readonly bool _hasLines;
    readonly bool _requiresVariables;
    readonly Dictionary<string, SettingsNode> _anchors = [];
    int _repeated;

    RecipeParser(string text, string source, bool hasLines, bool requiresVariables)
    {
        (_source, _hasLines, _requiresVariables) = (source, hasLines, requiresVariables);
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>A single value at the top of a recipe that is only looked at, as "result"; null where it is not given.</summary>
    /// <exception cref="UserErrorException">As <see cref="Parse"/>.</exception>
    public static string? TopValue(string text, string source, string key) =>
        (Parse(text, source, requiresVariables: false).Find(key)?.Value as SettingsScalar)?.Text;

    /// <summary>The map that a recipe's text consists of.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="source">Named in error messages.</param>
    /// <param name="requiresVariables">Whether the environment must have the variables that the texts name; it need not where a recipe is only looked
    /// at.</param>
    /// <exception cref="UserErrorException">The text is not YAML, or not one map; the message says where.</exception>
    public static SettingsMap Parse(string text, string source, bool requiresVariables = true) =>
        new RecipeParser(text, source, hasLines: true, requiresVariables).Document() switch
        {
            SettingsMap map => map,
            null => throw new UserErrorException($"{source}: the recipe is empty; it needs at least name and stages."),
            var other => throw other.Place.Error("a recipe is a map of keys and values (name: …)."),
        };

    /// <summary>A value given on the command line, in YAML's flow style; the source is its only place.</summary>
    public static SettingsNode ParseValue(string text, string source) =>
        new RecipeParser(text, source, hasLines: false, requiresVariables: true).Document()
        ?? new SettingsScalar(new SettingsPlace(source, 0, 0), "", IsPlain: false);

    SettingsNode? Document()
    {
        try
        {
            _parser.Consume<StreamStart>();
            if (_parser.TryConsume<StreamEnd>(out _))
                return null;
            _parser.Consume<DocumentStart>();
            var node = Node();
            _parser.Consume<DocumentEnd>();
            if (_parser.TryConsume<DocumentStart>(out var second))
                throw Place(second).Error("a recipe is a single document; remove what follows '---'.");
            return node;
        }
        catch (YamlException e)
        {
            throw Place(e.Start).Error($"this is not YAML: {Sentence(e)}.");
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's scanner gives up in this way on some unfinished flow lists; the last good event is near.
            throw Place(_parser.Current?.End ?? Mark.Empty).Error("this is not YAML: a bracket or a quotation mark is not closed.");
        }
    }

    SettingsNode Node()
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return _anchors.TryGetValue(alias.Value.Value, out var named) ? Copy(named)
                : throw Place(alias).Error($"nothing before this place is named &{alias.Value.Value}.");
        if (_parser.TryConsume<MappingStart>(out var map))
            return Named(map, Map(map));
        if (_parser.TryConsume<SequenceStart>(out var list))
            return Named(list, List(list));
        var scalar = _parser.Consume<Scalar>();
        return Named(scalar, Checked(new SettingsScalar(Place(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain)));
    }

    SettingsScalar Checked(SettingsScalar scalar)
    {
        if (_requiresVariables)
            RecipeVariables.Require(scalar);
        return scalar;
    }

    SettingsNode Named(NodeEvent start, SettingsNode node)
    {
        if (!start.Tag.IsEmpty)
            throw Place(start).Error("recipes have no tags; leave it out.");
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor.Value] = node;
        return node;
    }

    // What is repeated is copied, since overrides of the command line change nodes where they stand. Aliases of aliases can make
    // a short text as long as they please.
    SettingsNode Copy(SettingsNode node)
    {
        if (++_repeated > MostRepeated)
            throw node.Place.Error($"aliases repeat more than {MostRepeated} values.");
        return node switch
        {
            SettingsMap map => new SettingsMap(map.Place, [.. map.Entries.Select(e => e with { Value = Copy(e.Value) })]),
            SettingsList list => new SettingsList(list.Place, [.. list.Items.Select(Copy)]),
            _ => node,
        };
    }

    SettingsMap Map(MappingStart start)
    {
        var entries = new List<SettingsEntry>();
        var merged = new List<SettingsEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
                throw Place(_parser.Current!).Error("a key is a single word.");
            if (entries.Find(e => e.Key == key.Value) is { } first)
                throw Place(key).Error($"the key '{key.Value}' stands here twice; the first is at {first.Place}.");
            var value = Node();
            if (key is { Value: MergeKey, Style: ScalarStyle.Plain })
                merged.AddRange(Merged(value));
            else
                entries.Add(new SettingsEntry(Place(key), key.Value, value));
        }
        entries.AddRange(merged.DistinctBy(e => e.Key).ExceptBy(entries.Select(e => e.Key), e => e.Key).ToList());
        return new SettingsMap(Place(start), entries);
    }

    // The keys of a map, or of several of which the first wins (yaml.org/type/merge).
    static IEnumerable<SettingsEntry> Merged(SettingsNode value) => value switch
    {
        SettingsMap map => map.Entries,
        SettingsList list when list.Items.All(item => item is SettingsMap) => list.Items.SelectMany(Merged),
        _ => throw value.Place.Error($"the key {MergeKey} takes over the keys of a map (<<: *name) or of a list of maps."),
    };

    SettingsList List(SequenceStart start)
    {
        var items = new List<SettingsNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(Node());
        return new SettingsList(Place(start), items);
    }

    SettingsPlace Place(ParsingEvent at) => Place(at.Start);

    SettingsPlace Place(in Mark mark) => _hasLines ? new(_source, (int)mark.Line, (int)mark.Column) : new(_source, 0, 0);

    // YamlDotNet puts the position before its message in some versions; ours stands in front already.
    static string Sentence(YamlException e)
    {
        var message = e.Message.Trim().TrimEnd('.');
        int end = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
        message = end < 0 ? message : message[(end + 3)..];
        return message.Length == 0 ? message : char.ToLowerInvariant(message[0]) + message[1..];
    }
}
