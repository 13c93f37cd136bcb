using R1Sharp.App.Commands.Bench;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Commands.Bench;

/// <summary>The benchmarks measure what they say; how fast is not a test's business.</summary>
public sealed class BenchTests
{
    /// <summary>PyTorch counts the same parameters for its twin of each shape.</summary>
    [Theory]
    [InlineData("S", 854_144)]
    [InlineData("M", 5_773_568)]
    [InlineData("L", 41_566_720)]
    public void Shapes_have_the_peers_parameters(string name, long parameters) => Assert.Equal(parameters, BenchShape.Find(name).Parameters);

    [Fact]
    public void An_unknown_shape_is_refused_by_name() =>
        Assert.Contains("XL", Assert.Throws<UserErrorException>(() => BenchShape.Find("XL")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_line_of_the_peer_is_read()
    {
        var line = BenchLine.Parse("""{"case": "train", "shape": "S", "params": 854144, "tokens_per_second": 7221.7, "matmul_peak_gflops": 446.5, "threads": 2, "engine": "pytorch 1.13.0a0", "blas": "OpenBLAS"}""");
        Assert.Equal(("train", 7221.7, 446.5, "pytorch 1.13.0a0"), (line.Case, line.TokensPerSecond, line.MatmulPeakGflops, line.Engine));
    }

    [Fact]
    public void The_median_is_the_middle_run()
    {
        var seconds = new Queue<double>([9, 3, 1, 2, 5]);
        var times = BenchTimes.OfSamples(seconds.Dequeue, runs: 4, warmups: 1);
        Assert.Equal((2.5, 1.0, 4), (times.Median, times.Best, times.Count));
    }

    [Theory]
    [InlineData("/bin/false")]
    [InlineData("/nowhere/python3")]
    public void Without_pytorch_the_package_is_named(string python) =>
        Assert.Contains("python3-torch", Assert.Throws<UserErrorException>(() => new Peer(python, null).RequireTorch()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("train", "--runs", "1")]
    [InlineData("generate", "--shape", "S", "--batch", "0")]
    [InlineData("compare", "--only", "train XL")]
    public void Wrong_options_are_refused(params string[] arguments) => Assert.NotEmpty(BenchCommand.Create().Parse(arguments).Errors);
}
