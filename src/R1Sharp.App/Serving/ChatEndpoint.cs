// POST /v1/chat/completions: the answer to a conversation, whole or as it comes.

using System.Text.Json;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Serving;

/// <summary>Answers conversations.</summary>
/// <param name="request">The request.</param>
/// <param name="model">Whom it asks.</param>
/// <param name="asked">What it asks.</param>
/// <param name="body">The same as the client wrote it.</param>
sealed class ChatEndpoint(ServedRequest request, ServedModel model, ChatRequest asked, JsonElement body)
{
    readonly AnswerHead _head = new(request.NewId("chatcmpl-"), asked.Asked.IsStreamed ? "chat.completion.chunk" : "chat.completion", model);
    readonly GenerationRequest _generation = asked.Generation(model);
    readonly TokenTexts _tokens = new(model.Tokenizer);
    readonly ChatChoice[] _choices = [.. Enumerable.Range(0, asked.Asked.Choices).Select(i => new ChatChoice(i, asked, model.Tokenizer))];

    /// <summary>Answers a request.</summary>
    public static async Task Run(ServedRequest request)
    {
        using var body = await request.Body();
        var fields = new JsonFields(body.RootElement);
        using var held = await request.Models.Hold(fields, request.Cancellation);
        await new ChatEndpoint(request, held.Model, ChatRequest.Read(fields, held.Model), body.RootElement).Answer();
    }

    async Task Answer()
    {
        using var answer = new LiveAnswer(model.Live, [_generation]);
        if (asked.Asked.IsStreamed)
            await Stream(answer);
        else
            await Whole(answer);
    }

    async Task Whole(LiveAnswer answer)
    {
        await foreach (var one in answer.Events(request.Cancellation))
            Take(one);
        var usage = Counted();
        await request.Answer(to =>
        {
            to.WriteStartObject();
            _head.Write(to);
            to.WriteStartArray("choices");
            foreach (var choice in _choices)
                choice.Write(to, _tokens);
            to.WriteEndArray();
            usage.Write(to);
            to.WriteEndObject();
        });
    }

    async Task Stream(LiveAnswer answer)
    {
        var stream = await request.Stream();
        foreach (var choice in _choices)
            await Send(choice.WriteBeginning);
        await foreach (var one in answer.Events(request.Cancellation))
        {
            var delta = Take(one);
            var choice = _choices[one.Choice];
            if (!delta.IsEmpty || (asked.WantsLogProbs && one.Completion is null))
                await Send(to => choice.WritePiece(to, delta, one.Completion is null ? one.Token : null, _tokens));
            if (one.Completion is not null)
                await Send(choice.WriteEnd);
        }
        var usage = Counted();
        if (asked.Asked.StreamsUsage)
            await stream.Send(to => Chunk(to, _ => { }, usage.Write));
        await stream.End();

        Task Send(Action<Utf8JsonWriter> write) => stream.Send(to => Chunk(to, write, asked.Asked.StreamsUsage ? t => t.WriteNull("usage") : null));

        void Chunk(Utf8JsonWriter to, Action<Utf8JsonWriter> write, Action<Utf8JsonWriter>? writeUsage)
        {
            to.WriteStartObject();
            _head.Write(to);
            to.WriteStartArray("choices");
            write(to);
            to.WriteEndArray();
            writeUsage?.Invoke(to);
            to.WriteEndObject();
        }
    }

    ChoiceDelta Take(AnswerEvent one)
    {
        if (!_choices.Any(c => c.HasBegun))
            request.Metrics.FirstToken(request.Seconds);
        var choice = _choices[one.Choice];
        if (one.Completion is not { } completion)
            return choice.Add(one.Token);
        request.Recorder?.Record(_head, one.Choice, _generation, completion, body);
        return choice.End(completion);
    }

    Usage Counted()
    {
        var usage = new Usage(asked.Prompt.Length, _choices.Sum(c => c.TokenCount), _choices.Sum(c => c.ThoughtTokens));
        request.Metrics.Count(usage.Prompt, usage.Completion);
        return usage;
    }
}
