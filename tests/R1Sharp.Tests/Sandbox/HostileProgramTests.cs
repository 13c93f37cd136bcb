using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using R1Sharp.Learning.Rewards;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Sandbox;

/// <summary>Programs that mean harm: each is contained, its verdict is right, and the host is afterwards as it was before.</summary>
public sealed class HostileProgramTests
{
    [Fact]
    public void Every_hostile_program_is_contained_and_its_verdict_is_right()
    {
        var sandbox = SandboxHost.Sandbox;
        Assert.True(HostilePrograms.All.Count >= 40);
        using var host = new Host();
        var complaints = new List<string>();
        Parallel.ForEach(HostilePrograms.All, new ParallelOptions { MaxDegreeOfParallelism = 4 }, entry =>
        {
            var (name, program) = entry;
            var limits = SandboxHost.Tight with { WallSeconds = program.WallSeconds ?? SandboxHost.Tight.WallSeconds };
            var result = sandbox.Run(new ProgramRequest(host.Fill(program.Source)) { Limits = limits });
            string shown = $"{name}: {result.Status}, exit {result.ExitCode}, {result.CpuMs} ms\n{Start(result.Output)}\n{Start(result.Error)}";
            if (!program.Right.Contains(result.Status) || result.Output.Contains("ESCAPED", StringComparison.Ordinal) || (result.Output + result.Error).Contains(host.Secret, StringComparison.Ordinal))
                lock (complaints)
                    complaints.Add(shown);
            if (result.Output.Length + result.Error.Length > limits.OutputKilobytes << 10)
                lock (complaints)
                    complaints.Add($"{name}: more output than allowed");
        });
        Assert.True(complaints.Count == 0, string.Join("\n\n", complaints));
        host.CheckUnharmed();
        Assert.True(WaitFor(() => !SandboxedProcesses(Environment.ProcessId).Any()), "a process was left behind");
    }

    [Fact]
    public void Everything_ends_when_r1_is_killed()
    {
        Assert.NotNull(SandboxHost.Sandbox);
        string program = Path.GetTempFileName();
        File.WriteAllText(program, "import os, time\nos.fork(); os.fork()\ntime.sleep(1000)");
        using var r1 = Cli.Start("sandbox", "--limit", "wall=300", program);
        Assert.True(WaitFor(() => SandboxedProcesses(r1.Id).Count(p => p.Name.StartsWith("python", StringComparison.Ordinal)) >= 4), "the program did not start");
        int[] running = [.. SandboxedProcesses(r1.Id).Select(p => p.Id)];
        r1.Kill();
        Assert.True(WaitFor(() => !running.Any(id => File.Exists($"/proc/{id}/stat") && !IsZombie(id))), "a process outlived r1");
        File.Delete(program);
    }

    // A terminal sends the signal to the foreground group of processes.
    [Fact]
    public void Ctrl_C_reaches_r1_and_not_its_programs()
    {
        Assert.NotNull(SandboxHost.Sandbox);
        string program = Path.GetTempFileName();
        File.WriteAllText(program, "import time\ntime.sleep(1000)");
        using var r1 = Cli.Start("sandbox", "--limit", "wall=300", program);
        bool isRunning = WaitFor(() => SandboxedProcesses(r1.Id).Any(p => p.Name == "bwrap"));
        string[] groups = [.. SandboxedProcesses(r1.Id).Select(p => Group(p.Id))];
        string own = Group(r1.Id);
        r1.Kill();
        File.Delete(program);
        Assert.True(isRunning, "the program did not start");
        Assert.DoesNotContain(own, groups);
    }

    static string Group(int id) => File.ReadAllText($"/proc/{id}/stat") is var text ? text[(text.LastIndexOf(')') + 2)..].Split(' ')[2] : "";

    static string Start(string text) => text.Length > 600 ? text[..600] : text;

    static bool IsZombie(int id) => Stat(id) is not { } stat || stat.State is "Z" or "X";

    // The shell that began a sandbox has its maker's number among its arguments; all others are below it.
    static IEnumerable<(int Id, string Name)> SandboxedProcesses(int maker)
    {
        var all = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => int.Parse(n!, CultureInfo.InvariantCulture))
            .Select(id => (Id: id, Stat: Stat(id))).Where(p => p.Stat is not null && p.Stat.Value.State is not "Z").ToList();
        var found = new HashSet<int> { maker };
        for (int before = 0; before != found.Count;)
        {
            before = found.Count;
            found.UnionWith(all.Where(p => found.Contains(p.Stat!.Value.Parent)).Select(p => p.Id));
        }
        return all.Where(p => p.Id != maker && found.Contains(p.Id)).Select(p => (p.Id, p.Stat!.Value.Name)).Where(p => p.Name is "bash" or "bwrap" or "setpriv" || p.Name.StartsWith("python", StringComparison.Ordinal)).ToList();
    }

    static (string Name, string State, int Parent)? Stat(int id)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{id}/stat");
            int open = text.IndexOf('('), close = text.LastIndexOf(')');
            string[] rest = text[(close + 2)..].Split(' ');
            return (text[(open + 1)..close], rest[0], int.Parse(rest[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    static bool WaitFor(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(60))
                return false;
            Thread.Sleep(20);
        }
        return true;
    }

    /// <summary>What a hostile program could harm: a file, an open port, a process.</summary>
    sealed class Host : IDisposable
    {
        readonly string _canary = Path.Combine(AppContext.BaseDirectory, $"r1-canary-{Guid.NewGuid():N}");
        readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        readonly Process _process = Process.Start("sleep", "600");

        public Host()
        {
            File.WriteAllText(_canary, Secret);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(_canary, (UnixFileMode)0b110_110_110);
            _listener.Start();
        }

        public string Secret { get; } = Guid.NewGuid().ToString("N");

        public string Fill(string source) => source.Replace("{canary}", _canary).Replace("{pid}", _process.Id.ToString(CultureInfo.InvariantCulture))
            .Replace("{port}", ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));

        public void CheckUnharmed()
        {
            Assert.Equal(Secret, File.ReadAllText(_canary));
            Assert.False(_process.HasExited);
            Assert.False(_listener.Pending());
        }

        public void Dispose()
        {
            _process.Kill();
            _process.Dispose();
            _listener.Dispose();
            File.Delete(_canary);
        }
    }
}
