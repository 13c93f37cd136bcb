// The units themselves. Sources: the SI brochure (BIPM, 9th edition) and NIST Handbook 44, appendix C, for the customary units
// of the United States; factors are exact.

using System.Numerics;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Names, dimensions and factors of units.</summary>
static class UnitTable
{
    const string Volume = "length^3", Area = "length^2", Energy = "length^2 mass^1 time^-2", Power = "length^2 mass^1 time^-3",
    Force = "length^1 mass^1 time^-2",
        Pressure = "length^-1 mass^1 time^-2", Voltage = "current^-1 length^2 mass^1 time^-3";

    // Cubic metres in a gallon of the United States: 231 cubic inches.
    static readonly Rational Gallon = new(3785411784, 1_000_000_000_000);

    static readonly Rational Pound = new(45359237, 100_000_000);

    static readonly (string Symbol, string Word, int Exponent)[] Prefixes =
    [
        ("T", "tera", 12), ("G", "giga", 9), ("M", "mega", 6), ("k", "kilo", 3), ("h", "hecto", 2), ("d", "deci", -1), ("c", "centi", -2), ("m", "milli", -3),
        ("u", "micro", -6), ("n", "nano", -9), ("p", "pico", -12),
    ];

    /// <summary>Dimension and factor by name; plurals in s are left out.</summary>
    public static Dictionary<string, (string Dimension, Rational Factor)> Build()
    {
        var table = new Dictionary<string, (string, Rational)>(StringComparer.Ordinal);
        void Add(string dimension, params (string Names, Rational Factor)[] units)
        {
            foreach (var (names, factor) in units)
                foreach (string name in names.Split(' '))
                    table[name] = (dimension, factor);
        }
        void Metric(string dimension, Rational factor, string symbols, string prefixes, params string[] words)
        {
            foreach (var (symbol, word, exponent) in Prefixes)
            {
                var scaled = exponent < 0 ? factor / BigInteger.Pow(10, -exponent) : factor * BigInteger.Pow(10, exponent);
                foreach (string name in words)
                    table[word + name] = (dimension, scaled);
                if (prefixes.Contains(symbol, StringComparison.Ordinal))
                    foreach (string name in symbols.Split(' '))
                        table[symbol + name] = (dimension, scaled);
            }
            foreach (string name in symbols.Split(' ').Concat(words))
                table[name] = (dimension, factor);
        }
        Space(Add, Metric);
        MassAndTime(Add, Metric);
        Physics(Add, Metric);
        Money(Add);
        Add("", ("unit 单位", 1), ("个", 1));
        return table;
    }

    delegate void AddUnits(string dimension, params (string Names, Rational Factor)[] units);

    delegate void AddMetric(string dimension, Rational factor, string symbols, string prefixes, params string[] words);

    static Rational Of(long above, long below = 1) => new(above, below);

    static void Space(AddUnits add, AddMetric metric)
    {
        metric("length", 1, "m", "kdcmun", "meter", "metre");
        metric(Volume, Of(1, 1000), "L l", "kdcmu", "liter", "litre");
        add("length", ("米", 1), ("厘米 公分", Of(1, 100)), ("毫米", Of(1, 1000)), ("分米", Of(1, 10)), ("千米 公里", 1000), ("里", 500));
        add("length", ("in inch inches", Of(254, 10000)), ("ft foot feet", Of(3048, 10000)), ("yd yds yard", Of(9144, 10000)), ("mi mile", Of(1609344, 1000)),
            ("nmi", 1852),
            ("furlong", Of(201168, 1000)), ("lightyear ly", Of(9460730472580800)));
        add(Area, ("平方米 平米", 1), ("平方厘米", Of(1, 10000)), ("平方分米", Of(1, 100)), ("平方千米 平方公里", 1_000_000), ("公顷 hectare ha", 10000), ("亩", Of(2000, 3)),
            ("acre", Of(40468564224, 10_000_000)), ("sqft", Of(9290304, 100_000_000)), ("sqm", 1));
        add(Volume, ("升", Of(1, 1000)), ("毫升", Of(1, 1_000_000)), ("立方米", 1), ("立方厘米 cc", Of(1, 1_000_000)), ("立方分米", Of(1, 1000)));
        add(Volume, ("gallon gal", Gallon), ("quart qt", Gallon / 4), ("pint pt", Gallon / 8), ("cup", Gallon / 16), ("floz", Gallon / 128),
            ("tablespoon tbsp", Gallon / 256), ("teaspoon tsp", Gallon / 768));
        add("angle", ("degree degrees deg degs 度", 1), ("arcminute", Of(1, 60)), ("arcsecond", Of(1, 3600)));
        add("radian", ("rad rads radian 弧度", 1));
    }

    static void MassAndTime(AddUnits add, AddMetric metric)
    {
        metric("mass", Of(1, 1000), "g", "kmun", "gram", "gramme");
        add("mass", ("kgs", 1), ("千克 公斤", 1), ("克", Of(1, 1000)), ("tonne 吨", 1000), ("斤", Of(1, 2)), ("两", Of(1, 20)));
        add("mass", ("lb lbs", Pound), ("oz ounce", Pound / 16));
        // A pound is money too; the other answer says which.
        add("pound", ("pound", 1));
        add("ton", ("ton", 1));
        metric("time", 1, "s", "mun", "second");
        add("time", ("sec secs 秒", 1), ("min mins minute 分钟", 60), ("h hr hrs hour 小时 时", 3600), ("day 天", 86400), ("week wk wks 周 星期", 604800));
        // A month has no fixed number of days.
        add("month", ("month 个月", 1), ("year yr yrs 年", 12), ("decade", 120), ("century centuries", 1200), ("millennium millennia", 12000));
        add("length^1 time^-1", ("mph", Of(1609344, 3_600_000)), ("kmh kph kmph", Of(1000, 3600)), ("千米每小时 公里每小时", Of(1000, 3600)), ("米每秒", 1),
            ("knot kn", Of(1852, 3600)), ("fps", Of(3048, 10000)));
        add("length^-2", ("mpg", Of(1609344, 1000) / Gallon));
        add("revolution^1 time^-1", ("rpm", Of(1, 60)));
        add("revolution", ("revolution", 1));
    }

    static void Physics(AddUnits add, AddMetric metric)
    {
        metric(Force, 1, "N", "kmM", "newton");
        metric(Energy, 1, "J", "kmMG", "joule");
        metric(Power, 1, "W", "kmMG", "watt");
        metric(Pressure, 1, "Pa", "khMG", "pascal");
        metric("time^-1", 1, "Hz", "kMGT", "hertz");
        metric("current", 1, "A", "kmun", "ampere", "amp");
        metric("current^1 time^1", 1, "Coul", "", "coulomb");
        metric(Voltage, 1, "V", "kmunM", "volt");
        metric("current^-2 length^2 mass^1 time^-3", 1, "ohm", "kM", "ohm");
        metric("current^2 length^-2 mass^-1 time^4", 1, "farad", "", "farad");
        metric("amount", 1, "mol", "kmun", "mole");
        metric("current^-1 mass^1 time^-2", 1, "T", "m", "tesla");
        add("current^1 time^1", ("mC", Of(1, 1000)), ("uC", Of(1, 1_000_000)), ("nC", Of(1, 1_000_000_000)));
        add("current^2 length^-2 mass^-1 time^4", ("mF", Of(1, 1000)), ("uF", Of(1, 1_000_000)), ("nF", Of(1, 1_000_000_000)),
            ("pF", Of(1, 1_000_000_000_000)));
        var electronvolt = Of(1602176634) / BigInteger.Pow(10, 28);
        add(Energy, ("eV", electronvolt), ("keV", electronvolt * 1000), ("MeV", electronvolt * 1_000_000), ("GeV", electronvolt * 1_000_000_000),
            ("cal calorie", Of(4184, 1000)), ("kcal kilocalorie", 4184),
            ("Wh", 3600), ("kWh kwh 千瓦时", 3_600_000), ("焦耳", 1), ("erg", Of(1, 10_000_000)));
        add(Force, ("牛顿 牛", 1), ("dyne", Of(1, 100_000)), ("lbf", Pound * Of(980665, 100_000)));
        add(Power, ("瓦", 1), ("千瓦", 1000));
        add(Pressure, ("atm", 101325), ("bar", 100_000), ("mmHg", Of(101325, 760)), ("psi", Pound * Of(980665, 100_000) / Of(64516, 100_000_000)));
        add("time^-1", ("赫兹", 1));
        add(Voltage, ("伏", 1));
        add("current", ("安", 1));
        add("kelvin", ("K kelvin", 1));
        add("celsius", ("C celsius centigrade 摄氏度", 1));
        add("fahrenheit", ("F fahrenheit", 1));
        add("bit", ("bit", 1), ("byte", 8), ("kB KB kilobyte", 8000), ("MB megabyte", 8_000_000), ("GB gigabyte", Of(8_000_000_000)),
            ("TB terabyte", Of(8_000_000_000_000)));
    }

    static void Money(AddUnits add)
    {
        add("dollar", ("$ dollar usd USD buck", 1), ("cent ¢ penny pennies", Of(1, 100)), ("dime", Of(1, 10)), ("nickel", Of(1, 20)));
        add("yuan", ("¥ yuan rmb RMB 元 圆", 1), ("角", Of(1, 10)), ("万元", 10000), ("分", Of(1, 100)));
        add("euro", ("€ euro eur EUR", 1));
        add("sterling", ("£ gbp GBP", 1), ("pence", Of(1, 100)));
        add("rupee", ("₹ rupee Rs rs inr INR", 1));
        add("yen", ("yen JPY jpy", 1));
    }
}
