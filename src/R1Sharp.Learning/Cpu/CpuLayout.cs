// How much a network of this engine does in one piece where the layout leaves it open.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Cpu;

/// <summary>The defaults of <see cref="MemoryLayout"/>; they change the order of sums, and so belong to the numerical contract.</summary>
static class CpuLayout
{
    /// <summary>Copies of the gradient that a network has at most unless it is small.</summary>
    public const int MostLargeGradients = 2;

    const long SmallParameters = 20_000_000;

    /// <summary>Whether a copy of the gradient for every lane, and a micro-batch for every thread, are no burden.</summary>
    public static bool IsSmall(ModelOptions shape) => new ParameterLayout(shape).ParameterCount < SmallParameters;

    /// <summary>Whether one micro-batch is worked on after another, by all threads together: more lanes than gradients.</summary>
    public static bool IsOneByOne(ModelOptions shape, int lanes) => !IsSmall(shape) && lanes > MostLargeGradients;

    /// <summary>Whether all layers keep their activations in one layer's memory: where nothing is taken backward, and under checkpointing.</summary>
    public static bool SharesLayers(Network network, MemoryLayout layout) => layout.ActivationCheckpointing || network.Use != NetworkUse.Training;

    /// <summary>Copies of the gradient: one a lane, or the sum of the lanes so far and the lane in progress.</summary>
    public static int GradientCopies(ModelOptions shape, int lanes) => IsSmall(shape) ? lanes : Math.Min(lanes, MostLargeGradients);

    /// <summary>Micro-batches that are worked on at once.</summary>
    public static int MicroBatchesInWork(ModelOptions shape, int lanes, int workers) => IsOneByOne(shape, lanes) ? 1 : Math.Min(workers, lanes);

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
