// One worker: its slots, its pages, its loop.
//
// The decoder takes memory as sequences grow, up to a limit. Samples are admitted by what they need soon, not by the most that
// they may ever need: a model made for 131,072 positions answers short questions in little memory. Where the limit is
// reached all the same, the youngest samples give up their pages and are computed again later: no bit depends on it.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Generation;

/// <summary>Runs tasks to completion on one thread.</summary>
sealed class SchedulerWorker(IDecoder decoder, int maxPositions, SchedulerOptions options)
{
    // Pages that a sample may count on when others are admitted: 256 positions on the processor.
    const int PagesAhead = 8;

    readonly DecoderRows _rows = new();
    readonly TokenChooser _chooser = new(decoder, maxPositions);
    readonly List<RunningSample> _running = [];
    readonly List<RunningSample> _lined = [];
    readonly List<RunningSample> _displaced = [];
    readonly List<PromptGroup> _groups = [];
    readonly Drafter? _drafter = options.DraftedRows > 0 ? new(decoder.RowCost) : null;
    PageTable _pages = new(decoder);
    int _pagesPerSample, _slots, _drafted;

    /// <summary>Takes tasks until there are none, and writes each completion to its place.</summary>
    public void Run(GenerationRun run)
    {
        Prepare(run);
        try
        {
            while (Round(run)) { }
        }
        finally
        {
            Clear();
        }
    }

    /// <summary>One round; false where there is nothing to do.</summary>
    public bool Round(GenerationRun run)
    {
        Admit(run);
        if (_running.Count == 0 && _groups.Count == 0 && _displaced.Count == 0)
            return false;
        if (AllWait(run))
            return true;
        decoder.Run(_rows);
        SampleRows(run);
        Retire();
        return true;
    }

    /// <summary>Gives up all pages and forgets what is on its way.</summary>
    public void Clear()
    {
        foreach (var owner in _running.Concat<CachedSequence>(_displaced).Concat(_groups))
            owner.Release(_pages);
        _running.Clear();
        _displaced.Clear();
        _groups.Clear();
        _drafter?.Clear();
    }

    /// <summary>Samples on their way, and those of its prompts that have not begun.</summary>
    public int SampleCount => _running.Count + _displaced.Count + _groups.Sum(g => g.Task.SampleCount - g.Started);

    /// <summary>Lets go of what nobody waits for any more.</summary>
    public void Leave(Predicate<RequestResults> isLeft)
    {
        foreach (var owner in _running.Concat(_displaced).Where(s => isLeft(s.Task.Of)).Concat<CachedSequence>(_groups.Where(g => isLeft(g.Task.Of))))
            owner.Release(_pages);
        _running.RemoveAll(s => isLeft(s.Task.Of));
        _displaced.RemoveAll(s => isLeft(s.Task.Of));
        _groups.RemoveAll(g => isLeft(g.Task.Of));
    }

    /// <summary>Fails every request that has a sample here.</summary>
    public void FailAll(Exception error)
    {
        foreach (var request in _running.Concat(_displaced).Select(s => s.Task.Of).Concat(_groups.Select(g => g.Task.Of)).Distinct().ToArray())
            request.Fail(error);
        Clear();
    }

    /// <summary>Takes samples that were on their way elsewhere: they are computed again up to where they are.</summary>
    public void Adopt(IEnumerable<RunningSample> samples) => _displaced.AddRange(samples);

    /// <summary>Gives away all samples on their way, and what is left to begin of its prompts.</summary>
    public (RunningSample[] Samples, GenerationTask[] Tasks) GiveAway()
    {
        foreach (var sample in _running.Concat(_displaced))
            sample.ForgetPlace();
        (RunningSample[], GenerationTask[]) all = ([.. _running, .. _displaced], [.. _groups.Select(g => g.Rest)]);
        Clear();
        return all;
    }

    /// <summary>Makes room: at least one sequence of the greatest length, and a prompt beside it, always fit.</summary>
    public void Prepare(GenerationRun run)
    {
        _slots = run.SlotsPerWorker;
        _pagesPerSample = _pages.PagesOf(run.LongestSequence);
        decoder.Reserve(2L * Math.Max(_slots, 2) * _pagesPerSample, 2 * _pagesPerSample + 1);
        if (_pages.PageCount != decoder.PageCount)
            _pages = new PageTable(decoder);
    }

    /// <summary>Lines up the rows of this round: running samples, then samples that start, then what is to be cached before it can be sampled from.</summary>
    void Admit(GenerationRun run)
    {
        _rows.Clear();
        _drafted = 0;
        MakeRoom();
        LineUp();
        foreach (var sample in _lined)
            AddRows(sample);
        foreach (var group in _groups.Where(g => g.IsCached))
            StartSamples(group, run);
        _groups.RemoveAll(g => g.Started == g.Task.SampleCount);
        AddPrefills(run);
    }

    // Rows of the same adapters stand together: they are multiplied together. What a row gives depends on no other.
    void LineUp()
    {
        _lined.Clear();
        if (_running.TrueForAll(s => s.Adapter == _running[0].Adapter))
            _lined.AddRange(_running);
        else
            _lined.AddRange(_running.GroupBy(s => s.Adapter).SelectMany(alike => alike));
    }

    /// <summary>The youngest give up their pages until the others have the page that their next position begins.</summary>
    void MakeRoom()
    {
        while (_pages.FreeCount < _running.Count(s => s.Finish is null && s.PageCount * _pages.PageSize <= s.NextPosition))
        {
            var youngest = _displaced.FindLast(s => s.PageCount > 0) ?? _running[^1];
            youngest.Release(_pages);
            if (_running.Remove(youngest))
                _displaced.Insert(0, youngest);
        }
    }

    /// <summary>The row of a sample's last token, and one for each token that is known or thought to follow it.</summary>
    void AddRows(RunningSample sample)
    {
        sample.Draft.Clear();
        if (sample.Finish is not null || !sample.Resume())
            return;
        sample.FirstRow = _rows.Count;
        AddRow(sample, sample.TokenAt(sample.NextPosition), 0);
        Draft(sample);
        for (int i = 0; i < sample.Draft.Count; i++)
            AddRow(sample, sample.Draft[i], i + 1);
    }

    void AddRow(RunningSample sample, int token, int ahead)
    {
        int position = sample.NextPosition + ahead;
        _rows.Add(token, position, sample.PagesFor(position, _pages), isRead: true, sample.Adapter);
    }

    // Drafts take no page that another sample may need in this round, and no position beyond the completion's last.
    void Draft(RunningSample sample)
    {
        sample.Match = null;
        if (_drafter is null)
            return;
        int pages = sample.PageCount + Math.Max(0, _pages.FreeCount - _running.Count);
        int most = Math.Min(_chooser.MostTokens(sample) - sample.Tokens.Count, pages * _pages.PageSize - sample.NextPosition) - 1;
        if (sample.DraftForced(Math.Min(most, options.PromptRowsPerRound - _rows.Count)))
            return;
        most = Math.Min(most, options.DraftedRows - _running.Count - _drafted);
        if (most > 0 && _drafter.IsWorthwhile)
            _drafter.Draft(sample, most, sample.Task.Of.Samples);
        _drafted += sample.Draft.Count;
    }

    /// <summary>Whether every sample waits for tokens from outside; if so, returns when the first have come.</summary>
    bool AllWait(GenerationRun run)
    {
        if (_rows.Count > 0 || _running.Count == 0 || !_running.TrueForAll(s => s.Pending is not null))
            return false;
        run.WaitAny([.. _running.Select(s => s.Pending!)]);
        return true;
    }

    /// <summary>Rows of displaced samples and of prompts, as many as a round takes.</summary>
    void AddPrefills(GenerationRun run)
    {
        int room = options.PromptRowsPerRound;
        foreach (var sample in _displaced.TakeWhile(s => s.PageCount > 0 || Fits(_pages.PagesOf(s.PrefillLength + 1))))
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
            _rows.Add(sequence.TokenAt(position), position, pages, isRead: sequence is PromptGroup && position == sequence.PrefillLength - 1, sequence.Adapter);
        sequence.Cached = end;
        sequence.LastRow = _rows.Count - 1;
        return end - first;
    }

    // A prompt's length is known only when it has been taken: there must be room for the longest.
    bool HasRoomForGroup => _running.Count + _groups.Sum(g => g.Task.SampleCount - g.Started) < _slots
        && (_groups.Count == 0 || _groups.Sum(g => g.PageCount) + 2 * _pagesPerSample <= _pages.PageCount)
        && Fits(_pagesPerSample);

    /// <summary>Whether so many pages are free beyond those that running samples will soon ask for. When nothing runs, all are there to be used.</summary>
    bool Fits(int pages) => _pages.FreeCount >= pages + _running.Sum(s => Math.Min(PagesAhead, s.MostPages(maxPositions, _pages) - s.PageCount))
        || (_running.Count == 0 && _displaced.TrueForAll(s => s.PageCount == 0) && _pages.FreeCount >= pages);

    void StartSamples(PromptGroup group, GenerationRun run)
    {
        while (group.Started < group.Task.SampleCount && _running.Count + _displaced.Count < _slots
            && Fits(1 + Math.Min(PagesAhead, _pagesPerSample - group.PageCount)))
        {
            var sample = new RunningSample(group.Task, group.Task.FirstSample + group.Started++);
            sample.Fork(group, _pages);
            _running.Add(sample);
            Try(sample, () => _chooser.Choose(sample, group.Last!.Value, run.OnToken));
            _lined.Add(sample);
            AddRows(sample);
        }
        if (group.Started == group.Task.SampleCount)
            group.Release(_pages);
    }

    void SampleRows(GenerationRun run)
    {
        if (_rows.Count == 0)
            return;
        int rows = 0, tokens = 0;
        foreach (var sample in _lined.Where(s => s.Finish is null && s.Pending is null))
        {
            rows += 1 + sample.Draft.Count;
            Try(sample, () => tokens += Follow(sample, run));
        }
        if (rows <= options.DraftedRows)
            _drafter?.Ran(rows, tokens);
        foreach (var group in _groups.Where(g => g.IsCached))
            group.Last ??= decoder.Keep(group.LastRow);
    }

    // Where one request may fail alone, its sample ends here.
    static void Try(RunningSample sample, Action step)
    {
        try
        {
            step();
        }
        catch (Exception e) when (sample.Task.Of.Fail(e))
        {
            sample.Finish = FinishReason.Length;
        }
    }

    /// <summary>Chooses after a sample's rows while what is chosen is what was drafted; returns how many tokens.</summary>
    int Follow(RunningSample sample, GenerationRun run)
    {
        int before = sample.Tokens.Count, row = sample.FirstRow;
        while (_chooser.Choose(sample, new DecodedRow(row), run.OnToken) && sample.IsAsDrafted(row - sample.FirstRow))
            row++;
        int chosen = Math.Max(0, sample.Tokens.Count - before);
        if (chosen > 0)
            _drafter?.Judge(sample, sample.TokenSpan[before..]);
        return chosen;
    }

    void Retire()
    {
        foreach (var sample in _running)
        {
            if (sample.Finish is not { } finish)
                continue;
            sample.Release(_pages);
            sample.Task.Of.Put(sample.SampleIndex, Completed(sample, finish));
        }
        _running.RemoveAll(s => s.Finish is not null);
        _running.AddRange(_displaced.Where(s => s.IsCached));
        _displaced.RemoveAll(s => s.IsCached);
    }

    static Completion Completed(RunningSample sample, FinishReason finish) => new([.. sample.Tokens], [.. sample.LogProbs], finish)
    {
        ForcedTokens = [.. sample.ForcedTokens],
        Alternatives = [.. sample.Alternatives],
    };
}
