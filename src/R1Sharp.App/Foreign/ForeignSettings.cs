// Settings in another program's keys: every key is known, every value is of its type, and what is asked for can be had.

using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Foreign;

/// <summary>What was written under which keys.</summary>
abstract class ForeignSettings
{
    readonly Dictionary<string, SettingsNode> _values = new(StringComparer.Ordinal);

    /// <summary>The keys that have a value, with what becomes of them.</summary>
    protected IEnumerable<(string Name, ForeignKey Key)> Given => _values.Keys.Select(name => (name, Known(name)));

    /// <summary>The key of a name; null where there is none.</summary>
    protected abstract ForeignKey? Find(string name);

    /// <summary>Whether a key was given and is not null.</summary>
    public bool Has(string key) => Node(key) is not (null or SettingsScalar { IsNull: true });

    /// <summary>A text; null where it is neither given nor has a default.</summary>
    public string? Text(string key) => Node(key) is { } node ? ScalarOf(key, node) is { IsNull: false } scalar ? scalar.Text : null
        : NullIfEmpty(Known(key).Default);

    /// <summary>A number; null as above.</summary>
    public double? Number(string key) => Text(key) is { } text ? NumberOf(key, text) : null;

    /// <summary>A whole number; null as above.</summary>
    public int? Whole(string key) => Number(key) is not { } number ? null
        : double.IsInteger(number) && Math.Abs(number) <= int.MaxValue ? (int)number
            : throw Error(key, $"'{key}' needs a whole number, but this is {Text(key)}.");

    /// <summary>A truth value; null as above.</summary>
    public bool? Truth(string key) => Text(key) is { } text ? TruthOf(text) ?? throw Error(key, $"'{key}' needs true or false, but this is '{text}'.") : null;

    /// <summary>A list of texts; a single one is a list of one. Empty where it is not given.</summary>
    public IReadOnlyList<string> List(string key) => Node(key) switch
    {
        SettingsList list => [.. list.Items.Select(item => ScalarOf(key, item).Text)],
        SettingsScalar { IsNull: true } => [],
        SettingsScalar scalar => [scalar.Text],
        null => Known(key).Default.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        _ => throw Error(key, $"'{key}' needs a list."),
    };

    /// <summary>What was written under a key; null where nothing was.</summary>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public virtual SettingsNode? Node(string key) => _values.GetValueOrDefault(Find(key) is null ? throw Unknown(key) : key);

    /// <summary>The mistake at a key's place.</summary>
    public UserErrorException Error(string key, string sentence) => Node(key) is { } node ? node.Place.Error(sentence) : new UserErrorException(sentence);

    /// <summary>A truth value in any of YAML 1.1's and Python's spellings; null for anything else.</summary>
    internal static bool? TruthOf(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" or "y" or "t" => true,
        "false" or "no" or "off" or "0" or "n" or "f" => false,
        _ => null,
    };

    /// <summary>The number that a text under a key says.</summary>
    /// <exception cref="UserErrorException">It says none.</exception>
    internal double NumberOf(string key, string text) => NumberOf(text) ?? throw Error(key, $"'{key}' needs a number, but this is '{text}'.");

    /// <summary>Takes a value for a key that is known.</summary>
    /// <param name="name">The key's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="isReference">Whether it names another key, whose value will count.</param>
    /// <exception cref="UserErrorException">It is not of the key's type.</exception>
    protected void Set(string name, SettingsNode value, bool isReference = false) =>
        _values[name] = isReference ? value : Checked(name, Known(name), value);

    /// <summary>Refuses keys that ask for what is not to be had.</summary>
    /// <exception cref="UserErrorException">One of them does.</exception>
    protected void RefuseWhatIsNotToBeHad()
    {
        foreach (var (name, key) in Given.Where(g => g.Key.Treatment == KeyTreatment.Refused && Has(g.Name) && !AsksForNothing(g.Name, g.Key)))
            throw Error(name, $"'{name}: {Shown(name)}' is not to be had here: {key.Note}.");
    }

    /// <summary>Whether a text says what comes to the same as the default, where it is written in another way.</summary>
    protected virtual bool IsAsByDefault(string name, string text) => false;

    // The default, and what means the same.
    bool AsksForNothing(string name, ForeignKey key)
    {
        if (Node(name) is SettingsMap { Entries.Count: 0 } or SettingsList { Items.Count: 0 })
            return true;
        if (Node(name) is not SettingsScalar { Text: var text })
            return false;
        return IsAsByDefault(name, text) || (key.Type == "bool" ? TruthOf(text) == TruthOf(key.Default.Length == 0 ? "false" : key.Default)
            : key.Type is "int" or "float" && key.Default.Length > 0 ? NumberOf(name, text) == NumberOf(name, key.Default) : text == key.Default);
    }

    ForeignKey Known(string name) => Find(name) ?? throw Unknown(name);

    static ArgumentException Unknown(string name) => new($"'{name}' is no key.", nameof(name));

    static SettingsNode Checked(string name, ForeignKey key, SettingsNode value)
    {
        if (value is not SettingsScalar { IsNull: false } scalar)
            return value;
        bool fits = key.Choices is { Count: > 0 } choices ? choices.Contains(scalar.Text) || key.Choices.Contains("no") && TruthOf(scalar.Text) == false
            : key.Type switch
            {
                "int" or "float" => NumberOf(scalar.Text) is { } number && (key.Type == "float" || double.IsInteger(number)),
                "bool" => TruthOf(scalar.Text) is not null,
                "dict" => false,
                _ => true,
            };
        return fits ? value : throw value.Place.Error($"'{name}' needs {Wanted(key)}, but this is '{scalar.Text}'.");
    }

    static string Wanted(ForeignKey key) => key.Choices is { Count: > 0 } choices ? $"one of {string.Join(", ", choices)}"
        : key.Type switch { "int" => "a whole number", "float" => "a number", "bool" => "true or false", "dict" => "a map of keys and values", _ => "a text" };

    string Shown(string key) => Node(key) is SettingsScalar scalar ? scalar.Text : "…";

    static SettingsScalar ScalarOf(string key, SettingsNode node) => node as SettingsScalar ?? throw node.Place.Error($"'{key}' needs one value.");

    static double? NumberOf(string text) => (double?)SettingsText.Number(text, typeof(double));

    static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
