// The parts of a network, from its shape. Everything that has to agree about a network is made from here: where its parameters
// lie, what is packed into panels, what a pass keeps, what a page of the cache holds, and what all of it takes.


namespace R1Sharp.Learning.Model.Parts;

/// <summary>Embedding, decoder layers, final norm and head, with what they declared.</summary>
sealed class NetworkParts
{
    readonly PartPlan _plan;

    /// <param name="options">The network's shape; its architecture says what the layers are made of.</param>
    public NetworkParts(ModelOptions options)
    {
        int hidden = options.HiddenSize;
        _plan = new(options);
        Embedding = _plan.Matrices(hidden, InitialValues.Normal, new PartTensor("model.embed_tokens", "token_embd", options.VocabularySize));
        Layers = [.. Enumerable.Range(0, options.LayerCount).Select(Layer)];
        _plan.EndLayers();
        FinalNorm = new(_plan, "model.norm", "output_norm");
        DNormed = _plan.Scratch("dNormed", hidden);
        Head = options switch
        {
            { Output: OutputHead.Scalar } => _plan.Matrices(hidden, InitialValues.Normal, new PartTensor("score", null, 1)),
            { TieWordEmbeddings: true } => Embedding,
            _ => _plan.Matrices(hidden, InitialValues.Normal, new PartTensor("lm_head", "output", options.VocabularySize)),
        };
    }

    /// <summary>The network's shape.</summary>
    public ModelOptions Options => _plan.Options;

    /// <summary>V x C.</summary>
    public ParameterGroup Embedding { get; }

    /// <summary>The decoder layers.</summary>
    public IReadOnlyList<NetworkLayer> Layers { get; }

    /// <summary>The norm after the last layer.</summary>
    public NormLayer FinalNorm { get; }

    /// <summary>T x C: the gradient of what it leaves.</summary>
    public RowBuffer DNormed { get; }

    /// <summary>V x C, the embedding itself when tied; 1 x C of a scalar head.</summary>
    public ParameterGroup Head { get; }

    /// <summary>All operands, in the order in which they lie.</summary>
    public IReadOnlyList<ParameterGroup> Groups => _plan.Groups;

    /// <summary>The linear maps of the layers, by their names without ".weight".</summary>
    public IReadOnlyList<string> LinearMaps => _plan.LinearMaps;

    /// <summary>The linear layers of the layers, in order.</summary>
    public IReadOnlyList<ILinear> Linears => _plan.Linears;

    /// <summary>Sizes of the heads that are rotated.</summary>
    public IReadOnlyList<int> RotarySizes => _plan.RotarySizes;

    /// <summary>Floats of one page of the cache.</summary>
    public long PageFloats => _plan.PageFloats;

    /// <summary>Buffers that a layer keeps (of the last index: what comes after the layers).</summary>
    public int KeptBuffers(int layer) => _plan.Kept[layer].Count;

    /// <summary>Buffers that all layers share.</summary>
    public int ScratchBuffers => _plan.ScratchBuffers.Count;

    /// <summary>Floats that the layers keep of each row for the backward pass, their inputs included.</summary>
    /// <param name="checkpointing">Whether only inputs are kept, and one layer's buffers serve all.</param>
    public long KeptFloats(bool checkpointing)
    {
        var layers = _plan.Kept.Select(kept => kept.Sum(b => (long)b.Columns)).ToList();
        return (checkpointing ? layers.Max() : layers.Sum()) + (Layers.Count + 1L) * Options.HiddenSize;
    }

    /// <summary>Floating-point operations of one token, forward; the backward pass takes twice as many.</summary>
    /// <param name="seen">Tokens of the same sequence that it looks at; 0 leaves the looking out.</param>
    public double Flops(int seen) => Layers.Sum(layer => layer.Branches.Sum(b => (double)b.Part.Flops(seen))) + 2.0 * Head.Length;

    NetworkLayer Layer(int index)
    {
        _plan.BeginLayer();
        return new(_plan, Options.Architecture.Branches(_plan, index));
    }
}
