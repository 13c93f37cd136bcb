// The sandbox as the tests use it; where it cannot be had they are skipped and say why.

using R1Sharp.App.Sandbox;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using Xunit;

namespace R1Sharp.Tests.Sandbox;

static class SandboxHost
{
    static readonly Lazy<(PythonSandbox? Sandbox, string Reason)> s_opened = new(Open);

    /// <summary>The sandbox; skips the test where there is none.</summary>
    public static PythonSandbox Sandbox
    {
        get
        {
            Assert.SkipWhen(s_opened.Value.Sandbox is null, s_opened.Value.Reason);
            return s_opened.Value.Sandbox!;
        }
    }

    /// <summary>Limits that end a hostile program soon; the wall clock is generous, for a busy machine.</summary>
    public static ProgramLimits Tight { get; } = new() { CpuSeconds = 1, WallSeconds = 30, MemoryMegabytes = 256, ScratchMegabytes = 8, FileMegabytes = 4, OutputKilobytes = 64 };

    static (PythonSandbox? Sandbox, string Reason) Open()
    {
        try
        {
            var sandbox = new PythonSandbox();
            sandbox.Run(new ProgramRequest("pass"));
            return (sandbox, "");
        }
        catch (UserErrorException e)
        {
            return (null, e.Message);
        }
    }
}
