// A network on disk: a Hugging Face directory with config.json, generation_config.json and its weights in one
// model.safetensors or in shards. The tokenizer's files stand beside them and are the tokenizer's business.

using R1Sharp.Learning.Model.SafeTensors;

namespace R1Sharp.Learning.Model;

/// <summary>
/// A directory, open for reading: every header was checked and every tensor found before any weight is read, so that what
/// is damaged or does not fit costs no memory.
/// </summary>
sealed class Checkpoint : IDisposable
{
    const string Head = "lm_head.weight", Embedding = "model.embed_tokens.weight";
    const int PieceElements = 1 << 20;

    readonly string _directory;
    readonly SafeTensorsFolder _folder;
    readonly Dictionary<string, StoredTensor> _stored;

    Checkpoint(string directory, ModelOptions options, SafeTensorsFolder folder)
    {
        (Options, Layout, _directory, _folder) = (options, new ParameterLayout(options), directory, folder);
        _stored = CheckpointTensors.Match(directory, folder.Tensors.Where(t => !IsSuperfluous(t.Entry.Name)), Layout.ByName);
        RequireTiedHead();
        Type = _stored.Values.GroupBy(t => t.Entry.Type.Weight!.Value).MaxBy(g => g.Sum(t => t.Entry.ByteCount))!.Key;
    }

    /// <summary>The network's shape.</summary>
    public ModelOptions Options { get; }

    /// <summary>Its tensors.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The format of most of the weights' bytes.</summary>
    public WeightType Type { get; }

    /// <summary>The files that hold the weights.</summary>
    public IReadOnlyList<SafeTensorsFile> Files => _folder.Files;

    /// <summary>Everything that is stored, what the network does not use included.</summary>
    public IEnumerable<StoredTensor> Tensors => _folder.Tensors;

    /// <summary>Opens a directory and checks all but the values.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="output">The head that is wanted; null takes either.</param>
    /// <exception cref="UserErrorException">Something is missing, malformed, of another shape or not supported, or the head is another one.</exception>
    public static Checkpoint Open(string directory, OutputHead? output = OutputHead.Vocabulary)
    {
        var options = ModelConfig.Read(directory, output);
        var folder = SafeTensorsFolder.Open(directory);
        try
        {
            return new Checkpoint(directory, options, folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Where a tensor of the network is stored.</summary>
    public StoredTensor Find(ParameterTensor tensor) => _stored[tensor.Name];

    /// <summary>Elements of a tensor as floats; exact.</summary>
    /// <exception cref="UserErrorException">One of them is not finite; the sentence names the first of the network.</exception>
    public void Read(ParameterTensor tensor, long first, Span<float> to)
    {
        for (int done = 0; done < to.Length; done += PieceElements)
        {
            var piece = to.Slice(done, Math.Min(PieceElements, to.Length - done));
            ReadAny(tensor, first + done, piece);
            if (!FiniteWeights.Are(piece))
                throw FiniteWeights.First(_directory, Layout, ReadAny);
        }
    }

    /// <summary>Reads all weights.</summary>
    /// <exception cref="ArgumentException">The block is laid out for another network.</exception>
    public void CopyTo(Weights weights)
    {
        if (!IsSame(weights.Layout, Layout))
            throw new ArgumentException("The block is laid out for another network.", nameof(weights));
        foreach (var tensor in weights.Layout.Tensors)
            Read(tensor, 0, weights.Tensor(tensor));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>Reads the weights of a directory into a block of the right shape.</summary>
    /// <exception cref="UserErrorException">A tensor is missing, unknown or of another shape, or the file is damaged.</exception>
    public static void LoadWeights(string directory, Weights weights)
    {
        using var checkpoint = Open(directory, weights.Options.Output);
        if (!IsSame(checkpoint.Layout, weights.Layout))
            throw new UserErrorException(
                $"{directory} holds a network of another shape: {checkpoint.Layout.ParameterCount} parameters, not {weights.Layout.ParameterCount}.");
        checkpoint.CopyTo(weights);
    }

    void ReadAny(ParameterTensor tensor, long first, Span<float> to) => Find(tensor).File.Read(Find(tensor).Entry, first, to);

    // A tied head may be stored all the same; old Llama files carry the rotary frequencies, which config.json gives anyway.
    bool IsSuperfluous(string name) => (name == Head && HasTiedHead) || name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal);

    bool HasTiedHead => Options.HeadTensor == Embedding;

    void RequireTiedHead()
    {
        if (!HasTiedHead || _folder.Find(Head) is not { } head)
            return;
        var embedding = Layout.ByName[Embedding];
        CheckpointTensors.Require(head, embedding);
        float[] one = new float[Math.Min(PieceElements, embedding.Length)], other = new float[one.Length];
        for (long first = 0; first < embedding.Length; first += one.Length)
        {
            int length = (int)Math.Min(one.Length, embedding.Length - first);
            head.File.Read(head.Entry, first, one.AsSpan(0, length));
            Read(embedding, first, other.AsSpan(0, length));
            if (!one.AsSpan(0, length).SequenceEqual(other.AsSpan(0, length)))
                throw new UserErrorException(
                    $"{head.File.Path}: {Head} differs from {Embedding}, but config.json ties them: set tie_word_embeddings to false, or remove {Head}.");
        }
    }

    static bool IsSame(ParameterLayout one, ParameterLayout other) => one.Tensors.SequenceEqual(other.Tensors);
}
