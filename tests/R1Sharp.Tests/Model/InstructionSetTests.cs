using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>
/// The numerical contract across threads and instruction sets: `r1 bench bits` in processes of its own, with the runtime's
/// switches for narrower vectors, prints the same hashes.
/// </summary>
public sealed class InstructionSetTests
{
    static readonly string[] Hashes = ["initial_weights", "log_probs", "sampled_tokens", "sampled_log_probs", "trained_weights"];

    [Fact]
    public void One_thread_gives_the_bits_of_two() => Same(Bits(1), Bits(2));

    [Fact]
    public void Avx2_gives_the_bits_of_avx512()
    {
        Assert.SkipUnless(Avx512F.IsSupported, "This machine has no AVX-512.");
        var narrow = Bits(2, ("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0"));
        Assert.Equal("avx2", narrow["simd"]);
        Same(Bits(2), narrow);
    }

    [Fact]
    public void No_vector_instructions_give_the_same_bits()
    {
        var scalar = Bits(2, ("DOTNET_EnableHWIntrinsic", "0"));
        Assert.NotEqual("avx512", scalar["simd"]);
        Same(Bits(2), scalar);
    }

    static void Same(Dictionary<string, string> expected, Dictionary<string, string> actual)
    {
        foreach (string hash in Hashes)
            Assert.Equal((hash, expected[hash]), (hash, actual[hash]));
    }

    static Dictionary<string, string> Bits(int threads, params (string Name, string Value)[] switches)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "r1.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet",
            [program, "bench", "bits", "--threads", $"{threads}"])
        { RedirectStandardOutput = true };
        foreach (var (name, value) in switches)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        using var line = JsonDocument.Parse(output);
        return line.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString());
    }
}
