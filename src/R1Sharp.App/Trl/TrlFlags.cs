// Flags as transformers' HfArgumentParser reads them: --key value, --key=value, --key a b c for lists, --key for true.

using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Trl;

/// <summary>Reads flags.</summary>
static class TrlFlags
{
    /// <summary>The flags in order; a word before the first of them is the file of the settings.</summary>
    /// <exception cref="UserErrorException">A word belongs to no flag, or a flag lacks its value.</exception>
    public static List<(string Key, SettingsNode Value)> Read(IReadOnlyList<string> words, IReadOnlyDictionary<string, TrlKey> keys)
    {
        var flags = new List<(string, SettingsNode)>();
        for (int i = 0; i < words.Count;)
        {
            if (!IsFlag(words[i]))
            {
                if (i > 0)
                    throw new UserErrorException($"'{words[i]}' belongs to no flag: settings are written --key value.");
                flags.Add(("config", Scalar("--config", words[i++])));
                continue;
            }
            string flag = words[i++];
            var (key, given) = Split(flag);
            if (!keys.ContainsKey(key) && !IsNegated(key, keys))
                throw new UserErrorException(
                    $"'{flag}' is no key of this command{NearestName.Hint(key, [.. keys.Keys.Where(k => NearestName.Distance(k, key) < 6)])}");
            var values = new List<string>();
            if (given is not null)
                values.Add(given);
            else
                while (i < words.Count && !IsFlag(words[i]) && (values.Count == 0 || IsList(key, keys)))
                    values.Add(words[i++]);
            flags.Add(Flag(key, values, keys));
        }
        return flags;
    }

    static (string, SettingsNode) Flag(string key, List<string> values, IReadOnlyDictionary<string, TrlKey> keys)
    {
        string source = $"--{key}";
        // --no_key is false, as for fields whose default is true.
        if (IsNegated(key, keys) && values.Count == 0)
            return (key[3..], Scalar(source, "false"));
        bool isTruth = keys.TryGetValue(key, out var known) && known.Type == "bool";
        if (values.Count == 0)
            return (key, isTruth ? Scalar(source, "true") : throw new UserErrorException($"{source} lacks its value: write {source} VALUE."));
        return (key, IsList(key, keys) && !(values.Count == 1 && values[0].TrimStart().StartsWith('['))
            ? new SettingsList(new SettingsPlace(source, 0, 0), [.. values.Select(v => Scalar(source, v))])
            : known?.Type is "dict" or "any" or "list" ? RecipeParser.ParseValue(values[0], source) : Scalar(source, values[0]));
    }

    static bool IsNegated(string key, IReadOnlyDictionary<string, TrlKey> keys) =>
        !keys.ContainsKey(key) && key.StartsWith("no_", StringComparison.Ordinal) && keys.TryGetValue(key[3..], out var negated) && negated.Type == "bool";

    static bool IsList(string key, IReadOnlyDictionary<string, TrlKey> keys) => keys.TryGetValue(key, out var known) && known.Type == "list";

    // A negative number is a value.
    static bool IsFlag(string word) => word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2 && !char.IsAsciiDigit(word[2]);

    static (string Key, string? Value) Split(string flag)
    {
        int equals = flag.IndexOf('=', StringComparison.Ordinal);
        string key = (equals < 0 ? flag[2..] : flag[2..equals]).Replace('-', '_');
        return (key, equals < 0 ? null : flag[(equals + 1)..]);
    }

    static SettingsScalar Scalar(string source, string text) => new(new SettingsPlace(source, 0, 0), text, IsPlain: true);
}
