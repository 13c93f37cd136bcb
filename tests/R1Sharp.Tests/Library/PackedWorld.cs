using System.Diagnostics;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Library;

/// <summary>
/// The packages, made of what is built, and an empty folder in which programs are built with them and nothing else of the repository. Whatever else they need
/// is taken from the packages that the tests themselves were built with: nothing is fetched.
/// </summary>
public sealed class PackedWorld : IAsyncLifetime
{
    public static readonly string Cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public static readonly string[] Samples = [.. Directory.GetDirectories(Path.Combine(Cli.Home, "samples")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    public string Root { get; } = Directory.CreateTempSubdirectory("r1-packed").FullName;

    public string Feed => Path.Combine(Root, "feed");

    /// <summary>The folder with the tool's package.</summary>
    public string ToolFeed => Path.Combine(Root, "tool-feed");

    string Hive => Path.Combine(Root, "hive");

    public string At(params string[] parts) => Path.Combine([Root, .. parts]);

    public ValueTask InitializeAsync()
    {
        Pack();
        File.WriteAllText(At("nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{At("packages")}" /></config>
              <fallbackPackageFolders><clear /><add key="cache" value="{Cache}" /></fallbackPackageFolders>
              <packageSources><clear /><add key="feed" value="{Feed}" /></packageSources>
            </configuration>
            """);
        Copy(Path.Combine(Cli.Home, "samples"), Root);
        File.Delete(At("samples", "nuget.config"));
        Dotnet(Root, "new", "install", Path.Combine(Cli.Home, "templates", "reward"), "--debug:custom-hive", Hive);
        Dotnet(Root, "new", "r1-reward", "-n", "Brevity", "-o", At("Brevity"), "--debug:custom-hive", Hive);
        string[] projects = [.. Samples.Select(name => $"samples/{name}/{name}.csproj"), "Brevity/Brevity.csproj"];
        File.WriteAllText(At("all.slnx"), $"<Solution>{string.Concat(projects.Select(path => $"<Project Path=\"{path}\" />"))}</Solution>");
        Dotnet(Root, "build", "all.slnx", "-c", "Release", "--nologo", "-v", "quiet", "-clp:NoSummary", "-nodeReuse:false", "-p:RunAnalyzers=false");
        return default;
    }

    // All packages and the tool by one start of the SDK, in order, since all of them look at the same intermediate files.
    void Pack()
    {
        string Step(string project, string to, string more = "") => $"""<MSBuild Projects="{Path.Combine(Cli.Home, "src", project, project + ".csproj")}" Targets="Pack" Properties="Configuration=Release;NoBuild=true;_IsPacking=true;PackageOutputPath={to}{more}" />""";
        File.WriteAllText(At("pack.proj"), $"""
            <Project>
              <Target Name="All">
                {Step("R1Sharp.Numerics", Feed)}
                {Step("R1Sharp.Learning", Feed)}
                {Step("R1Sharp.App", Feed)}
                {Step("R1Sharp.App", ToolFeed, ";AsTool=true")}
              </Target>
            </Project>
            """);
        Dotnet(Cli.Home, "msbuild", At("pack.proj"), "-t:All", "-nologo", "-v:quiet", "-nodeReuse:false");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return default;
    }

    /// <summary>The folder of a sample.</summary>
    public string Sample(string name) => At("samples", name);

    /// <summary>Starts a sample, in its folder.</summary>
    public Process Start(string sample, params string[] arguments) =>
        Cli.StartProgram("dotnet", [Path.Combine(Sample(sample), "bin", "Release", "net10.0", sample + ".dll"), .. arguments], Sample(sample));

    /// <summary>Runs a sample to its end.</summary>
    internal CliResult Run(string sample, params string[] arguments)
    {
        using var process = Start(sample, arguments);
        process.StandardInput.Close();
        return Cli.Finish(process);
    }

    /// <summary>Runs the SDK; its failure is the test's.</summary>
    internal static CliResult Dotnet(string folder, params string[] arguments)
    {
        using var process = Cli.StartProgram("dotnet", arguments, folder);
        process.StandardInput.Close();
        var result = Cli.Finish(process);
        Assert.True(result.Code == 0, $"dotnet {string.Join(' ', arguments)}: {result.Output}{result.Error}");
        return result;
    }

    static void Copy(string from, string to)
    {
        string root = Path.GetDirectoryName(from)!;
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")))
        {
            string there = Path.Combine(to, Path.GetRelativePath(root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(there)!);
            File.Copy(file, there);
        }
    }
}
