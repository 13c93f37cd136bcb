// Weights, their panels, and the network over them.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>A network in memory.</summary>
sealed class Network : IDisposable
{
    readonly RopeTable[] _rotaryTables;

    /// <param name="options">The network's shape.</param>
    /// <param name="use">What it is for.</param>
    /// <param name="bfloat16">Whether panels are rounded to bfloat16.</param>
    public Network(ModelOptions options, NetworkUse use, bool bfloat16)
    {
        Use = use;
        Weights = new Weights(options, new ParameterLayout(options, withMatrices: use != NetworkUse.Sampling));
        Packed = new PackedWeights(options, use, bfloat16 ? PackedType.Bfloat16 : PackedType.Float32);
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

    /// <summary>Takes the present weights into the panels.</summary>
    public void Pack(WorkerPool pool) => Packed.Pack(Weights, pool);

    /// <summary>
    /// A network for sampling from a directory: matrices go from the files straight into the panels, some rows at a time. What
    /// is stored in bfloat16 stays so in memory, which changes no result.
    /// </summary>
    /// <param name="directory">A Hugging Face folder.</param>
    /// <param name="pool">Threads.</param>
    /// <param name="rounded">Whether matrices of other formats are rounded to bfloat16.</param>
    /// <exception cref="UserErrorException">The directory is missing, incomplete or of an unsupported kind.</exception>
    public static Network LoadForSampling(string directory, WorkerPool pool, bool rounded = false)
    {
        using var checkpoint = Checkpoint.Open(directory);
        bool bfloat16 = rounded || checkpoint.Layout.Tensors.Where(t => t.IsMatrix).All(t => checkpoint.Find(t).Entry.Type.Weight == WeightType.BF16);
        return ForSampling(checkpoint.Options, bfloat16, checkpoint.Read, checkpoint.ReadRows, pool);
    }

    /// <summary>The same from a GGUF file.</summary>
    public static Network LoadForSampling(GgufModel model, WorkerPool pool, bool rounded = false)
    {
        bool bfloat16 = rounded || model.Layout.Tensors.Where(t => t.IsMatrix).All(t => model.TypeOf(t) == GgufTensorType.BF16);
        return ForSampling(model.Options, bfloat16, model.Read, RowByRow(model.Read), pool);
    }

    /// <summary>A network of fresh weights for sampling: those that a network for training would begin with.</summary>
    public static Network CreateForSampling(ModelOptions options, ulong seed, bool bfloat16, WorkerPool pool)
    {
        var layout = new ParameterLayout(options);
        var initial = new InitialWeights(options, layout, seed);
        var indices = layout.Tensors.Select((tensor, index) => (tensor.Name, index)).ToDictionary(t => t.Name, t => t.index);
        void read(ParameterTensor tensor, long first, Span<float> to) => initial.Fill(indices[tensor.Name], first, to);
        return ForSampling(options, bfloat16, read, RowByRow(read), pool);
    }

    static Network ForSampling(ModelOptions options, bool bfloat16, ParameterReader read, RowReader readRows, WorkerPool pool)
    {
        var network = new Network(options, NetworkUse.Sampling, bfloat16);
        var layout = new ParameterLayout(options);
        foreach (var vector in network.Weights.Layout.Tensors)
            read(layout.ByName[vector.Name], 0, network.Weights.Tensor(vector));
        network.Packed.Load(readRows, pool);
        return network;
    }

    static RowReader RowByRow(ParameterReader read) => (tensor, firstRow, to) =>
    {
        for (int row = 0; row < to.Rows; row++)
            read(tensor, (long)(firstRow + row) * tensor.Columns, to.Row(row));
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Packed.Dispose();
        Weights.Dispose();
        foreach (var table in _rotaryTables)
            table.Dispose();
    }
}
