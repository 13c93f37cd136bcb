// Work that has been shared out: pieces, a counter from which they are taken, and whoever waits for the last of them.

namespace R1Sharp.Numerics.Parallelism;

/// <summary>One call of <see cref="WorkerPool.Run(int, Action{int, int})"/>.</summary>
/// <param name="count">Pieces.</param>
/// <param name="body">Told the piece and the thread that has taken it.</param>
/// <param name="leader">The thread that waits for all of it.</param>
sealed class PoolJob(int count, Action<int, int> body, int leader)
{
    const int Open = 0, Awaited = 1, Done = 2;

    readonly Lock _failing = new();
    List<Exception>? _failures;
    SemaphoreSlim? _done;
    int _next, _unfinished = count, _state;

    /// <summary>Pieces.</summary>
    public int Count { get; } = count;

    /// <summary>The thread that waits for all of it.</summary>
    public int Leader => leader;

    /// <summary>Pieces that nobody has taken.</summary>
    public int Left => Count - Volatile.Read(ref _next);

    /// <summary>Whether all pieces have been worked off.</summary>
    public bool IsDone => Volatile.Read(ref _unfinished) <= 0;

    /// <summary>Takes pieces until there are none.</summary>
    public void Work(int thread)
    {
        while (Left > 0 && Interlocked.Increment(ref _next) - 1 is var piece && piece < Count)
        {
            RunOne(piece, thread);
            if (Interlocked.Decrement(ref _unfinished) == 0 && Interlocked.Exchange(ref _state, Done) == Awaited)
                _done!.Release();
        }
    }

    /// <summary>Sleeps until all pieces have been worked off; for the leader alone.</summary>
    public void SleepUntilDone()
    {
        _done = new SemaphoreSlim(0);
        if (Interlocked.CompareExchange(ref _state, Awaited, Open) == Open && Count > 0)
            _done.Wait();
    }

    /// <exception cref="AggregateException">One or more pieces threw.</exception>
    public void ThrowFailures()
    {
        if (_failures is not null)
            throw new AggregateException(_failures[0].Message, _failures);
    }

    void RunOne(int piece, int thread)
    {
        try
        {
            body(piece, thread);
        }
        catch (Exception failure)
        {
            lock (_failing)
                (_failures ??= []).AddRange(failure is AggregateException { InnerExceptions: var several } ? several : [failure]);
        }
    }
}
