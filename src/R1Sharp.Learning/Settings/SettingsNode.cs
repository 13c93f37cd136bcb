// What somebody wrote as settings, before it is known what it means: maps, lists and scalars, each with its place. A recipe's text, the
// parameters of a reward and name=value on a command line all become this, and one binder makes records of it.

using System.Globalization;

namespace R1Sharp.Learning.Settings;

/// <summary>A place: a file with line and column (both 1-based), or whatever else names where something was written.</summary>
/// <param name="Source">The file's path as given, the override as written, the reward that is told.</param>
/// <param name="Line">1-based line; 0 where there are no lines.</param>
/// <param name="Column">1-based column.</param>
readonly record struct SettingsPlace(string Source, int Line = 0, int Column = 0)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";

    /// <summary>The exception that says what is wrong at this place.</summary>
    public UserErrorException Error(string sentence) => new($"{this}: {sentence}");
}

/// <summary>A piece of what was written.</summary>
/// <param name="Place">Where it stands.</param>
abstract record SettingsNode(SettingsPlace Place)
{
    /// <summary>The node that says a plain value: a text, a number, a truth value, null, a list or a map of such.</summary>
    public static SettingsNode Of(object? value, SettingsPlace place) => value switch
    {
        null => new SettingsScalar(place, "null", IsPlain: true),
        string text => new SettingsScalar(place, text, IsPlain: false),
        bool truth => new SettingsScalar(place, truth ? "true" : "false", IsPlain: true) { IsLiteral = true },
        IFormattable number => new SettingsScalar(place, number.ToString(null, CultureInfo.InvariantCulture), IsPlain: true) { IsLiteral = true },
        IReadOnlyDictionary<string, object?> map => SettingsMap.Of(map, place),
        IEnumerable<object?> list => new SettingsList(place, [.. list.Select(item => Of(item, place))]),
        _ => throw new ArgumentException($"{value.GetType().Name} is no plain value.", nameof(value)),
    };
}

/// <summary>A single value as written.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Text">Its text, without quotes.</param>
/// <param name="IsPlain">Whether it stood without quotes, so that it may be a number, a truth value or null.</param>
sealed record SettingsScalar(SettingsPlace Place, string Text, bool IsPlain) : SettingsNode(Place)
{
    /// <summary>Whether it is known to be a number or a truth value, as in JSON, and so is no text.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>Whether it says "off".</summary>
    public bool IsNull => IsPlain && Text is "null" or "~" or "";
}

/// <summary>Values in order.</summary>
sealed record SettingsList(SettingsPlace Place, List<SettingsNode> Items) : SettingsNode(Place);

/// <summary>One key of a map with its value.</summary>
sealed record SettingsEntry(SettingsPlace Place, string Key, SettingsNode Value);

/// <summary>Keys with values, in the order written, no key twice.</summary>
sealed record SettingsMap(SettingsPlace Place, List<SettingsEntry> Entries) : SettingsNode(Place)
{
    /// <summary>The map of plain values by name, all at one place.</summary>
    public static SettingsMap Of(IReadOnlyDictionary<string, object?> values, SettingsPlace place) =>
        new(place, [.. values.Select(v => new SettingsEntry(place, v.Key, Of(v.Value, place)))]);

    /// <summary>The entry of a key; null where the map does not have it.</summary>
    public SettingsEntry? Find(string key) => Entries.Find(e => e.Key == key);
}
