// Seeds as they are written on a command line: a count or a range.

using System.CommandLine;
using System.Globalization;

namespace R1Sharp.App.Commands;

/// <summary>Seeds as they are written on a command line: a count, or the first and the last.</summary>
static class SeedRange
{
    const int Most = 100;

    /// <summary>The option --seeds, whose text <see cref="Parse"/> reads.</summary>
    public static Option<string> Option()
    {
        var seeds = new Option<string>("--seeds") { Description = "How many seeds, 3 being 1, 2, 3; or which: 4-6.", DefaultValueFactory = _ => "3" };
        seeds.Validators.Add(r =>
        {
            if (r.Tokens.Count > 0 && Parse(r.Tokens[0].Value) is null)
                r.AddError("--seeds needs a whole number from 1 to 100, or a range of at most 100 such as 4-6");
        });
        return seeds;
    }

    /// <summary>Reads "3" as 1, 2, 3 and "4-6" as 4, 5, 6.</summary>
    /// <returns>The seeds, ascending; null for anything that is not one to a hundred seeds from 1 on.</returns>
    public static IReadOnlyList<ulong>? Parse(string text)
    {
        string[] ends = text.Split('-');
        int first = 1, last = 0;
        bool isRead = ends.Length switch
        {
            1 => IsWhole(ends[0], out last),
            2 => IsWhole(ends[0], out first) && IsWhole(ends[1], out last),
            _ => false,
        };
        return isRead && first >= 1 && last >= first && last - first < Most ? [.. Enumerable.Range(first, last - first + 1).Select(s => (ulong)s)] : null;
    }

    static bool IsWhole(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
