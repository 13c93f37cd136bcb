// What a launcher says by itself: accelerate's file of settings (accelerate launch --config_file FILE) and its flag --mixed_precision. On one machine
// nothing of it has a meaning but the number format.

using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Trl;

/// <summary>Reads a launcher's settings.</summary>
static class AccelerateFile
{
    const string Precision = "mixed_precision";

    /// <summary>The words that stand for what has a meaning here.</summary>
    /// <param name="launcher">The words of the launcher.</param>
    /// <param name="remarks">Takes what has none, a sentence.</param>
    /// <exception cref="UserErrorException">The file is broken.</exception>
    public static IReadOnlyList<string> Kept(IReadOnlyList<string> launcher, ICollection<string> remarks)
    {
        string? precision = Flag(launcher, Precision), file = Flag(launcher, "config_file");
        if (file is not null)
            precision ??= Read(file, remarks);
        return precision is null ? [] : ["--" + Precision, precision];
    }

    static string? Read(string file, ICollection<string> remarks)
    {
        if (!File.Exists(file))
        {
            remarks.Add($"{file} is not there; of a launcher's settings the number format alone would have a meaning here.");
            return null;
        }
        var entries = RecipeParser.Parse(Utf8Text.ReadAll(file), file).Entries;
        var precision = entries.FirstOrDefault(e => e.Key == Precision)?.Value as SettingsScalar;
        remarks.Add($"{file}: without meaning on one machine: {string.Join(", ", entries.Select(e => e.Key).Where(key => key != Precision))}"
            + (precision is { IsNull: false } ? $"; {Precision} is {precision.Text}." : "."));
        return precision is { IsNull: false } ? precision.Text : null;
    }

    // --key value or --key=value.
    static string? Flag(IReadOnlyList<string> words, string key)
    {
        for (int i = 0; i < words.Count; i++)
            if (words[i] == "--" + key && i + 1 < words.Count)
                return words[i + 1];
            else if (words[i].StartsWith($"--{key}=", StringComparison.Ordinal))
                return words[i][(key.Length + 3)..];
        return null;
    }
}
