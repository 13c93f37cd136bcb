// How the files of benchmarks call the measures.

namespace R1Sharp.App.Tasks.Declarations;

/// <summary>The names of all measures; TaskMetrics makes each.</summary>
static class MetricNames
{
    /// <summary>Completions compared in pairs by a judge.</summary>
    public const string Pairs = "pairs";

    /// <summary>Answers compared with the gold by a judge.</summary>
    public const string Judged = "judged";

    /// <summary>The names, in their order.</summary>
    public static IReadOnlyList<string> All { get; } = ["choice", "contests", "drop", "ifeval", Judged, "math", Pairs, "patches", "programs"];

    /// <summary>Whether a measure asks a judge.</summary>
    public static bool IsJudged(string name) => name is Judged or Pairs;
}
