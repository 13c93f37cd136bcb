// How a step shares out its work, taken down without doing any of it.

using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>One thing after another: pieces that any thread may take, or tasks side by side that share out work of their own.</summary>
/// <param name="Flops">Floating-point operations of each piece; empty for tasks.</param>
/// <param name="Tasks">What each task does; empty for pieces.</param>
sealed record WorkStep(double[] Flops, IReadOnlyList<WorkStep>[] Tasks)
{
    /// <summary>Floating-point operations of all of it.</summary>
    public double Sum => Flops.Sum() + Tasks.Sum(task => task.Sum(step => step.Sum));
}

/// <summary>Takes down what a pool is asked to share out.</summary>
sealed class WorkTrace : IWorkRecorder
{
    List<WorkStep> _steps = [];

    /// <summary>What was taken down, in order.</summary>
    public IReadOnlyList<WorkStep> Steps => _steps;

    /// <inheritdoc/>
    public void Shared(int pieces, Func<int, double> flopsOf)
    {
        if (pieces > 0)
            _steps.Add(new([.. Enumerable.Range(0, pieces).Select(flopsOf)], []));
    }

    /// <summary>Work of one thread, which no other can take over.</summary>
    public void Alone(double flops) => _steps.Add(new([flops], []));

    /// <inheritdoc/>
    public void SideBySide(int tasks, Action<int> run)
    {
        var outer = _steps;
        var inner = new IReadOnlyList<WorkStep>[tasks];
        for (int task = 0; task < tasks; task++)
        {
            inner[task] = _steps = [];
            run(task);
        }
        _steps = outer;
        _steps.Add(new([], inner));
    }
}
