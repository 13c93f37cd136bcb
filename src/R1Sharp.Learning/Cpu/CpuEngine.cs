// The engine on the processor's cores: one pool of threads for all networks.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Parallelism;
using R1Sharp.Numerics.Yardsticks;

namespace R1Sharp.Learning.Cpu;

/// <summary>Networks on the processor. How many threads there are changes no result.</summary>
/// <param name="threads">Threads, the caller's included; null takes all cores. Work is cut for so many; those beyond the cores are not started.</param>
public sealed class CpuEngine(int? threads = null) : IEngine
{
    /// <summary>Its name.</summary>
    public const string EngineName = "cpu";

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <inheritdoc/>
    public bool HasAdapters => true;

    /// <inheritdoc/>
    public int Workers => Pool.WorkerCount;

    /// <summary>Told, on the worker's own thread, the worker's number and which of <see cref="StepParts"/> it has ended: for profiling.</summary>
    public Action<int, string>? StepObserver { get; set; }

    /// <summary>Whether policies have all threads work together on one micro-batch; null decides by the network's size. No bit depends on it.</summary>
    internal bool? WorksTogether { get; init; }

    /// <summary>The threads.</summary>
    internal WorkerPool Pool { get; } = new(threads);

    /// <inheritdoc/>
    public IPolicy Policy(IWeightSource weights, NetworkUse use, MemoryLayout? layout = null) => Network(weights, use, layout);

    /// <inheritdoc/>
    public IPolicy Aside(IWeightSource weights, MemoryLayout? layout = null)
    {
        var own = new CpuEngine(1);
        try
        {
            return new CpuPolicy(Cpu.Network.Of(weights, NetworkUse.Sampling, layout?.Bfloat16 ?? false, own.Pool), own, layout, ownsEngine: true);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>The same with all that this engine's policies have.</summary>
    internal CpuPolicy Network(IWeightSource weights, NetworkUse use, MemoryLayout? layout = null) =>
        new(Cpu.Network.Of(weights, use, layout?.Bfloat16 ?? false, Pool, layout?.AsStored ?? false), this, layout);

    /// <inheritdoc/>
    public IScalarModel ScalarModel(IWeightSource weights, NetworkUse use, MemoryLayout? layout = null) => Scalar(weights, use, layout);

    /// <summary>The same with all that this engine's networks have.</summary>
    internal CpuScalarModel Scalar(IWeightSource weights, NetworkUse use, MemoryLayout? layout = null) =>
        use == NetworkUse.Training ? CpuScalarModel.Of(weights, use, layout, Pool) : CpuScalarModel.Alone(weights, layout);

    /// <inheritdoc/>
    public INetworkEstimate Estimate(ModelOptions shape, MemoryLayout? layout = null) => new NetworkEstimate(shape, layout, Pool.ThreadCount);

    /// <inheritdoc/>
    public double MeasureFlops(Func<Action, double> secondsOf) => CpuRates.Flops(Pool, secondsOf);

    /// <summary>The rate of its matrix product at each of some sizes.</summary>
    /// <param name="secondsOf">As of <see cref="MeasureFlops"/>.</param>
    internal IReadOnlyList<ProductRate> MeasureProducts(Func<Action, double> secondsOf) => CpuRates.Products(Pool, secondsOf);

    /// <summary>What the vector units of the machine can do at most.</summary>
    /// <param name="threads">Threads at work at once; never more than there are.</param>
    /// <param name="secondsOf">As of <see cref="MeasureFlops"/>.</param>
    internal MachinePeak MeasurePeak(int threads, Func<Action, double> secondsOf) => CpuRates.Peak(Pool, Math.Min(threads, Pool.ThreadCount), secondsOf);

    /// <summary>The rates of a BLAS at the sizes of <see cref="MeasureProducts"/>; null where there is none.</summary>
    /// <param name="path">The library's file; null looks for one of the system.</param>
    /// <param name="secondsOf">As of <see cref="MeasureFlops"/>. Its threads may spin for a while after the work.</param>
    /// <exception cref="UserErrorException">The file is no such library.</exception>
    internal BlasRates? MeasureBlas(string? path, Func<Action, double> secondsOf) =>
        Blas(path) is { } blas ? new BlasRates(blas.Name, CpuRates.Products(blas, Pool.ThreadCount, secondsOf)) : null;

    /// <inheritdoc/>
    public double MeasureReading(long bytes, Func<Action, double> secondsOf) => CpuRates.Reading(Pool, bytes, secondsOf);

    /// <inheritdoc/>
    public void Dispose() => Pool.Dispose();

    /// <summary>Loads the BLAS of a file, so that a wrong one is refused before anything is measured.</summary>
    /// <exception cref="UserErrorException">The file is no such library.</exception>
    public static void RequireBlas(string path) => Blas(path);

    static BlasLibrary? Blas(string? path)
    {
        try
        {
            return path is null ? BlasLibrary.Find() : BlasLibrary.Load(path);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or ArgumentException)
        {
            throw new UserErrorException(
                $"\"{path}\" is no library with a matrix product (sgemm) that can be loaded: name the file of a BLAS, e.g. libopenblas.so.0.", error);
        }
    }
}
