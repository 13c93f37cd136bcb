// The decoders of a network on the processor: one a thread, and one for few samples. A thread that has nothing left to decode helps
// the others.

using R1Sharp.Learning.Generation;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>Makes decoders as they are asked for.</summary>
/// <param name="network">The network; it remains its owner's.</param>
/// <param name="pool">Threads.</param>
/// <param name="cacheBytes">Most bytes of cached keys and values a decoder.</param>
sealed class CpuDecoders(Network network, WorkerPool pool, long cacheBytes = CpuDecoders.CacheBytesPerWorker) : IDecoderGroup
{
    /// <summary>Most bytes of cached keys and values a decoder; fewer samples are in flight when they would not fit.</summary>
    public const long CacheBytesPerWorker = 2L << 30;

    // What fills two tiles of the matrix product, and how many bytes of keys and values a worker finds again in a cache for the next token.
    const int Fewest = 24, Tile = 12, CachedBytes = 8 << 20;

    readonly CpuDecoder?[] _decoders = new CpuDecoder?[pool.ThreadCount];
    CpuDecoder? _together;

    /// <summary>Told by each decoder which part of a pass it has ended; null for nobody.</summary>
    public Action<int, string>? Observer { get; init; }

    /// <inheritdoc/>
    public int VocabularySize => network.Weights.Options.VocabularySize;

    /// <inheritdoc/>
    public int MaxPositions => network.Weights.Options.MaxPositions;

    /// <inheritdoc/>
    public int Workers => pool.ThreadCount;

    // Large matrices are read once for all sequences. Small ones lie in a cache, and what is remembered of too many sequences does not.
    /// <inheritdoc/>
    public int SideBySide(int longest, int most)
    {
        if (network.Packed.BytesPerStep > CpuDecoder.SmallNetworkBytes)
            return most;
        long ofEach = network.Transformer.PageBytes * longest / PagedCache.PageSize / 2;
        return (int)Math.Clamp(CachedBytes / Math.Max(1, ofEach) / Tile * Tile, Math.Min(Fewest, most), most);
    }

    /// <inheritdoc/>
    public IDecoder Of(int worker) => _decoders[worker] ??= NewDecoder(worker);

    /// <inheritdoc/>
    public IDecoder Together() => _together ??= NewDecoder(0);

    /// <inheritdoc/>
    public void OnEach(Action<int> work) => pool.SideBySide(pool.ThreadCount, (worker, _) => work(worker));

    /// <inheritdoc/>
    public void Dispose()
    {
        _together?.Dispose();
        foreach (var decoder in _decoders)
            decoder?.Dispose();
    }

    CpuDecoder NewDecoder(int worker) => new(network, cacheBytes, new Workspace(pool) { Observer = part => Observer?.Invoke(worker, part) });
}
