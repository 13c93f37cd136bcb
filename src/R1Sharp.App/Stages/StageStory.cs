// What a stage left in its log, and the words in which its kind tells it.

using R1Sharp.App.Charts;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Stages;

/// <summary>The numbers of a stage.</summary>
/// <param name="Steps">Its steps; at least one.</param>
/// <param name="Evaluations">The evaluations of the model before it, on its way, and after it, where there are any.</param>
sealed record StageStory(IReadOnlyList<MetricLine> Steps, IReadOnlyList<MetricLine> Evaluations)
{
    const int LastSteps = 10;

    /// <summary>" (5 min 36 s)": the time of the steps themselves, without evaluations and checkpoints; empty where it is not known.</summary>
    public string Took => Steps.Sum(l => l.Seconds) is > 0 and < double.PositiveInfinity and var seconds ? $" ({Duration(seconds)})" : "";

    /// <summary>The sum of a number over all steps that have it.</summary>
    public double Sum(string metric) => Steps.Select(l => l[metric]).Where(double.IsFinite).Sum();

    /// <summary>A number at the first step.</summary>
    public double First(string metric) => Steps[0][metric];

    /// <summary>The mean of a number over the last steps.</summary>
    public double Last(string metric) => Steps.TakeLast(LastSteps).Average(l => l[metric]);

    /// <summary>"the loss went from 3.1 to 0.4 nats".</summary>
    public string Went(string what, string metric, string unit) => $"{what} went from {Number(First(metric))} to {Number(Last(metric))} {unit}";

    /// <summary>A number as people read it.</summary>
    public static string Number(double value) => ChartText.Value(value, NumberFormat.Plain);

    /// <summary>A share as people read it.</summary>
    public static string Percent(double value) => ChartText.Value(value, NumberFormat.Percent);

    /// <summary>"a, b and c".</summary>
    public static string Listed(IEnumerable<string> parts)
    {
        var list = parts.ToList();
        return list.Count < 2 ? string.Concat(list) : string.Join(", ", list.SkipLast(1)) + " and " + list[^1];
    }

    /// <summary>Seconds as people say them: "48 s", "5 min 36 s", "2 h 10 min".</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds))
            return "–";
        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min" : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s"
            : $"{time.Seconds} s";
    }
}
