// The plan of the house: which project may know which, which folder which, and what is kept out of the inner projects.

using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace R1Sharp.Tests;

public sealed partial class HouseTests
{
    static readonly string[] LearningOrder = ["Tokenization", "Model", "Generation", "Rewards", "Training"];

    static readonly string[] AppOrder = ["Recipes", "Judges", "Sandbox", "Runs", "Data", "Charts", "Stages", "Claims", "Commands"];

    [Fact]
    public void Numerics_knows_no_other_project_of_the_house()
    {
        var names = typeof(R1Sharp.Numerics.RandomStream).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(names, n => n.StartsWith("R1Sharp", StringComparison.Ordinal) || n == "r1");
    }

    [Fact]
    public void The_inner_projects_have_no_packages()
    {
        foreach (string project in new[] { "R1Sharp.Numerics", "R1Sharp.Learning" })
            Assert.DoesNotContain("PackageReference", File.ReadAllText(Path.Combine(Root(), "src", project, project + ".csproj")));
    }

    [Fact]
    public void Folders_of_learning_depend_one_way()
    {
        OneWay("R1Sharp.Learning", LearningOrder);
        foreach (var (file, used) in FoldersUsedBy("R1Sharp.Learning", "Miniature"))
            Assert.True(used is "Miniature" or "Rewards" or "Tokenization", $"{file} in Miniature uses {used}");
    }

    [Fact]
    public void Folders_of_the_program_depend_one_way()
    {
        Assert.Equal(AppOrder.Order(), Directory.GetDirectories(Path.Combine(Root(), "src", "R1Sharp.App")).Select(Path.GetFileName).Where(f => f is not ("bin" or "obj")).Order()!);
        OneWay("R1Sharp.App", AppOrder);
    }

    static void OneWay(string project, string[] order)
    {
        for (int i = 0; i < order.Length; i++)
            foreach (var (file, used) in FoldersUsedBy(project, order[i]))
                Assert.True(Array.IndexOf(order, used) is >= 0 and int at && at <= i, $"{file} in {order[i]} uses {used}");
    }

    [Theory]
    [InlineData(@"\bunsafe\b")]
    [InlineData(@"\bConsole\.")]
    [InlineData(@"System\.Net\b")]
    [InlineData(@"YamlDotNet")]
    [InlineData(@"Stopwatch|DateTime\.(Utc)?Now")]
    public void Learning_stays_away_from(string pattern)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Root(), "src", "R1Sharp.Learning"), "*.cs", SearchOption.AllDirectories))
            foreach (string line in File.ReadLines(file).Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal)))
                Assert.False(Regex.IsMatch(line, pattern), $"{Path.GetFileName(file)}: {line.Trim()}");
    }

    static IEnumerable<(string File, string Folder)> FoldersUsedBy(string project, string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root(), "src", project, folder), "*.cs", SearchOption.AllDirectories)
        from Match match in Folder().Matches(File.ReadAllText(file))
        where match.Groups[1].Value == project && Directory.Exists(Path.Combine(Root(), "src", project, match.Groups[2].Value))
        select (Path.GetFileName(file), match.Groups[2].Value);

    static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex(@"\b(R1Sharp\.\w+)\.(\w+)")]
    private static partial Regex Folder();
}
