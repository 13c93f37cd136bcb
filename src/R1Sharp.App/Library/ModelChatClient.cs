// A model of this process as a chat client of Microsoft.Extensions.AI.

using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using R1Sharp.App.Serving;
using R1Sharp.Learning;
using FinishReason = R1Sharp.Learning.Policies.FinishReason;

namespace R1Sharp;

/// <summary>Answers conversations. Safe for any number of threads.</summary>
/// <param name="model">The model at work.</param>
/// <param name="release">Lets go of it.</param>
sealed class ModelChatClient(ServedModel model, Action release) : IChatClient
{
    readonly ChatClientMetadata _metadata = new("r1sharp", null, model.Name);
    bool _isDisposed;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var asked = Read(messages, options);
        var text = new ChoiceText(model.Tokenizer, asked.Asked.Sampling.StopStrings, new ThoughtSplitter(asked.OpensThoughts),
            asked.HasTools ? new ToolCallSplitter() : null);
        string id = "chatcmpl-" + Guid.NewGuid().ToString("N");
        int tokens = 0;
        using var answer = new LiveAnswer(model.Live, [asked.Generation(model)]);
        await foreach (var one in answer.Events(cancellationToken))
        {
            tokens += one.Completion is null ? 1 : 0;
            var delta = one.Completion is null ? text.Add(one.Token) : text.Finish();
            if (!delta.IsEmpty)
                yield return Update(id, [.. Contents(delta, text)]);
            if (one.Completion is not { } completion)
                continue;
            var last = Update(id, [new UsageContent(Usage(asked, tokens, text))]);
            last.FinishReason = completion.Finish == FinishReason.Length ? ChatFinishReason.Length
                : text.Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop;
            yield return last;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        release();
    }

    ChatRequest Read(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.ModelId is { } other && other != model.Name)
            throw new UserErrorException($"ModelId is '{other}', but this client has the model '{model.Name}' alone: leave it out.");
        try
        {
            return ChatRequest.Read(new JsonFields(ChatBody.Of(messages, options)), model);
        }
        catch (ApiException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    ChatResponseUpdate Update(string id, IList<AIContent> contents) => new(ChatRole.Assistant, contents)
    {
        ResponseId = id,
        MessageId = id,
        ModelId = model.Name,
        CreatedAt = DateTimeOffset.UtcNow,
    };

    static IEnumerable<AIContent> Contents(ChoiceDelta delta, ChoiceText text)
    {
        if (delta.Thoughts.Length > 0)
            yield return new TextReasoningContent(delta.Thoughts);
        if (delta.Said.Length > 0)
            yield return new TextContent(delta.Said);
        for (int i = delta.Calls.Start.Value; i < delta.Calls.End.Value; i++)
            yield return Called(text.Calls[i]);
    }

    static FunctionCallContent Called(ToolCall call) => FunctionCallContent.CreateFromParsedArguments(call.Arguments, call.Id, call.Name,
        static arguments => JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments));

    static UsageDetails Usage(ChatRequest asked, int tokens, ChoiceText text) => new()
    {
        InputTokenCount = asked.Prompt.Length,
        OutputTokenCount = tokens,
        TotalTokenCount = asked.Prompt.Length + tokens,
        ReasoningTokenCount = text.ThoughtTokens,
    };
}
