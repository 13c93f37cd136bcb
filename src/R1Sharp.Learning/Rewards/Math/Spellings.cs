// Spellings that are neither LaTeX nor Unicode signs: ranges with a dash, approximations, $5k, fractions that mix digits and
// Chinese, Roman numerals.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Rewrites spellings.</summary>
static partial class Spellings
{
    /// <summary>A command that no parser knows: a range is no difference.</summary>
    const string Range = "\\rangedash ";

    /// <summary>The answer before its Unicode signs are rewritten.</summary>
    public static string WithoutQuirks(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\x7F'))
            return text;
        if (text.AsSpan().ContainsAny("–—‒―"))
            text = DashedRange().Replace(text, "$1" + Range + "$2");
        if (text.AsSpan().ContainsAny("µμΩΩ"))
            text = Ohm().Replace(Micro().Replace(text, "u"), "$1ohm");
        if (text.Contains("m²", StringComparison.Ordinal) || text.Contains("m³", StringComparison.Ordinal))
            text = AttachedMetre().Replace(text, " ");
        if (!text.Contains("分之", StringComparison.Ordinal))
            return text;
        text = MixedParts().Replace(text, "$1 $3/$2");
        return Hundredths().Replace(PlainParts().Replace(text, "$2/$1"), "$1%");
    }

    /// <summary>The answer with amounts such as $5k in full, and without the sign of an approximation before it.</summary>
    public static string WithAmounts(string text)
    {
        var start = text.AsSpan().TrimStart(" $");
        if (start.StartsWith("\\approx") || start.StartsWith("\\sim") || start.StartsWith("\\thickapprox"))
            text = Approximate().Replace(text, "");
        if (!text.Contains("\\$", StringComparison.Ordinal) && !text.AsSpan().ContainsAny("€£¥₹") && !text.Contains("US", StringComparison.Ordinal))
            return text;
        text = text.Replace("US\\$", "\\$", StringComparison.Ordinal).Replace("US $", "$", StringComparison.Ordinal);
        return Suffix()
            .Replace(text, m => m.Groups["amount"].Value
            + m.Groups["suffix"].ValueSpan[0] switch { 'k' or 'K' => " thousand", 'M' or 'm' => " million", _ => " billion" });
    }

    /// <summary>Units that are written as formulas: a fraction of two upright units, and \mu before one.</summary>
    /// <param name="marked">What <see cref="TextCommands.Mark"/> returned.</param>
    public static string WithUnits(string marked)
    {
        if (!marked.Contains(WordMarks.Start) || !marked.Contains('\\'))
            return marked;
        marked = UprightMicro().Replace(marked, WordMarks.Start + "u");
        return marked.Contains("frac", StringComparison.Ordinal) ? UnitFraction()
            .Replace(marked, m => Units.IsUnit(m.Groups["above"].Value) && Units.IsUnit(m.Groups["below"].Value)
            ? $" {m.Groups["first"].Value}/{m.Groups["second"].Value}" : m.Value) : marked;
    }

    /// <summary>The answer in every reading that it has; the first is the text itself. 12,34,567 is a number in India and a list elsewhere.</summary>
    /// <param name="text">The answer as it was found.</param>
    public static IEnumerable<string> Readings(string text)
    {
        yield return text;
        if (text.Contains(',') && Indian().IsMatch(text))
        {
            yield return Indian().Replace(text, m => m.Value.Replace(",", "", StringComparison.Ordinal));
            yield return Indian().Replace(text, m => m.Value.Replace(",", ", ", StringComparison.Ordinal));
        }
    }

    /// <summary>A Roman numeral of the signs I, V and X as words; null for anything else. IV is not VI, and not 4.</summary>
    public static string? Roman(string text) => text.Length <= 30 && text.AsSpan().ContainsAny('I', 'V', 'X') && RomanNumeral()
        .Match(text) is { Success: true } match ? match.Groups["numeral"].Value.ToLowerInvariant() : null;

    [GeneratedRegex(@"^(\s*(?:\\?\$)?[0-9][0-9.,]*%?)[–—‒―](\$?[0-9][0-9.,]*(?:\s*[A-Za-z%]+\.?)?\s*)$")]
    private static partial Regex DashedRange();

    [GeneratedRegex(@"(?<=[0-9}]\s?)[µμ](?=(?:m|s|g|L|l|A|V|F|C|mol)(?![A-Za-z]))|(?<=\\(?:text|mathrm)\s*\{\s*)[µμ](?=(?:m|s|g|L|l|A|V|F|C|mol)\s*\})")]
    private static partial Regex Micro();

    [GeneratedRegex(@"(?<=[0-9}]\s?)([kM]?)[ΩΩ](?![A-Za-z])")]
    private static partial Regex Ohm();

    [GeneratedRegex(@"(?<![0-9,.(\[{])[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?![0-9,)\]}])")]
    private static partial Regex Indian();

    [GeneratedRegex(@"\\mu\s*\uE000(?=(?:m|s|g|L|l|A|V|F|C|mol)\uE001)")]
    private static partial Regex UprightMicro();

    [GeneratedRegex(
        @"\\[dt]?frac\s*\{\s*(?<first>\uE000(?<above>[A-Za-z]+)\uE001(?:\s*\^\s*\{?[0-9]\}?)?)\s*\}"
        + @"\s*\{\s*(?<second>\uE000(?<below>[A-Za-z]+)\uE001(?:\s*\^\s*\{?[0-9]\}?)?)\s*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex UnitFraction();

    // 12.5m²: nobody has decimals before a variable squared in Unicode.
    [GeneratedRegex("(?<=[0-9][.,][0-9]+)(?=m[²³])")]
    private static partial Regex AttachedMetre();

    [GeneratedRegex("([0-9]+)又([0-9]+)分之([0-9]+)")]
    private static partial Regex MixedParts();

    [GeneratedRegex("([0-9]+)分之([0-9]+)")]
    private static partial Regex PlainParts();

    [GeneratedRegex(@"百分之([0-9]+(?:\.[0-9]+)?)")]
    private static partial Regex Hundredths();

    [GeneratedRegex(@"^(?:\s|\$)*(?:\\approx|\\sim|\\simeq|\\thickapprox)(?![A-Za-z])\s*(?=[^$]*$)|(?<=^\s*\$\s*)(?:\\approx|\\sim|\\simeq)(?![A-Za-z])")]
    private static partial Regex Approximate();

    [GeneratedRegex(@"(?<amount>(?:\\\$|[€£¥₹])\s?[0-9][0-9.,]*)\s?(?<suffix>[kKM]|bn|mn|B)(?![A-Za-z])", RegexOptions.ExplicitCapture)]
    private static partial Regex Suffix();

    [GeneratedRegex(@"^[\s$]*(?:\\(?:text|mathrm|textbf|mathbf|mbox)\s*\{\s*)?(?<numeral>(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3}))\s*\}?[\s$.]*$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex RomanNumeral();
}
