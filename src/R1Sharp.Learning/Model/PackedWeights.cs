// The weights in the panels that the matrix products read: packed once after each change, in 32 bits or in bfloat16.

using R1Sharp.Learning.Model.Parts;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Model;

/// <summary>A linear layer's weights in panels: towards the outputs, and when training towards the inputs.</summary>
sealed class PackedLinear : IDisposable
{
    const int PanelsPerTask = 8;

    /// <param name="outputs">Rows of the weights.</param>
    /// <param name="inputs">Columns of the weights.</param>
    /// <param name="withBackward">Whether gradients towards the inputs will be wanted.</param>
    /// <param name="type">How the panels hold their elements.</param>
    public PackedLinear(int outputs, int inputs, bool withBackward, PackedType type)
    {
        Forward = new PackedMatrix(inputs, outputs, type);
        Backward = withBackward ? new PackedMatrix(outputs, inputs, type) : null;
    }

    /// <param name="outputs">Rows of the weights.</param>
    /// <param name="inputs">Columns of the weights.</param>
    /// <param name="formats">The block format of each panel.</param>
    public PackedLinear(int outputs, int inputs, IReadOnlyList<StoredFormat> formats) => Forward = new PackedMatrix(inputs, outputs, formats);

    /// <summary>in x out: y = x · Forward.</summary>
    public PackedMatrix Forward { get; }

    /// <summary>out x in: dx = dy · Backward; null where weights are kept in one direction.</summary>
    public PackedMatrix? Backward { get; }

    /// <summary>dx = dy · W, or dx += where it accumulates; from the panels of the other direction where there are no others.</summary>
    public void TowardsInputs(Matrix dY, Matrix dX, Workspace workspace, bool accumulate = false)
    {
        if (Backward is { } backward)
            MatMul.Multiply(dY, backward, dX, workspace, accumulate);
        else
            TurnedProduct.Multiply(dY, Forward, dX, workspace, accumulate);
    }

    /// <summary>Bytes of its panels.</summary>
    public long Bytes => Forward.Bytes + (Backward?.Bytes ?? 0);

    /// <summary>The pieces of work that pack these weights (out x in); they may run on any thread.</summary>
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

/// <summary>
/// All linear layers of a network in panels, and the embedding. In 32 bits the embedding is read from the weights; in
/// bfloat16, and where matrices are not kept, from panels of its own, or from the head's where the two are tied: every
/// matrix is rounded alike.
/// </summary>
sealed class PackedWeights : IDisposable
{
    readonly ParameterLayout _layout;
    readonly PackedLinear?[] _linears;
    readonly List<(PackedLinear Linear, ParameterGroup Group)> _all = [];
    readonly PackedLinear? _embedding;
    readonly NetworkUse _use;
    readonly StoredPanels? _stored;
    Weights? _source;
    Action[] _tasks = [];

    /// <param name="options">The network's shape.</param>
    /// <param name="use">What the network is for.</param>
    /// <param name="type">How the panels hold their elements.</param>
    /// <param name="stored">The block formats of a group's panels, where they are to be kept as they are stored; null for none.</param>
    internal PackedWeights(ModelOptions options, NetworkUse use, PackedType type, StoredPanels? stored = null)
    {
        (_use, Type, _stored) = (use, type, stored);
        _layout = new ParameterLayout(options);
        var parts = _layout.Parts;
        _linears = new PackedLinear?[parts.Groups.Count];
        foreach (var group in parts.Groups.Where(g => g.IsMatrix && !g.IsAdapter && (g != parts.Embedding || g == parts.Head)))
            Add(group);
        Head = this[parts.Head];
        if (type == PackedType.Bfloat16 || use == NetworkUse.Sampling)
            _embedding = _linears[parts.Embedding.Index] ?? Add(parts.Embedding, isRead: true);
    }

    /// <summary>How the panels hold their elements.</summary>
    public PackedType Type { get; }

    /// <summary>Whether some panels are in stored blocks: products round their rows, and are not a trainer's.</summary>
    public bool IsStored => _all.Exists(p => p.Linear.Forward.Type == PackedType.Stored);

    /// <summary>The output head.</summary>
    public PackedLinear Head { get; }

    /// <summary>Bytes of all panels.</summary>
    public long Bytes => _all.Sum(p => p.Linear.Bytes);

    /// <summary>Takes the present values of the weights.</summary>
    public void Pack(Weights weights, WorkerPool pool)
    {
        if (_source != weights)
            (_source, _tasks) = (weights, [.. _all.SelectMany(p => p.Linear.PackTasks(weights[p.Group]))]);
        double elements = (double)Bytes / (Type == PackedType.Float32 ? sizeof(float) : sizeof(ushort));
        pool.For(_tasks.Length, _ => elements / _tasks.Length, i => _tasks[i]());
    }

    /// <summary>Bytes of the panels that one step of decoding reads: an embedding that is not the head too is looked up, not multiplied.</summary>
    public long BytesPerStep => Bytes - (_embedding is null || _embedding == Head ? 0 : _embedding.Forward.Bytes);

    /// <summary>Takes matrices from wherever they are, panel by panel: no matrix is ever in memory as a whole.</summary>
    internal void Load(RowReader read, WorkerPool pool)
    {
        int widest = _all.Max(p => p.Linear.Forward.Depth);
        using var rows = new FloatBuffer((long)pool.WorkerCount * PackedMatrix.PanelColumns * widest);
        var panels = _all.SelectMany(p =>
            Enumerable.Range(0, p.Linear.Forward.PanelCount).Select(panel => (p.Linear.Forward, panel, _layout.Of(p.Group)))).ToArray();
        int next = -1;
        pool.Run(worker =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < panels.Length;)
            {
                var (matrix, panel, tensors) = panels[i];
                int first = panel * PackedMatrix.PanelColumns, count = Math.Min(PackedMatrix.PanelColumns, matrix.Columns - first);
                if (matrix.Type == PackedType.Stored)
                {
                    LoadStored(matrix, panel, tensors, first, count);
                    continue;
                }
                var block = rows.Matrix((long)worker * PackedMatrix.PanelColumns * widest, count, matrix.Depth);
                ReadRows(read, tensors, first, block);
                matrix.PackTransposedPanel(block, panel);
            }
        });
    }

    void LoadStored(PackedMatrix matrix, int panel, IReadOnlyList<ParameterTensor> tensors, int first, int count)
    {
        int rowBytes = (int)matrix.FormatOf(panel).ByteCount(matrix.Depth);
        byte[] bytes = new byte[count * rowBytes];
        int done = 0;
        foreach (var tensor in tensors)
        {
            int from = Math.Max(first + done, 0), here = Math.Min(tensor.Rows - from, count - done);
            if (here > 0)
                _stored!.Read(tensor, from, bytes.AsSpan(done * rowBytes, here * rowBytes));
            done += Math.Max(here, 0);
            first -= tensor.Rows;
        }
        matrix.PackStored(bytes, panel);
    }

    /// <summary>Rows of tensors that stand one below the other, from row <paramref name="first"/> on.</summary>
    static void ReadRows(RowReader read, IReadOnlyList<ParameterTensor> tensors, int first, Matrix to)
    {
        int done = 0;
        foreach (var tensor in tensors)
        {
            int from = Math.Max(first + done, 0), count = Math.Min(tensor.Rows - from, to.Rows - done);
            if (count > 0)
                read(tensor, from, to.RowRange(done, count));
            done += Math.Max(count, 0);
            first -= tensor.Rows;
        }
    }

    /// <summary>Elements of a matrix that is kept in panels alone, as they are there.</summary>
    internal void Read(ParameterTensor tensor, long first, Span<float> to)
    {
        var group = _layout.Parts.Groups.First(g => g.Tensors.Any(t => t.Name == tensor.Name));
        var panels = (_linears[group.Index] ?? _embedding!).Forward;
        int before = group.Tensors.TakeWhile(t => t.Name != tensor.Name).Sum(t => t.Rows);
        float[] row = new float[tensor.Columns];
        for (int done = 0, count; done < to.Length; done += count)
        {
            int column = (int)((first + done) % tensor.Columns);
            count = Math.Min(tensor.Columns - column, to.Length - done);
            panels.CopyColumn(before + (int)((first + done) / tensor.Columns), row);
            row.AsSpan(column, count).CopyTo(to[done..]);
        }
    }

    /// <summary>y[t] = the embedding of tokens[t]: y is T x C.</summary>
    public void Embed(ReadOnlySpan<int> tokens, Matrix y)
    {
        if (_embedding is null)
            Embedding.Forward(tokens, _source!.Embedding, y);
        else
            for (int t = 0; t < tokens.Length; t++)
                _embedding.Forward.CopyColumn(tokens[t], y.Row(t));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (linear, _) in _all)
            linear.Dispose();
    }

    /// <summary>The panels of an operand.</summary>
    internal PackedLinear this[ParameterGroup group] => _linears[group.Index]!;

    PackedLinear Add(ParameterGroup group, bool isRead = false)
    {
        var linear = _stored?.FormatsOf(_layout.Of(group)) is { } formats ? new PackedLinear(group.Rows, group.Columns, formats)
            : new PackedLinear(group.Rows, group.Columns, _use == NetworkUse.Training && !isRead, Type);
        _linears[group.Index] = linear;
        _all.Add((linear, group));
        return linear;
    }
}
