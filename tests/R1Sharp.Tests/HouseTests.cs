// The plan of the house: which project may know which, which folder which, and what is kept out of the inner projects.

using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace R1Sharp.Tests;

public sealed partial class HouseTests
{
    static readonly string[] LearningOrder = ["Tokenization", "Model", "Generation", "Rewards", "Training"];

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
        for (int i = 0; i < LearningOrder.Length; i++)
            foreach (var (file, used) in FoldersUsedBy(LearningOrder[i]))
                Assert.True(Array.IndexOf(LearningOrder, used) is >= 0 and int at && at <= i, $"{file} in {LearningOrder[i]} uses {used}");
        foreach (var (file, used) in FoldersUsedBy("Miniature"))
            Assert.True(used is "Miniature" or "Rewards" or "Tokenization", $"{file} in Miniature uses {used}");
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

    static IEnumerable<(string File, string Folder)> FoldersUsedBy(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root(), "src", "R1Sharp.Learning", folder), "*.cs", SearchOption.AllDirectories)
        from Match match in LearningNamespace().Matches(File.ReadAllText(file))
        select (Path.GetFileName(file), match.Groups[1].Value);

    static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex(@"R1Sharp\.Learning\.(Tokenization|Model|Generation|Rewards|Training|Miniature)\b")]
    private static partial Regex LearningNamespace();
}
