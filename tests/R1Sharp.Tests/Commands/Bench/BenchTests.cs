using R1Sharp.App.Commands.Bench;
using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Policies;
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
        var line = BenchLine.Parse("""{"case": "train", "shape": "S", "params": 854144, "tokens_per_second": 7221.7, "matmul_gflops": 446.5, "threads": 2, "engine": "pytorch 1.13.0a0", "blas": "OpenBLAS"}""");
        Assert.Equal(("train", 7221.7, 446.5, "pytorch 1.13.0a0"), (line.Case, line.TokensPerSecond, line.MatmulGflops, line.Engine));
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

    /// <summary>The own product is no yardstick for itself: a share is one of the vector units or of another's product.</summary>
    [Fact]
    public void Shares_are_of_the_vector_units_and_of_the_blas()
    {
        var rates = new Yardstick(new MachinePeak(2, 8, 2e9, 1.9), [new(1, 1, 1, 40e9), new(2, 2, 2, 50e9)], new BlasRates("MKL", [new(1, 1, 1, 80e9), new(2, 2, 2, 10e9)]));
        var line = rates.Beside(new BenchLine { Case = "train", Gflops = 32 });
        Assert.Equal((128.0, 0.25, 50.0, 80.0, 0.4), (line.PeakGflops, line.ShareOfPeak, line.MatmulGflops, line.BlasGflops, line.ShareOfBlas));
        Assert.Null((rates with { Blas = null }).Beside(line).BlasGflops);
    }

    [Fact]
    public void A_file_that_is_no_blas_is_refused_by_name()
    {
        using var engine = new CpuEngine(1);
        Assert.Contains("/nowhere/libblas", Assert.Throws<UserErrorException>(() => engine.MeasureBlas("/nowhere/libblas", _ => 1)).Message, StringComparison.Ordinal);
    }
}
