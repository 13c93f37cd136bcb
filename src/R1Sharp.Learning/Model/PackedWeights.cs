// The weights once more, in the panels that the matrix products read: packed once after each change.

using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Model;

/// <summary>A linear layer's weights in panels: towards the outputs, and when training towards the inputs.</summary>
public sealed class PackedLinear : IDisposable
{
    const int PanelsPerTask = 8;

    /// <param name="outputs">Rows of the weights.</param>
    /// <param name="inputs">Columns of the weights.</param>
    /// <param name="withBackward">Whether gradients towards the inputs will be wanted.</param>
    public PackedLinear(int outputs, int inputs, bool withBackward)
    {
        Forward = new PackedMatrix(inputs, outputs);
        Backward = withBackward ? new PackedMatrix(outputs, inputs) : null;
    }

    /// <summary>in x out: y = x · Forward.</summary>
    public PackedMatrix Forward { get; }

    /// <summary>out x in: dx = dy · Backward.</summary>
    public PackedMatrix? Backward { get; }

    /// <summary>The pieces of work that pack these weights; they may run on any thread.</summary>
    public IEnumerable<Action> PackTasks(Matrix weights)
    {
        foreach (var (from, to) in Ranges(Forward.PanelCount))
            yield return () => Forward.PackTransposed(weights, from, to);
        if (Backward is { } backward)
            foreach (var (from, to) in Ranges(backward.PanelCount))
                yield return () => backward.Pack(weights, from, to);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forward.Dispose();
        Backward?.Dispose();
    }

    static IEnumerable<(int From, int To)> Ranges(int panelCount)
    {
        for (int from = 0; from < panelCount; from += PanelsPerTask)
            yield return (from, Math.Min(from + PanelsPerTask, panelCount));
    }
}

/// <summary>All linear layers of a network in panels.</summary>
public sealed class PackedWeights : IDisposable
{
    readonly List<(PackedLinear Linear, Matrix Source)> _all = [];
    readonly Action[] _tasks;

    /// <param name="weights">What is packed; the views are read again at each <see cref="Pack"/>.</param>
    /// <param name="withBackward">Whether the network will be trained.</param>
    public PackedWeights(Weights weights, bool withBackward)
    {
        Layers = [.. weights.Layers.Select(l => new PackedLayer(
            Add(l.Qkv, withBackward), Add(l.Output, withBackward), Add(l.GateUp, withBackward), Add(l.Down, withBackward)))];
        Head = Add(weights.Head, withBackward);
        _tasks = [.. _all.SelectMany(p => p.Linear.PackTasks(p.Source))];
    }

    /// <summary>The decoder layers.</summary>
    public IReadOnlyList<PackedLayer> Layers { get; }

    /// <summary>The output head.</summary>
    public PackedLinear Head { get; }

    /// <summary>Takes the present values of the weights.</summary>
    public void Pack(WorkerPool pool) => pool.For(_tasks.Length, i => _tasks[i]());

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (linear, _) in _all)
            linear.Dispose();
    }

    PackedLinear Add(Matrix source, bool withBackward)
    {
        var linear = new PackedLinear(source.Rows, source.Columns, withBackward);
        _all.Add((linear, source));
        return linear;
    }
}

/// <summary>The linear layers of one decoder layer.</summary>
public sealed record PackedLayer(PackedLinear Qkv, PackedLinear Output, PackedLinear GateUp, PackedLinear Down);
