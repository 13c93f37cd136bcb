namespace R1Sharp.Tests.Commands;

/// <summary>What logs hold of times: two runs that are the same differ in nothing else.</summary>
static class LogTimes
{
    /// <summary>Matches them.</summary>
    public const string Pattern = """
        "seconds":[^,]*,"wall_seconds":[^,}]*(,"seconds_by_part":\{[^}]*\})?
        """;
}
