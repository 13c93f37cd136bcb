// Programs written by a model run here and nowhere else. docs/sandbox.md says what is guaranteed, by what, and what is not:
// above all, a fault of the kernel itself is not covered, since the program runs on the host's kernel; and limits on time
// are measured on a machine that others share, so that a verdict "timeout" can differ from run to run.

using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Sandbox;

/// <summary>Runs Python programs shut in by bubblewrap; at most as many at once as it was told.</summary>
sealed class PythonSandbox : IProgramRunner, IDisposable
{
    static readonly Lazy<PythonSandbox> s_shared = new(() => new PythonSandbox());

    readonly Confinement _confinement = new();
    readonly SemaphoreSlim _free;

    /// <param name="atOnce">Most programs at once; null takes one for each processor.</param>
    /// <exception cref="UserErrorException">The sandbox cannot be had on this machine: no program will be run.</exception>
    public PythonSandbox(int? atOnce = null)
    {
        _free = new SemaphoreSlim(atOnce ?? Environment.ProcessorCount);
        SandboxFolders.RemoveStale();
    }

    /// <summary>The one that rewards and tools share.</summary>
    /// <exception cref="UserErrorException">The sandbox cannot be had on this machine.</exception>
    public static PythonSandbox Shared => s_shared.Value;

    /// <summary>Version of the Python that programs run on.</summary>
    public string PythonVersion => _confinement.PythonVersion;

    /// <inheritdoc/>
    public ProgramResult Run(ProgramRequest request)
    {
        Check(request.Limits);
        _free.Wait();
        try
        {
            using var process = new SandboxProcess(_confinement, request, isConversation: false);
            return process.Finish();
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public T Converse<T>(Func<Func<ProgramRequest, IProgramConversation>, T> talk)
    {
        var processes = new List<SandboxProcess>();
        _free.Wait();
        try
        {
            return talk(request =>
            {
                Check(request.Limits);
                processes.Add(new SandboxProcess(_confinement, request, isConversation: true));
                return processes[^1];
            });
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    static void Check(ProgramLimits limits)
    {
        foreach (var limit in LimitArguments.Known)
            if (limit.Mistake(limits) is { } mistake)
                throw new UserErrorException(mistake);
    }
}
