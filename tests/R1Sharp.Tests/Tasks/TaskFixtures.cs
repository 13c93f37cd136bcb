// Rows in the published columns of each benchmark, with contents made up.

using R1Sharp.Tests.Commands;

namespace R1Sharp.Tests.Tasks;

/// <summary>Finds them.</summary>
static class TaskFixtures
{
    /// <summary>The file of a benchmark.</summary>
    public static string Path(string name) => System.IO.Path.Combine(Folder, name + ".jsonl");

    /// <summary>The folder of projects that patches are for.</summary>
    public static string Checkouts => System.IO.Path.Combine(Folder, "checkouts");

    /// <summary>The folder of all of them.</summary>
    public static string Folder { get; } = System.IO.Path.Combine(Cli.Home, "tests", "R1Sharp.Tests", "Tasks", "Fixtures");
}
