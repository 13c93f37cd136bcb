// One result of a benchmark: a line of JSON, or a sentence.

using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;
using System.Text.Json;

namespace R1Sharp.App.Commands.Bench;

/// <summary>What `./r1 bench … --json` and the PyTorch peers print. Rates are medians of the runs.</summary>
sealed record BenchLine
{
    static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What was measured: matmul, train, generate, grpo.</summary>
    public required string Case { get; init; }

    /// <summary>S, M or L.</summary>
    public string? Shape { get; init; }

    /// <summary>Parameters of the network.</summary>
    public long? Params { get; init; }

    /// <summary>Rows generated together, where that is not the shape's own number.</summary>
    public int? Batch { get; init; }

    /// <summary>How the weights are held: bf16 or f32 (bandwidth), or the type of a GGUF file.</summary>
    public string? Type { get; init; }

    /// <summary>Bytes of weights that one step of decoding reads, for all rows together.</summary>
    public long? BytesPerStep { get; init; }

    /// <summary>10⁹ bytes of weights read in a second.</summary>
    public double? GigabytesPerSecond { get; init; }

    /// <summary>The same for a plain read of as many bytes by all threads, in the same run.</summary>
    public double? ReadGigabytesPerSecond { get; init; }

    /// <summary>GigabytesPerSecond / ReadGigabytesPerSecond.</summary>
    public double? ShareOfRead { get; init; }

    /// <summary>Prompt tokens run in a second (llama).</summary>
    public double? PromptTokensPerSecond { get; init; }

    /// <summary>Tokens trained on or generated in a second.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>10⁹ floating-point operations in a second: 6 · params · tokens/s in training, 2 · in generation.</summary>
    public double? Gflops { get; init; }

    /// <summary>What the vector units of all threads can do at most: ports × lanes × 2 × clock, counted in the same run.</summary>
    public double? PeakGflops { get; init; }

    /// <summary>Gflops / PeakGflops.</summary>
    public double? ShareOfPeak { get; init; }

    /// <summary>The clock of the vector units behind PeakGflops, in 10⁹ cycles a second.</summary>
    public double? ClockGhz { get; init; }

    /// <summary>Fused multiply-adds that one thread was seen to begin in a cycle (matmul); rounded, the ports of PeakGflops.</summary>
    public double? FusedPerCycle { get; init; }

    /// <summary>Floats of one vector (matmul).</summary>
    public int? Lanes { get; init; }

    /// <summary>PeakGflops of one thread alone (matmul): its clock may be higher.</summary>
    public double? PeakGflopsOneThread { get; init; }

    /// <summary>The rate of the own matrix product on all threads at its best size.</summary>
    public double? MatmulGflops { get; init; }

    /// <summary>The rate of a BLAS on as many threads at its best of the same sizes.</summary>
    public double? BlasGflops { get; init; }

    /// <summary>Gflops / BlasGflops.</summary>
    public double? ShareOfBlas { get; init; }

    /// <summary>The rates of each size (matmul).</summary>
    public IReadOnlyList<BenchProduct>? Products { get; init; }

    /// <summary>Threads.</summary>
    public int Threads { get; init; }

    /// <summary>The vector instructions in use.</summary>
    public string? Simd { get; init; }

    /// <summary>Median seconds of one run.</summary>
    public double? Seconds { get; init; }

    /// <summary>Of those, seconds spent sampling (grpo).</summary>
    public double? SamplingSeconds { get; init; }

    /// <summary>The best run's rate.</summary>
    public double? BestTokensPerSecond { get; init; }

    /// <summary>Number of runs.</summary>
    public int? Runs { get; init; }

    /// <summary>Whose figures these are.</summary>
    public string Engine { get; init; } = "r1sharp";

    /// <summary>The library behind BlasGflops, or that which multiplies PyTorch's matrices.</summary>
    public string? Blas { get; init; }

    /// <summary>The widest vectors that this process computes with.</summary>
    public static string SimdName => Avx512F.IsSupported && Vector512.IsHardwareAccelerated ? "avx512"
        : Vector256.IsHardwareAccelerated ? "avx2"
        : Vector128.IsHardwareAccelerated ? "vector128" : "scalar";

    /// <summary>The line of a measurement.</summary>
    public static BenchLine Of(string name, BenchShape shape, BenchTimes times, long tokens, int flopsPerParameter, Yardstick yardstick, int threads)
    {
        double rate = tokens / times.Median, gflops = flopsPerParameter * shape.Parameters * rate / 1e9;
        return yardstick.Beside(new BenchLine
        {
            Case = name,
            Shape = shape.Name,
            Params = shape.Parameters,
            TokensPerSecond = Math.Round(rate, 1),
            Gflops = Math.Round(gflops, 2),
            Threads = threads,
            Simd = SimdName,
            Seconds = Math.Round(times.Median, 5),
            BestTokensPerSecond = Math.Round(tokens / times.Best, 1),
            Runs = times.Count,
        });
    }

    /// <exception cref="JsonException">The text is no such line.</exception>
    public static BenchLine Parse(string json) => JsonSerializer.Deserialize<BenchLine>(json, SnakeCase) ?? throw new JsonException("The line is null.");

    /// <summary>Writes the line to standard output.</summary>
    public void Print(bool asJson) => Console.WriteLine(asJson ? JsonSerializer.Serialize(this, SnakeCase) : Sentence);

    string Sentence => Case switch
    {
        "matmul" => MatMulSentences,
        "bandwidth" => string.Create(CultureInfo.InvariantCulture,
            $"{Case} {Type}, batch {Batch}: {TokensPerSecond:n1} tokens/s; {GigabytesPerSecond:f1} GB/s of weights, {100 * ShareOfRead:f0} % of a "
            + $"plain read's {ReadGigabytesPerSecond:f1}; {Gflops:f0} GFLOPS{Shares} ({Threads} threads, median of {Runs})"),
        _ when PromptTokensPerSecond is not null => string.Create(CultureInfo.InvariantCulture,
            $"{Case} {Type}, batch {Batch}: {TokensPerSecond:n1} tokens/s, prompts {PromptTokensPerSecond:n0} ({Engine}, {Threads} threads, median of {Runs})"),
        _ => string.Create(CultureInfo.InvariantCulture,
            $"{(Batch is null ? $"{Case} {Shape}" : $"{Case} {Shape}, batch {Batch}")}: {TokensPerSecond:n0} tokens/s, {Seconds:g4} s, {Gflops:f1} "
            + $"GFLOPS{Shares} ({Engine}, {Threads} threads, median of {Runs})"),
    };

    string Shares => (ShareOfPeak, ShareOfBlas) switch
    {
        (null, _) => "",
        (_, null) => string.Create(CultureInfo.InvariantCulture, $", {100 * ShareOfPeak:f1} % of the vector units' {PeakGflops:f0}"),
        _ => string.Create(CultureInfo.InvariantCulture,
            $", {100 * ShareOfPeak:f1} % of the vector units' {PeakGflops:f0}, {100 * ShareOfBlas:f1} % of the BLAS's {BlasGflops:f0}"),
    };

    string MatMulSentences
    {
        get
        {
            string beside = Blas is null ? $"no BLAS was found to measure beside: --blas or {Yardstick.Variable} names one"
                : string.Create(CultureInfo.InvariantCulture, $"{Blas}: {BlasGflops:f0}");
            var sizes = (Products ?? []).Select(p => string.Create(CultureInfo.InvariantCulture,
                $"  {p.Rows} x {p.Inner} x {p.Columns}: {p.Gflops:f0}{(p.BlasGflops is { } blas ? $", BLAS {blas:f0}" : "")}\n"));
            return string.Create(CultureInfo.InvariantCulture,
                $"matmul: {MatmulGflops:f0} GFLOPS on {Threads} threads ({Simd}){Shares}\n{string.Concat(sizes)}  vector units: {Lanes} lanes, "
                + $"{FusedPerCycle:f2} fused multiply-adds a cycle at {ClockGhz:f2} GHz, {PeakGflops:f0} GFLOPS; one thread alone "
                + $"{PeakGflopsOneThread:f0}\n  {beside}");
        }
    }
}

/// <summary>The rate of the matrix product at one size, and a BLAS's beside it.</summary>
/// <param name="Rows">Rows of the left operand of each thread.</param>
/// <param name="Inner">Its columns.</param>
/// <param name="Columns">Columns of the right operand.</param>
/// <param name="Gflops">10⁹ floating-point operations a second of all threads.</param>
/// <param name="BlasGflops">The same of the BLAS.</param>
sealed record BenchProduct(int Rows, int Inner, int Columns, double Gflops, double? BlasGflops);
