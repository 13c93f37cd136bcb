// Weights, their panels, and the network over them.

using System.Runtime.InteropServices;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>A network in memory.</summary>
sealed class Network : IDisposable
{
    readonly IReadOnlyList<RopeTable> _rotaryTables;

    /// <param name="options">The network's shape.</param>
    /// <param name="use">What it is for.</param>
    /// <param name="bfloat16">Whether panels are rounded to bfloat16.</param>
    /// <param name="stored">The panels that are kept as they are stored; null for none.</param>
    public Network(ModelOptions options, NetworkUse use, bool bfloat16, StoredPanels? stored = null)
    {
        Use = use;
        Weights = new Weights(options, new ParameterLayout(options, withMatrices: use != NetworkUse.Sampling));
        Packed = new PackedWeights(options, use, bfloat16 ? PackedType.Bfloat16 : PackedType.Float32, stored);
        _rotaryTables = [.. Weights.Layout.Parts.RotarySizes.Select(size => RopeFrequencies.Of(options, size).Table(options.MaxPositions))];
        Transformer = new Transformer(Weights, Packed, _rotaryTables);
    }

    /// <summary>What it is for.</summary>
    public NetworkUse Use { get; }

    /// <summary>The weights, or of a network for sampling the norms and biases.</summary>
    public Weights Weights { get; }

    /// <summary>The panels.</summary>
    public PackedWeights Packed { get; }

    /// <summary>The passes.</summary>
    public Transformer Transformer { get; }

    /// <summary>
    /// A network with the weights of a source. One for sampling takes matrices from there straight into the panels, some rows at
    /// a time, and keeps in bfloat16 what is stored so: it takes no more memory than its files, and no result changes.
    /// </summary>
    /// <param name="source">The weights.</param>
    /// <param name="use">What the network is for.</param>
    /// <param name="isRounded">Whether matrices of other formats are rounded to bfloat16.</param>
    /// <param name="pool">Threads.</param>
    /// <param name="asStored">Whether one for sampling computes with matrices in blocks as they are stored.</param>
    /// <exception cref="UserErrorException">The weights cannot be used.</exception>
    public static Network Of(IWeightSource source, NetworkUse use, bool isRounded, WorkerPool pool, bool asStored = false)
    {
        bool isSampling = use == NetworkUse.Sampling;
        var stored = isSampling && asStored ? new StoredPanels(source.BlocksOf, source.ReadStored) : null;
        var network = new Network(source.Shape, use, isRounded || (isSampling && source.HasBfloat16Matrices), stored);
        try
        {
            network.Fill(source, pool);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>A frozen copy of the weights as they are now, to score with.</summary>
    /// <param name="bfloat16">Whether panels are rounded to bfloat16.</param>
    /// <param name="fill">Writes the weights.</param>
    /// <param name="pool">Threads.</param>
    public static Network ForScoring(ModelOptions options, bool bfloat16, Action<Weights> fill, WorkerPool pool)
    {
        var network = new Network(options, NetworkUse.Scoring, bfloat16);
        fill(network.Weights);
        network.Pack(pool);
        return network;
    }

    /// <summary>Takes the present weights into the panels.</summary>
    public void Pack(WorkerPool pool) => Packed.Pack(Weights, pool);

    /// <inheritdoc/>
    public void Dispose()
    {
        Packed.Dispose();
        Weights.Dispose();
        foreach (var table in _rotaryTables)
            table.Dispose();
    }

    void Fill(IWeightSource source, WorkerPool pool)
    {
        var layout = new ParameterLayout(source.Shape);
        foreach (var tensor in Weights.Layout.Tensors)
            source.Read(layout.ByName[tensor.Name], 0, Weights.Tensor(tensor));
        if (Use == NetworkUse.Sampling)
            Packed.Load((tensor, firstRow, to) => source.Read(tensor, (long)firstRow * tensor.Columns, Elements(to)), pool);
        else
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
