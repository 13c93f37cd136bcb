// Which families of problems the claims mean, and the names under which evaluations keep their numbers.

using R1Sharp.App.Runs;

namespace R1Sharp.App.Claims;

/// <summary>The suites of the claims.</summary>
static class Suites
{
    /// <summary>The two families whose curves stand for reasoning.</summary>
    public static IReadOnlyList<string> Reasoning => ["countdown", "arithmetic"];

    /// <summary>All four families of reasoning.</summary>
    public static IReadOnlyList<string> AllReasoning => ["countdown", "arithmetic", "digits", "logic"];

    /// <summary>The families whose every step can be judged.</summary>
    public static IReadOnlyList<string> Chains => ["arithmetic", "digits"];

    /// <summary>The general tasks.</summary>
    public static IReadOnlyList<string> General => ["facts", "translation", "form", "refuse"];

    /// <summary>The mean of a number over families, of one evaluation.</summary>
    public static Func<MetricLine, double> Mean(IReadOnlyList<string> families, string metric) => line =>
        families.Average(f => line[MetricLine.KeyOf(f, metric)]);

    /// <summary>A number of one family.</summary>
    public static Func<MetricLine, double> Of(string family, string metric) => line => line[MetricLine.KeyOf(family, metric)];

    /// <summary>A number of one level of a family.</summary>
    public static Func<MetricLine, double> Level(string family, int level, string metric) => line => line[$"levels/{family}/{level}/{metric}"];

    /// <summary>The mean; NaN, which keeps no criterion, where there is nothing to take it over.</summary>
    public static double MeanOf<T>(this IEnumerable<T> of, Func<T, double> number) => of.Select(number).DefaultIfEmpty(double.NaN).Average();

    /// <summary>A family's name as a title.</summary>
    public static string Title(string family) => char.ToUpperInvariant(family[0]) + family[1..];
}
