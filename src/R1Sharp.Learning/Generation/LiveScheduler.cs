// Continuous batching for requests that come and leave while it runs. One thread leads. While few samples are on their way all workers share each
// round; where there are many each worker has rounds of its own, as in a generation of a known list. What moves from one to the other is
// computed again up to where it was: no bit depends on it.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Generation;

/// <summary>Generates until it is disposed of.</summary>
sealed class LiveScheduler : ILiveGeneration
{
    readonly IDecoderGroup _decoders;
    readonly SchedulerOptions _options;
    readonly LiveQueue _queue;
    readonly Func<RequestResults, IEnumerable<GenerationTask>> _tasksOf;
    readonly Action<GenerationRequest, int> _check;
    readonly LiveWorker?[] _workers;
    readonly Thread _leader;
    LiveWorker? _together;
    int _count;

    /// <param name="decoders">The decoders; they remain their owner's.</param>
    /// <param name="options">How much is done at once.</param>
    /// <param name="live">Limits.</param>
    /// <param name="check">Refuses a request; told its place.</param>
    /// <param name="tasksOf">Cuts a request.</param>
    public LiveScheduler(
        IDecoderGroup decoders, SchedulerOptions options, LiveOptions live, Action<GenerationRequest, int> check,
        Func<RequestResults, IEnumerable<GenerationTask>> tasksOf)
    {
        (_decoders, _options, _check, _tasksOf) = (decoders, options, check, tasksOf);
        MaxPositions = Math.Min(decoders.MaxPositions, live.MaxPositions ?? int.MaxValue);
        _queue = new(decoders.Workers, options.SamplesWorthAWorker);
        _workers = new LiveWorker?[decoders.Workers];
        _leader = new Thread(Lead) { IsBackground = true, Name = "live generation" };
        _leader.Start();
    }

    /// <inheritdoc/>
    public int MaxPositions { get; }

    /// <inheritdoc/>
    public LiveLoad Load => _queue.Load;

    /// <inheritdoc/>
    public ILiveRequest Submit(GenerationRequest request, ILiveListener listener)
    {
        _check(request, 0);
        if (request.Prompt.Length >= MaxPositions)
            throw new UserErrorException(
                $"The prompt has {request.Prompt.Length} tokens, but there is room for {MaxPositions} with its completion: shorten it.");
        var results = new LiveResults(Interlocked.Increment(ref _count), request, _queue) { Listener = listener };
        _queue.Add(results, _tasksOf(results));
        return results;
    }

    /// <inheritdoc/>
    public void Between(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        done.Task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var request in _queue.Stop())
        {
            request.IsLeft = true;
            request.Listener!.Failed(new OperationCanceledException("The generation has ended."));
        }
        _leader.Join();
    }

    void Lead()
    {
        bool wereSideBySide = false;
        while (_queue.Await())
        {
            _queue.RunJobs();
            bool areSideBySide = _queue.DecideSideBySide();
            if (areSideBySide != wereSideBySide)
                Move(areSideBySide);
            wereSideBySide = areSideBySide;
            if (areSideBySide)
                _decoders.OnEach(worker => Of(worker).Run(isAlone: false));
            else
                Together().Run(isAlone: true);
        }
        // What those who waited for other work wait for.
        _queue.RunJobs();
        foreach (var worker in _workers.Append(_together))
            worker?.Clear();
    }

    LiveWorker Together() => _decoders.Workers == 1 ? Of(0) : _together ??= NewWorker(_decoders.Together());

    LiveWorker Of(int worker) => _workers[worker] ??= NewWorker(_decoders.Of(worker));

    LiveWorker NewWorker(IDecoder decoder) => new(new SchedulerWorker(decoder, MaxPositions, _options), _queue, MaxPositions, _options.SlotsPerWorker);

    void Move(bool toSideBySide)
    {
        LiveWorker[] from = toSideBySide ? [Together()] : [.. _workers.OfType<LiveWorker>()];
        LiveWorker[] to = toSideBySide ? [.. Enumerable.Range(0, _workers.Length).Select(Of)] : [Together()];
        var all = from.Select(worker => worker.GiveAway()).ToArray();
        _queue.PutBack(all.SelectMany(a => a.Tasks));
        var samples = all.SelectMany(a => a.Samples).ToArray();
        for (int i = 0; i < to.Length; i++)
            to[i].Adopt(samples.Where((_, s) => s % to.Length == i));
    }
}

/// <summary>One worker of a live generation.</summary>
/// <param name="worker">Its slots, pages and rounds.</param>
/// <param name="queue">Where tasks come from.</param>
/// <param name="longestSequence">Tokens that a prompt and its completion may have together.</param>
/// <param name="slots">Most samples on their way.</param>
sealed class LiveWorker(SchedulerWorker worker, LiveQueue queue, int longestSequence, int slots)
{
    /// <summary>Works until it is to pause, or, where it is the only one, until nothing is left.</summary>
    public void Run(bool isAlone)
    {
        var run = new GenerationRun(() => queue.Take(worker.SampleCount), default)
        {
            LongestSequence = longestSequence,
            SlotsPerWorker = slots,
            News = queue.News,
        };
        worker.Prepare(run);
        while (!queue.IsPaused)
        {
            worker.Leave(request => ((LiveResults)request).IsLeft);
            if (Round(run))
                continue;
            if (isAlone)
                return;
            queue.AwaitShare(worker.SampleCount);
        }
    }

    /// <summary>Gives away all that is on its way.</summary>
    public (RunningSample[] Samples, GenerationTask[] Tasks) GiveAway() => worker.GiveAway();

    /// <summary>Takes what others gave away.</summary>
    public void Adopt(IEnumerable<RunningSample> samples) => worker.Adopt(samples);

    /// <summary>Forgets everything.</summary>
    public void Clear() => worker.Clear();

    // What fails in one sample fails its request alone; what fails in a run fails all of them, and the next ones are tried.
    bool Round(GenerationRun run)
    {
        try
        {
            return worker.Round(run);
        }
        catch (Exception e)
        {
            worker.FailAll(e);
            return true;
        }
    }
}
