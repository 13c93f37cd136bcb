// Rows answered by the engine: its scheduler takes a row the moment there is room for one, so that memory holds what is in flight and no more.

using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Generations;

/// <summary>How rows are asked of the engine.</summary>
sealed record EngineAnswerOptions
{
    /// <summary>What every request has in common; the prompt and its key are each row's own.</summary>
    public required GenerationRequest Request { get; init; }

    /// <summary>Whether the question is the prompt, without a template around it.</summary>
    public bool IsRaw { get; init; }

    /// <summary>Completions in flight, at most; the engine may take fewer.</summary>
    public int Concurrency { get; init; } = 500;

    /// <summary>How requests are handed out.</summary>
    public StreamMode Mode { get; init; }
}

/// <summary>Asks a model here.</summary>
/// <param name="model">The model.</param>
/// <param name="options">How.</param>
sealed class EngineAnswers(LoadedModel model, EngineAnswerOptions options) : IRowAnswers
{
    sealed record Prompted(AskedRow Row, string Prompt, int[] Tokens);

    /// <inheritdoc/>
    public void Answer(IEnumerable<AskedRow> rows, Action<AnsweredRow> ended, StreamProgress progress, CancellationToken stop)
    {
        var template = options.IsRaw ? null : model.Template;
        var asked = new RowsUntilMistake<Prompted>(rows.Select(row => Prompt(row, template)), stop);
        var answers = new AnswerBook(ended, progress, asked);
        var requests = Requests(asked.All(), answers, progress);
        if (options.Mode == StreamMode.Batch)
            foreach (var batch in requests.Chunk(Math.Max(1, options.Concurrency / options.Request.SampleCount)))
                model.Policy.Generate(batch);
        else
            model.Policy.GenerateAll(requests, options.Concurrency);
        answers.Finish();
        asked.ThrowIfAny();
    }

    // A row whose prompt has no room in the model says so, and the others go on.
    IEnumerable<GenerationRequest> Requests(IEnumerable<Prompted> rows, AnswerBook answers, StreamProgress progress)
    {
        int most = model.MaxPositions, samples = options.Request.SampleCount;
        foreach (var row in rows)
        {
            if (row.Tokens.Length == 0 || row.Tokens.Length >= most)
            {
                answers.Note(new(row.Row, row.Prompt, [RowSample.Failed(FormattableString.Invariant(
                    $"the prompt has {row.Tokens.Length} tokens, but must have between 1 and {most - 1} for this model."))]));
                continue;
            }
            yield return options.Request with
            {
                Prompt = row.Tokens,
                PromptKey = row.Row.Index,
                OnBegun = () => progress.Began(samples),
                OnFinished = completions =>
                {
                    answers.Note(new(row.Row, row.Prompt, [.. completions.Select(Sample)]));
                    progress.Ended(completions.Sum(c => c.Tokens.Length), samples);
                },
            };
        }
        progress.TailBegins();
    }

    Prompted Prompt(AskedRow row, Learning.Tokenization.PromptTemplate? template)
    {
        try
        {
            string prompt = template is null ? row.Messages[^1].Content ?? "" : template.With(RowVariables.Of(row.Row)).Render(row.Messages, row.Tools);
            return new(row, prompt, model.Tokenizer.Encode(prompt));
        }
        catch (UserErrorException e)
        {
            throw row.Row.Error(e.Message);
        }
    }

    RowSample Sample(Completion completion)
    {
        string Decoded(int[] tokens) => model.Tokenizer.Decode(tokens, skipSpecial: true);
        return new(StopText.Trim(completion, Decoded(completion.Tokens), options.Request.Sampling.StopStrings, Decoded),
            completion.Finish.ToString().ToLowerInvariant(), completion.Tokens.Length)
        {
            LogProb = completion.SampledLogProbs.Sum(p => (double)p),
            Forced = ForcedRun.Of(model.Tokenizer, completion),
        };
    }
}
