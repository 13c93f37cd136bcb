// Others beside us: runs the scripts of bench/peers.

using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using R1Sharp.Learning;

namespace R1Sharp.App.Commands.Bench;

/// <summary>A Python with PyTorch, and the scripts of bench/peers.</summary>
/// <param name="Python">The interpreter.</param>
/// <param name="Blas">The variant of OpenBLAS to load, pthread or openmp; null for the system's choice.</param>
sealed record Peer(string Python, string? Blas)
{
    /// <exception cref="UserErrorException">There is no such Python, or it has no PyTorch.</exception>
    public void RequireTorch()
    {
        if (Run(["-c", "import torch"]).ExitCode != 0)
            throw new UserErrorException(
                $"{Python} has no PyTorch to compare with: install Debian's packages python3-torch and libopenblas0-pthread (apt-get install python3-torch "
                + $"libopenblas0-pthread), or name another Python with --python.");
    }

    /// <summary>Runs a script and reads the line that it prints.</summary>
    /// <exception cref="UserErrorException">The script fails.</exception>
    public BenchLine Measure(string script, IEnumerable<string> arguments)
    {
        string path = Path.Combine(Folder(), script);
        return LineOf(path, Run([path, .. arguments]));
    }

    /// <summary>The line that a script has printed last.</summary>
    /// <exception cref="UserErrorException">It failed, or printed something else.</exception>
    public static BenchLine LineOf(string path, (int ExitCode, string Output, string Errors) result)
    {
        var (exitCode, output, errors) = result;
        if (exitCode != 0)
            throw new UserErrorException($"{path} failed: {errors.TrimEnd().Split('\n')[^1]}");
        try
        {
            return BenchLine.Parse(output.TrimEnd().Split('\n')[^1]);
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"{path} printed no result that can be read ({error.Message}): run it by hand to see what it prints.", error);
        }
    }

    /// <summary>bench/peers of the checkout that this program was built from.</summary>
    public static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "bench", "peers", "peer.py")))
                return Path.Combine(folder.FullName, "bench", "peers");
        throw new UserErrorException($"bench/peers was not found above {AppContext.BaseDirectory}: run r1 from a checkout of the repository.");
    }

    (int ExitCode, string Output, string Errors) Run(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Python, arguments);
        if (Blas is not null)
            start.Environment["PEER_BLAS"] = Blas;
        return Run(start, "install Debian's python3 and python3-torch, or name another Python with --python");
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="start">The program.</param>
    /// <param name="remedy">What to do where it cannot be started.</param>
    /// <exception cref="UserErrorException">It cannot be started.</exception>
    public static (int ExitCode, string Output, string Errors) Run(ProcessStartInfo start, string remedy)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception error)
        {
            throw new UserErrorException($"{start.FileName} cannot be started ({error.Message}): {remedy}.", error);
        }
    }
}
