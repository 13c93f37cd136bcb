// What r1 select prints: how many examples each filter left, and why it dropped the others.

using System.Globalization;
using R1Sharp.Learning.Training.Selection;

namespace R1Sharp.App.Commands;

/// <summary>Prints selections.</summary>
static class SelectionText
{
    const int MostReasons = 5;

    /// <summary>A line for each filter.</summary>
    public static void Write(SelectionResult result)
    {
        int width = result.Left.Max(left => left.Filter.Length);
        foreach (var (filter, count) in result.Left)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{filter.PadRight(width)}  {count,9}{Reasons(result, filter)}"));
    }

    // Reasons may hold a pass rate; what stands before the first parenthesis is the kind.
    static string Reasons(SelectionResult result, string filter)
    {
        var kinds = result.Verdicts.Where(v => v.Filter == filter).GroupBy(v => v.Reason.Split('(')[0].Trim()).OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        string text = string.Join(", ", kinds.Take(MostReasons).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}")));
        return kinds.Count == 0 ? "" : $"   dropped: {text}{(kinds.Count > MostReasons ? ", …" : "")}";
    }
}
