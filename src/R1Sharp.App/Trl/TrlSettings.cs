// What a YAML file in TRL's keys and flags of the same names say together; flags win, as they do there.

using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Trl;

/// <summary>The settings of a command: every key is known, and every value is of its type.</summary>
sealed class TrlSettings
{
    readonly IReadOnlyDictionary<string, TrlKey> _keys;
    readonly Dictionary<string, SettingsNode> _values = new(StringComparer.Ordinal);

    TrlSettings(TrlCommand command) => (Command, _keys) = (command, TrlKey.Of(command));

    /// <summary>What is trained.</summary>
    public TrlCommand Command { get; }

    /// <summary>The keys that have no meaning here and were given all the same, in the order of the table.</summary>
    public IReadOnlyList<TrlKey> WithoutMeaning => [.. _keys.Values.Where(k => k.Treatment == TrlTreatment.Nothing && _values.ContainsKey(k.Name))];

    /// <summary>Reads the words behind the command's name: --config FILE (or a first word that is a file), and flags.</summary>
    /// <exception cref="UserErrorException">A key is unknown, a value is not of its type, or a key asks for what is not to be had.</exception>
    public static TrlSettings Read(TrlCommand command, IReadOnlyList<string> words)
    {
        var settings = new TrlSettings(command);
        var flags = TrlFlags.Read(words, settings._keys);
        if (flags.FirstOrDefault(f => f.Key == "config").Value is SettingsScalar config)
            settings.AddFile(config.Text);
        foreach (var (key, value) in flags.Where(f => f.Key != "config"))
            settings.Add(key, value);
        settings.RefuseWhatIsNotToBeHad();
        return settings;
    }

    /// <summary>Whether a key was given and is not null.</summary>
    public bool Has(string key) => Node(key) is not (null or SettingsScalar { IsNull: true });

    /// <summary>A text; null where it is neither given nor has a default.</summary>
    public string? Text(string key) => Node(key) is { } node ? ScalarOf(key, node) is { IsNull: false } scalar ? scalar.Text : null
        : NullIfEmpty(_keys[key].Default);

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
        null => _keys[key].Default.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        _ => throw Error(key, $"'{key}' needs a list."),
    };

    /// <summary>A map as it was written; null where it is not given.</summary>
    public SettingsMap? Map(string key) => Node(key) switch
    {
        null or SettingsScalar { IsNull: true } => null,
        SettingsMap map => map,
        _ => throw Error(key, $"'{key}' needs a map of keys and values."),
    };

    /// <summary>What was written under a key; null where nothing was.</summary>
    public SettingsNode? Node(string key) =>
        _values.GetValueOrDefault(_keys.ContainsKey(key) ? key : throw new ArgumentException($"'{key}' is no key of {Command}.", nameof(key)));

    /// <summary>The mistake at a key's place.</summary>
    public UserErrorException Error(string key, string sentence) => Node(key) is { } node ? node.Place.Error(sentence) : new UserErrorException(sentence);

    /// <summary>A truth value in any of YAML 1.1's and Python's spellings; null for anything else.</summary>
    internal static bool? TruthOf(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" or "y" or "t" => true,
        "false" or "no" or "off" or "0" or "n" or "f" => false,
        _ => null,
    };

    void AddFile(string path)
    {
        string text = Utf8Text.ReadAll(Existing(path));
        if (text.Split('\n').All(line => line.AsSpan().Trim() is [] or ['#', ..]))
            return;
        var map = RecipeParser.Parse(text, path);
        foreach (var entry in map.Entries)
            Add(entry.Key, entry.Value, entry.Place);
    }

    static string Existing(string path) => File.Exists(path) ? path
        : throw new UserErrorException($"{path}: there is no such file; --config names a YAML file in TRL's keys.");

    void Add(string name, SettingsNode value, SettingsPlace? at = null)
    {
        if (!_keys.TryGetValue(name, out var key))
            throw (at ?? value.Place).Error($"{Name(Command)} has no key '{name}'{Elsewhere(name)}");
        _values[name] = Checked(key, value);
    }

    string Elsewhere(string name) => TrlKey.All.FirstOrDefault(k => k.Name == name) is { } other
        ? $"; it belongs to {string.Join(" and ", Enum.GetValues<TrlCommand>()
            .Where(c => other.IsKnownTo(c) && (c != TrlCommand.Filter || !other.IsKnownTo(TrlCommand.Grpo))).Select(Name))}."
            : NearestName.Hint(name, [.. _keys.Keys]);

    SettingsNode Checked(TrlKey key, SettingsNode value)
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
        return fits ? value : throw value.Place.Error($"'{key.Name}' needs {Wanted(key)}, but this is '{scalar.Text}'.");
    }

    static string Wanted(TrlKey key) => key.Choices is { Count: > 0 } choices ? $"one of {string.Join(", ", choices)}"
        : key.Type switch { "int" => "a whole number", "float" => "a number", "bool" => "true or false", "dict" => "a map of keys and values", _ => "a text" };

    void RefuseWhatIsNotToBeHad()
    {
        foreach (var key in _keys.Values.Where(k => k.Treatment == TrlTreatment.Refused && Has(k.Name) && !AsksForNothing(k)))
            throw Error(key.Name, $"'{key.Name}: {Shown(key.Name)}' is not to be had here: {key.Note}.");
    }

    // The default, and what means the same.
    bool AsksForNothing(TrlKey key)
    {
        if (Node(key.Name) is SettingsMap { Entries.Count: 0 } or SettingsList { Items.Count: 0 })
            return true;
        if (Node(key.Name) is not SettingsScalar { Text: var text })
            return false;
        return key.Name switch
        {
            "optim" => text is "adamw_torch" or "adamw_torch_fused" or "adamw_hf" or "adamw_apex_fused" or "adamw_torch_xla" or "adamw_torch_8bit"
                or "adamw_8bit" or "adamw_bnb_8bit" or "paged_adamw_8bit" or "paged_adamw_32bit" or "paged_adamw",
            "loss_type" => text is "nll" or "chunked_nll",
            "min_p" => text is "0" or "0.0",
            _ => key.Type == "bool" ? TruthOf(text) == TruthOf(key.Default.Length == 0 ? "false" : key.Default)
                : key.Type is "int" or "float" && key.Default.Length > 0 ? NumberOf(key.Name, text) == NumberOf(key.Name, key.Default) : text == key.Default,
        };
    }

    string Shown(string key) => Node(key) is SettingsScalar scalar ? scalar.Text : "…";

    SettingsScalar ScalarOf(string key, SettingsNode node) => node as SettingsScalar ?? throw node.Place.Error($"'{key}' needs one value.");

    /// <summary>The number that a text under a key says.</summary>
    /// <exception cref="UserErrorException">It says none.</exception>
    internal double NumberOf(string key, string text) => NumberOf(text) ?? throw Error(key, $"'{key}' needs a number, but this is '{text}'.");

    static double? NumberOf(string text) => (double?)SettingsText.Number(text, typeof(double));

    static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    static string Name(TrlCommand command) => $"r1 {TrlKey.WordsOf(command)}";
}
