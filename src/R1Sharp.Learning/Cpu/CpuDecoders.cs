// The decoders of a network on the processor: one a thread, and one for few samples. A thread that has nothing left to decode helps
// the others.

using R1Sharp.Learning.Generation;
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
