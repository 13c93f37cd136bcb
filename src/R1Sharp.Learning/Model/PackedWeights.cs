// The weights in the panels that the matrix products read: packed once after each change, in 32 bits or in bfloat16.

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
    /// <param name="type">How the panels hold their elements.</param>
    public PackedLinear(int outputs, int inputs, bool withBackward, PackedType type)
    {
        Forward = new PackedMatrix(inputs, outputs, type);
        Backward = withBackward ? new PackedMatrix(outputs, inputs, type) : null;
    }

    /// <summary>in x out: y = x · Forward.</summary>
    public PackedMatrix Forward { get; }

    /// <summary>out x in: dx = dy · Backward.</summary>
    public PackedMatrix? Backward { get; }

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
public sealed class PackedWeights : IDisposable
{
    readonly List<PackedLinear> _all = [];
    readonly PackedLinear? _embedding;
    readonly NetworkUse _use;
    Weights? _source;
    Action[] _tasks = [];

    /// <param name="options">The network's shape.</param>
    /// <param name="use">What the network is for.</param>
    /// <param name="type">How the panels hold their elements.</param>
    internal PackedWeights(ModelOptions options, NetworkUse use, PackedType type)
    {
        (_use, Type) = (use, type);
        int hidden = options.HiddenSize, queries = options.HeadCount * options.HeadSize, keys = options.KeyValueHeadCount * options.HeadSize, ffn = options.IntermediateSize;
        Layers = [.. Enumerable.Range(0, options.LayerCount).Select(_ =>
            new PackedLayer(Add(queries + 2 * keys, hidden), Add(hidden, queries), Add(2 * ffn, hidden), Add(hidden, ffn)))];
        Head = Add(options.VocabularySize, hidden);
        if (type == PackedType.Bfloat16 || use == NetworkUse.Sampling)
            _embedding = options.TieWordEmbeddings ? Head : Add(options.VocabularySize, hidden, isRead: true);
    }

    /// <summary>How the panels hold their elements.</summary>
    public PackedType Type { get; }

    /// <summary>The decoder layers.</summary>
    public IReadOnlyList<PackedLayer> Layers { get; }

    /// <summary>The output head.</summary>
    public PackedLinear Head { get; }

    /// <summary>Bytes of all panels.</summary>
    public long Bytes => _all.Sum(l => l.Forward.Bytes + (l.Backward?.Bytes ?? 0));

    /// <summary>Takes the present values of the weights.</summary>
    public void Pack(Weights weights, WorkerPool pool)
    {
        if (_source != weights)
            (_source, _tasks) = (weights, [.. Sources(weights).SelectMany(p => p.Linear.PackTasks(p.Source))]);
        pool.For(_tasks.Length, i => _tasks[i]());
    }

    /// <summary>Bytes of the panels that one step of decoding reads: an embedding that is not the head too is looked up, not multiplied.</summary>
    public long BytesPerStep => Bytes - (_embedding is null || _embedding == Head ? 0 : _embedding.Forward.Bytes);

    /// <summary>Takes matrices from wherever they are, panel by panel: no matrix is ever in memory as a whole.</summary>
    internal void Load(ModelOptions options, ParameterLayout layout, RowReader read, WorkerPool pool)
    {
        int widest = _all.Max(l => l.Forward.Depth);
        using var rows = new FloatBuffer((long)pool.WorkerCount * PackedMatrix.PanelColumns * widest);
        var panels = Names(options).SelectMany(n => Enumerable.Range(0, n.Linear.Forward.PanelCount).Select(panel => (n.Linear.Forward, panel, n.Tensors))).ToArray();
        int next = -1;
        pool.Run(worker =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < panels.Length;)
            {
                var (matrix, panel, names) = panels[i];
                int first = panel * PackedMatrix.PanelColumns, count = Math.Min(PackedMatrix.PanelColumns, matrix.Columns - first);
                var block = rows.Matrix((long)worker * PackedMatrix.PanelColumns * widest, count, matrix.Depth);
                ReadRows(layout, read, names, first, block);
                matrix.PackTransposedPanel(block, panel);
            }
        });
    }

    /// <summary>Rows of tensors that stand one below the other, from row <paramref name="first"/> on.</summary>
    static void ReadRows(ParameterLayout layout, RowReader read, string[] names, int first, Matrix to)
    {
        int done = 0;
        foreach (var tensor in names.Select(n => layout.ByName[n]))
        {
            int from = Math.Max(first + done, 0), count = Math.Min(tensor.Rows - from, to.Rows - done);
            if (count > 0)
                read(tensor, from, to.RowRange(done, count));
            done += Math.Max(count, 0);
            first -= tensor.Rows;
        }
    }

    IEnumerable<(PackedLinear Linear, string[] Tensors)> Names(ModelOptions options)
    {
        for (int layer = 0; layer < Layers.Count; layer++)
        {
            string attention = $"model.layers.{layer}.self_attn.", feedForward = $"model.layers.{layer}.mlp.";
            yield return (Layers[layer].Qkv, [attention + "q_proj.weight", attention + "k_proj.weight", attention + "v_proj.weight"]);
            yield return (Layers[layer].Output, [attention + "o_proj.weight"]);
            yield return (Layers[layer].GateUp, [feedForward + "gate_proj.weight", feedForward + "up_proj.weight"]);
            yield return (Layers[layer].Down, [feedForward + "down_proj.weight"]);
        }
        yield return (Head, [options.TieWordEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight"]);
        if (_embedding is not null && _embedding != Head)
            yield return (_embedding, ["model.embed_tokens.weight"]);
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
        foreach (var linear in _all)
            linear.Dispose();
    }

    IEnumerable<(PackedLinear Linear, Matrix Source)> Sources(Weights weights)
    {
        foreach (var (packed, layer) in Layers.Zip(weights.Layers))
        {
            yield return (packed.Qkv, layer.Qkv);
            yield return (packed.Output, layer.Output);
            yield return (packed.GateUp, layer.GateUp);
            yield return (packed.Down, layer.Down);
        }
        yield return (Head, weights.Head);
        if (_embedding is not null && _embedding != Head)
            yield return (_embedding, weights.Embedding);
    }

    PackedLinear Add(int outputs, int inputs, bool isRead = false)
    {
        var linear = new PackedLinear(outputs, inputs, _use == NetworkUse.Training && !isRead, Type);
        _all.Add(linear);
        return linear;
    }
}

/// <summary>The linear layers of one decoder layer.</summary>
public sealed record PackedLayer(PackedLinear Qkv, PackedLinear Output, PackedLinear GateUp, PackedLinear Down);
