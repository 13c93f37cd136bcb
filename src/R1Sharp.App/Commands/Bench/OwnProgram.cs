// This program once more, as a process of its own.

using System.Diagnostics;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Starts this program with other words.</summary>
static class OwnProgram
{
    /// <summary>Starts it; what it prints is read by the caller.</summary>
    public static Process Start(IEnumerable<string> words)
    {
        string own = Environment.ProcessPath ?? throw new InvalidOperationException("The program does not know its own path.");
        bool isHosted = Path.GetFileNameWithoutExtension(own) == "dotnet";
        return Process.Start(new ProcessStartInfo(own, isHosted ? [Path.Combine(AppContext.BaseDirectory, "r1.dll"), .. words] : words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
