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
    public static string? Read(string text) => text.Length is < 4 or > 40 ? null : Time(text) ?? Date(text);

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

    static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<hour>\d{1,2}):(?<minute>\d{2})(:(?<second>\d{2}))? ?(?<half>a\.? ?m\.?|p\.? ?m\.?)?( o'?clock)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^(?<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?<day>\d{1,2})(st|nd|rd|th)?(,? ?(?<year>\d{4}))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex MonthFirst();

    [GeneratedRegex(@"^(?<day>\d{1,2})(st|nd|rd|th)?( of)? (?<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(,? ?(?<year>\d{4}))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex DayFirst();

    [GeneratedRegex(@"^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$", RegexOptions.ExplicitCapture)]
    private static partial Regex NumbersOnly();

    [GeneratedRegex(@"^((?<year>\d{4})年)?(?<month>\d{1,2})月(?<day>\d{1,2})[日号]$", RegexOptions.ExplicitCapture)]
    private static partial Regex Chinese();
}
