// The processes of one sandbox, seen from outside through /proc.

using System.Diagnostics;
using System.Globalization;

namespace R1Sharp.App.Sandbox;

/// <summary>A process that is the first of its process namespace, with all below it.</summary>
static class ProcessTree
{
    /// <summary>
    /// Bytes in the memory of all its processes, pages that they share counted for each. Where the kernel does not tell
    /// a process's children (CONFIG_PROC_CHILDREN), those of the first alone.
    /// </summary>
    public static long ResidentBytes(int root)
    {
        long pages = 0;
        var left = new Stack<int>([root]);
        while (left.TryPop(out int process))
        {
            pages += Number(Read($"/proc/{process}/statm"), 1);
            foreach (string thread in Threads(process))
                foreach (string child in Read($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                    left.Push(int.Parse(child, CultureInfo.InvariantCulture));
        }
        return pages * Environment.SystemPageSize;
    }

    /// <summary>Processor time that a process has taken; its children's is not counted. The kernel counts in hundredths of a second.</summary>
    public static double CpuSeconds(int process)
    {
        const int UserTime = 11, SystemTime = 12;
        string text = Read($"/proc/{process}/stat"), behindName = text[(text.LastIndexOf(')') + 1)..].TrimStart();
        return (Number(behindName, UserTime) + Number(behindName, SystemTime)) / 100.0;
    }

    /// <summary>Ends the first process and thereby all others, if it is still the first of a namespace of its own.</summary>
    public static void Kill(int root)
    {
        string? line = Read($"/proc/{root}/status").Split('\n').FirstOrDefault(l => l.StartsWith("NSpid:", StringComparison.Ordinal));
        if (line?.Split('\t', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [_, _, .., "1"])
            return;
        try
        {
            using var process = Process.GetProcessById(root);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    static long Number(string text, int index) =>
        text.Split(' ') is { } words && words.Length > index && long.TryParse(words[index], CultureInfo.InvariantCulture, out long number) ? number : 0;

    static string[] Threads(int process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
