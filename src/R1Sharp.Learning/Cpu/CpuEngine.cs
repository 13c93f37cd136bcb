// The engine on the processor's cores: one pool of threads for all networks.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Parallelism;

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
    public int Workers => Pool.WorkerCount;

    /// <summary>Told, on the worker's own thread, the worker's number and which of <see cref="StepParts"/> it has ended: for profiling.</summary>
    public Action<int, string>? StepObserver { get; set; }

    /// <summary>Whether policies have all threads work together on one micro-batch; null decides by the network's size. No bit depends on it.</summary>
    internal bool? WorksTogether { get; init; }

    /// <summary>The threads.</summary>
    internal WorkerPool Pool { get; } = new(threads);

    /// <inheritdoc/>
    public IPolicy Policy(IWeightSource weights, NetworkUse use, MemoryLayout? layout = null) => Network(weights, use, layout);

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

    /// <inheritdoc/>
    public double MeasureReading(long bytes, Func<Action, double> secondsOf) => CpuRates.Reading(Pool, bytes, secondsOf);

    /// <inheritdoc/>
    public void Dispose() => Pool.Dispose();
}
