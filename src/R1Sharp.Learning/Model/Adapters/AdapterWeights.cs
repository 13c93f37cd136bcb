// What learns in a network whose base is frozen: its adapters, and a scalar head, with their panels.

using R1Sharp.Learning.Model.Parts;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Model.Adapters;

/// <summary>Adapters in memory.</summary>
sealed class AdapterWeights : IDisposable
{
    readonly Dictionary<int, PackedLinear> _panels = [];
    readonly NetworkParts _parts;

    /// <param name="options">The network's shape, which says where adapters stand.</param>
    /// <param name="withBackward">Whether gradients towards the inputs will be wanted.</param>
    public AdapterWeights(ModelOptions options, bool withBackward)
    {
        Values = new Weights(options, ParameterLayout.OfLearned(options));
        _parts = Values.Layout.Parts;
        foreach (var group in _parts.Groups.Where(g => Values.Layout.Of(g).Count > 0))
            _panels.Add(group.Index, new PackedLinear(group.Rows, group.Columns, withBackward, Numerics.Kernels.PackedType.Float32));
    }

    /// <summary>The values.</summary>
    public Weights Values { get; }

    /// <summary>The panels of an adapter.</summary>
    public PackedLinear this[ParameterGroup group] => _panels[group.Index];

    /// <summary>The linear layer with adapters at a place among the network's; null where there are none.</summary>
    public AdaptedLinear? Linear(int index) => _parts.Linears[index] as AdaptedLinear;

    /// <summary>The panels of a head that learns; null where the head is the base's.</summary>
    public PackedLinear? Head => _panels.GetValueOrDefault(_parts.Head.Index);

    /// <summary>Whether they change nothing: every B is zero, as it is at first.</summary>
    public bool AreNeutral() => Values.Layout.Tensors.Where(t => t.Initial == InitialValues.Zero).All(t => !Values.Tensor(t).ContainsAnyExcept(0f));

    /// <summary>Takes the present values into the panels.</summary>
    public void Pack(WorkerPool pool)
    {
        var tasks = _panels.SelectMany(p => p.Value.PackTasks(Values[_parts.Groups[p.Key]])).ToArray();
        double elements = (double)Values.Values.Length / tasks.Length;
        pool.For(tasks.Length, _ => elements, i => tasks[i]());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var panels in _panels.Values)
            panels.Dispose();
        Values.Dispose();
    }
}
