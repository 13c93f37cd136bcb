using System.Diagnostics;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests;

/// <summary>The script r1, with a compiler that only says that it was called: several at once build once.</summary>
public sealed class LauncherTests : IDisposable
{
    // Fails where another of its kind is at work, as two builds of one folder do.
    const string Compiler = """
        #!/usr/bin/env bash
        home=$(dirname "$(dirname "$2")")
        mkdir "$home/building" || { echo "two builds at once"; exit 1; }
        sleep 0.3
        mkdir -p "$home/artifacts/bin/R1Sharp.App/release"
        printf '#!/usr/bin/env bash\necho "ran $*"\n' >"$home/artifacts/bin/R1Sharp.App/release/r1"
        chmod +x "$home/artifacts/bin/R1Sharp.App/release/r1"
        echo built >>"$home/builds"
        rmdir "$home/building"
        """;

    static readonly string[] s_tools = ["bash", "env", "find", "mkdir", "rmdir", "touch", "mv", "rm", "cat", "dirname", "readlink", "sleep", "chmod"];

    readonly string _home = Directory.CreateTempSubdirectory("r1-launcher").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    int Builds => File.ReadAllLines(Path.Combine(_home, "builds")).Length;

    string Lock => Path.Combine(_home, "artifacts", "r1.lock");

    void Prepare(bool withFlock)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "the script needs bash");
        Assert.SkipUnless(!withFlock || File.Exists("/usr/bin/flock"), "flock is not installed");
        File.Copy(Path.Combine(Cli.Home, "r1"), Path.Combine(_home, "r1"));
        Directory.CreateDirectory(Path.Combine(_home, "src", "R1Sharp.App"));
        string tools = Directory.CreateDirectory(Path.Combine(_home, "tools")).FullName;
        foreach (string file in (string[])["src/a.cs", "Directory.Build.props", "global.json"])
            File.WriteAllText(Path.Combine(_home, file), "");
        foreach (string tool in withFlock ? [.. s_tools, "flock"] : s_tools)
            File.CreateSymbolicLink(Path.Combine(tools, tool), File.Exists("/usr/bin/" + tool) ? "/usr/bin/" + tool : "/bin/" + tool);
        File.WriteAllText(Path.Combine(tools, "dotnet"), Compiler);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(tools, "dotnet"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    Process Start(string word)
    {
        var start = new ProcessStartInfo("/bin/bash", [Path.Combine(_home, "r1"), word]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = Path.Combine(_home, "tools");
        return Process.Start(start)!;
    }

    void RunAtOnce(int count)
    {
        var running = Enumerable.Range(0, count).Select(i => Start($"number {i}")).ToList();
        for (int i = 0; i < count; i++)
            using (var process = running[i])
                Assert.Equal(new CliResult(0, $"ran number {i}\n", ""), Cli.Finish(process));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Several_at_once_build_once(bool withFlock)
    {
        Prepare(withFlock);
        RunAtOnce(4);
        Assert.Equal(1, Builds);
        RunAtOnce(2);
        Assert.Equal(1, Builds);
        File.WriteAllText(Path.Combine(_home, "src", "a.cs"), "changed");
        RunAtOnce(3);
        Assert.Equal(2, Builds);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void What_a_killed_one_left_does_not_block(bool withFlock)
    {
        Prepare(withFlock);
        Directory.CreateDirectory(Lock + ".d");
        File.WriteAllText(Path.Combine(Lock + ".d", "owner"), int.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture));
        File.WriteAllText(Lock, "");
        RunAtOnce(3);
        Assert.Equal(1, Builds);
        Assert.Equal(withFlock, Directory.Exists(Lock + ".d"));
    }

    [Fact]
    public void A_build_that_fails_says_so_and_leaves_no_lock()
    {
        Prepare(withFlock: false);
        Directory.CreateDirectory(Path.Combine(_home, "building"));
        using (var process = Start("x"))
        {
            var result = Cli.Finish(process);
            Assert.Equal(1, result.Code);
            Assert.Contains("two builds at once", result.Error);
        }
        Directory.Delete(Path.Combine(_home, "building"));
        RunAtOnce(1);
    }
}
