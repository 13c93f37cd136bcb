// recipes/smoke.yaml, run once for all tests that need a run, a model or something to compare with.

using System.Security.Cryptography;
using Xunit;

[assembly: AssemblyFixture(typeof(R1Sharp.Tests.Commands.SmokeRun))]

namespace R1Sharp.Tests.Commands;

/// <summary>A finished, undisturbed run of the smoke recipe.</summary>
public sealed class SmokeRun : IDisposable
{
    readonly Lazy<CliResult> _result;

    public SmokeRun()
    {
        Root = Path.Combine(Path.GetTempPath(), "r1-smoke-" + Guid.NewGuid().ToString("N"));
        _result = new(() => Cli.Run("run", Cli.Recipe("smoke.yaml"), "--out", Folder));
    }

    /// <summary>A folder for everything that tests leave.</summary>
    public string Root { get; }

    /// <summary>The run folder; the run is done when this has been asked.</summary>
    public string Folder => Path.Combine(Root, "undisturbed");

    /// <summary>How the run ended.</summary>
    internal CliResult Result => _result.Value;

    /// <summary>The run's final model.</summary>
    public string Model => Result.Code == 0 ? Path.Combine(Folder, "model") : throw new InvalidOperationException($"The smoke run failed: {Result.Error}");

    /// <summary>A hash of the weights of a run's final model.</summary>
    public static string WeightsOf(string folder) =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "model", "model.safetensors"))));

    public void Dispose()
    {
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
    }
}
