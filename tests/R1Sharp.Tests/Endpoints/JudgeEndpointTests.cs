using System.Text.Json.Nodes;
using R1Sharp.App.Endpoints;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Judges;
using Xunit;

namespace R1Sharp.Tests.Endpoints;

/// <summary>The request that goes over the wire, and what becomes of the reply or of a refusal.</summary>
public sealed class JudgeEndpointTests
{
    static JudgeEndpoint Endpoint(ChatServer server) =>
        new(new() { Url = server.Url, Model = "judge", KeyVariable = "R1SHARP_NO_SUCH_KEY", TimeoutSeconds = 60 });

    [Fact]
    public void One_message_goes_out_at_temperature_0_and_its_answer_comes_back()
    {
        using var server = new ChatServer(200, "Fine. 7");
        Assert.Equal("Fine. 7", Endpoint(server).Ask("How good?"));
        var request = JsonNode.Parse(Assert.Single(server.Asked))!;
        Assert.Equal(("judge", 0.0, "How good?"), ((string)request["model"]!, (double)request["temperature"]!, (string)request["messages"]![0]!["content"]!));
    }

    [Theory]
    [InlineData("""{"content":"7","reasoning_content":"A 3 would be too few."}""", "stop", "7")]
    [InlineData("""{"content":null,"reasoning_content":"Perhaps a 3."}""", "length", "")]
    [InlineData("""{"content":"","reasoning_content":"Perhaps a 3."}""", "stop", "")]
    [InlineData("""{"content":"It is worth 1"}""", "length", "")]
    [InlineData("""{"content":"<think>Perhaps a 3."}""", "stop", "")]
    public void What_is_thought_or_cut_is_no_judgement(string message, string finish, string judgement)
    {
        using var server = new ChatServer(ChatServer.Response(200, $$"""{"choices":[{"finish_reason":"{{finish}}","message":{{message}}}]}"""));
        Assert.Equal(judgement, Endpoint(server).Ask("How good?"));
    }

    [Fact]
    public void A_refusal_is_one_sentence()
    {
        using var server = new ChatServer(401, "no");
        var error = Assert.Throws<UserErrorException>(() => Endpoint(server).Ask("How good?"));
        Assert.StartsWith($"The judge judge at {server.Url} gave no answer: ", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Fact]
    public void Several_ask_at_once()
    {
        using var server = new ChatServer(200, "5");
        var judge = new JudgeReward(new() { Url = server.Url.ToString(), Model = "judge", Instruction = "{completion}" }, _ => Endpoint(server));
        var group = Enumerable.Range(0, 8).Select(i => new RewardInput(
            new Problem { Id = "p", Question = "?", Answer = "2", Family = "f" }, "?", $"{i}", 5, FinishReason.Stop));
        Assert.All(judge.ScoreGroup([.. group]), score => Assert.Equal(0.5, score.Value));
        Assert.Equal(8, server.Asked.Count);
    }
}
