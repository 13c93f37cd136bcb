// Rows answered by a model behind a URL: at most so many requests in flight, and a new one the moment one ends.

using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Endpoints;

namespace R1Sharp.App.Generations;

/// <summary>How rows are asked of a service.</summary>
sealed record ServiceAnswerOptions
{
    /// <summary>The model's name there.</summary>
    public required string Model { get; init; }

    /// <summary>How it samples; its messages are each row's own.</summary>
    public required ChatQuestion Sampling { get; init; }

    /// <summary>Completions of each row.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Requests in flight; one that pauses before it is asked again counts.</summary>
    public int Concurrency { get; init; } = 500;

    /// <summary>How requests are handed out.</summary>
    public StreamMode Mode { get; init; }

    /// <summary>Whether questions that the service refuses do not count among the failures that end everything, however many there are.</summary>
    public bool RefusalsPass { get; init; }
}

/// <summary>Asks a service.</summary>
/// <param name="service">The service.</param>
/// <param name="options">How.</param>
sealed class ServiceAnswers(ChatService service, ServiceAnswerOptions options) : IRowAnswers
{
    /// <inheritdoc/>
    public void Answer(IEnumerable<AskedRow> rows, Action<AnsweredRow> ended, StreamProgress progress, CancellationToken stop)
    {
        var asked = new RowsUntilMistake<AskedRow>(rows, stop);
        var answers = new AnswerBook(ended, progress, asked);
        var feed = new RequestFeed(asked.All(), options.Samples, progress);
        Task ask(CompletionRequest request) => AskAsync(request, answers, progress);
        (options.Mode == StreamMode.Batch ? InBatchesAsync(feed, ask) : AsStreamAsync(feed, ask)).GetAwaiter().GetResult();
        answers.Finish();
        asked.ThrowIfAny();
    }

    // Each slot asks by itself for the next: none waits for another.
    Task AsStreamAsync(RequestFeed feed, Func<CompletionRequest, Task> ask)
    {
        return Task.WhenAll(Enumerable.Range(0, options.Concurrency).Select(_ => Task.Run(AskAllAsync)));

        async Task AskAllAsync()
        {
            while (feed.Take() is { } request)
                await ask(request).ConfigureAwait(false);
        }
    }

    async Task InBatchesAsync(RequestFeed feed, Func<CompletionRequest, Task> ask)
    {
        while (feed.Take(options.Concurrency) is { Count: > 0 } batch)
            await Task.WhenAll(batch.Select(request => Task.Run(() => ask(request)))).ConfigureAwait(false);
    }

    async Task AskAsync(CompletionRequest request, AnswerBook answers, StreamProgress progress)
    {
        var (row, sample) = request;
        int tokens = 0;
        try
        {
            var reply = await service.AskAsync(options.Model, options.Sampling with
            {
                Messages = row.Asked.Messages,
                Tools = row.Asked.Tools,
                TemplateKwargs = RowVariables.Of(row.Asked.Row) ?? options.Sampling.TemplateKwargs,
                Seed = options.Sampling.Seed is { } seed ? SeedOf(seed, row.Asked.Index, sample) : null,
            }).ConfigureAwait(false);
            tokens = reply.CompletionTokens ?? 0;
            answers.Note(row, sample, new(reply.Text, reply.Finish, tokens));
        }
        catch (ServiceException e) when (e.Fault != ServiceFault.Service)
        {
            answers.Note(row, sample, RowSample.Failed(e.Message) with { IsPassedOver = options.RefusalsPass && e.Fault == ServiceFault.Question });
        }
        catch (Exception e)
        {
            answers.Fail(e is ServiceException fault ? service.Error(fault) : e);
        }
        finally
        {
            progress.Ended(tokens);
        }
    }

    // Completions of one row, and rows of one seed, are different ones; services take 31 bits.
    static long SeedOf(long seed, long row, int sample)
    {
        ulong mixed = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL + (ulong)row * 0xC2B2AE3D27D4EB4FUL + (ulong)sample * 0x165667B19E3779F9UL);
        mixed = unchecked((mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9UL);
        return (long)(mixed >> 33);
    }
}

/// <summary>A row of which completions are still to come.</summary>
/// <param name="asked">The row.</param>
/// <param name="samples">How many there will be.</param>
sealed class OpenRow(AskedRow asked, int samples)
{
    readonly RowSample?[] _samples = new RowSample?[samples];
    int _left = samples;

    /// <summary>The row.</summary>
    public AskedRow Asked => asked;

    /// <summary>Notes a completion; the whole row where it was the last.</summary>
    public AnsweredRow? Note(int sample, RowSample said)
    {
        _samples[sample] = said;
        return --_left == 0 ? new(asked, null, [.. _samples.Select(s => s!)]) : null;
    }
}
