// What the parts work with in one pass: the weights they were declared for, memory for their rows, and the rows' places.

using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>One pass of one worker over some rows, at the layer that it has reached.</summary>
/// <param name="weights">The weights; of a network for sampling norms and biases only.</param>
/// <param name="packed">Their panels.</param>
/// <param name="adapters">The adapters beside frozen weights; null where there are none, or they are off.</param>
/// <param name="rotaryTables">Cosines and sines, a table for each size of heads.</param>
/// <param name="activations">The worker's memory.</param>
/// <param name="workspace">The worker's scratch.</param>
/// <param name="rowCount">T: rows of this pass.</param>
sealed class LayerPass(
    Weights weights, PackedWeights packed, AdapterWeights? adapters, IReadOnlyList<RopeTable> rotaryTables, Activations activations, Workspace workspace,
    int rowCount)
{
    /// <summary>Number of rows.</summary>
    public int RowCount => rowCount;

    /// <summary>The worker's scratch.</summary>
    public Workspace Workspace => workspace;

    /// <summary>The layer whose parts work now.</summary>
    public int Layer { get; set; }

    /// <summary>Whole sequences; null where rows go over a cache.</summary>
    public TokenBatch? Batch { get; init; }

    /// <summary>Rows that go over a cache, one new position each; null for whole sequences.</summary>
    public CachedRows? CachedRows { get; init; }

    /// <summary>The cache that they go over.</summary>
    public PagedCache? Cache { get; init; }

    /// <summary>Where the gradients of the weights are added; null in a forward pass.</summary>
    public Weights? Gradients { get; init; }

    /// <summary>Position of each row within its sequence.</summary>
    public ReadOnlySpan<int> Positions => CachedRows is { } rows ? rows.Positions : Batch!.Positions;

    /// <summary>A buffer with the rows of this pass, T x its columns.</summary>
    public Matrix this[RowBuffer buffer] => (buffer.IsKept ? activations.Kept(Layer) : activations.Scratch).Rows(buffer, rowCount);

    /// <summary>The elements of a vector.</summary>
    public ReadOnlySpan<float> Vector(ParameterGroup group) => weights[group].Row(0);

    /// <summary>The panels of a matrix.</summary>
    public PackedLinear Panels(ParameterGroup group) => group.IsAdapter ? adapters![group] : packed[group];

    /// <summary>Whether adapters take part.</summary>
    public bool HasAdapters => adapters is not null;

    /// <summary>Whether a matrix or vector learns; what is frozen has no gradient.</summary>
    public bool Learns(ParameterGroup group) => Gradients![group].Rows > 0;

    /// <summary>Where the gradient of a matrix or vector that learns is added.</summary>
    public Matrix Gradient(ParameterGroup group) => Gradients![group];

    /// <summary>Scratch of so many rows and columns, until it is asked for again.</summary>
    public Matrix Low(int rows, int columns) => activations.Low.Rows(rows, columns);

    /// <summary>The table of a size of heads.</summary>
    public RopeTable Rotary(int table) => rotaryTables[table];

    /// <summary>Says that a part of the step has ended (<see cref="StepParts"/>).</summary>
    public void Finished(string part) => workspace.Finished(part);
}
