// Units, currencies and nouns behind a number. Units of one dimension are converted; nouns are only compared.

using System.Globalization;
using System.Text;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>A unit in basic units.</summary>
/// <param name="Dimension">The same text for units that can be converted into each other, e.g. "length^2".</param>
/// <param name="Factor">How many basic units it is.</param>
/// <param name="IsKnown">Whether it is a unit rather than some noun.</param>
readonly record struct Unit(string Dimension, Rational Factor, bool IsKnown)
{
    /// <summary>Begins the name of what no grader can pass over: 5 pairs, 5 more than x.</summary>
    public const string Unclear = "unclear";

    /// <summary>Begins the name of a noun.</summary>
    public const string Noun = "noun";

    /// <summary>The name by which quantities are compared.</summary>
    public string Name => IsKnown ? Dimension : $"{Noun} {Dimension}";
}

/// <summary>Knows units by name.</summary>
static class Units
{
    static readonly Dictionary<string, (string Dimension, Rational Factor)> Table = UnitTable.Build();

    static readonly HashSet<string> MeasureWords = new(StringComparer.Ordinal)
    {
        "个", "只", "条", "本", "张", "件", "次", "种", "名", "人", "位", "头", "棵", "枝", "支", "辆", "架", "颗", "块", "页", "题", "道", "箱", "盒", "袋", "瓶", "杯",
        "排", "行", "列", "组", "套", "双", "对", "份", "班", "朵", "把", "台", "艘", "根", "粒", "面", "盏", "幅", "座", "栋", "层", "级", "步", "圈", "倍", "场", "队",
        "岁", "年", "月", "日", "天", "时", "点", "星期", "周", "包", "筐", "桶", "株", "匹", "户", "家", "所", "间", "段", "句", "字", "篇", "首", "首歌", "朵花", "个数",
    };

    // In formulas without upright letters these are products: 2mg is twice m times g.
    static readonly HashSet<string> Products = new(StringComparer.Ordinal)
    {
        "mg", "mi", "ms", "ns", "ha", "pt", "qt", "hp", "mV", "kV", "mA", "kN", "mW", "kW", "kB", "mN", "ug", "um", "us", "cd", "yr", "ft", "cc", "as", "au",
        "ly", "dL", "cL", "cl", "dl", "kL", "kl", "kC", "mC", "uC", "mF", "uF", "nF", "pF", "nC", "mT", "in", "hr", "yd", "rs", "MN", "MJ", "GJ", "MV", "MW",
        "GW", "kA", "uA", "uV", "nV", "mJ", "mK", "pg", "ps", "tb", "Wh",
    };

    // Of two words.
    static readonly Dictionary<(string, string), string> Pairs = new()
    {
        [("fluid", "ounce")] = "floz",
        [("fl", "oz")] = "floz",
        [("fluid", "oz")] = "floz",
        [("metric", "ton")] = "tonne",
        [("nautical", "mile")] = "nmi",
        [("degree", "celsius")] = "celsius",
        [("degree", "centigrade")] = "celsius",
        [("degree", "C")] = "celsius",
        [("deg", "C")] = "celsius",
        [("degree", "fahrenheit")] = "fahrenheit",
        [("degree", "F")] = "fahrenheit",
        [("deg", "F")] = "fahrenheit",
        [("light", "year")] = "lightyear",
        [("us", "dollar")] = "dollar",
        [("kilowatt", "hour")] = "kWh",
        [("electron", "volt")] = "eV",
    };

    /// <summary>Whether a word is a unit when it stands behind a number.</summary>
    public static bool IsKnown(string word) => Table.ContainsKey(word);

    /// <summary>Whether a word is a unit behind a number in any plural, in a formula without upright letters.</summary>
    public static bool IsUnmistakable(string word) => IsKnown(word) && !Products.Contains(word);

    /// <summary>Whether a word is a unit in any spelling, plurals included.</summary>
    public static bool IsUnit(string word) => Find(word) is not null;

    /// <summary>Whether a Chinese word may follow a numeral as what is counted.</summary>
    public static bool IsMeasureWord(string word) => Table.ContainsKey(word) || word.Length > 0
        && (MeasureWords.Contains(word) || MeasureWords.Contains(word[..1]));

    /// <summary>The unit that words and their powers make up, e.g. "km" 1, "h" −1.</summary>
    public static Unit Combine(IEnumerable<(string Word, int Power)> words)
    {
        var powers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        Rational factor = 1;
        bool known = true;
        foreach (var (word, power) in Paired([.. words]))
        {
            if (Find(word) is { } unit)
            {
                foreach (var (name, count) in Split(unit.Dimension))
                    powers[name] = powers.GetValueOrDefault(name) + count * power;
                for (int i = 0; i < Math.Abs(power); i++)
                    factor = power > 0 ? factor * unit.Factor : factor / unit.Factor;
            }
            else
            {
                known = false;
                string noun = Singular(word.ToLowerInvariant());
                powers[noun] = powers.GetValueOrDefault(noun) + power;
            }
        }
        // Radians in a rate are only a number: 5 rad/s is 5 s⁻¹.
        if (powers.Count(p => p.Value != 0) > 1)
            powers.Remove("radian");
        return new Unit(Key(powers), factor, known);
    }

    static string Key(SortedDictionary<string, int> powers)
    {
        var key = new StringBuilder();
        foreach (var (name, power) in powers)
            if (power != 0)
                key.Append(key.Length > 0 ? " " : "").Append(name).Append('^').Append(power);
        return key.ToString();
    }

    static List<(string Word, int Power)> Paired((string Word, int Power)[] words)
    {
        var result = new List<(string, int)>(words.Length);
        for (int i = 0; i < words.Length; i++)
        {
            if (i + 1 < words.Length && Pairs.TryGetValue((Canonical(words[i].Word), Canonical(words[i + 1].Word)), out string? both))
                result.Add((both, words[i++ + 1].Power));
            else
                result.Add(words[i]);
        }
        return result;
    }

    static string Canonical(string word) => word.Length == 1 ? word : Singular(word.ToLowerInvariant());

    static (string Dimension, Rational Factor)? Find(string word) =>
        Table.TryGetValue(word, out var unit) || word.Length > 2
            && (Table.TryGetValue(word.ToLowerInvariant(), out unit) || Table.TryGetValue(Singular(word.ToLowerInvariant()), out unit)) ? unit : null;

    static string Singular(string word) => word.Length > 3 && word.EndsWith('s') && word[^2] is not ('s' or 'u' or 'i') ? word[..^1] : word;

    static IEnumerable<(string Name, int Count)> Split(string dimension)
    {
        foreach (string part in dimension.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int caret = part.IndexOf('^');
            yield return caret < 0 ? (part, 1) : (part[..caret], int.Parse(part.AsSpan(caret + 1), CultureInfo.InvariantCulture));
        }
    }
}
