// Threads that help one another. Work is handed out in pieces from a shared counter: whoever is free takes the next one, and a
// thread that the machine holds up costs its own piece only. A piece may itself share out work, which idle threads then help with.
// Threads beyond the machine's processors are never started: they could only take time from the others.


namespace R1Sharp.Numerics.Parallelism;

/// <summary>A persistent pool. How work is cut may follow the number of workers; what is computed must not.</summary>
public sealed class WorkerPool : IDisposable
{
    // An idle thread looks about for so many pauses of some 0.3 µs before it sleeps: longer than the gap between two operations.
    const int PausesBeforeSleep = 200, PauseLength = 8;

    // Work that waits behind other work: what a piece shares out, what that piece belongs to, and a little room.
    const int JobsPerThread = 3;

    [ThreadStatic]
    static (WorkerPool? Pool, int Worker) t_place;

    readonly Thread[] _threads;
    readonly PoolJob?[] _jobs;
    readonly Parking[] _parkings;
    readonly Lock _fromOutside = new();
    int _idle, _watching;
    volatile bool _stopped;

    /// <param name="workerCount">Workers, the caller included; null takes all processors.</param>
    public WorkerPool(int? workerCount = null)
        : this(workerCount ?? Environment.ProcessorCount, Environment.ProcessorCount) { }

    /// <param name="workerCount">Workers, the caller included.</param>
    /// <param name="processors">Most threads, the caller's included.</param>
    internal WorkerPool(int workerCount, int processors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workerCount, 1);
        WorkerCount = workerCount;
        ThreadCount = Math.Min(workerCount, processors);
        _jobs = new PoolJob?[JobsPerThread * ThreadCount];
        _parkings = [.. Enumerable.Range(0, ThreadCount).Select(_ => new Parking())];
        Scratch = [.. Enumerable.Range(0, ThreadCount).Select(_ => new Workspace())];
        _threads = [.. Enumerable.Range(1, ThreadCount - 1).Select(StartThread)];
    }

    /// <summary>Number of workers that work is cut for, the calling thread included.</summary>
    public int WorkerCount { get; }

    /// <summary>Number of threads, the calling one included: at most one a processor.</summary>
    public int ThreadCount { get; }

    /// <summary>Whether all work is cut into pieces, however little it is and though no thread is free: for whoever checks that no bit depends on it.</summary>
    public bool CutsAlways { get; set; }

    /// <summary>Whether there is reason to cut work: a thread that has nothing to do now.</summary>
    public bool WantsPieces => Volatile.Read(ref _idle) > 0 || CutsAlways || Recorder is not null;

    /// <summary>Who takes down how work is shared out, while none is done; null where it is done.</summary>
    internal IWorkRecorder? Recorder { get; set; }

    /// <summary>Scratch of each thread, for the pieces that it takes.</summary>
    internal Workspace[] Scratch { get; }

    /// <summary>Runs body(0) … body(WorkerCount − 1), each once, side by side as far as there are threads, and returns when all are done.</summary>
    /// <exception cref="AggregateException">One or more calls threw.</exception>
    public void Run(Action<int> body) => Run(WorkerCount, (piece, _) => body(piece));

    /// <summary>Runs body(i) for i in [0, count).</summary>
    /// <exception cref="AggregateException">One or more calls threw.</exception>
    public void For(int count, Action<int> body) => Run(count, (piece, _) => body(piece));

    /// <summary>The same for work of which the floating-point operations are known.</summary>
    /// <exception cref="AggregateException">One or more calls threw.</exception>
    public void For(int count, Func<int, double> flopsOf, Action<int> body)
    {
        if (Recorder is { } recorder)
            recorder.Shared(count, flopsOf);
        else
            For(count, body);
    }

    /// <summary>
    /// Runs body(piece, thread) for every piece in [0, count), in this order as threads are free to begin them, and returns when all
    /// are done. The thread's number, below <see cref="ThreadCount"/>, is for scratch memory: no two pieces that run at once have the same.
    /// </summary>
    /// <exception cref="AggregateException">One or more calls threw.</exception>
    public void Run(int count, Action<int, int> body)
    {
        var outer = t_place;
        if (outer.Pool == this)
        {
            Lead(new PoolJob(count, body, outer.Worker));
            return;
        }
        lock (_fromOutside)
        {
            t_place = (this, 0);
            try
            {
                Lead(new PoolJob(count, body, 0));
            }
            finally
            {
                t_place = outer;
            }
        }
    }

    /// <summary>
    /// Runs body(task, thread) for every task in [0, count), as <see cref="Run(int, Action{int, int})"/> does: long tasks that share out
    /// work of their own, which threads without a task help with.
    /// </summary>
    /// <exception cref="AggregateException">One or more calls threw.</exception>
    public void SideBySide(int count, Action<int, int> body)
    {
        if (Recorder is { } recorder)
            recorder.SideBySide(count, task => body(task, 0));
        else
            Run(count, body);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopped)
            return;
        _stopped = true;
        foreach (var parking in _parkings)
            parking.Wake();
        foreach (var thread in _threads)
            thread.Join();
        foreach (var scratch in Scratch)
            scratch.Dispose();
    }

    void Lead(PoolJob job)
    {
        int slot = job.Count > 1 && ThreadCount > 1 ? Publish(job) : -1;
        job.Work(job.Leader);
        if (slot >= 0)
            Volatile.Write(ref _jobs[slot], null);
        Await(job);
        job.ThrowFailures();
    }

    // Where every slot is taken, which is rare, the job is done by its own thread.
    int Publish(PoolJob job)
    {
        for (int slot = 0; slot < _jobs.Length; slot++)
            if (_jobs[slot] is null && Interlocked.CompareExchange(ref _jobs[slot], job, null) is null)
            {
                // The job is there before anyone is looked for, as a sleeper is there before it looks for jobs.
                Interlocked.MemoryBarrier();
                WakeFor(job);
                return slot;
            }
        return -1;
    }

    // Two at most: each that comes wakes others, so that nobody has to wake all.
    void WakeFor(PoolJob job)
    {
        int wanted = Math.Min(2, job.Left - Volatile.Read(ref _watching));
        for (int worker = 1; worker < _parkings.Length && wanted > 0; worker++)
            if (_parkings[worker].Wake())
                wanted--;
    }

    // The pieces that others took may take as long as a time slice of the machine: a leader that sleeps leaves them its processor.
    void Await(PoolJob job)
    {
        for (int pause = 0; pause < PausesBeforeSleep; pause++)
        {
            if (job.IsDone)
                return;
            Thread.SpinWait(PauseLength);
        }
        job.SleepUntilDone();
    }

    Thread StartThread(int worker)
    {
        var thread = new Thread(() => Loop(worker), maxStackSize: 4 << 20) { IsBackground = true, Name = $"worker {worker}" };
        Interlocked.Increment(ref _idle);
        thread.Start();
        return thread;
    }

    void Loop(int worker)
    {
        t_place = (this, worker);
        while (!_stopped)
        {
            Interlocked.Increment(ref _watching);
            var job = Watch();
            Interlocked.Decrement(ref _watching);
            if (job is not null)
                Help(job, worker);
            else
                Sleep(worker);
        }
    }

    void Help(PoolJob job, int worker)
    {
        Interlocked.Decrement(ref _idle);
        WakeFor(job);
        job.Work(worker);
        Interlocked.Increment(ref _idle);
    }

    PoolJob? Watch()
    {
        for (int pause = 0; pause < PausesBeforeSleep && !_stopped; pause++)
        {
            if (OpenJob() is { } job)
                return job;
            Thread.SpinWait(PauseLength);
        }
        return null;
    }

    PoolJob? OpenJob()
    {
        for (int slot = 0; slot < _jobs.Length; slot++)
            if (Volatile.Read(ref _jobs[slot]) is { Left: > 0 } job)
                return job;
        return null;
    }

    // Who announces a sleep looks once more: a job that came in between saw nobody to wake.
    void Sleep(int worker)
    {
        _parkings[worker].Announce();
        if ((_stopped || OpenJob() is not null) && _parkings[worker].TakeBack())
            return;
        _parkings[worker].Sleep();
    }

    // Where a thread sleeps. A wake-up is given once for each announcement, and is never lost.
    sealed class Parking
    {
        readonly SemaphoreSlim _wake = new(0);
        int _sleeping;

        public void Announce() => Interlocked.Exchange(ref _sleeping, 1);

        public bool TakeBack() => Interlocked.Exchange(ref _sleeping, 0) == 1;

        public bool Wake()
        {
            if (Volatile.Read(ref _sleeping) == 0 || !TakeBack())
                return false;
            _wake.Release();
            return true;
        }

        public void Sleep() => _wake.Wait();
    }
}
