// What becomes of a request's samples, as a stream of events that a connection reads at its own pace.

using System.Runtime.CompilerServices;
using System.Threading.Channels;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Serving;

/// <summary>Something that happened to one choice: a token, or its end.</summary>
/// <param name="Choice">Which.</param>
/// <param name="Token">The token; not used at its end.</param>
/// <param name="Completion">The whole completion; null before its end.</param>
readonly record struct AnswerEvent(int Choice, LiveToken Token, Completion? Completion);

/// <summary>The answer to a request on its way. Whoever disposes of it lets go of what has not ended: its rows are free after the present round.</summary>
sealed class LiveAnswer : IDisposable
{
    readonly Channel<AnswerEvent> _events = Channel.CreateUnbounded<AnswerEvent>(new() { SingleReader = true });
    readonly List<ILiveRequest> _requests = [];
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _going;

    /// <summary>Submits requests; the choices of the second follow those of the first.</summary>
    public LiveAnswer(ILiveGeneration live, IReadOnlyList<GenerationRequest> requests)
    {
        _going = requests.Sum(r => r.SampleCount);
        int first = 0;
        foreach (var request in requests)
        {
            _requests.Add(live.Submit(request, new Listener(this, first)));
            first += request.SampleCount;
        }
    }

    /// <summary>The events in the order in which they came about, until all choices have ended.</summary>
    /// <exception cref="Exception">What failed.</exception>
    public IAsyncEnumerable<AnswerEvent> Events(CancellationToken cancellation) => _events.Reader.ReadAllAsync(cancellation);

    /// <summary>
    /// The same in runs: the first events as soon as they are there, then whatever has come about in a pause, and the end at once. Whoever reads is not
    /// woken for each token, and what waits behind a slow connection comes in one piece.
    /// </summary>
    /// <param name="pause">The least time between two runs; asked after each.</param>
    /// <param name="cancellation">Nobody waits for them any more.</param>
    /// <exception cref="Exception">What failed.</exception>
    public async IAsyncEnumerable<IReadOnlyList<AnswerEvent>> Runs(Func<TimeSpan> pause, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var run = new List<AnswerEvent>();
        while (await _events.Reader.WaitToReadAsync(cancellation))
        {
            run.Clear();
            while (_events.Reader.TryRead(out var one))
                run.Add(one);
            yield return run;
            if (!_ended.Task.IsCompleted)
                await Task.WhenAny(Task.Delay(pause(), cancellation), _ended.Task);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var request in _requests)
            request.Cancel();
    }

    sealed class Listener(LiveAnswer answer, int first) : ILiveListener
    {
        public void Produced(int sample, LiveToken token) => answer._events.Writer.TryWrite(new(first + sample, token, null));

        public void Finished(int sample, Completion completion)
        {
            answer._events.Writer.TryWrite(new(first + sample, default, completion));
            if (Interlocked.Decrement(ref answer._going) == 0)
                End(null);
        }

        public void Failed(Exception error) => End(error);

        void End(Exception? error)
        {
            answer._events.Writer.TryComplete(error);
            answer._ended.TrySetResult();
        }
    }
}
