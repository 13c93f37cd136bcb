// The networks of the tests, each in one word.

using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Tests;

/// <summary>Makes networks on the processor, with all that tests look at.</summary>
static class TestEngine
{
    public static CpuPolicy Create(this CpuEngine engine, ModelOptions shape, ulong seed, MemoryLayout? layout = null) =>
        engine.Network(WeightSources.Fresh(shape, seed), NetworkUse.Training, layout);

    public static CpuPolicy CreateForSampling(this CpuEngine engine, ModelOptions shape, ulong seed, MemoryLayout? layout = null) =>
        engine.Network(WeightSources.Fresh(shape, seed), NetworkUse.Sampling, layout);

    public static CpuPolicy Load(this CpuEngine engine, string path, MemoryLayout? layout = null) => engine.Read(path, NetworkUse.Training, layout);

    public static CpuPolicy LoadForSampling(this CpuEngine engine, string path, MemoryLayout? layout = null) => engine.Read(path, NetworkUse.Sampling, layout);

    public static CpuPolicy Load(this CpuEngine engine, GgufModel model, MemoryLayout? layout = null) => engine.Network(WeightSources.Of(model), NetworkUse.Training, layout);

    public static CpuPolicy LoadForSampling(this CpuEngine engine, GgufModel model) => engine.Network(WeightSources.Of(model), NetworkUse.Sampling);

    public static CpuScalarModel CreateScalar(this CpuEngine engine, ModelOptions shape, ulong seed, MemoryLayout? layout = null) =>
        engine.Scalar(WeightSources.Fresh(shape with { Output = OutputHead.Scalar }, seed), NetworkUse.Training, layout);

    public static CpuScalarModel LoadScalar(this CpuEngine engine, string folder, MemoryLayout? layout = null)
    {
        using var weights = WeightSources.Open(folder, OutputHead.Scalar);
        return engine.Scalar(weights, NetworkUse.Training, layout);
    }

    public static CpuScalarModel ScalarOver(this CpuEngine engine, IPolicy policy, MemoryLayout? layout = null, double headDeviation = 0, ulong seed = 0) =>
        engine.Scalar(WeightSources.WithScalarHead(policy.Weights, headDeviation, seed), NetworkUse.Training, layout);

    public static void Save(this IPolicy policy, string folder, CheckpointFormat? format = null) => policy.Weights.Save(folder, format);

    public static void Save(this IScalarModel model, string folder, CheckpointFormat? format = null) => model.Weights.Save(folder, format);

    static CpuPolicy Read(this CpuEngine engine, string path, NetworkUse use, MemoryLayout? layout)
    {
        using var weights = WeightSources.Open(path);
        return engine.Network(weights, use, layout);
    }
}
