using System.ClientModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI;
using OpenAI.Chat;
using Xunit;

namespace R1Sharp.Tests.Serving;

/// <summary>Clients of .NET: OpenAI's own, Microsoft.Extensions.AI over it, Semantic Kernel's connector.</summary>
public sealed class DotnetClientTests : IAsyncLifetime
{
    const string Schema = """{"type":"object","properties":{"city":{"type":"string","maxLength":6},"degrees":{"type":"integer","minimum":0,"maximum":9}},"required":["city","degrees"],"additionalProperties":false}""";

    ServedWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await ServedWorld.Open(tokenizer: ToolTests.Tokenizer);

    public async ValueTask DisposeAsync() => await _world.DisposeAsync();

    ChatClient Client(string model = "tiny") =>
        new(model, new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(_world.Server.Url, "v1"), RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0) });

    [Fact]
    public async Task OpenAIs_own()
    {
        var client = Client();
        ChatCompletion whole = await client.CompleteChatAsync([new UserChatMessage("hi")], new() { MaxOutputTokenCount = 20, Seed = 3, IncludeLogProbabilities = true, TopLogProbabilityCount = 2 });
        Assert.Equal(whole.Usage.OutputTokenCount, whole.ContentTokenLogProbabilities.Count);
        Assert.Equal(2, whole.ContentTokenLogProbabilities[0].TopLogProbabilities.Count);
        string streamed = "";
        int tokens = 0;
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("hi")], new() { MaxOutputTokenCount = 20, Seed = 3 }))
        {
            streamed += string.Concat(update.ContentUpdate.Select(c => c.Text));
            tokens += update.Usage?.OutputTokenCount ?? 0;
        }
        Assert.Equal(string.Concat(whole.Content.Select(c => c.Text)), streamed);
        Assert.Equal(whole.Usage.OutputTokenCount, tokens);

        var tool = ChatTool.CreateFunctionTool("weather", "Tells it.", BinaryData.FromString(Schema));
        ChatCompletion called = await client.CompleteChatAsync([new UserChatMessage("hi")], new() { Tools = { tool }, ToolChoice = ChatToolChoice.CreateRequiredChoice(), Seed = 1 });
        Assert.Equal(OpenAI.Chat.ChatFinishReason.ToolCalls, called.FinishReason);
        Assert.Equal("weather", called.ToolCalls[0].FunctionName);
        Assert.True(JsonDocument.Parse(called.ToolCalls[0].FunctionArguments).RootElement.TryGetProperty("degrees", out _));
        ChatCompletion after = await client.CompleteChatAsync(
            [new UserChatMessage("hi"), new AssistantChatMessage(called), new ToolChatMessage(called.ToolCalls[0].Id, "warm")], new() { MaxOutputTokenCount = 5 });
        Assert.NotNull(after.Id);

        var format = OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat("weather", BinaryData.FromString(Schema), jsonSchemaIsStrict: true);
        ChatCompletion formed = await client.CompleteChatAsync([new UserChatMessage("hi")], new() { ResponseFormat = format, Seed = 2 });
        Assert.InRange(JsonDocument.Parse(formed.Content[0].Text).RootElement.GetProperty("degrees").GetInt32(), 0, 9);

        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync([new UserChatMessage("hi")], new() { Temperature = -1 }));
        Assert.Equal(400, error.Status);
        Assert.Contains("temperature", error.Message);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => Client("other").CompleteChatAsync([new UserChatMessage("hi")]))).Status);

        using var gone = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.CompleteChatStreamingAsync([new UserChatMessage("hi")], new() { MaxOutputTokenCount = 480 }, gone.Token))
                await gone.CancelAsync();
        });
    }

    sealed record Weather(string City, long Degrees);

    [Fact]
    public async Task Microsoft_Extensions_AI()
    {
        using IChatClient client = Client().AsIChatClient();
        var options = new ChatOptions { MaxOutputTokens = 20, Seed = 3 };
        var whole = await client.GetResponseAsync("hi", options);
        string streamed = "";
        await foreach (var update in client.GetStreamingResponseAsync("hi", options))
            streamed += update.Text;
        Assert.Equal(whole.Text, streamed);
        Assert.Equal(20, whole.Usage!.OutputTokenCount);
        var weather = await client.GetResponseAsync<Weather>("hi", new ChatOptions { Seed = 4, MaxOutputTokens = 200 });
        Assert.NotNull(weather.Result.City);
        int asked = 0;
        using var calling = client.AsBuilder().UseFunctionInvocation(configure: c => c.MaximumIterationsPerRequest = 1).Build();
        await calling.GetResponseAsync("hi", new ChatOptions
        {
            Tools = [AIFunctionFactory.Create((long a, long b) => { asked++; return a + b; }, "add")],
            ToolMode = ChatToolMode.RequireAny,
            Seed = 5,
            MaxOutputTokens = 200,
        });
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Semantic_Kernels_connector()
    {
        var service = new OpenAIChatCompletionService("tiny", new Uri(_world.Server.Url, "v1"), "none");
        var history = new ChatHistory("be brief");
        history.AddUserMessage("hi");
        var settings = new OpenAIPromptExecutionSettings { MaxTokens = 15, Seed = 3 };
        var whole = await service.GetChatMessageContentAsync(history, settings);
        string streamed = "";
        await foreach (var piece in service.GetStreamingChatMessageContentsAsync(history, settings))
            streamed += piece.Content;
        Assert.Equal(whole.Content, streamed);
        var formed = await service.GetChatMessageContentAsync(history, new OpenAIPromptExecutionSettings { ResponseFormat = typeof(Weather), Seed = 1, MaxTokens = 200 });
        Assert.NotNull(JsonSerializer.Deserialize<Weather>(formed.Content!)!.City);
        await Assert.ThrowsAnyAsync<Exception>(() => service.GetChatMessageContentAsync(history, new OpenAIPromptExecutionSettings { Temperature = -3 }));
    }
}
