// Times of day and dates: 1:58 am, 13:58, March 5, 2020, 5 March 2020, 2020-03-05, 2020年3月5日.

using System.Globalization;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Reads times and dates.</summary>
static partial class Moments
{
    const string Months = "jan feb mar apr may jun jul aug sep oct nov dec";

    /// <summary>The canonical form of a time or date; null where the text is neither.</summary>
    /// <param name="text">In lower case with single spaces.</param>
    public static string? Read(string text)
    {
        if (text.Length is < 3 or > 40)
            return null;
        if (!MayBeMoment(text))
            return null;
        if (text is "noon" or "12 noon" or "midday")
            return "time 12:00:00";
        if (text is "midnight" or "12 midnight")
            return "time 0:00:00";
        return Time(HourOnly(text) is null ? text : HourPattern().Replace(text, "${hour}:00 ${half}").Trim()) ?? Date(text);
    }

    // What every pattern asks of the first characters: most answers are numbers, words or formulas, and none of them need be tried.
    static bool MayBeMoment(string text)
    {
        int digits = 0;
        while (digits < text.Length && char.IsDigit(text[digits]))
            digits++;
        if (digits == 0)
            return text.StartsWith("noon", StringComparison.Ordinal) || text.StartsWith("mid", StringComparison.Ordinal)
                || Months.Contains(text[..3], StringComparison.Ordinal);
        if (digits == text.Length || digits is 3 or > 4)
            return false;
        char next = text[text[digits] == ' ' && digits + 1 < text.Length ? digits + 1 : digits];
        return digits == 4 ? next is '-' or '/' or '.' or '年' : next is ':' or '月' || char.IsAsciiLetterLower(next)
            && "aposnrtjfmd".Contains(next, StringComparison.Ordinal);
    }

    static string? Time(string text)
    {
        var match = TimePattern().Match(text);
        if (!match.Success)
            return null;
        int hour = Number(match, "hour"), minute = Number(match, "minute");
        int second = match.Groups["second"].Success ? Number(match, "second") : 0;
        if (hour > 24 || minute > 59 || second > 59)
            return null;
        string half = match.Groups["half"].Value;
        if (half.Length > 0 && hour is (0 or > 12))
            return null;
        hour = half.StartsWith('p') ? hour % 12 + 12 : half.StartsWith('a') ? hour % 12 : hour;
        return string.Create(CultureInfo.InvariantCulture, $"time {hour}:{minute:00}:{second:00}");
    }

    static string? Date(string text)
    {
        foreach (var pattern in new[] { MonthFirst(), DayFirst(), NumbersOnly(), Chinese() })
        {
            var match = pattern.Match(text);
            if (!match.Success)
                continue;
            string name = match.Groups["name"].Value;
            int month = name.Length > 0 ? Months.IndexOf(name[..3], StringComparison.Ordinal) / 4 + 1 : Number(match, "month");
            int day = Number(match, "day");
            string year = match.Groups["year"].Value;
            return month is < 1 or > 12 || day is < 1 or > 31 ? null : string.Create(CultureInfo.InvariantCulture, $"date {year} {month} {day}");
        }
        return null;
    }

    /// <summary>The hour of a time of day that is only an hour, such as "3 pm"; null for anything else.</summary>
    /// <param name="text">In lower case with single spaces.</param>
    public static int? HourOnly(string text) => HourPattern().Match(text) is { Success: true } match && Number(match, "hour") is >= 1 and <= 12 and var hour
        ? hour : null;

    static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<hour>\d{1,2}):(?<minute>\d{2})(:(?<second>\d{2}))? ?(?<half>[ap] ?\.? ?m ?\.?)?( o'?clock)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^(?<hour>\d{1,2}) ?((?<half>[ap] ?\.? ?m ?\.?)|o'? ?clock)$", RegexOptions.ExplicitCapture)]
    private static partial Regex HourPattern();

    [GeneratedRegex(@"^(?<name>jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)\.? "
        + @"(?<day>\d{1,2})(st|nd|rd|th)?(,? ?(?<year>\d{4}))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex MonthFirst();

    [GeneratedRegex(@"^(?<day>\d{1,2})(st|nd|rd|th)?( of)? (?<name>jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?"
        + @"|oct(ober)?|nov(ember)?|dec(ember)?)\.?(,? ?(?<year>\d{4}))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex DayFirst();

    [GeneratedRegex(@"^(?<year>\d{4})(?<dash>[-/.])(?<month>\d{1,2})\k<dash>(?<day>\d{1,2})$", RegexOptions.ExplicitCapture)]
    private static partial Regex NumbersOnly();

    [GeneratedRegex(@"^((?<year>\d{4})年)?(?<month>\d{1,2})月(?<day>\d{1,2})[日号]$", RegexOptions.ExplicitCapture)]
    private static partial Regex Chinese();
}
