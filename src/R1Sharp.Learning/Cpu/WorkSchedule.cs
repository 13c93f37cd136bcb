// How long a trace takes on so many workers, in floating-point operations: pieces go, in turn, to the worker that is free first, as
// the shared counter hands them out. Whatever a machine adds to that (memory, clocks, the counter itself) is not in it.

namespace R1Sharp.Learning.Cpu;

/// <summary>A trace on some workers.</summary>
/// <param name="Flops">All floating-point operations.</param>
/// <param name="Path">Those of the longest path between the points where workers wait for one another, summed over the path.</param>
/// <param name="Barriers">Points on the path where a thread waits for pieces that others took.</param>
sealed record WorkSchedule(double Flops, double Path, long Barriers)
{
    /// <summary>How many times as fast as one worker.</summary>
    public double Speedup => Path == 0 ? 1 : Flops / Path;

    /// <summary>Goes through a trace.</summary>
    public static WorkSchedule Of(IReadOnlyList<WorkStep> steps, int workers)
    {
        double path = 0;
        long barriers = 0;
        foreach (var step in steps)
        {
            var (length, waits) = step.Tasks.Length > 0
                ? new SideBySideSchedule(step.Tasks, workers).Run()
                : (Longest(step.Flops, workers), Waits(step, workers));
            path += length;
            barriers += waits;
        }
        return new(steps.Sum(step => step.Sum), path, barriers);
    }

    static int Waits(WorkStep step, int workers) => workers > 1 && step.Flops.Length > 1 ? 1 : 0;

    static double Longest(double[] pieces, int workers)
    {
        if (workers == 1 || pieces.Length == 1)
            return pieces.Sum();
        var free = new PriorityQueue<int, double>(Enumerable.Range(0, workers).Select(worker => (worker, 0.0)));
        double end = 0;
        foreach (double flops in pieces)
        {
            free.TryDequeue(out int worker, out double time);
            end = Math.Max(end, time + flops);
            free.Enqueue(worker, time + flops);
        }
        return end;
    }
}
