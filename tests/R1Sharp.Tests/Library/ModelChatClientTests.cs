using System.Text.Json;
using Microsoft.Extensions.AI;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Library;

/// <summary>A model of this process as a chat client of Microsoft.Extensions.AI.</summary>
public sealed class ModelChatClientTests : IDisposable
{
    const string Schema = """{"type":"object","properties":{"city":{"type":"string","maxLength":6},"degrees":{"type":"integer","minimum":0,"maximum":9}},"required":["city","degrees"],"additionalProperties":false}""";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    readonly R1Model _model = R1Model.Fresh(["Who are you? I am a small model."], new() { HiddenSize = 32, LayerCount = 2, MaxPositions = 2048, Threads = 2 });
    readonly IChatClient _client;

    public ModelChatClientTests() => _client = _model.AsChatClient();

    public void Dispose()
    {
        _client.Dispose();
        _model.Dispose();
    }

    [Fact]
    public async Task A_stream_says_what_the_whole_says_and_counts_its_tokens()
    {
        var options = new ChatOptions { MaxOutputTokens = 20, Seed = 3, Instructions = "Be brief." };
        var whole = await _client.GetResponseAsync("hi", options, Cancellation);
        string streamed = "";
        UsageDetails? usage = null;
        ChatFinishReason? finish = null;
        await foreach (var update in _client.GetStreamingResponseAsync("hi", options, Cancellation))
        {
            streamed += update.Text;
            usage = update.Contents.OfType<UsageContent>().FirstOrDefault()?.Details ?? usage;
            finish = update.FinishReason ?? finish;
        }
        Assert.Equal(whole.Text, streamed);
        Assert.Equal(ChatFinishReason.Length, finish);
        Assert.Equal(20, usage!.OutputTokenCount);
        Assert.Equal(whole.Usage!.InputTokenCount + 20, usage.TotalTokenCount);
        Assert.Equal(_model.Tokenizer.Encode("Be brief.<|user|>hi<|assistant|>").Length, whole.Usage.InputTokenCount);
        Assert.Equal("fresh", whole.ModelId);
        Assert.Equal("r1sharp", _client.GetService<ChatClientMetadata>()!.ProviderName);
    }

    [Fact]
    public async Task A_seed_has_one_answer_beside_others()
    {
        async Task<string> Answer(long seed) => (await _client.GetResponseAsync("hi", new() { MaxOutputTokens = 30, Seed = seed }, Cancellation)).Text;
        string alone = await Answer(7);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Answer(i)));
        Assert.Equal(alone, all[7]);
        Assert.True(all.Distinct().Count() > 4);
    }

    [Fact]
    public async Task A_tool_is_called_with_arguments_of_its_schema_and_its_result_goes_back()
    {
        var asked = new List<bool>();
        var tool = AIFunctionFactory.Create((bool a, bool b) => { asked.Add(a); return b; }, "add", "Adds.");
        using var client = new ChatClientBuilder(_model.AsChatClient()).UseFunctionInvocation().Build();
        var response = await client.GetResponseAsync("add", new ChatOptions { Tools = [tool], ToolMode = ChatToolMode.RequireAny, MaxOutputTokens = 400, Seed = 4 }, Cancellation);
        Assert.Single(asked);
        Assert.Equal([ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant], response.Messages.Select(m => m.Role));
        var named = await _client.GetResponseAsync("add", new ChatOptions { Tools = [tool], ToolMode = ChatToolMode.RequireSpecific("add"), MaxOutputTokens = 400, Seed = 4 }, Cancellation);
        Assert.Equal(ChatFinishReason.ToolCalls, named.FinishReason);
        Assert.Equal("add", Assert.Single(named.Messages[0].Contents.OfType<FunctionCallContent>()).Name);
    }

    [Fact]
    public async Task An_answer_keeps_to_its_schema()
    {
        var format = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse(Schema).RootElement, "weather");
        for (int seed = 0; seed < 4; seed++)
        {
            var answer = await _client.GetResponseAsync("hi", new() { ResponseFormat = format, MaxOutputTokens = 300, Seed = seed }, Cancellation);
            Assert.InRange(JsonDocument.Parse(answer.Text).RootElement.GetProperty("degrees").GetInt32(), 0, 9);
        }
    }

    [Fact]
    public async Task Thoughts_are_told_apart()
    {
        using var model = R1Model.Fresh(["hi"], new() { HiddenSize = 32, LayerCount = 2, MaxPositions = 128, Threads = 2 });
        model.LearnAnswers([("hi", "<think>so</think>Yes.")], new() { Steps = 60, TokensPerStep = 64, LearningRate = new() { Peak = 5e-3 } });
        using var client = model.AsChatClient();
        var answer = await client.GetResponseAsync("hi", new() { Temperature = 0, MaxOutputTokens = 30 }, Cancellation);
        Assert.Equal(("so", "Yes."), (Assert.Single(answer.Messages[0].Contents.OfType<TextReasoningContent>()).Text, answer.Text));
        Assert.True(answer.Usage!.ReasoningTokenCount > 0);
        var none = await client.GetResponseAsync("hi", new() { Temperature = 0, MaxOutputTokens = 30, AdditionalProperties = new() { ["thinking_max"] = 0 } }, Cancellation);
        Assert.True(none.Usage!.ReasoningTokenCount < answer.Usage.ReasoningTokenCount, $"{none.Usage.ReasoningTokenCount}");
    }

    [Fact]
    public async Task What_cannot_be_honoured_is_named()
    {
        await Refused(new() { ModelId = "other" }, "other");
        await Refused(new() { ConversationId = "x" }, "ConversationId");
        await Refused(new() { Temperature = -1 }, "temperature");
        await Refused(new() { AdditionalProperties = new() { ["logprobs"] = true } }, "logprobs");
        await Refused(new() { Tools = [new HostedWebSearchTool()] }, "Tools");
        await Refused(new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"array","uniqueItems":true}""").RootElement) }, "response_format", "uniqueItems");
        var picture = new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")]);
        Assert.Contains("DataContent", (await Assert.ThrowsAsync<UserErrorException>(() => _client.GetResponseAsync([picture], cancellationToken: Cancellation))).Message);

        async Task Refused(ChatOptions options, params string[] words)
        {
            var error = await Assert.ThrowsAsync<UserErrorException>(() => _client.GetResponseAsync("hi", options, Cancellation));
            Assert.True(words.Any(word => error.Message.Contains(word, StringComparison.Ordinal)), error.Message);
        }
    }

    [Fact]
    public async Task One_that_is_disposed_of_or_cancelled_answers_no_more()
    {
        using var cancelled = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in _client.GetStreamingResponseAsync("hi", new() { MaxOutputTokens = 1500 }, cancelled.Token))
                await cancelled.CancelAsync();
        });
        _client.Dispose();
        _client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _client.GetResponseAsync("hi", cancellationToken: Cancellation));
        Assert.Single(_model.Ask("hi", sampling: new() { MaxCompletionTokens = 3 }));
    }
}
