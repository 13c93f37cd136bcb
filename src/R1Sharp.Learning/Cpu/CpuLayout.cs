// How much a network of this engine does in one piece where the layout leaves it open.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Cpu;

/// <summary>The defaults of <see cref="MemoryLayout"/>; they change the order of sums, and so belong to the numerical contract.</summary>
static class CpuLayout
{
    /// <summary>The layout with nothing left open.</summary>
    public static MemoryLayout Resolve(ModelOptions shape, MemoryLayout? layout)
    {
        layout ??= new();
        long parameters = new ParameterLayout(shape).ParameterCount;
        return layout with
        {
            GradientLanes = layout.GradientLanes ?? (parameters < 20_000_000 ? 4 : 2),
            MicroBatchTokens = layout.MicroBatchTokens ?? (shape.HiddenSize < 256 ? 256 : 512),
        };
    }
}
