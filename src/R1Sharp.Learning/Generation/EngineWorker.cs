// One worker of the engine: its slots, its cache, its loop.

using System.Runtime.InteropServices;
using R1Sharp.Learning.Model;
using R1Sharp.Numerics;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Generation;

/// <summary>Runs tasks to completion on one thread.</summary>
sealed class EngineWorker(ModelOptions model, Transformer transformer, PackedWeights packed, EngineOptions options) : IDisposable
{
    readonly Activations _activations = new(model, checkpointing: true);
    readonly Workspace _workspace = new();
    readonly Sampler _sampler = new(model.VocabularySize);
    readonly CachedRows _rows = new();
    readonly List<RunningSample> _running = [];
    readonly AttentionShape _heads = new(model.HeadCount, model.KeyValueHeadCount, model.HeadSize);
    PagedCache? _cache;
    PageTable _pages = null!;
    Group? _group;
    int _pagesPerSample;

    /// <summary>Takes tasks until there are none, and writes each completion to its place.</summary>
    public void Run(Func<GenerationTask?> take, Completion[][] results, int longestSequence, TokenProduced? onToken, Func<ReadOnlySpan<int>, string>? decode)
    {
        Prepare(longestSequence);
        try
        {
            while (true)
            {
                Admit(take, onToken, decode);
                if (_running.Count == 0 && _group is null)
                    return;
                RunRows();
                SampleRows(onToken, decode);
                Retire(results);
            }
        }
        finally
        {
            foreach (var sample in _running)
                _pages.Release(sample.OwnedPages);
            _running.Clear();
            if (_group is { } group)
                _pages.Release(group.OwnedPages);
            _group = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _activations.Dispose();
        _workspace.Dispose();
        _cache?.Dispose();
    }

    void Prepare(int longestSequence)
    {
        _pagesPerSample = (longestSequence + PagedCache.PageSize - 1) / PagedCache.PageSize;
        long pageBytes = (long)model.LayerCount * _heads.KeyValueHeadCount * 2 * PagedCache.PageSize * _heads.HeadSize * sizeof(float);
        // One sequence's worth beside the slots holds the prompt that is being shared.
        long wanted = Math.Max(2, Math.Min(options.SlotsPerWorker + 1, options.CacheBytesPerWorker / (pageBytes * _pagesPerSample))) * _pagesPerSample;
        if (_cache is null || _cache.PageCount < wanted)
        {
            _cache?.Dispose();
            _cache = new PagedCache(checked((int)wanted), model.LayerCount, _heads);
            _pages = new PageTable(_cache);
        }
    }

    /// <summary>Fills free slots with samples of the present group; when all of them run, takes the next task and lines up its prompt.</summary>
    void Admit(Func<GenerationTask?> take, TokenProduced? onToken, Func<ReadOnlySpan<int>, string>? decode)
    {
        _rows.Clear();
        foreach (var sample in _running)
            _rows.Add(sample.Tokens[^1], sample.NextPosition, sample.PagesFor(sample.NextPosition, _pages));
        if (_group is { Logits: not null } ready)
            StartSamples(ready, onToken, decode);
        if (_group is not null || _running.Count >= options.SlotsPerWorker || _pages.FreeCount < ReservedPages + 2 * _pagesPerSample || take() is not { } task)
            return;
        _group = new Group(task, _pagesPerSample);
        for (int position = 0; position < task.Request.Prompt.Length; position++)
            _rows.Add(task.Request.Prompt[position], position, _group.PagesFor(position, _pages));
    }

    void StartSamples(Group group, TokenProduced? onToken, Func<ReadOnlySpan<int>, string>? decode)
    {
        while (group.Started < group.Task.SampleCount && _running.Count < options.SlotsPerWorker && _pages.FreeCount >= ReservedPages + _pagesPerSample)
        {
            var sample = new RunningSample(group.Task, group.Task.FirstSample + group.Started++, _pagesPerSample);
            _pages.Fork(group.OwnedPages, group.Task.Request.Prompt.Length, sample.Pages);
            sample.PageCount = group.OwnedPages.Length;
            var logits = group.Logits!.ToArray();
            Choose(sample, logits, onToken, decode);
            _running.Add(sample);
            if (sample.Finish is null)
                _rows.Add(sample.Tokens[^1], sample.NextPosition, sample.PagesFor(sample.NextPosition, _pages));
        }
        if (group.Started < group.Task.SampleCount)
            return;
        _pages.Release(group.OwnedPages);
        _group = null;
    }

    /// <summary>Pages that running samples may still ask for.</summary>
    int ReservedPages => _running.Sum(s => _pagesPerSample - s.PageCount);

    void RunRows()
    {
        if (_rows.Count > 0)
            transformer.ForwardCached(_rows, _cache!, _activations, _workspace);
    }

    void SampleRows(TokenProduced? onToken, Func<ReadOnlySpan<int>, string>? decode)
    {
        if (_rows.Count == 0)
            return;
        var final = _activations.FinalNormed.Rows(_rows.Count);
        var decoding = _running.Where(s => s.Finish is null).ToArray();
        int chunk = TokenLogProbs.ChunkRows(model.VocabularySize);
        for (int first = 0; first < decoding.Length; first += chunk)
        {
            int count = Math.Min(chunk, decoding.Length - first);
            var logits = TokenLogProbs.Logits(final.RowRange(first, count), packed.Head.Forward, 1, _workspace);
            for (int i = 0; i < count; i++)
                Choose(decoding[first + i], logits.Row(i), onToken, decode);
        }
        if (_group is { Logits: null } group)
            group.Logits = TokenLogProbs.Logits(final.RowRange(_rows.Count - 1, 1), packed.Head.Forward, 1, _workspace).Row(0).ToArray();
    }

    void Choose(RunningSample sample, Span<float> logits, TokenProduced? onToken, Func<ReadOnlySpan<int>, string>? decode)
    {
        var request = sample.Task.Request;
        var (token, logProb) = _sampler.Choose(logits, request.Sampling, ref sample.Random, request.Prompt, sample.TokenSpan);
        sample.Append(token, logProb);
        sample.Finish = FinishOf(sample, token, decode);
        if (onToken is not null)
            lock (onToken)
                onToken(sample.Task.RequestIndex, sample.SampleIndex, token);
    }

    FinishReason? FinishOf(RunningSample sample, int token, Func<ReadOnlySpan<int>, string>? decode)
    {
        var sampling = sample.Task.Request.Sampling;
        if (sampling.StopTokens.Contains(token) || (sampling.StopStrings.Count > 0 && EndsInStopString(sample, sampling.StopStrings, decode)))
            return FinishReason.Stop;
        bool full = sample.Tokens.Count >= sampling.MaxCompletionTokens || sample.Task.Request.Prompt.Length + sample.Tokens.Count >= model.MaxPositions;
        return full ? FinishReason.Length : null;
    }

    static bool EndsInStopString(RunningSample sample, IReadOnlyList<string> stops, Func<ReadOnlySpan<int>, string>? decode)
    {
        if (decode is null)
            throw new InvalidOperationException("Stop strings need a decoder: set the policy's tokenizer.");
        string text = decode(sample.TokenSpan);
        return stops.Any(stop => text.Contains(stop, StringComparison.Ordinal));
    }

    void Retire(Completion[][] results)
    {
        foreach (var sample in _running)
        {
            if (sample.Finish is not { } finish)
                continue;
            results[sample.Task.RequestIndex][sample.SampleIndex] = new Completion([.. sample.Tokens], [.. sample.LogProbs], finish);
            _pages.Release(sample.OwnedPages);
        }
        _running.RemoveAll(s => s.Finish is not null);
    }

    /// <summary>A prompt whose samples are being started.</summary>
    sealed class Group(GenerationTask task, int capacity) : PageOwner(capacity)
    {
        public GenerationTask Task { get; } = task;

        public int Started { get; set; }

        /// <summary>Logits after the prompt's last token; null until the prompt has been run.</summary>
        public float[]? Logits { get; set; }
    }

    /// <summary>A completion on its way.</summary>
    sealed class RunningSample(GenerationTask task, int sampleIndex, int capacity) : PageOwner(capacity)
    {
        public RandomStream Random = new(task.Request.Seed, RandomPurpose.Sampling, task.Request.Step, task.Request.PromptKey, sampleIndex);

        public GenerationTask Task { get; } = task;

        public int SampleIndex { get; } = sampleIndex;

        public List<int> Tokens { get; } = [];

        public List<float> LogProbs { get; } = [];

        public FinishReason? Finish { get; set; }

        /// <summary>Position of the last token, whose keys and values are not cached yet.</summary>
        public int NextPosition => Task.Request.Prompt.Length + Tokens.Count - 1;

        public ReadOnlySpan<int> TokenSpan => CollectionsMarshal.AsSpan(Tokens);

        public void Append(int token, float logProb)
        {
            Tokens.Add(token);
            LogProbs.Add(logProb);
        }
    }

    /// <summary>Something that holds pages.</summary>
    abstract class PageOwner(int capacity)
    {
        public int[] Pages { get; } = new int[capacity];

        public int PageCount { get; set; }

        public ReadOnlySpan<int> OwnedPages => Pages.AsSpan(0, PageCount);

        /// <summary>The pages up to this position; a new one is taken where the position begins it.</summary>
        public ReadOnlyMemory<int> PagesFor(int position, PageTable table)
        {
            while (PageCount <= position / PagedCache.PageSize)
                Pages[PageCount++] = table.Take();
            return Pages;
        }
    }
}
