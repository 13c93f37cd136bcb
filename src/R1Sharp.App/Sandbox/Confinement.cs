// How a program is shut in: the command line of bubblewrap, the limits that the program's own process takes on before the
// program begins, and the shell script that starts it all.
//
//   r1 → setpriv (dies with r1) → setsid (no Ctrl-C of r1's terminal reaches it) → bash (opens files, measures time)
//      → setpriv (drops root) → bwrap (namespaces) → python3
//
// Python is the first process of its process namespace: when it ends, however it ends, the kernel ends all others there.

using System.Globalization;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Sandbox;

/// <summary>The host's programs and files that sandboxes are made of; found once.</summary>
sealed class Confinement
{
    /// <summary>The names of files in a run's folder.</summary>
    public const string ProgramFile = "program.py", LimitsFile = "sitecustomize.py", FilterFile = "filter", InputFile = "stdin", StatusFile = "status",
    ReportFile = "report";

    // File descriptors left open by whoever started r1 must not reach the program. The parent may have ended before its end
    // could be noticed. The processor time of all that was waited for comes last: its second line.
    const string Script = """
        [[ $PPID == "$1" ]] || exit 1
        cd -- "$2" || exit 1
        for file in /proc/$$/fd/*; do number=${file##*/}; ((number > 2)) && eval "exec $number>&-"; done
        exec 3<program.py 4<sitecustomize.py 6>status 7</dev/null
        [[ -e stdin ]] && exec <stdin 7<stdin
        [[ -e filter ]] && exec 5<filter
        report=$PWD/report
        cd /
        shift 2
        "$@"
        code=$?
        exec 6>&-
        times >"$report"
        exit $code
        """;

    // Python reads this module before the program. If a limit cannot be set, no program runs. A core size of 1 byte, not 0,
    // keeps the kernel from handing a crash to a handler on the host. Deep recursion through the library's own functions needs
    // more stack than is usual, and whole numbers may have any number of digits.
    const string LimitsScript = """
        try:
            import resource as r
            for limit, value in ((r.RLIMIT_CORE, 1), (r.RLIMIT_CPU, {0}), (r.RLIMIT_AS, {1}), (r.RLIMIT_FSIZE, {2}), (r.RLIMIT_NPROC, {3}),
                                 (r.RLIMIT_NOFILE, {4}), (r.RLIMIT_MSGQUEUE, 0), (r.RLIMIT_MEMLOCK, 0), (r.RLIMIT_NICE, 0), (r.RLIMIT_RTPRIO, 0)):
                r.setrlimit(limit, (value, value))
            hard = r.getrlimit(r.RLIMIT_STACK)[1]
            r.setrlimit(r.RLIMIT_STACK, ({5} if hard == r.RLIM_INFINITY else min(hard, {5}), hard))
            import sys
            sys.path.remove("/run")
            getattr(sys, "set_int_max_str_digits", int)(0)
        except BaseException as problem:
            import os
            os.write(2, ("sandbox: limits cannot be set: %r" % (problem,)).encode())
            os._exit(125)
        """;

    // The names that streams have where there is a /proc; /dev/stdin is a file in the sandbox. An instance, since a function in
    // the place of a built-in one would become a method of classes that keep it.
    const string StreamNames = """

        class Open:
            def __init__(self, real):
                self.real = real
            def __call__(self, file, *args, **kwargs):
                import os
                name = os.fspath(file) if isinstance(file, (str, os.PathLike)) else None
                number = NAMES.get(name) if isinstance(name, str) else None
                return self.real(file if number is None else os.dup(number), *args, **kwargs)
        NAMES = dict([("/dev/stdout", 1), ("/dev/stderr", 2)] + [(folder + str(n), n) for folder in ("/dev/fd/", "/proc/self/fd/") for n in range(3)])
        import builtins, io
        builtins.open = io.open = Open(open)
        """;

    const int StackBytes = 64 << 20;

    static readonly string[] s_devices = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"];

    readonly string _bwrap, _setpriv, _setsid, _bash;
    readonly PythonRuntime _python;
    readonly byte[]? _filter = SeccompFilter.Create();

    /// <exception cref="UserErrorException">Something that the sandbox is made of is missing; programs are then not run at all.</exception>
    public Confinement()
    {
        if (!OperatingSystem.IsLinux())
            throw new UserErrorException("The sandbox needs Linux and bubblewrap; on this system no program is run.");
        _bwrap = HostPrograms.Find("bwrap",
            "The sandbox needs bubblewrap: install the Debian package bubblewrap (apt-get install bubblewrap); without it no program is run.");
        _setpriv = HostPrograms.Find("setpriv", "The sandbox needs setpriv: install the Debian package util-linux; without it no program is run.");
        _setsid = HostPrograms.Find("setsid", "The sandbox needs setsid: install the Debian package util-linux; without it no program is run.");
        _bash = HostPrograms.Find("bash", "The sandbox needs bash: install the Debian package bash; without it no program is run.");
        _python = PythonRuntime.Find();
    }

    /// <summary>The interpreter's version.</summary>
    public string PythonVersion => _python.Version;

    /// <summary>Writes what a run needs into its folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="request">The program.</param>
    /// <param name="isConversation">Whether its input comes line by line and not from a file.</param>
    public void WriteFiles(string folder, ProgramRequest request, bool isConversation)
    {
        var limits = request.Limits;
        File.WriteAllText(Path.Combine(folder, ProgramFile), request.Source);
        File.WriteAllText(Path.Combine(folder, LimitsFile), string.Format(CultureInfo.InvariantCulture, LimitsScript,
            limits.CpuSeconds, (long)limits.MemoryMegabytes << 20, (long)limits.FileMegabytes << 20, limits.Processes, limits.OpenFiles, StackBytes)
                + StreamNames);
        if (!isConversation)
            File.WriteAllText(Path.Combine(folder, InputFile), request.Input);
        if (_filter is not null)
            File.WriteAllBytes(Path.Combine(folder, FilterFile), _filter);
    }

    /// <summary>The program to start and its arguments.</summary>
    public (string File, IEnumerable<string> Arguments) Command(string folder, ProgramRequest request) =>
        (_setpriv, ["--pdeathsig", "KILL", _setsid, _bash, "--noprofile", "--norc", "-c", Script, "r1-sandbox",
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture), folder, .. Unprivileged(), _bwrap, .. Namespaces(), .. Surroundings(),
            .. Files(request),
            "--", _python.Executable, "-s", "-B", "/program.py"]);

    // Root's processes are exempt from the limit on their number, even in a namespace of users.
    IEnumerable<string> Unprivileged() => Environment.IsPrivilegedProcess ? [_setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", "--"] : [];

    IEnumerable<string> Namespaces() =>
    [
        "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--unshare-cgroup",
        "--uid", "65534", "--gid", "65534", "--hostname", "sandbox", "--cap-drop", "ALL", "--new-session", "--die-with-parent", "--as-pid-1",
        "--json-status-fd", "6", .. _filter is null ? Array.Empty<string>() : ["--seccomp", "5"],
    ];

    IEnumerable<string> Surroundings() =>
    [
        "--clearenv", "--setenv", "PATH", "/usr/bin", "--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8", "--setenv", "PYTHONPATH", "/run",
        "--setenv", "PYTHONHASHSEED", "0", "--setenv", "MALLOC_ARENA_MAX", "2",
        "--setenv", "LD_LIBRARY_PATH", string.Join(':', _python.Libraries.Select(Path.GetDirectoryName).Distinct()),
    ];

    // No /proc and no /sys; of the devices those without effect. /dev/shm is /tmp, so that one size bounds both.
    IEnumerable<string> Files(ProgramRequest request) =>
    [
        .. _python.Folders.Concat(_python.Libraries).Append(_python.Executable).SelectMany(file => new[] { "--ro-bind", file, file }),
        .. _python.Links.SelectMany(link => new[] { "--symlink", link[1], link[0] }),
        .. _python.Loaders.SelectMany(loader => new[] { "--ro-bind", loader[1], loader[0] }),
        .. request.Folders.SelectMany(folder => new[] { "--ro-bind", folder.Path, folder.Inside }),
        .. s_devices.SelectMany(device => new[] { "--dev-bind", device, device }),
        "--symlink", "/tmp", "/dev/shm", "--size", ((long)request.Limits.ScratchMegabytes << 20).ToString(CultureInfo.InvariantCulture), "--tmpfs", "/tmp",
        "--chdir", "/tmp",
        "--ro-bind-data", "3", "/program.py", "--ro-bind-data", "4", "/run/sitecustomize.py", "--ro-bind-data", "7", "/dev/stdin", "--remount-ro", "/",
    ];
}
