// Decoding on the processor: keys and values in pages, the head chunk by chunk over the rows that are read.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>One worker's memory for decoding.</summary>
/// <param name="network">The network; it remains its owner's.</param>
/// <param name="cacheBytes">Most bytes of what is remembered.</param>
/// <param name="workspace">Scratch, with a crew where several threads share the work; it ends with the decoder.</param>
sealed class CpuDecoder(Network network, long cacheBytes, Workspace workspace) : IDecoder
{
    /// <summary>Matrices of at most so many bytes lie in a cache from one step to the next.</summary>
    public const long SmallNetworkBytes = 8L << 20;

    readonly Activations _activations = new(network.Weights.Options, checkpointing: true);
    readonly CachedRows _rows = new();
    readonly Sampler _sampler = new(network.Weights.Options.VocabularySize, workspace);
    readonly float[] _kept = new float[network.Weights.Options.VocabularySize];
    DecoderRows? _asked;
    PagedCache? _cache;
    Matrix _chunk;
    int _chunkStart, _firstUnused;
    bool _lastIsKept;

    /// <inheritdoc/>
    public int PageSize => PagedCache.PageSize;

    // A matrix that comes from memory is read once for all rows. Where all lie in a cache, a single row has a kernel of its own that
    // reads them as fast as it multiplies, and a second row costs nearly as much as the first.
    /// <inheritdoc/>
    public double RowCost => network.Packed.BytesPerStep switch { > 64L << 20 => 0.1, > SmallNetworkBytes => 0.16, _ => 1 };

    /// <inheritdoc/>
    public int PageCount => _cache?.PageCount ?? 0;

    /// <inheritdoc/>
    public void Reserve(long wanted, int least)
    {
        int pages = checked((int)Math.Min(wanted, Math.Max(cacheBytes / network.Transformer.PageBytes, least)));
        if (PageCount >= pages)
            return;
        _cache?.Dispose();
        _cache = network.Transformer.NewCache(pages);
    }

    /// <inheritdoc/>
    public void CopyPage(int from, int to) => _cache!.CopyPage(from, to);

    /// <inheritdoc/>
    public void Run(DecoderRows rows)
    {
        workspace.Finished(StepParts.Sampling);
        _rows.Clear();
        for (int i = 0; i < rows.Count; i++)
            _rows.Add(rows.Tokens[i], rows.Positions[i], rows.Pages[i], (rows.Adapters[i] as CpuAdapter)?.Weights);
        network.Transformer.ForwardCached(_rows, _cache!, _activations, workspace);
        (_asked, _chunk, _chunkStart, _firstUnused) = (rows, default, 0, 0);
    }

    /// <inheritdoc/>
    public DecodedRow Keep(int row) => new(row, LogitsOf(row).ToArray());

    /// <inheritdoc/>
    public (int Token, float LogProb) Choose(DecodedRow row, in TokenChoice choice) =>
        _sampler.Choose(
            LogitsOf(row), choice.Sampling, choice.Uniform, choice.Prompt, choice.Completion, choice.Penalty, choice.Allowed, choice.Biases);

    /// <inheritdoc/>
    public float Record(DecodedRow row, SamplingOptions sampling, int token) => _sampler.Record(LogitsOf(row), sampling, token);

    /// <inheritdoc/>
    public void MostProbable(Span<TokenAlternative> most) => _sampler.MostProbable(_lastIsKept ? _kept : _chunk.Row(_firstUnused - 1 - _chunkStart), most);

    /// <inheritdoc/>
    public void Dispose()
    {
        _activations.Dispose();
        workspace.Dispose();
        _cache?.Dispose();
    }

    // Whoever asks scales the logits where they are: what was kept is copied.
    Span<float> LogitsOf(DecodedRow row)
    {
        _lastIsKept = row.Kept is not null;
        if (row.Kept is not float[] kept)
            return LogitsOf(row.Index);
        kept.CopyTo(_kept, 0);
        return _kept;
    }

    // Rows are asked in order, each once: that is served from a chunk. A row that is asked again is computed again.
    Span<float> LogitsOf(int row)
    {
        if (row < _firstUnused || row >= _chunkStart + _chunk.Rows)
            Compute(row);
        _firstUnused = row + 1;
        return _chunk.Row(row - _chunkStart);
    }

    void Compute(int first)
    {
        workspace.Finished(StepParts.Sampling);
        int most = Math.Min(TokenLogProbs.ChunkRows(network.Weights.Options.VocabularySize), _rows.Count - first), count = 1;
        while (count < most && _asked!.IsRead[first + count])
            count++;
        var final = _activations.FinalNormed.Rows(_rows.Count);
        (_chunk, _chunkStart) = (TokenLogProbs.Logits(final.RowRange(first, count), network.Head.Forward, 1, workspace), first);
        workspace.Finished(StepParts.Head);
    }
}
