// What waits for a live generation, and how much is on its way: shared by those who ask and those who compute.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Generation;

/// <summary>Requests that wait, first come, first served, and other work that is done between rounds.</summary>
/// <param name="workers">Who computes side by side.</param>
/// <param name="worthAWorker">Samples for each worker from which on they do.</param>
sealed class LiveQueue(int workers, int worthAWorker)
{
    readonly object _lock = new();
    readonly LinkedList<GenerationTask> _waiting = [];
    readonly Queue<Action> _jobs = [];
    readonly HashSet<LiveResults> _requests = [];
    TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool _isStopped, _isSideBySide;
    int _samples;

    /// <summary>Samples on their way and waiting.</summary>
    public LiveLoad Load
    {
        get
        {
            lock (_lock)
                return new(WaitingSamples, _samples - WaitingSamples);
        }
    }

    int WaitingSamples => _waiting.Sum(task => task.SampleCount);

    /// <summary>Adds a request.</summary>
    /// <exception cref="ObjectDisposedException">The generation has ended.</exception>
    public void Add(LiveResults request, IEnumerable<GenerationTask> tasks) => Change(() =>
    {
        ObjectDisposedException.ThrowIf(_isStopped, typeof(ILiveGeneration));
        foreach (var task in tasks)
            _waiting.AddLast(task);
        _requests.Add(request);
        _samples += request.Request.SampleCount;
    });

    /// <summary>Adds other work.</summary>
    /// <exception cref="ObjectDisposedException">The generation has ended.</exception>
    public void Add(Action job) => Change(() =>
    {
        ObjectDisposedException.ThrowIf(_isStopped, typeof(ILiveGeneration));
        _jobs.Enqueue(job);
    });

    /// <summary>Notes that a sample has ended; false where its request was given up before.</summary>
    public bool End(LiveResults request)
    {
        bool isGoing = false;
        Change(() =>
        {
            if (!(isGoing = _requests.Contains(request)))
                return;
            _samples--;
            if (++request.Ended == request.Request.SampleCount)
                _requests.Remove(request);
        });
        return isGoing;
    }

    /// <summary>Gives a request up; false where it had ended.</summary>
    public bool Remove(LiveResults request)
    {
        bool isGoing = false;
        Change(() =>
        {
            if (!(isGoing = _requests.Remove(request)))
                return;
            request.IsLeft = true;
            _samples -= request.Request.SampleCount - request.Ended;
            foreach (var task in _waiting.Where(t => t.Of == request).ToArray())
                _waiting.Remove(task);
        });
        return isGoing;
    }

    /// <summary>Puts back what had been taken and was not begun, before all others.</summary>
    public void PutBack(IEnumerable<GenerationTask> tasks) => Change(() =>
    {
        foreach (var task in tasks.Reverse().Where(t => t.SampleCount > 0 && _requests.Contains((LiveResults)t.Of)))
            _waiting.AddFirst(task);
    });

    /// <summary>The next task; null where none waits, or the worker has its share.</summary>
    /// <param name="has">Samples that the worker has.</param>
    public GenerationTask? Take(int has)
    {
        lock (_lock)
        {
            if (!MayTake(has))
                return null;
            var first = _waiting.First!.Value;
            _waiting.RemoveFirst();
            return first;
        }
    }

    /// <summary>Waits for anything to do; false when all has ended.</summary>
    public bool Await()
    {
        lock (_lock)
        {
            while (!_isStopped && _samples == 0 && _jobs.Count == 0)
                Monitor.Wait(_lock);
            return !_isStopped;
        }
    }

    /// <summary>Waits until a worker that has nothing to do may take something, or is to pause.</summary>
    public void AwaitShare(int has)
    {
        lock (_lock)
            while (!Pauses && !MayTake(has))
                Monitor.Wait(_lock);
    }

    /// <summary>Whether workers are to come to rest after their round: for other work, to change how they share it, or for good.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_lock)
                return Pauses;
        }
    }

    /// <summary>Does the other work that has come.</summary>
    public void RunJobs()
    {
        while (true)
        {
            Action? job;
            lock (_lock)
                if (!_jobs.TryDequeue(out job))
                    return;
            job();
        }
    }

    /// <summary>Decides whether workers compute side by side; sticks to what was decided where little changes.</summary>
    public bool DecideSideBySide()
    {
        lock (_lock)
            return _isSideBySide = WantsSideBySide;
    }

    /// <summary>Completed by the next change of anything.</summary>
    public Task News()
    {
        lock (_lock)
            return _news.Task;
    }

    /// <summary>Ends it; gives what was on its way.</summary>
    public LiveResults[] Stop()
    {
        LiveResults[] left = [];
        Change(() =>
        {
            _isStopped = true;
            left = [.. _requests];
            _requests.Clear();
            _waiting.Clear();
            _samples = 0;
        });
        return left;
    }

    // All samples that move are computed again: they move only where it is worth it.
    bool WantsSideBySide => workers > 1 && _samples >= (_isSideBySide ? workers * worthAWorker / 3 : workers * worthAWorker);

    bool Pauses => _isStopped || _jobs.Count > 0 || WantsSideBySide != _isSideBySide;

    bool MayTake(int has) => _waiting.Count > 0 && (!_isSideBySide || has < (_samples - 1) / workers + 1);

    void Change(Action change)
    {
        lock (_lock)
        {
            change();
            Monitor.PulseAll(_lock);
            _news.TrySetResult();
            _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}

/// <summary>A request of a live generation.</summary>
sealed class LiveResults(int index, GenerationRequest request, LiveQueue queue) : RequestResults(index, request), ILiveRequest
{
    volatile bool _isLeft;

    /// <summary>How many of its samples have ended.</summary>
    public int Ended { get; set; }

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsLeft { get => _isLeft; set => _isLeft = value; }

    /// <inheritdoc/>
    public void Cancel() => queue.Remove(this);

    /// <inheritdoc/>
    public override void Put(int sample, Completion completion)
    {
        if (!queue.End(this))
            return;
        Listener!.Finished(sample, completion);
        base.Put(sample, completion);
    }

    /// <inheritdoc/>
    public override bool Fail(Exception error)
    {
        if (queue.Remove(this))
            Listener!.Failed(error);
        return true;
    }
}
