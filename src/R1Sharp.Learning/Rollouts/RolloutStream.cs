// Completions of a list of problems as a stream: the next problem is asked the moment there is room, whatever step it belongs to, and groups come out in
// the problems' order. What a group is depends on its place alone, so that steps have the bits of those that wait for each other.

using System.Runtime.ExceptionServices;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Rollouts;

/// <summary>Samples ahead of the step that is taken; nothing else may be asked of the policy meanwhile.</summary>
/// <param name="asker">Who is asked.</param>
/// <param name="problems">What is asked.</param>
/// <param name="scorer">Makes requests of prompts, and scores their completions.</param>
/// <param name="askingOf">How the problems of a step are asked.</param>
/// <param name="problemsPerStep">Problems of a step.</param>
sealed class RolloutStream(
    Asker asker, IReadOnlyList<Problem> problems, RolloutScorer scorer, Func<int, Asking> askingOf, int problemsPerStep) : IDisposable
{
    // Problems that may be asked before those of the present step have all ended, in steps: one that takes long holds the others up no sooner.
    const int StepsAhead = 4;

    readonly object _lock = new();
    readonly Dictionary<int, Task<Rollout[]>> _ended = [];
    CancellationTokenSource? _stop;
    Task _asking = Task.CompletedTask;
    Exception? _mistake, _fault;
    int _asked, _taken, _open;

    /// <summary>The groups of a step, which ends with its last; those of the next are on their way meanwhile.</summary>
    /// <param name="stepIndex">0-based; the stream begins anew where it is not the one behind the last.</param>
    public Rollout[][] Step(int stepIndex)
    {
        int first = stepIndex * problemsPerStep;
        if (_stop is null || first != _taken)
            Begin(first);
        return [.. Enumerable.Range(first, Math.Min(problemsPerStep, problems.Count - first)).Select(Take)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stop is null)
            return;
        _stop.Cancel();
        lock (_lock)
            Monitor.PulseAll(_lock);
        // Nobody may still compute when the caller goes on.
        _asking.Wait();
        Task.WhenAll(_ended.Values).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _stop.Dispose();
        _stop = null;
    }

    void Begin(int first)
    {
        Dispose();
        _ended.Clear();
        (_asked, _taken, _open, _mistake, _fault, _stop) = (first, first, 0, null, null, new());
        var stop = _stop.Token;
        _asking = Task.Factory.StartNew(() => AskAll(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    Rollout[] Take(int index)
    {
        Task<Rollout[]>? group;
        lock (_lock)
        {
            while (!_ended.Remove(index, out group))
            {
                if (_fault is not null)
                    ExceptionDispatchInfo.Throw(_fault);
                Monitor.Wait(_lock);
            }
            _taken = index + 1;
            Monitor.PulseAll(_lock);
        }
        return group.GetAwaiter().GetResult();
    }

    void AskAll(CancellationToken stop)
    {
        try
        {
            while (HasRoom(stop))
            {
                asker.Policy.GenerateAll(Requests(), problemsPerStep * askingOf(0).SampleCount, stop);
                if (_mistake is not null)
                    ExceptionDispatchInfo.Throw(_mistake);
                if (Volatile.Read(ref _open) != 0)
                    throw new InvalidOperationException("The policy has not told of all that was asked.");
            }
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                // Who computes with several threads tells what each of them says.
                _fault = e is AggregateException { InnerException: UserErrorException inner } ? inner : e;
                Monitor.PulseAll(_lock);
            }
        }
    }

    // Waits until half of what may be asked ahead has been taken; false where nothing is left.
    bool HasRoom(CancellationToken stop)
    {
        lock (_lock)
        {
            while (!stop.IsCancellationRequested && _asked < problems.Count && _asked > _taken + StepsAhead * problemsPerStep / 2)
                Monitor.Wait(_lock);
            return !stop.IsCancellationRequested && _asked < problems.Count;
        }
    }

    // Whoever takes requests may be whom the first of them waits for, so the list ends where there is no room, and does not wait.
    IEnumerable<GenerationRequest> Requests()
    {
        while (_asked < problems.Count && _asked < Volatile.Read(ref _taken) + StepsAhead * problemsPerStep && Next() is { } request)
            yield return request;
    }

    // What is wrong with a problem is told when those before it have ended.
    GenerationRequest? Next()
    {
        try
        {
            var request = Request(_asked);
            lock (_lock)
                _open++;
            _asked++;
            return request;
        }
        catch (Exception e)
        {
            _mistake = e;
            return null;
        }
    }

    GenerationRequest Request(int index)
    {
        var (step, place) = Math.DivRem(index, problemsPerStep);
        var prompt = asker.Prompts([problems[index]])[0];
        if (asker.Policy.MaxPositions is { } most && prompt.Tokens.Length >= most)
            throw new UserErrorException(
                $"{prompt.Problem.Id}: the prompt has {prompt.Tokens.Length} tokens, but the model has {most} positions: shorten it, or leave the problem "
                + "out.");
        var (request, score) = scorer.Single(prompt, place, askingOf(step));
        return request with
        {
            OnFinished = completions =>
            {
                var group = Task.Run(() => score(completions));
                lock (_lock)
                {
                    _ended[index] = group;
                    _open--;
                    Monitor.PulseAll(_lock);
                }
            },
        };
    }
}
