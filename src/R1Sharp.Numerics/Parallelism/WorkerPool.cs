// A few threads that wait close by: they spin for a moment after their work and sleep when nothing follows. A fork and
// join costs well under a microsecond while they spin.

namespace R1Sharp.Numerics.Parallelism;

/// <summary>A persistent pool. Work is split by worker number; what is computed must not depend on how many there are.</summary>
public sealed class WorkerPool : IDisposable
{
    const int SpinsBeforeSleep = 4000;

    readonly Thread[] _threads;
    readonly SemaphoreSlim[] _wake;
    readonly int[] _sleeping;
    readonly Exception?[] _failures;
    Action<int>? _body;
    volatile int _generation;
    int _pending;
    volatile bool _stopped;

    /// <param name="workerCount">Threads, the caller's included; null takes all cores.</param>
    public WorkerPool(int? workerCount = null)
    {
        WorkerCount = workerCount ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(WorkerCount, 1, nameof(workerCount));
        _wake = [.. Enumerable.Range(0, WorkerCount).Select(_ => new SemaphoreSlim(0))];
        _sleeping = new int[WorkerCount];
        _failures = new Exception?[WorkerCount];
        _threads = [.. Enumerable.Range(1, WorkerCount - 1).Select(StartThread)];
    }

    /// <summary>Number of workers, the calling thread included.</summary>
    public int WorkerCount { get; }

    /// <summary>Runs body(0) … body(WorkerCount − 1), each on its own thread, and returns when all are done.</summary>
    /// <exception cref="AggregateException">One or more workers threw.</exception>
    public void Run(Action<int> body)
    {
        _body = body;
        Volatile.Write(ref _pending, WorkerCount - 1);
        _generation++;
        for (int worker = 1; worker < WorkerCount; worker++)
            if (Interlocked.Exchange(ref _sleeping[worker], 0) == 1)
                _wake[worker].Release();
        RunOne(body, 0);
        var spinner = new SpinWait();
        while (Volatile.Read(ref _pending) != 0)
            spinner.SpinOnce(sleep1Threshold: 2000);
        ThrowFailures();
    }

    /// <summary>Runs body(i) for i in [0, count): worker w takes i = w, w + workers, …</summary>
    public void For(int count, Action<int> body) => Run(worker =>
    {
        for (int i = worker; i < count; i += WorkerCount)
            body(i);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopped)
            return;
        _stopped = true;
        for (int worker = 1; worker < WorkerCount; worker++)
            _wake[worker].Release();
        foreach (var thread in _threads)
            thread.Join();
    }

    Thread StartThread(int worker)
    {
        var thread = new Thread(() => Loop(worker), maxStackSize: 4 << 20) { IsBackground = true, Name = $"worker {worker}" };
        thread.Start();
        return thread;
    }

    void Loop(int worker)
    {
        int seen = 0;
        while (true)
        {
            AwaitNext(worker, seen);
            if (_stopped)
                return;
            seen = _generation;
            RunOne(_body!, worker);
            Interlocked.Decrement(ref _pending);
        }
    }

    // Returns once there is a generation the worker has not seen. A wake-up alone proves nothing: a caller that was held up
    // between raising the generation and looking for sleepers wakes a worker that has already done that generation.
    void AwaitNext(int worker, int seen)
    {
        while (true)
        {
            for (int spin = 0; spin < SpinsBeforeSleep; spin++)
            {
                if (_generation != seen || _stopped)
                    return;
                Thread.SpinWait(8);
            }
            Interlocked.Exchange(ref _sleeping[worker], 1);
            // The caller may have moved on between the last look and the announcement: take the announcement back, or take the wake-up.
            if ((_generation != seen || _stopped) && Interlocked.Exchange(ref _sleeping[worker], 0) == 1)
                return;
            _wake[worker].Wait();
        }
    }

    void RunOne(Action<int> body, int worker)
    {
        try
        {
            body(worker);
        }
        catch (Exception failure)
        {
            _failures[worker] = failure;
        }
    }

    void ThrowFailures()
    {
        var failures = _failures.OfType<Exception>().ToArray();
        if (failures.Length == 0)
            return;
        Array.Clear(_failures);
        throw failures.Length == 1 ? new AggregateException(failures[0].Message, failures) : new AggregateException(failures);
    }
}
