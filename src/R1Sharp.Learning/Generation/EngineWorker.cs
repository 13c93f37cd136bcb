// One worker of the engine: its slots, its cache, its loop.
//
// The cache takes memory as sequences grow, up to a limit. Samples are admitted by what they need soon, not by the most that
// they may ever need: a model made for 131,072 positions answers short questions in little memory. Where the limit is
// reached all the same, the youngest samples give up their pages and are computed again later: no bit depends on it.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Generation;

/// <summary>Runs tasks to completion on one thread.</summary>
sealed class EngineWorker(ModelOptions model, Transformer transformer, PackedWeights packed, EngineOptions options, Workspace workspace) : IDisposable
{
    // Pages that a sample may count on when others are admitted: 256 positions.
    const int PagesAhead = 8;

    readonly Activations _activations = new(model, checkpointing: true);
    readonly float[] _firstLogits = new float[model.VocabularySize];
    readonly Sampler _sampler = new(model.VocabularySize);
    readonly CachedRows _rows = new();
    readonly List<RunningSample> _running = [];
    readonly List<RunningSample> _displaced = [];
    readonly List<PromptGroup> _groups = [];
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
                if (_running.Count == 0 && _groups.Count == 0 && _displaced.Count == 0)
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
            foreach (var owner in _running.Concat<CachedSequence>(_displaced).Concat(_groups))
                owner.Release(_pages);
            _running.Clear();
            _displaced.Clear();
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

    // At least one sequence of the greatest length, and a prompt beside it, always fit.
    void Prepare(GenerationRun run)
    {
        _slots = run.SlotsPerWorker;
        _pagesPerSample = PagedCache.PagesOf(run.LongestSequence);
        long budget = Math.Max(options.CacheBytesPerWorker / transformer.PageBytes, 2 * _pagesPerSample + 1);
        int pages = checked((int)Math.Min(2L * Math.Max(_slots, 2) * _pagesPerSample, budget));
        if (_cache is not null && _cache.PageCount >= pages)
            return;
        _cache?.Dispose();
        _cache = transformer.NewCache(pages);
        _pages = new PageTable(_cache);
    }

    /// <summary>Lines up the rows of this round: running samples, then samples that start, then what is to be cached before it can be sampled from.</summary>
    void Admit(GenerationRun run)
    {
        _rows.Clear();
        MakeRoom();
        foreach (var sample in _running)
            AddRow(sample);
        foreach (var group in _groups.Where(g => g.IsCached))
            StartSamples(group, run);
        _groups.RemoveAll(g => g.Started == g.Task.SampleCount);
        AddPrefills(run);
    }

    /// <summary>The youngest give up their pages until the others have the page that their next position begins.</summary>
    void MakeRoom()
    {
        while (_pages.FreeCount < _running.Count(s => s.Finish is null && s.PageCount * PagedCache.PageSize <= s.NextPosition))
        {
            var youngest = _displaced.FindLast(s => s.PageCount > 0) ?? _running[^1];
            youngest.Release(_pages);
            if (_running.Remove(youngest))
                _displaced.Insert(0, youngest);
        }
    }

    void AddRow(RunningSample sample)
    {
        if (sample.Finish is null && sample.Resume())
            _rows.Add(sample.TokenAt(sample.NextPosition), sample.NextPosition, sample.PagesFor(sample.NextPosition, _pages));
    }

    /// <summary>Whether every sample waits for tokens from outside; if so, returns when the first have come.</summary>
    bool AllWait()
    {
        if (_rows.Count > 0 || _running.Count == 0 || !_running.TrueForAll(s => s.Pending is not null))
            return false;
        Task.WaitAny([.. _running.Select(s => s.Pending!)]);
        return true;
    }

    /// <summary>Rows of displaced samples and of prompts, as many as a round takes.</summary>
    void AddPrefills(GenerationRun run)
    {
        int room = options.PromptRowsPerRound;
        foreach (var sample in _displaced.TakeWhile(s => s.PageCount > 0 || Fits(PagedCache.PagesOf(s.PrefillLength + 1))))
            room -= AddPrefill(sample, room);
        foreach (var group in _groups)
            room -= AddPrefill(group, room);
        while (room > 0 && _displaced.Count == 0 && HasRoomForGroup && run.Take() is { } task)
        {
            _groups.Add(new PromptGroup(task));
            room -= AddPrefill(_groups[^1], room);
        }
    }

    /// <summary>Takes the pages of a whole sequence and adds its next rows, at most so many; returns how many.</summary>
    int AddPrefill(CachedSequence sequence, int most)
    {
        int end = Math.Min(sequence.PrefillLength, sequence.Cached + most), first = sequence.Cached;
        if (end <= first)
            return 0;
        var pages = sequence.PagesFor(sequence.PrefillLength - 1, _pages);
        for (int position = first; position < end; position++)
            _rows.Add(sequence.TokenAt(position), position, pages);
        sequence.Cached = end;
        sequence.LastRow = _rows.Count - 1;
        return end - first;
    }

    // A prompt's length is known only when it has been taken: there must be room for the longest.
    bool HasRoomForGroup => _running.Count + _groups.Sum(g => g.Task.SampleCount - g.Started) < _slots
        && (_groups.Count == 0 || _groups.Sum(g => g.PageCount) + 2 * _pagesPerSample <= _cache!.PageCount)
        && Fits(_pagesPerSample);

    /// <summary>Whether so many pages are free beyond those that running samples will soon ask for. When nothing runs, all are there to be used.</summary>
    bool Fits(int pages) => _pages.FreeCount >= pages + _running.Sum(s => Math.Min(PagesAhead, s.MostPages(model.MaxPositions) - s.PageCount))
        || (_running.Count == 0 && _displaced.TrueForAll(s => s.PageCount == 0) && _pages.FreeCount >= pages);

    void StartSamples(PromptGroup group, GenerationRun run)
    {
        while (group.Started < group.Task.SampleCount && _running.Count + _displaced.Count < _slots && Fits(1 + Math.Min(PagesAhead, _pagesPerSample - group.PageCount)))
        {
            var sample = new RunningSample(group.Task, group.Task.FirstSample + group.Started++);
            sample.Fork(group, _pages);
            group.Logits!.CopyTo(_firstLogits, 0);
            Choose(sample, _firstLogits, run);
            _running.Add(sample);
            AddRow(sample);
        }
        if (group.Started == group.Task.SampleCount)
            group.Release(_pages);
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
        foreach (var group in _groups.Where(g => g.IsCached))
            group.Logits ??= TokenLogProbs.Logits(final.RowRange(group.LastRow, 1), packed.Head.Forward, 1, workspace).Row(0).ToArray();
    }

    void Choose(RunningSample sample, Span<float> logits, GenerationRun run)
    {
        // Where tokens are taken back, the position before them is computed again: nothing is chosen in this round.
        if (sample.Thoughts?.Before() is { } closing && sample.Carry(closing))
            return;
        if (sample.NextForced() is { } forced)
            sample.Append(forced, _sampler.Record(logits, sample.Task.Request.Sampling, forced), isForced: true);
        else if (!Sample(sample, logits, run))
            return;
        if (IsFull(sample))
            sample.Finish ??= FinishReason.Length;
        Show(sample, run.OnToken);
    }

    /// <summary>Appends a token that the model chooses, or the first of those that are put in its place; whether one was appended.</summary>
    bool Sample(RunningSample sample, Span<float> logits, GenerationRun run)
    {
        var request = sample.Task.Request;
        var (token, logProb) = _sampler.Choose(logits, request.Sampling, sample.Random.NextDouble(), request.Prompt, sample.TokenSpan, sample.Thoughts?.Penalty(sample.TokenSpan));
        if (sample.Thoughts?.InsteadOf(token, request.Sampling.StopTokens.Contains(token)) is { } intervention)
        {
            if (sample.Carry(intervention))
                return false;
            int forced = sample.NextForced()!.Value;
            sample.Append(forced, TokenLogProbs.LogProb(logits, forced), isForced: true);
            return true;
        }
        sample.Append(token, logProb, isForced: false);
        sample.Finish = FinishOf(sample, token, run.Decode);
        if (sample.Finish is null && !IsFull(sample))
            sample.Pending = request.Interject?.Invoke(sample.TokenSpan);
        return true;
    }

    static void Show(RunningSample sample, TokenProduced? onToken)
    {
        if (onToken is null)
            return;
        lock (onToken)
            for (; sample.Shown < sample.Settled; sample.Shown++)
                onToken(sample.Task.RequestIndex, sample.SampleIndex, sample.Tokens[sample.Shown], sample.ForcedTokens.BinarySearch(sample.Shown) >= 0);
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
            sample.Release(_pages);
            run.SampleEnded(sample.Task);
        }
        _running.RemoveAll(s => s.Finish is not null);
        _running.AddRange(_displaced.Where(s => s.IsCached));
        _displaced.RemoveAll(s => s.IsCached);
    }
}
