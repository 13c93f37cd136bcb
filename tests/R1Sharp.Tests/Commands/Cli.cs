// The program as a user runs it: another process, its exit code and what it printed.

using System.Diagnostics;
using System.Text;

namespace R1Sharp.Tests.Commands;

/// <summary>What a command left.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
sealed record CliResult(int Code, string Output, string Error);

/// <summary>Runs r1.</summary>
static class Cli
{
    /// <summary>The folder that holds the sources.</summary>
    public static string Home { get; } = FindHome();

    /// <summary>The path of a recipe that comes with the program.</summary>
    public static string Recipe(string name) => Path.Combine(Home, "recipes", name);

    /// <summary>Runs r1 to its end.</summary>
    public static CliResult Run(params string[] arguments) => RunWith("", arguments);

    /// <summary>Runs r1 to its end with something on its standard input.</summary>
    public static CliResult RunWith(string input, params string[] arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return Finish(process);
    }

    /// <summary>Runs r1 to its end in a folder, from which relative paths count.</summary>
    public static CliResult RunIn(string folder, params string[] arguments)
    {
        using var process = StartProgram("dotnet", [Path.Combine(AppContext.BaseDirectory, "r1.dll"), .. arguments], folder);
        process.StandardInput.Close();
        return Finish(process);
    }

    /// <summary>Starts r1.</summary>
    public static Process Start(params string[] arguments) => StartProgram("dotnet", [Path.Combine(AppContext.BaseDirectory, "r1.dll"), .. arguments]);

    /// <summary>Starts any program with its streams in our hands.</summary>
    public static Process StartProgram(string file, IEnumerable<string> arguments, string folder = "")
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end; a program that takes minutes is stuck.</summary>
    public static CliResult Finish(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', process.StartInfo.ArgumentList)}: still running after 5 minutes. {output.Result}{error.Result}");
        }
        return new CliResult(process.ExitCode, output.Result, error.Result);
    }

    static string FindHome()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "R1Sharp.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not lie inside the repository.");
        return folder.FullName;
    }
}
