using System.Text.Json.Nodes;
using R1Sharp.App.Endpoints;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Endpoints;

/// <summary>What is asked again, what is refused at once, and what is said of it.</summary>
public sealed class ChatServiceTests
{
    static ChatService Service(Uri url, int retries = 4) => new(new()
    {
        Url = url,
        KeyVariable = "R1SHARP_NO_SUCH_KEY",
        Retries = retries,
        FirstPauseSeconds = 0.01,
        TimeoutSeconds = 60,
    });

    static async Task<ChatReply> Ask(ChatServer server, int retries = 4)
    {
        using var service = Service(server.Url, retries);
        return await service.AskAsync("m", new() { Messages = [new("user", "Why?")] });
    }

    static byte[] Fine => ChatServer.Response(200, ChatServer.Completion("Because."));

    public static TheoryData<string, byte[]> Passing => new()
    {
        { "429", ChatServer.Response(429, """{"error":{"message":"slow down"}}""", "Retry-After: 0\r\n") },
        { "503 page", ChatServer.Response(503, "<html><title>Busy</title></html>", "Content-Type: text/html\r\n") },
        { "cut within the body", ChatServer.Response(200, ChatServer.Completion("Because."), sent: 20) },
        { "half JSON", ChatServer.Response(200, ChatServer.Completion("Because.")[..60]) },
        { "no answer at all", [] },
        { "broke off", ChatServer.Response(200, ChatServer.Completion("Bec", "abort")) },
        { "error with status 200", ChatServer.Response(200, """{"error":{"message":"overloaded","code":503}}""") },
    };

    [Theory, MemberData(nameof(Passing))]
    public async Task What_may_pass_is_asked_again(string name, byte[] failure)
    {
        using var server = new ChatServer(failure, failure, Fine);
        Assert.Equal(("Because.", name), ((await Ask(server)).Text, name));
        Assert.Equal(3, server.Asked.Count);
        using var stubborn = new ChatServer(failure);
        Assert.Equal(ServiceFault.Moment, (await Assert.ThrowsAsync<ServiceException>(() => Ask(stubborn, retries: 2))).Fault);
        Assert.Equal(3, stubborn.Asked.Count);
    }

    public static TheoryData<object, string, byte[]> Lasting => new()
    {
        { ServiceFault.Question, "the prompt is too long", ChatServer.Response(400, """{"error":{"message":"the prompt is too long"}}""") },
        { ServiceFault.Service, "no such model", ChatServer.Response(404, """{"error":{"message":"no such model"}}""") },
        { ServiceFault.Service, "401", ChatServer.Response(401, "who are you?") },
        { ServiceFault.Service, "web page (Welcome)", ChatServer.Response(200, "<!DOCTYPE html><title> Welcome\n</title>", "Content-Type: text/html\r\n") },
        { ServiceFault.Service, "points to http://other/v1", ChatServer.Response(301, "", "Location: http://other/v1\r\n") },
        { ServiceFault.Service, "no choices", ChatServer.Response(200, "{}") },
        { ServiceFault.Service, "pay", ChatServer.Response(429, """{"error":{"message":"pay","code":"insufficient_quota"}}""") },
    };

    [Theory, MemberData(nameof(Lasting))]
    public async Task What_will_not_pass_is_told_at_once(object fault, string sentence, byte[] failure)
    {
        using var server = new ChatServer(failure);
        var error = await Assert.ThrowsAsync<ServiceException>(() => Ask(server));
        Assert.Equal((ServiceFault)fault, error.Fault);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task A_service_says_how_long_to_wait()
    {
        using var server = new ChatServer(ChatServer.Response(429, "", "Retry-After: 1\r\n"), Fine);
        long begin = TimeProvider.System.GetTimestamp();
        await Ask(server);
        Assert.InRange(TimeProvider.System.GetElapsedTime(begin).TotalSeconds, 0.9, 50);
    }

    [Fact]
    public async Task Only_what_is_known_is_sent()
    {
        using var server = new ChatServer(200, "x");
        using var service = Service(server.Url);
        await service.AskAsync("m", new() { Messages = [new("system", "Be short."), new("user", "Why „so“?")], Temperature = 0.6, MaxTokens = 9, Stop = ["\n"], Seed = 7 });
        await service.AskAsync("m", new() { Messages = [new("user", "?")] });
        Assert.Equal("""{"model":"m","messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Why „so“?"}],"temperature":0.6,"max_tokens":9,"seed":7,"stop":["\n"]}""", server.Asked[0]);
        Assert.Equal(["model", "messages"], JsonNode.Parse(server.Asked[1])!.AsObject().Select(p => p.Key));
    }

    [Fact]
    public async Task Thoughts_that_are_told_apart_stand_before_the_answer()
    {
        using var server = new ChatServer(ChatServer.Response(200, """{"choices":[{"finish_reason":"length","message":{"content":"\n\n4","reasoning_content":"2 + 2"}}],"usage":{"prompt_tokens":3,"completion_tokens":9}}"""));
        Assert.Equal(new ChatReply("<think>\n2 + 2\n</think>\n\n4", "length", 3, 9), await Ask(server));
    }

    [Fact]
    public async Task Thoughts_that_were_cut_are_not_closed()
    {
        using var server = new ChatServer(ChatServer.Response(200, """{"choices":[{"finish_reason":"length","message":{"content":null,"reasoning_content":"2 + 2 is a"}}]}"""));
        Assert.Equal("<think>\n2 + 2 is a", (await Ask(server)).Text);
    }

    // As OpenAI's models that reason say it.
    [Fact]
    public async Task The_most_tokens_have_their_newer_name_where_the_older_is_refused()
    {
        byte[] refusal = ChatServer.Response(400, """{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","param":"max_tokens"}}""");
        using var server = new ChatServer(refusal, Fine, Fine);
        using var service = Service(server.Url);
        foreach (int most in (int[])[9, 10])
            Assert.Equal("Because.", (await service.AskAsync("m", new() { Messages = [new("user", "?")], MaxTokens = most })).Text);
        Assert.Equal(["max_tokens", "max_completion_tokens", "max_completion_tokens"], server.Asked.Select(body => JsonNode.Parse(body)!.AsObject().Last().Key));
        using var stubborn = new ChatServer(refusal);
        Assert.Contains("max_completion_tokens", (await Assert.ThrowsAsync<ServiceException>(() => Ask(stubborn))).Message, StringComparison.Ordinal);
        Assert.Single(stubborn.Asked);
    }

    [Fact]
    public async Task The_models_are_listed_where_the_service_lists_them()
    {
        using var server = new ChatServer(ChatServer.Response(200, """{"data":[{"id":"a"},{"id":"b"}]}"""), ChatServer.Response(404, "{}"), ChatServer.Response(200, "<html>"));
        using var service = Service(server.Url);
        Assert.Equal(["a", "b"], await service.ModelsAsync());
        Assert.Empty(await service.ModelsAsync());
        Assert.Contains("web page", (await Assert.ThrowsAsync<UserErrorException>(() => service.ModelsAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_that_is_told_at_once()
    {
        Uri url;
        using (var server = new ChatServer(200, "x"))
            url = server.Url;
        using var service = Service(url, retries: 8);
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<UserErrorException>(() => service.ModelsAsync())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://h:1/v1", "http://h:1/v1/")]
    [InlineData("http://h:1/v1/", "http://h:1/v1/")]
    [InlineData("https://h/api/v1/chat/completions", "https://h/api/v1/")]
    [InlineData("https://h/openai/deployments/m/chat/completions?api-version=2024-10-21", "https://h/openai/deployments/m/", "?api-version=2024-10-21")]
    public void An_address_may_name_the_completions(string given, string expected, string query = "")
    {
        var options = new ChatServiceOptions { Url = new Uri(given) };
        Assert.Equal((expected, query), (options.Base.ToString(), options.Query));
    }
}
