// POST /v1/completions: what follows prompts, and what the model says of the prompts themselves.

using System.Text.Json;

namespace R1Sharp.App.Serving;

/// <summary>Goes on with prompts.</summary>
/// <param name="request">The request.</param>
/// <param name="model">Whom it asks.</param>
/// <param name="asked">What it asks.</param>
/// <param name="body">The same as the client wrote it.</param>
sealed class CompletionEndpoint(ServedRequest request, ServedModel model, CompletionRequest asked, JsonElement body)
{
    readonly TokenTexts _tokens = new(model.Tokenizer);
    readonly AnswerHead _head = new(request.NewId("cmpl-"), "text_completion", model);
    readonly CompletionChoice[] _choices = [.. asked.Prompts.SelectMany((prompt, p) => Enumerable.Range(0, asked.Asked.Choices)
        .Select(i => new CompletionChoice(p * asked.Asked.Choices + i, asked, prompt, model.Tokenizer)))];

    // The engine's choices, in its order: a prompt of one token that is only told again needs none.
    readonly int[] _generated = [.. asked.Prompts.SelectMany((prompt, p) => asked.NeedsEngine(prompt)
        ? Enumerable.Range(p * asked.Asked.Choices, asked.Asked.Choices) : [])];

    /// <summary>Answers a request.</summary>
    public static async Task Run(ServedRequest request)
    {
        using var body = await request.Body();
        var fields = new JsonFields(body.RootElement);
        using var held = await request.Models.Hold(fields, request.Cancellation);
        await new CompletionEndpoint(request, held.Model, CompletionRequest.Read(fields, held.Model), body.RootElement).Answer();
    }

    async Task Answer()
    {
        using var answer = new LiveAnswer(model.Live,
            [.. Enumerable.Range(0, asked.Prompts.Count).Where(p => asked.NeedsEngine(asked.Prompts[p])).Select(p => asked.Generation(model, p))]);
        if (asked.Asked.IsStreamed)
            await Stream(answer);
        else
            await Whole(answer);
    }

    async Task Whole(LiveAnswer answer)
    {
        foreach (var choice in _choices)
            choice.Begin();
        await foreach (var run in Runs(answer, ServedRequest.WholePause))
            foreach (var one in run)
                Take(one);
        EndOthers();
        var usage = Counted();
        await request.Answer(to => Chunk(to, () =>
        {
            foreach (var choice in _choices)
                choice.WriteWhole(to, _tokens);
        }, usage.Write));
    }

    async Task Stream(LiveAnswer answer)
    {
        var stream = await request.Stream();
        foreach (var choice in _choices)
        {
            choice.Begin();
            if (asked.IsEchoed)
                Put(choice, isEnd: false);
        }
        await foreach (var run in Runs(answer, () => stream.HasBegun ? request.StreamPause() : TimeSpan.Zero))
        {
            foreach (var one in run)
            {
                Take(one);
                if (one.Completion is not null)
                    Put(_choices[_generated[one.Choice]], isEnd: true);
            }
            foreach (var choice in _choices)
                if (choice.HasNews)
                    Put(choice, isEnd: false);
            await stream.Flush();
        }
        foreach (int one in EndOthers())
            Put(_choices[one], isEnd: true);
        var usage = Counted();
        if (asked.Asked.StreamsUsage)
            stream.Put(to => Chunk(to, () => { }, usage.Write));
        await stream.End();

        void Put(CompletionChoice choice, bool isEnd) =>
            stream.Put(to => Chunk(to, () => choice.WritePiece(to, isEnd, _tokens), asked.Asked.StreamsUsage ? t => t.WriteNull("usage") : null));
    }

    IAsyncEnumerable<IReadOnlyList<AnswerEvent>> Runs(LiveAnswer answer, Func<TimeSpan> pause) =>
        _generated.Length > 0 ? answer.Runs(pause, request.Cancellation) : AsyncEnumerable.Empty<IReadOnlyList<AnswerEvent>>();

    void Take(AnswerEvent one)
    {
        if (!_choices.Any(c => c.TokenCount > 0))
            request.Metrics.FirstToken(request.Seconds);
        var choice = _choices[_generated[one.Choice]];
        if (one.Completion is not { } completion)
        {
            choice.Add(one.Token);
            return;
        }
        int index = _generated[one.Choice];
        request.Recorder?.Record(_head, index, asked.Generation(model, index / asked.Asked.Choices), completion, body);
        choice.End(completion);
    }

    int[] EndOthers()
    {
        int[] others = [.. Enumerable.Range(0, _choices.Length).Except(_generated)];
        foreach (int one in others)
            _choices[one].End(null);
        return others;
    }

    void Chunk(Utf8JsonWriter to, Action writeChoices, Action<Utf8JsonWriter>? writeUsage)
    {
        to.WriteStartObject();
        _head.Write(to);
        to.WriteStartArray("choices");
        writeChoices();
        to.WriteEndArray();
        writeUsage?.Invoke(to);
        to.WriteEndObject();
    }

    Usage Counted()
    {
        var usage = new Usage(asked.Prompts.Sum(p => p.Length), _choices.Sum(c => c.TokenCount), null);
        request.Metrics.Count(usage.Prompt, usage.Completion);
        return usage;
    }
}
