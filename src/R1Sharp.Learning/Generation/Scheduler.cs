// Generation by continuous batching. Each worker takes prompts from a common queue and runs its own loop of three words:
// admit, run, sample. A prompt is computed once and its pages are shared by the samples; a finished sample leaves at once
// and the next one takes its place. What a sample's tokens are depends on its request alone.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Generation;

/// <summary>How much a worker does at once. Nothing here changes a result.</summary>
sealed record SchedulerOptions
{
    /// <summary>Most samples in flight a worker: a multiple of 12 fills the tiles of the matrix product.</summary>
    public int SlotsPerWorker { get; init; } = 72;

    /// <summary>Samples of one prompt that one worker takes at a time; a larger group is shared among the workers.</summary>
    public int SamplesPerTask { get; init; } = 16;

    /// <summary>Prompt tokens after which a round takes up no further prompt.</summary>
    public int PromptRowsPerRound { get; init; } = 512;

    /// <summary>With fewer samples than this for each worker, all workers share the work of each round instead.</summary>
    public int SamplesWorthAWorker { get; init; } = 12;

    /// <summary>Rows that drafts fill a worker's round up to where few samples are in flight; 0 drafts nothing.</summary>
    public int DraftedRows { get; init; } = 24;

    /// <summary>The defaults, with or without drafts.</summary>
    public static SchedulerOptions Of(MemoryLayout layout) => layout.Speculation ? new() : new() { DraftedRows = 0 };
}

/// <summary>Turns requests into completions, on the decoders of whatever engine.</summary>
/// <param name="decoders">The decoders; they end with the scheduler.</param>
/// <param name="options">How much is done at once.</param>
sealed class Scheduler(IDecoderGroup decoders, SchedulerOptions options) : IDisposable
{
    readonly SchedulerWorker?[] _workers = new SchedulerWorker?[decoders.Workers];
    SchedulerWorker? _together;

    /// <summary>Completions of each request: result[i][s] is sample s of request i.</summary>
    /// <exception cref="UserErrorException">A prompt is too long or holds an unknown token.</exception>
    public Completion[][] Generate(IReadOnlyList<GenerationRequest> requests, TokenProduced? onToken, CancellationToken cancellation)
    {
        RequestResults[] results = [.. requests.Select((request, i) => new RequestResults(i, request))];
        foreach (var request in results)
            Check(request.Request, request.Index);
        int samples = requests.Sum(r => r.SampleCount), longest = requests.Select(LongestSequence).DefaultIfEmpty(1).Max();
        Run(results.SelectMany(Tasks), samples, (samples - 1) / decoders.Workers + 1, longest, onToken, cancellation);
        return [.. results.Select(r => r.Samples)];
    }

    /// <summary>The same of requests that are taken as there is room for them; nothing is kept of them.</summary>
    /// <param name="requests">The requests; each is told of its completions.</param>
    /// <param name="mostInFlight">Samples on their way at a time; there are never more than the workers have slots.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UserErrorException">A prompt is too long or holds an unknown token.</exception>
    public void GenerateAll(IEnumerable<GenerationRequest> requests, int mostInFlight, CancellationToken cancellation)
    {
        using var feed = new RequestFeed(requests, LongestSequence, Check);
        while (feed.LongestAhead(decoders.MaxPositions) is { } longest)
        {
            int samples = Math.Min(mostInFlight, feed.SamplesLeft ?? int.MaxValue), most = mostInFlight / decoders.Workers;
            Run(feed.Upto(longest).SelectMany(Tasks), samples, Math.Min(most, (samples - 1) / decoders.Workers + 1), longest, null, cancellation);
        }
    }

    // Few samples are shared among all workers.
    void Run(IEnumerable<GenerationTask> tasks, int samples, int ofEach, int longest, TokenProduced? onToken, CancellationToken cancellation)
    {
        bool together = samples < options.SamplesWorthAWorker * decoders.Workers;
        using var taken = tasks.GetEnumerator();
        var run = new GenerationRun(() => taken.MoveNext() ? taken.Current : null, cancellation)
        {
            LongestSequence = longest,
            SlotsPerWorker = together ? Math.Clamp(samples, 1, options.SlotsPerWorker)
                : Math.Clamp(ofEach, 1, decoders.SideBySide(longest, options.SlotsPerWorker)),
            OnToken = onToken,
        };
        if (together)
            (_together ??= NewWorker(decoders.Together())).Run(run);
        else
            decoders.OnEach(worker => (_workers[worker] ??= NewWorker(decoders.Of(worker))).Run(run));
    }

    /// <summary>Begins to generate for requests that come and leave while it runs; nothing else is asked of the scheduler until that has ended.</summary>
    public ILiveGeneration Live(LiveOptions live) => new LiveScheduler(decoders, options, live, Check, Tasks);

    /// <inheritdoc/>
    public void Dispose() => decoders.Dispose();

    SchedulerWorker NewWorker(IDecoder decoder) => new(decoder, decoders.MaxPositions, options);

    IEnumerable<GenerationTask> Tasks(RequestResults of)
    {
        of.Request.OnBegun?.Invoke();
        for (int first = 0; first < of.Request.SampleCount; first += options.SamplesPerTask)
            yield return new GenerationTask(of, first, Math.Min(options.SamplesPerTask, of.Request.SampleCount - first));
    }

    int LongestSequence(GenerationRequest request) => Math.Min(decoders.MaxPositions, request.Prompt.Length + request.Sampling.MaxCompletionTokens);

    void Check(GenerationRequest request, int index)
    {
        if (request.Prompt.Length == 0)
            throw new UserErrorException($"Request {index} has an empty prompt: give at least one token.");
        if (request.Prompt.Length >= decoders.MaxPositions)
            throw new UserErrorException(
                $"The prompt of request {index} has {request.Prompt.Length} tokens, but the model has {decoders.MaxPositions} positions: shorten the prompt.");
        foreach (int token in request.Prompt)
            if ((uint)token >= (uint)decoders.VocabularySize)
                throw new UserErrorException(
                    $"The prompt of request {index} holds token {token}, but the model knows {decoders.VocabularySize} tokens: the tokenizer does not "
                    + "belong to this model.");
    }
}
