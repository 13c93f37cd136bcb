// Units, currencies and nouns behind a number. Units of one dimension are converted; nouns are only compared.

using System.Text;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>A unit in basic units.</summary>
/// <param name="Dimension">The same text for units that can be converted into each other, e.g. "length^2".</param>
/// <param name="Factor">How many basic units it is.</param>
/// <param name="IsKnown">Whether it is a unit rather than some noun.</param>
readonly record struct Unit(string Dimension, Rational Factor, bool IsKnown);

/// <summary>Knows units by name.</summary>
static class Units
{
    static readonly Dictionary<string, (string Dimension, Rational Factor)> Table = Build();

    static readonly HashSet<string> MeasureWords = new(StringComparer.Ordinal)
    {
        "个", "只", "条", "本", "张", "件", "次", "种", "名", "人", "位", "头", "棵", "枝", "支", "辆", "架", "颗", "块", "页", "题", "道", "箱", "盒", "袋", "瓶", "杯",
        "排", "行", "列", "组", "套", "双", "对", "份", "班", "朵", "把", "台", "艘", "根", "粒", "面", "盏", "幅", "座", "栋", "层", "级", "步", "圈", "倍", "场", "队",
        "岁", "年", "月", "日", "天", "时", "点", "星期", "周", "包", "筐", "桶", "株", "匹", "户", "家", "所", "间", "段", "句", "字", "篇", "首", "首歌", "朵花", "个数",
    };

    /// <summary>Whether a word is a unit when it stands behind a number.</summary>
    public static bool IsKnown(string word) => Table.ContainsKey(word);

    /// <summary>Whether a Chinese word may follow a numeral as what is counted.</summary>
    public static bool IsMeasureWord(string word) => Table.ContainsKey(word) || word.Length > 0 && (MeasureWords.Contains(word) || MeasureWords.Contains(word[..1]));

    /// <summary>The unit that words and their powers make up, e.g. "km" 1, "h" −1.</summary>
    public static Unit Combine(IEnumerable<(string Word, int Power)> words)
    {
        var powers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        Rational factor = 1;
        bool known = true;
        foreach (var (word, power) in words)
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
        var key = new StringBuilder();
        foreach (var (name, power) in powers)
            if (power != 0)
                key.Append(key.Length > 0 ? " " : "").Append(name).Append('^').Append(power);
        return new Unit(key.ToString(), factor, known);
    }

    static (string Dimension, Rational Factor)? Find(string word) =>
        Table.TryGetValue(word, out var unit) || Table.TryGetValue(word.ToLowerInvariant(), out unit) || Table.TryGetValue(Singular(word.ToLowerInvariant()), out unit) ? unit : null;

    static string Singular(string word) => word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;

    static IEnumerable<(string Name, int Count)> Split(string dimension)
    {
        foreach (string part in dimension.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int caret = part.IndexOf('^');
            yield return caret < 0 ? (part, 1) : (part[..caret], int.Parse(part.AsSpan(caret + 1), System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    static Dictionary<string, (string, Rational)> Build()
    {
        var table = new Dictionary<string, (string, Rational)>(StringComparer.Ordinal);
        void Add(string dimension, params (string Names, Rational Factor)[] units)
        {
            foreach (var (names, factor) in units)
                foreach (string name in names.Split(' '))
                    table[name] = (dimension, factor);
        }
        Rational One(long above, long below = 1) => new(above, below);
        Add("length", ("m meter metre 米", 1), ("cm centimeter centimetre 厘米 公分", One(1, 100)), ("mm millimeter millimetre 毫米", One(1, 1000)), ("dm decimeter 分米", One(1, 10)),
            ("km kilometer kilometre 千米 公里", 1000), ("nm nanometer", One(1, 1_000_000_000)), ("inch inches", One(254, 10000)), ("ft foot feet", One(3048, 10000)),
            ("yd yard", One(9144, 10000)), ("mi mile", One(1609344, 1000)), ("里", 500));
        Add("time", ("s sec second 秒", 1), ("min minute 分钟", 60), ("h hr hrs hour 小时", 3600), ("day 天", 86400), ("week 周", 604800), ("ms millisecond", One(1, 1000)));
        Add("year", ("year yr 年", 1));
        Add("mass", ("kg kilogram 千克 公斤", 1), ("g gram 克", One(1, 1000)), ("mg milligram", One(1, 1_000_000)), ("ton tonne 吨", 1000), ("斤", One(1, 2)), ("lb lbs pound", One(45359237, 100_000_000)),
            ("oz ounce", One(45359237, 1_600_000_000)));
        Add("length^3", ("L l liter litre 升", One(1, 1000)), ("mL ml milliliter millilitre 毫升", One(1, 1_000_000)), ("立方米", 1), ("立方厘米", One(1, 1_000_000)), ("立方分米", One(1, 1000)));
        Add("length^2", ("平方米 平米", 1), ("平方厘米", One(1, 10000)), ("平方分米", One(1, 100)), ("平方千米 平方公里", 1_000_000), ("公顷 hectare", 10000), ("acre", One(40468564224, 10_000_000)));
        Add("length^1 time^-1", ("mph", One(1609344, 3_600_000)), ("kmh kph", One(1000, 3600)), ("千米每小时 公里每小时", One(1000, 3600)), ("米每秒", 1));
        Add("dollar", ("$ dollar usd USD buck", 1), ("cent ¢ penny pennies", One(1, 100)));
        Add("yuan", ("¥ yuan rmb RMB 元 圆", 1), ("角", One(1, 10)), ("万元", 10000), ("分", One(1, 100)));
        Add("euro", ("€ euro", 1));
        Add("sterling", ("£", 1));
        Add("rupee", ("₹ rupee Rs rs", 1));
        Add("angle", ("degree deg 度", 1), ("degrees", 1));
        Add("energy", ("J joule 焦耳", 1), ("kJ kilojoule", 1000), ("eV", One(1602176634, 1) / System.Numerics.BigInteger.Pow(10, 28)), ("cal", One(4184, 1000)), ("kcal", 4184));
        Add("force", ("N newton 牛顿", 1), ("kN", 1000));
        Add("power", ("W watt 瓦", 1), ("kW kilowatt 千瓦", 1000));
        Add("pressure", ("Pa pascal", 1), ("kPa", 1000), ("atm", 101325));
        Add("frequency", ("Hz hertz 赫兹", 1), ("kHz", 1000), ("MHz", 1_000_000), ("GHz", 1_000_000_000));
        Add("voltage", ("V volt 伏", 1), ("mV", One(1, 1000)), ("kV", 1000));
        Add("current", ("A amp ampere 安", 1), ("mA", One(1, 1000)));
        Add("temperature", ("K kelvin", 1));
        Add("celsius", ("celsius 摄氏度", 1));
        Add("amount", ("mol mole", 1));
        Add("", ("unit 单位", 1), ("个", 1), ("rad radian 弧度", 1));
        return table;
    }
}
