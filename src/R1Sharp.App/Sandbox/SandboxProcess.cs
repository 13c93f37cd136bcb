// One program in its sandbox, from start to verdict.

using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Sandbox;

/// <summary>A program that runs. Three threads serve it: one for each stream it writes, and one that watches the limits.</summary>
sealed partial class SandboxProcess : IProgramConversation, IDisposable
{
    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    readonly ProgramLimits _limits;
    readonly DirectoryInfo _folder = SandboxFolders.New();
    readonly Process _process;
    readonly BoundedOutput _output, _error;
    readonly Thread _watch;
    readonly bool _isConversation;
    readonly int _answerCpuSeconds;
    volatile int _questions;
    ProgramStatus? _ended;

    /// <summary>Starts a program.</summary>
    /// <param name="confinement">How it is shut in.</param>
    /// <param name="request">The program.</param>
    /// <param name="isConversation">Whether it is talked to by <see cref="Ask"/>; otherwise its input is a file.</param>
    public SandboxProcess(Confinement confinement, ProgramRequest request, bool isConversation)
    {
        (_limits, _isConversation, _answerCpuSeconds) = (request.Limits, isConversation, request.AnswerCpuSeconds);
        confinement.WriteFiles(_folder.FullName, request, isConversation);
        _process = ProcessStarter.Start(StartInfo(confinement.Command(_folder.FullName, request)));
        var budget = new OutputBudget((long)_limits.OutputKilobytes << 10);
        _output = new BoundedOutput(_process.StandardOutput.BaseStream, budget, () => End(ProgramStatus.Output), isConversation);
        _error = new BoundedOutput(_process.StandardError.BaseStream, budget, () => End(ProgramStatus.Output), isByLine: false);
        _watch = new Thread(Watch) { IsBackground = true, Name = "sandbox watch" };
        _watch.Start();
        if (!isConversation)
            Close();
    }

    /// <inheritdoc/>
    public string? Ask(string line)
    {
        _questions++;
        try
        {
            _process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(line + "\n"));
            _process.StandardInput.BaseStream.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return null;
        }
        return _output.NextLine();
    }

    /// <inheritdoc/>
    public ProgramResult Finish()
    {
        if (_isConversation)
            Close();
        _watch.Join();
        string output = _output.Text(), error = _error.Text();
        int? exitCode = ExitCode();
        if (exitCode is null && _ended is null)
            throw new UserErrorException(
                $"The sandbox cannot be made: {(error.Trim() is { Length: > 0 } said ? said.Split('\n')[0] : "bubblewrap ended without a word")}; "
                + $"unprivileged user namespaces must be allowed (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces). No program was run.");
        long cpuMs = CpuMs();
        return new(Status(exitCode ?? 137, error, cpuMs), exitCode ?? 137, output, error, cpuMs);
    }

    /// <summary>Ends the program if it still runs, and removes what was written for it.</summary>
    public void Dispose()
    {
        End(ProgramStatus.Error);
        _watch.Join();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    ProgramStatus Status(int exitCode, string error, long cpuMs)
    {
        const int KilledCode = 128 + 9, ForbiddenCode = 128 + 31;
        if (_ended is { } ended)
            return ended;
        if (exitCode == 0)
            return ProgramStatus.Ok;
        // The kernel counts processor time towards the limit by clock ticks, and reports it more exactly.
        if (exitCode == KilledCode && cpuMs >= 500L * _limits.CpuSeconds)
            return ProgramStatus.Timeout;
        if (exitCode == ForbiddenCode)
            return ProgramStatus.Forbidden;
        return error.TrimEnd().Split('\n')[^1].StartsWith("MemoryError", StringComparison.Ordinal) ? ProgramStatus.Memory : ProgramStatus.Error;
    }

    static ProcessStartInfo StartInfo((string File, IEnumerable<string> Arguments) command)
    {
        var start = new ProcessStartInfo(command.File, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    void End(ProgramStatus status)
    {
        lock (_limits)
            _ended ??= _process.HasExited ? null : status;
    }

    void Watch()
    {
        var clock = Stopwatch.StartNew();
        int? first = null;
        var (question, cpuBefore) = (0, 0.0);
        for (int killed = 0; !_process.WaitForExit(s_pause);)
        {
            if (clock.Elapsed.TotalSeconds > _limits.WallSeconds)
                End(ProgramStatus.Timeout);
            if (_answerCpuSeconds > 0 && first is { } thinking)
            {
                double cpu = ProcessTree.CpuSeconds(thinking);
                (question, cpuBefore) = question == _questions ? (question, cpuBefore) : (_questions, cpu);
                if (cpu - cpuBefore > _answerCpuSeconds)
                    End(ProgramStatus.Timeout);
            }
            first ??= Number("child-pid");
            if (first is { } process && ProcessTree.ResidentBytes(process) > (long)_limits.MemoryMegabytes << 20)
                End(ProgramStatus.Memory);
            if (_ended is not null)
                Kill(first, ++killed);
        }
    }

    // Ending the program itself lets the shell still report its processor time; ending the shell ends everything for certain.
    void Kill(int? first, int attempt)
    {
        if (first is { } process && attempt < 50)
            ProcessTree.Kill(process);
        else
            _process.Kill();
    }

    void Close()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The program has ended.
        }
    }

    int? ExitCode() => Number("exit-code");

    // bwrap writes one JSON object when the program begins and one when it has ended.
    int? Number(string name)
    {
        var match = Regex.Match(Read(Confinement.StatusFile), $"\"{name}\": *([0-9]+)");
        return match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;
    }

    // The second line of bash's times: user and system time of all processes that were waited for, as 0m0.017s.
    long CpuMs() => Read(Confinement.ReportFile).Split('\n') is [_, var children, ..]
        ? (long)Minutes().Matches(children)
            .Sum(m => 60_000 * double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)
            + 1000 * double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture))
        : 0;

    string Read(string name)
    {
        string path = Path.Combine(_folder.FullName, name);
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"([0-9]+)m([0-9.]+)s")]
    private static partial Regex Minutes();
}
