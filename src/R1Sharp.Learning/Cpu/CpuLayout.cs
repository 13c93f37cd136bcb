// How much a network of this engine does in one piece where the layout leaves it open.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Cpu;

/// <summary>The defaults of <see cref="MemoryLayout"/>; they change the order of sums, and so belong to the numerical contract.</summary>
static class CpuLayout
{
    // Below this the products inside a micro-batch are so narrow that threads do better on a micro-batch each.
    const long SmallParameters = 20_000_000;

    /// <summary>Whether threads work side by side on micro-batches, each lane with a gradient of its own, and not together on one.</summary>
    public static bool IsSmall(ModelOptions shape) => new ParameterLayout(shape).ParameterCount < SmallParameters;

    /// <summary>Copies of the gradient: of a network that is not small the sum of the lanes so far and the lane in progress.</summary>
    public static int GradientCopies(ModelOptions shape, int lanes) => IsSmall(shape) ? lanes : Math.Min(lanes, 2);

    /// <summary>The layout with nothing left open.</summary>
    public static MemoryLayout Resolve(ModelOptions shape, MemoryLayout? layout)
    {
        layout ??= new();
        return layout with
        {
            GradientLanes = layout.GradientLanes ?? (IsSmall(shape) ? 4 : 2),
            MicroBatchTokens = layout.MicroBatchTokens ?? (shape.HiddenSize < 256 ? 256 : 512),
        };
    }
}
