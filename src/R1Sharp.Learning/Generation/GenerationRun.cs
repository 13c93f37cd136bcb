// What the workers of a scheduler share while they generate: the next task, and where completions go.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Generation;

/// <summary>A part of a request: some of its samples.</summary>
sealed record GenerationTask(RequestResults Of, int FirstSample, int SampleCount)
{
    /// <summary>What is asked.</summary>
    public GenerationRequest Request => Of.Request;

    /// <summary>Its place among the requests.</summary>
    public int RequestIndex => Of.Index;
}

/// <summary>The completions of one request.</summary>
/// <param name="index">Its place among the requests.</param>
/// <param name="request">The request.</param>
class RequestResults(int index, GenerationRequest request)
{
    int _unfinished = request.SampleCount;

    /// <summary>Its place among the requests.</summary>
    public int Index => index;

    /// <summary>The request.</summary>
    public GenerationRequest Request => request;

    /// <summary>The completions; null where one is still on its way.</summary>
    public Completion[] Samples { get; } = new Completion[request.SampleCount];

    /// <summary>Who is told of each token while others go on; null for nobody.</summary>
    public ILiveListener? Listener { get; init; }

    /// <summary>Told that a sample cannot go on; false where that ends the whole generation.</summary>
    public virtual bool Fail(Exception error) => false;

    /// <summary>Puts a completion in its place; tells the request where it was the last.</summary>
    public virtual void Put(int sample, Completion completion)
    {
        Samples[sample] = completion;
        if (Interlocked.Decrement(ref _unfinished) == 0)
            request.OnFinished?.Invoke(Samples);
    }
}

/// <summary>One generation as its workers see it.</summary>
/// <param name="take">The next task, or null when there is none; called by one worker at a time.</param>
/// <param name="cancellation">Ends it.</param>
sealed class GenerationRun(Func<GenerationTask?> take, CancellationToken cancellation)
{
    readonly Lock _taking = new();

    /// <summary>Tokens of the longest sequence that may come about.</summary>
    public required int LongestSequence { get; init; }

    /// <summary>Samples in flight a worker.</summary>
    public required int SlotsPerWorker { get; init; }

    /// <summary>Who wants to see each token.</summary>
    public TokenProduced? OnToken { get; init; }

    /// <summary>Something else that whoever waits for tokens from outside goes on for; null for nothing.</summary>
    public Func<Task>? News { get; init; }

    /// <summary>The next task, or null when there is none left.</summary>
    public GenerationTask? Take()
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_taking)
            return take();
    }

    /// <summary>Returns when one of these, or news, has come.</summary>
    public void WaitAny(Task[] pending)
    {
        if (News is null)
            Task.WaitAny(pending);
        else
            Task.WaitAny([.. pending, News()]);
    }
}
