using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using R1Sharp.Numerics;

namespace R1Sharp.Tests.Corpus;

/// <summary>Ways in which a benchmark's item may stand in a corpus so that its words in a row are not found.</summary>
static class Disguises
{
    static readonly string[] s_names = ["Maria", "Ahmed", "Yuki", "Ngozi", "Lars", "Priya", "Diego", "Olga", "Chen", "Fatima"];

    /// <summary>Those that the limits were chosen with.</summary>
    public static readonly IReadOnlyDictionary<string, Func<string, RandomStream, string>> Known = new Dictionary<string, Func<string, RandomStream, string>>
    {
        ["as it is"] = (text, _) => text,
        ["white space and LaTeX"] = (text, random) => Loosened(text),
        ["numbers renamed"] = (text, random) => Numbers(text, random),
    };

    /// <summary>Those that nobody looked at before the limits stood.</summary>
    public static readonly IReadOnlyDictionary<string, Func<string, RandomStream, string>> HeldOut = new Dictionary<string, Func<string, RandomStream, string>>
    {
        ["names translated"] = (text, random) => Names(text, random),
        ["numbers and names"] = (text, random) => Names(Numbers(text, random), random),
        ["sentences and options shuffled"] = Shuffled,
        ["a word in twelve misspelt"] = (text, random) => Words(text, random, 1.0 / 12, w => w.Length > 3 ? w[..1] + w[2..] + w[1] : w),
        ["a word in twelve left out"] = (text, random) => Words(text, random, 1.0 / 12, _ => ""),
        ["within other text, in capitals"] = (text, random) => $"Here is one that I liked.\n\n{text.ToUpperInvariant()}\n\nThe answer stands at the end of the book.",
        ["markup and remarks"] = (text, random) => "<p>" + Regex.Replace(text, @"(\w+[.,]) ", m => $"{m.Groups[1].Value} <b>(sic)</b> "),
    };

    static string Loosened(string text) => Regex.Replace(text.Replace("\\left", "", StringComparison.Ordinal).Replace("\\right", "", StringComparison.Ordinal)
        .Replace("\\frac", "\\dfrac", StringComparison.Ordinal), @"\d[\d,.]*|\$|[+=]", m => m.Value == "$" ? "" : $"\\, {m.Value} \\;");

    static string Numbers(string text, RandomStream random)
    {
        var draw = random;
        return Regex.Replace(text, @"\d+(\.\d+)?", _ => draw.NextInt(2, 99).ToString(CultureInfo.InvariantCulture));
    }

    // Every word with a capital that is not the first of a sentence.
    static string Names(string text, RandomStream random)
    {
        var draw = random;
        var names = new Dictionary<string, string>();
        string renamed = Regex.Replace(text, @"(?<=[a-z,;] )[A-Z][a-z]+", m => names.TryGetValue(m.Value, out string? known) ? known
            : names[m.Value] = s_names[draw.NextInt(s_names.Length)]);
        foreach (var (from, to) in names)
            renamed = Regex.Replace(renamed, $@"\b{from}\b", to);
        return renamed;
    }

    static string Shuffled(string text, RandomStream random)
    {
        string[] parts = Regex.Split(text, @"(?<=[.?!])\s+|\n");
        random.Shuffle<string>(parts);
        return string.Join('\n', parts);
    }

    static string Words(string text, RandomStream random, double share, Func<string, string> change)
    {
        var changed = new StringBuilder();
        foreach (string word in text.Split(' '))
            changed.Append(random.NextBool(share) ? change(word) : word).Append(' ');
        return changed.ToString();
    }
}
