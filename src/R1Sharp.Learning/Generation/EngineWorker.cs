// One worker of the engine: its slots, its cache, its loop.

using System.Runtime.InteropServices;
using R1Sharp.Learning.Model;
using R1Sharp.Numerics;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Generation;

/// <summary>Runs tasks to completion on one thread.</summary>
sealed class EngineWorker(ModelOptions model, Transformer transformer, PackedWeights packed, EngineOptions options, Workspace workspace) : IDisposable
{
    readonly Activations _activations = new(model, checkpointing: true);
    readonly float[] _firstLogits = new float[model.VocabularySize];
    readonly Sampler _sampler = new(model.VocabularySize);
    readonly CachedRows _rows = new();
    readonly List<RunningSample> _running = [];
    readonly AttentionShape _heads = new(model.HeadCount, model.KeyValueHeadCount, model.HeadSize);
    readonly List<Group> _groups = [];
    PagedCache? _cache;
    PageTable _pages = null!;
    int _pagesPerSample;
    int _slots;

    /// <summary>Takes tasks until there are none, and writes each completion to its place.</summary>
    public void Run(GenerationRun run)
    {
        Prepare(run);
        try
        {
            while (true)
            {
                Admit(run);
                if (_running.Count == 0 && _groups.Count == 0)
                    return;
                if (AllWait())
                    continue;
                transformer.ForwardCached(_rows, _cache!, _activations, workspace);
                SampleRows(run);
                Retire(run);
            }
        }
        finally
        {
            foreach (var owner in _running.Concat<PageOwner>(_groups))
                _pages.Release(owner.OwnedPages);
            _running.Clear();
            _groups.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _activations.Dispose();
        workspace.Dispose();
        _cache?.Dispose();
    }

    void Prepare(GenerationRun run)
    {
        _pagesPerSample = (run.LongestSequence + PagedCache.PageSize - 1) / PagedCache.PageSize;
        long pageBytes = (long)model.LayerCount * _heads.KeyValueHeadCount * 2 * PagedCache.PageSize * _heads.HeadSize * sizeof(float);
        long sequences = Math.Max(2, Math.Min(2 * run.SlotsPerWorker, options.CacheBytesPerWorker / (pageBytes * _pagesPerSample)));
        _slots = (int)Math.Min(run.SlotsPerWorker, sequences - 1);
        if (_cache is null || _cache.PageCount < sequences * _pagesPerSample)
        {
            _cache?.Dispose();
            _cache = new PagedCache(checked((int)(sequences * _pagesPerSample)), model.LayerCount, _heads);
            _pages = new PageTable(_cache);
        }
    }

    /// <summary>Lines up the rows of this round: running samples, then samples that start, then the prompts of new tasks.</summary>
    void Admit(GenerationRun run)
    {
        _rows.Clear();
        foreach (var sample in _running)
            AddRow(sample);
        foreach (var group in _groups)
            StartSamples(group, run);
        _groups.RemoveAll(g => g.Started == g.Task.SampleCount);
        int promptRows = 0;
        while (promptRows < options.PromptRowsPerRound && HasRoomForGroup && run.Take() is { } task)
        {
            AddPrompt(task);
            promptRows += task.Request.Prompt.Length;
        }
    }

    void AddRow(RunningSample sample)
    {
        if (sample.Finish is null && sample.Resume())
            _rows.Add(sample.Tokens[^1], sample.NextPosition, sample.PagesFor(sample.NextPosition, _pages));
    }

    /// <summary>Whether every sample waits for tokens from outside; if so, returns when the first have come.</summary>
    bool AllWait()
    {
        if (_rows.Count > 0 || _running.Count == 0 || !_running.TrueForAll(s => s.Pending is not null))
            return false;
        Task.WaitAny([.. _running.Select(s => s.Pending!)]);
        return true;
    }

    /// <summary>A free slot that no waiting sample will take, and pages for a prompt beyond all that may still be asked for.</summary>
    bool HasRoomForGroup
    {
        get
        {
            int waiting = _groups.Sum(g => g.Task.SampleCount - g.Started);
            return _running.Count + waiting < _slots && _pages.FreeCount >= PagesPromised + 2 * _pagesPerSample;
        }
    }

    /// <summary>Pages that running samples may still ask for.</summary>
    int PagesPromised => _running.Sum(s => _pagesPerSample - s.PageCount);

    void AddPrompt(GenerationTask task)
    {
        var group = new Group(task, _pagesPerSample);
        for (int position = 0; position < task.Request.Prompt.Length; position++)
            _rows.Add(task.Request.Prompt[position], position, group.PagesFor(position, _pages));
        group.LastRow = _rows.Count - 1;
        _groups.Add(group);
    }

    void StartSamples(Group group, GenerationRun run)
    {
        while (group.Started < group.Task.SampleCount && _running.Count < _slots && _pages.FreeCount >= PagesPromised + _pagesPerSample)
        {
            var sample = new RunningSample(group.Task, group.Task.FirstSample + group.Started++, _pagesPerSample);
            _pages.Fork(group.OwnedPages, group.Task.Request.Prompt.Length, sample.Pages);
            sample.PageCount = group.OwnedPages.Length;
            group.Logits!.CopyTo(_firstLogits, 0);
            Choose(sample, _firstLogits, run);
            _running.Add(sample);
            AddRow(sample);
        }
        if (group.Started == group.Task.SampleCount)
            _pages.Release(group.OwnedPages);
    }

    void SampleRows(GenerationRun run)
    {
        if (_rows.Count == 0)
            return;
        var final = _activations.FinalNormed.Rows(_rows.Count);
        var decoding = _running.Where(s => s.Finish is null && s.Pending is null).ToArray();
        int chunk = TokenLogProbs.ChunkRows(model.VocabularySize);
        for (int first = 0; first < decoding.Length; first += chunk)
        {
            int count = Math.Min(chunk, decoding.Length - first);
            var logits = TokenLogProbs.Logits(final.RowRange(first, count), packed.Head.Forward, 1, workspace);
            for (int i = 0; i < count; i++)
                Choose(decoding[first + i], logits.Row(i), run);
        }
        foreach (var group in _groups)
            group.Logits ??= TokenLogProbs.Logits(final.RowRange(group.LastRow, 1), packed.Head.Forward, 1, workspace).Row(0).ToArray();
    }

    void Choose(RunningSample sample, Span<float> logits, GenerationRun run)
    {
        var request = sample.Task.Request;
        bool isForced = sample.AppendForced();
        if (!isForced)
        {
            var (token, logProb) = _sampler.Choose(logits, request.Sampling, ref sample.Random, request.Prompt, sample.TokenSpan);
            sample.Append(token, logProb);
            sample.Finish = FinishOf(sample, token, run.Decode);
        }
        if (IsFull(sample))
            sample.Finish ??= FinishReason.Length;
        if (run.OnToken is { } onToken)
            lock (onToken)
                onToken(sample.Task.RequestIndex, sample.SampleIndex, sample.Tokens[^1]);
        if (sample.Finish is null && !isForced)
            sample.Pending = request.Interject?.Invoke(sample.TokenSpan);
    }

    bool IsFull(RunningSample sample) => sample.Tokens.Count >= sample.Task.Request.Sampling.MaxCompletionTokens
        || sample.Task.Request.Prompt.Length + sample.Tokens.Count >= model.MaxPositions;

    FinishReason? FinishOf(RunningSample sample, int token, Func<ReadOnlySpan<int>, string>? decode)
    {
        var sampling = sample.Task.Request.Sampling;
        if (sampling.StopTokens.Contains(token) || (sampling.StopStrings.Count > 0 && EndsInStopString(sample, sampling.StopStrings, decode)))
            return FinishReason.Stop;
        return null;
    }

    static bool EndsInStopString(RunningSample sample, IReadOnlyList<string> stops, Func<ReadOnlySpan<int>, string>? decode)
    {
        if (decode is null)
            throw new InvalidOperationException("Stop strings need a decoder: set the policy's tokenizer.");
        // Every token holds at least one byte, so a stop string that ends with the newest token lies within this tail.
        int tail = stops.Max(System.Text.Encoding.UTF8.GetByteCount) + 4;
        string text = decode(sample.TokenSpan[Math.Max(0, sample.Tokens.Count - tail)..]);
        return stops.Any(stop => text.Contains(stop, StringComparison.Ordinal));
    }

    void Retire(GenerationRun run)
    {
        foreach (var sample in _running)
        {
            if (sample.Finish is not { } finish)
                continue;
            run.Results[sample.Task.RequestIndex][sample.SampleIndex] = new Completion([.. sample.Tokens], [.. sample.LogProbs], finish) { ForcedTokens = [.. sample.ForcedTokens] };
            _pages.Release(sample.OwnedPages);
            run.SampleEnded(sample.Task);
        }
        _running.RemoveAll(s => s.Finish is not null);
    }

    /// <summary>A prompt whose samples are being started.</summary>
    sealed class Group(GenerationTask task, int capacity) : PageOwner(capacity)
    {
        public GenerationTask Task { get; } = task;

        /// <summary>How many samples have begun.</summary>
        public int Started { get; set; }

        /// <summary>Row of the prompt's last token in the round that runs it.</summary>
        public int LastRow { get; set; }

        /// <summary>Logits after the prompt's last token; null until the prompt has been run.</summary>
        public float[]? Logits { get; set; }
    }

    /// <summary>A completion on its way.</summary>
    sealed class RunningSample(GenerationTask task, int sampleIndex, int capacity) : PageOwner(capacity)
    {
        Queue<int> _forced = [];

        public RandomStream Random = new(task.Request.Seed, RandomPurpose.Sampling, task.Request.Step, task.Request.PromptKey, sampleIndex);

        public GenerationTask Task { get; } = task;

        public int SampleIndex { get; } = sampleIndex;

        public List<int> Tokens { get; } = [];

        public List<float> LogProbs { get; } = [];

        public FinishReason? Finish { get; set; }

        /// <summary>Tokens that are on their way from outside; the sample sits out until they have come.</summary>
        public Task<int[]>? Pending { get; set; }

        /// <summary>Indices of the tokens that came from outside.</summary>
        public List<int> ForcedTokens { get; } = [];

        /// <summary>Position of the last token, whose keys and values are not cached yet.</summary>
        public int NextPosition => Task.Request.Prompt.Length + Tokens.Count - 1;

        public ReadOnlySpan<int> TokenSpan => CollectionsMarshal.AsSpan(Tokens);

        /// <summary>Whether the sample takes part in the round; takes up tokens that have come from outside.</summary>
        public bool Resume()
        {
            if (Pending is not { } pending)
                return true;
            if (!pending.IsCompleted)
                return false;
            _forced = new(pending.GetAwaiter().GetResult());
            Pending = null;
            return true;
        }

        /// <summary>Appends the next token from outside, if there is one.</summary>
        public bool AppendForced()
        {
            if (!_forced.TryDequeue(out int token))
                return false;
            ForcedTokens.Add(Tokens.Count);
            Append(token, 0);
            return true;
        }

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
