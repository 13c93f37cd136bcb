// Weights, their panels, and the network over them; with adapters beside weights that are frozen, these and theirs.

using System.Runtime.InteropServices;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>A network in memory. Where it has adapters, all else is frozen and is there once: in panels towards the outputs.</summary>
sealed class Network : IDisposable
{
    readonly IReadOnlyList<RopeTable> _rotaryTables;
    readonly AdapterWeights? _adapters;
    readonly bool _ownsBase = true;

    /// <param name="options">The network's shape.</param>
    /// <param name="use">What it is for.</param>
    /// <param name="bfloat16">Whether panels are rounded to bfloat16.</param>
    /// <param name="stored">The panels that are kept as they are stored; null for none.</param>
    public Network(ModelOptions options, NetworkUse use, bool bfloat16, StoredPanels? stored = null)
    {
        Use = use;
        Weights = new Weights(options, new ParameterLayout(options, withMatrices: use != NetworkUse.Sampling && options.Adapter is null));
        Packed = new PackedWeights(options, HasFrozenBase ? NetworkUse.Sampling : use, bfloat16 ? PackedType.Bfloat16 : PackedType.Float32, stored);
        _rotaryTables = [.. Weights.Layout.Parts.RotarySizes.Select(size => RopeFrequencies.Of(options, size).Table(options.MaxPositions))];
        _adapters = HasFrozenBase ? new AdapterWeights(options, withBackward: use == NetworkUse.Training) : null;
        Transformer = new Transformer(Weights, Packed, _adapters, _rotaryTables);
    }

    // A frozen copy of another's adapters over the same base. Adapters that change nothing are left out.
    Network(Network other, Action<Weights> fill, WorkerPool pool)
    {
        (Use, Weights, Packed, _rotaryTables, _ownsBase) = (NetworkUse.Scoring, other.Weights, other.Packed, other._rotaryTables, false);
        _adapters = new AdapterWeights(Weights.Options, withBackward: false);
        fill(_adapters.Values);
        _adapters.Pack(pool);
        Transformer = new Transformer(Weights, Packed, _adapters.AreNeutral() ? null : _adapters, _rotaryTables);
    }

    /// <summary>What it is for.</summary>
    public NetworkUse Use { get; }

    /// <summary>The weights; where matrices are in panels alone (a network for sampling, or a frozen base), the norms and biases.</summary>
    public Weights Weights { get; }

    /// <summary>What learns: the weights, or the adapters and a scalar head over frozen ones.</summary>
    public Weights Learned => _adapters?.Values ?? Weights;

    /// <summary>The panels.</summary>
    public PackedWeights Packed { get; }

    /// <summary>The panels of the head.</summary>
    public PackedLinear Head => _adapters?.Head ?? Packed.Head;

    /// <summary>Whether only adapters learn.</summary>
    public bool HasFrozenBase => Weights.Options.Adapter is not null;

    /// <summary>The passes.</summary>
    public Transformer Transformer { get; }

    /// <summary>
    /// A network with the weights of a source. One for sampling, or under adapters, takes matrices from there straight into the panels, some rows
    /// at a time, and keeps in bfloat16 what is stored so: it takes no more memory than its files, and no result changes.
    /// </summary>
    /// <param name="source">The weights.</param>
    /// <param name="use">What the network is for.</param>
    /// <param name="isRounded">Whether matrices of other formats are rounded to bfloat16.</param>
    /// <param name="pool">Threads.</param>
    /// <param name="asStored">Whether one for sampling, or under adapters, computes with matrices in blocks as they are stored.</param>
    /// <exception cref="UserErrorException">The weights cannot be used.</exception>
    public static Network Of(IWeightSource source, NetworkUse use, bool isRounded, WorkerPool pool, bool asStored = false)
    {
        bool isInPanels = use == NetworkUse.Sampling || source.Shape.Adapter is not null;
        var stored = isInPanels && asStored ? new StoredPanels(source.BlocksOf, source.ReadStored) : null;
        var network = new Network(source.Shape, use, isRounded || (isInPanels && source.HasBfloat16Matrices), stored);
        try
        {
            network.Fill(source, isInPanels, pool);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>A frozen copy, to score with, of the weights as they are now; of adapters over the same base, which must outlive it.</summary>
    /// <param name="bfloat16">Whether panels are rounded to bfloat16.</param>
    /// <param name="fill">Writes what learns.</param>
    /// <param name="pool">Threads.</param>
    public Network Frozen(bool bfloat16, Action<Weights> fill, WorkerPool pool)
    {
        if (HasFrozenBase)
            return new Network(this, fill, pool);
        var network = new Network(Weights.Options, NetworkUse.Scoring, bfloat16);
        fill(network.Weights);
        network.Pack(pool);
        return network;
    }

    /// <summary>Takes the present values of what learns into the panels.</summary>
    public void Pack(WorkerPool pool)
    {
        if (_adapters is { } adapters)
            adapters.Pack(pool);
        else
            Packed.Pack(Weights, pool);
    }

    /// <summary>Writes what learns into a folder: a whole network, or adapters as PEFT's files have them.</summary>
    public void Save(string directory)
    {
        if (HasFrozenBase)
            PeftFolder.Write(directory, Weights.Options, Learned.Read);
        else
            CheckpointWriter.Save(directory, Weights);
    }

    /// <summary>Reads into a block what <see cref="Save"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    public void Load(string directory, Weights learned)
    {
        if (HasFrozenBase)
            PeftFolder.Read(directory, learned);
        else
            Checkpoint.LoadWeights(directory, learned);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _adapters?.Dispose();
        if (!_ownsBase)
            return;
        Packed.Dispose();
        Weights.Dispose();
        foreach (var table in _rotaryTables)
            table.Dispose();
    }

    void Fill(IWeightSource source, bool isInPanels, WorkerPool pool)
    {
        var layout = new ParameterLayout(source.Shape);
        foreach (var tensor in Weights.Layout.Tensors)
            source.Read(layout.ByName[tensor.Name], 0, Weights.Tensor(tensor));
        foreach (var tensor in _adapters?.Values.Layout.Tensors ?? [])
            source.Read(tensor, 0, Learned.Tensor(tensor));
        if (isInPanels)
            Packed.Load((tensor, firstRow, to) => source.Read(tensor, (long)firstRow * tensor.Columns, Elements(to)), pool);
        if (!isInPanels || HasFrozenBase)
            Pack(pool);
    }

    // The rows that panels are made of lie one after the other.
    static Span<float> Elements(Matrix rows)
    {
        if (rows.Stride != rows.Columns)
            throw new ArgumentException($"Rows of {rows.Columns} elements are read without a gap, not {rows.Stride} apart.", nameof(rows));
        return rows.Rows == 0 ? [] : MemoryMarshal.CreateSpan(ref rows[0, 0], checked(rows.Rows * rows.Columns));
    }
}
