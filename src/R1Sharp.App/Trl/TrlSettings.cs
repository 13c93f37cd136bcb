// What a YAML file in TRL's keys and flags of the same names say together; flags win, as they do there.

using R1Sharp.App.Foreign;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Trl;

/// <summary>The settings of a command: every key is known, and every value is of its type.</summary>
sealed class TrlSettings : ForeignSettings
{
    readonly IReadOnlyDictionary<string, TrlKey> _keys;

    TrlSettings(TrlCommand command) => (Command, _keys) = (command, TrlKey.Of(command));

    /// <summary>What is trained.</summary>
    public TrlCommand Command { get; }

    /// <summary>The keys that have no meaning here and were given all the same, in the order of the table.</summary>
    public IReadOnlyList<ForeignKey> WithoutMeaning
    {
        get
        {
            var given = Given.Where(g => g.Key.Treatment == KeyTreatment.Nothing).Select(g => g.Name).ToHashSet();
            return [.. _keys.Values.Where(k => given.Contains(k.Name))];
        }
    }

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

    /// <summary>A map as it was written; null where it is not given.</summary>
    public SettingsMap? Map(string key) => Node(key) switch
    {
        null or SettingsScalar { IsNull: true } => null,
        SettingsMap map => map,
        _ => throw Error(key, $"'{key}' needs a map of keys and values."),
    };

    /// <inheritdoc/>
    protected override ForeignKey? Find(string name) => _keys.GetValueOrDefault(name);

    /// <inheritdoc/>
    protected override bool IsAsByDefault(string name, string text) => name switch
    {
        "optim" => text is "adamw_torch" or "adamw_torch_fused" or "adamw_hf" or "adamw_apex_fused" or "adamw_torch_xla" or "adamw_torch_8bit"
            or "adamw_8bit" or "adamw_bnb_8bit" or "paged_adamw_8bit" or "paged_adamw_32bit" or "paged_adamw",
        "loss_type" => text is "nll" or "chunked_nll",
        "min_p" => text is "0" or "0.0",
        _ => false,
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
        if (!_keys.ContainsKey(name))
            throw (at ?? value.Place).Error($"{Name(Command)} has no key '{name}'{Elsewhere(name)}");
        Set(name, value);
    }

    string Elsewhere(string name) => TrlKey.All.FirstOrDefault(k => k.Name == name) is { } other
        ? $"; it belongs to {string.Join(" and ", Enum.GetValues<TrlCommand>()
            .Where(c => other.IsKnownTo(c) && (c != TrlCommand.Filter || !other.IsKnownTo(TrlCommand.Grpo))).Select(Name))}."
            : NearestName.Hint(name, [.. _keys.Keys]);

    static string Name(TrlCommand command) => $"r1 {TrlKey.WordsOf(command)}";
}
