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
        await foreach (var run in answer.Runs(ServedRequest.WholePause, request.Cancellation))
            foreach (var one in run)
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
            Put(choice.WriteBeginning);
        await stream.Flush();
        await foreach (var run in answer.Runs(request.StreamPause, request.Cancellation))
        {
            foreach (var one in run)
                Tell(one);
            foreach (var choice in _choices)
                PutPiece(choice);
            await stream.Flush();
        }
        var usage = Counted();
        if (asked.Asked.StreamsUsage)
            stream.Put(to => Chunk(to, _ => { }, usage.Write));
        await stream.End();

        void Tell(AnswerEvent one)
        {
            var delta = Take(one);
            var choice = _choices[one.Choice];
            if (!choice.Piece.Takes(delta))
                PutPiece(choice);
            choice.Piece.Add(delta, one.Completion is null ? one.Token : null);
            if (one.Completion is null)
                return;
            PutPiece(choice);
            Put(choice.WriteEnd);
        }

        void PutPiece(ChatChoice choice)
        {
            if (!choice.Piece.IsEmpty)
                Put(to => choice.WritePiece(to, _tokens));
        }

        void Put(Action<Utf8JsonWriter> write) => stream.Put(to => Chunk(to, write, asked.Asked.StreamsUsage ? t => t.WriteNull("usage") : null));

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
