// What Hydra's overrides (a.b.c=value) and a YAML file say together; overrides win, as they do there.

using System.Text.RegularExpressions;
using R1Sharp.App.Foreign;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Verl;

/// <summary>The settings of a run: every key is known, and every value is of its type.</summary>
sealed partial class VerlSettings : ForeignSettings
{
    const int MostReferences = 8, MostMistyped = 2, MostHinted = 4;

    string? _file, _folder, _name;

    VerlSettings() { }

    /// <summary>Whether the recipe is only printed.</summary>
    public bool IsDryRun { get; private set; }

    /// <summary>Whether it runs in a size that is over in seconds.</summary>
    public bool IsSmoke { get; private set; }

    /// <summary>Threads to use; null takes all cores.</summary>
    public int? Threads { get; private set; }

    /// <summary>The names that have no meaning here and were given all the same.</summary>
    public IReadOnlyList<string> WithoutMeaning =>
        [.. Given.Where(g => g.Key.Treatment == KeyTreatment.Nothing).Select(g => g.Name).Order(StringComparer.Ordinal)];

    /// <summary>Reads the words behind the command's name.</summary>
    /// <exception cref="UserErrorException">A key is unknown, a value is not of its type, or a key asks for what is not to be had.</exception>
    public static VerlSettings Read(IReadOnlyList<string> words)
    {
        var settings = new VerlSettings();
        var overrides = settings.TakeOptions(words);
        if (settings.NamedFile is { } file)
            settings.AddFile(file);
        foreach (string word in overrides)
            settings.AddOverride(word);
        settings.RefuseWhatIsNotToBeHad();
        // A reference that leads nowhere is told before anything is done.
        foreach (var (key, _) in settings.Given.Where(g => g.Key.Treatment == KeyTreatment.Does))
            settings.Node(key);
        return settings;
    }

    /// <inheritdoc/>
    public override SettingsNode? Node(string key) => Resolved(key, 0);

    /// <summary>A path with the home folder in the place of ~.</summary>
    public static string Expanded(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..]) : path;

    /// <summary>The values below a key, one level deep, as they were written; null where there are none.</summary>
    public YamlMap? Map(string key)
    {
        string before = key + ".";
        var entries = Given.Select(g => g.Name).Where(n => n.StartsWith(before, StringComparison.Ordinal))
            .Select(n => new SettingsEntry(base.Node(n)!.Place, n[before.Length..], base.Node(n)!)).ToList();
        return entries.Count == 0 ? null : YamlText.Map(new SettingsMap(entries[0].Place, entries));
    }

    /// <inheritdoc/>
    protected override ForeignKey? Find(string name) => VerlKey.Find(name);

    /// <inheritdoc/>
    protected override bool IsAsByDefault(string name, string text) => name switch
    {
        "actor_rollout_ref.rollout.top_k" => text is "0",
        "algorithm.kl_penalty" => text is "k1",
        "actor_rollout_ref.ref.model" => text is "null",
        _ => false,
    };

    // ${a.b} is the value of a.b, within a text too.
    SettingsNode? Resolved(string key, int steps)
    {
        if (base.Node(key) is not SettingsScalar { Text: var text } node || !text.Contains("${", StringComparison.Ordinal))
            return base.Node(key);
        SettingsNode? Other(Match match)
        {
            string name = match.Groups["key"].Value;
            if (steps == MostReferences || VerlKey.Find(name) is not { } known || known.IsPattern && base.Node(name) is null)
                throw node.Place.Error($"'{text}' names no key that is known here; write the value itself.");
            return Resolved(name, steps + 1) ?? (known.Default.Length == 0 ? null : new SettingsScalar(node.Place, known.Default, IsPlain: true));
        }
        var whole = Reference().Match(text);
        if (whole.Success && whole.Length == text.Length)
            return Other(whole);
        string filled = Reference().Replace(text, match => Other(match) is SettingsScalar value ? value.Text : "");
        return filled.Contains("${", StringComparison.Ordinal) ? throw node.Place.Error($"'{text}' is not understood; write the value itself.")
            : node with { Text = filled };
    }

    // --config FILE, or Hydra's --config-path and --config-name.
    string? NamedFile => _file ?? (_folder is null || _name is null ? null : Path.Combine(_folder, Path.HasExtension(_name) ? _name : _name + ".yaml"));

    // What is no option is an override.
    List<string> TakeOptions(IReadOnlyList<string> words)
    {
        var overrides = new List<string>();
        for (int i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
            {
                overrides.Add(words[i]);
                continue;
            }
            string[] parts = words[i].Split('=', 2);
            string Value() => parts.Length > 1 ? parts[1] : i + 1 < words.Count ? words[++i] : throw new UserErrorException($"{parts[0]} lacks its value.");
            switch (parts[0][2..].Replace('-', '_'))
            {
                case "dry_run": IsDryRun = true; break;
                case "smoke": IsSmoke = true; break;
                case "threads": Threads = ThreadsOf(Value()); break;
                case "config": _file = Value(); break;
                case "config_path" or "config_dir": _folder = Value(); break;
                case "config_name": _name = Value(); break;
                default:
                    throw new UserErrorException($"'{words[i]}' is no option of r1 verl: settings are written key=value; --config FILE, --threads N, "
                        + "--smoke and --dry_run are known.");
            }
        }
        return overrides;
    }

    static int ThreadsOf(string text) => int.TryParse(text, out int threads) && threads is >= 1 and <= 1024 ? threads
        : throw new UserErrorException($"--threads needs a whole number from 1 to 1024, but this is '{text}'.");

    void AddFile(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"{path}: there is no such file{NearestPath.Hint(path)}; --config names a YAML file in verl's keys.");
        Add("", RecipeParser.Parse(Utf8Text.ReadAll(path), path, requiresVariables: false));
    }

    // +key=value adds a key, ++key=value adds or changes it: both say the value.
    void AddOverride(string word)
    {
        var match = Override().Match(word);
        if (!match.Success)
            throw new UserErrorException($"'{word}' is no setting: they are written key=value, e.g. data.train_batch_size=128.");
        if (match.Groups["sign"].Value == "~")
            throw new UserErrorException($"'{word}' takes a key away, which is not done here: leave the key out.");
        var (key, value) = (match.Groups["key"].Value, match.Groups["value"].Value);
        Add(key, value.Contains("${", StringComparison.Ordinal) ? new SettingsScalar(new SettingsPlace(key), value, IsPlain: true)
            : RecipeParser.ParseValue(value, key));
    }

    // Maps are named by what is below them. A value that only verl's own defaults would fill counts as not given.
    void Add(string name, SettingsNode value)
    {
        if (value is SettingsMap map)
        {
            foreach (var entry in map.Entries)
                if (name.Length > 0 || entry.Key != "defaults")
                    Add(name.Length == 0 ? entry.Key : $"{name}.{entry.Key}", entry.Value);
        }
        else if (VerlKey.Find(name) is not { } key || key.IsPattern && IsNear(name, MostMistyped, out _))
            throw value.Place.Error($"verl's '{name}' is not known here{(IsNear(name, MostHinted, out string near) ? $"; did you mean '{near}'?"
                : ": leave it out, if it changes nothing that matters (docs/verl.md lists what is known).")}");
        else if (value is not SettingsScalar { Text: "???" } and not SettingsScalar { Text: ['$', '{', 'o', 'c', '.', ..] })
            Set(name, value, isReference: value is SettingsScalar { Text: var text } && text.Contains("${", StringComparison.Ordinal));
    }

    // Among keys without a meaning one that has one, with a letter wrong, would go unseen.
    static bool IsNear(string name, int most, out string near) =>
        NearestName.Distance(near = NearestName.AtAll(name, VerlKey.All.Where(k => !k.IsPattern).Select(k => k.Name)), name) <= most
            && !name.StartsWith(near + ".", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<sign>\+\+?|~)?(?<key>[A-Za-z_][A-Za-z0-9_.]*)=(?<value>.*)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Override();

    [GeneratedRegex(@"\$\{(?<key>[A-Za-z_][A-Za-z0-9_.]*)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
