// Generation by continuous batching. Each worker takes prompts from a common queue and runs its own loop of three words:
// admit, run, sample. A prompt is computed once and its pages are shared by the samples; a finished sample leaves at once
// and the next one takes its place. What a sample's tokens are depends on its request alone.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Generation;

/// <summary>How much a worker does at once. Nothing here changes a result.</summary>
public sealed record SchedulerOptions
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

/// <summary>A part of a request: some of its samples.</summary>
sealed record GenerationTask(int RequestIndex, GenerationRequest Request, int FirstSample, int SampleCount);

/// <summary>One call of <see cref="Scheduler.Generate"/> as its workers see it.</summary>
sealed class GenerationRun(GenerationTask[] tasks, Completion[][] results, CancellationToken cancellation)
{
    readonly int[] _unfinished = [.. results.Select(r => r.Length)];
    int _next = -1;

    /// <summary>Where completions go.</summary>
    public Completion[][] Results => results;

    /// <summary>Tokens of the longest sequence that may come about.</summary>
    public required int LongestSequence { get; init; }

    /// <summary>Samples in flight a worker.</summary>
    public required int SlotsPerWorker { get; init; }

    /// <summary>Who wants to see each token.</summary>
    public TokenProduced? OnToken { get; init; }

    /// <summary>The next task, or null when there is none left.</summary>
    public GenerationTask? Take()
    {
        cancellation.ThrowIfCancellationRequested();
        int i = Interlocked.Increment(ref _next);
        return i < tasks.Length ? tasks[i] : null;
    }

    /// <summary>Notes that a completion is in its place; tells the request where it was the last.</summary>
    public void SampleEnded(GenerationTask task)
    {
        if (Interlocked.Decrement(ref _unfinished[task.RequestIndex]) == 0)
            task.Request.OnFinished?.Invoke(results[task.RequestIndex]);
    }
}

/// <summary>Turns requests into completions, on the decoders of whatever engine.</summary>
/// <param name="decoders">The decoders; they end with the scheduler.</param>
/// <param name="options">How much is done at once.</param>
public sealed class Scheduler(IDecoderGroup decoders, SchedulerOptions options) : IDisposable
{
    readonly SchedulerWorker?[] _workers = new SchedulerWorker?[decoders.Workers];
    SchedulerWorker? _together;

    /// <summary>Completions of each request: result[i][s] is sample s of request i.</summary>
    /// <exception cref="UserErrorException">A prompt is too long or holds an unknown token.</exception>
    public Completion[][] Generate(IReadOnlyList<GenerationRequest> requests, TokenProduced? onToken, CancellationToken cancellation)
    {
        var results = requests.Select(r => new Completion[r.SampleCount]).ToArray();
        int samples = requests.Sum(r => r.SampleCount);
        bool together = samples < options.SamplesWorthAWorker * decoders.Workers;
        var run = new GenerationRun([.. requests.SelectMany(Tasks)], results, cancellation)
        {
            LongestSequence = requests.Select(LongestSequence).DefaultIfEmpty(1).Max(),
            SlotsPerWorker = Math.Clamp(together ? samples : (samples + decoders.Workers - 1) / decoders.Workers, 1, options.SlotsPerWorker),
            OnToken = onToken,
        };
        if (together)
            (_together ??= NewWorker(decoders.Together())).Run(run);
        else
            decoders.OnEach(worker => (_workers[worker] ??= NewWorker(decoders.Of(worker))).Run(run));
        return results;
    }

    /// <inheritdoc/>
    public void Dispose() => decoders.Dispose();

    SchedulerWorker NewWorker(IDecoder decoder) => new(decoder, decoders.MaxPositions, options);

    IEnumerable<GenerationTask> Tasks(GenerationRequest request, int index)
    {
        Check(request, index);
        for (int first = 0; first < request.SampleCount; first += options.SamplesPerTask)
            yield return new GenerationTask(index, request, first, Math.Min(options.SamplesPerTask, request.SampleCount - first));
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
