using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Judges;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Judges;
using Xunit;

namespace R1Sharp.Tests.Rewards.Judges;

/// <summary>A model behind a URL gives marks; a small server plays it here.</summary>
public sealed class JudgeRewardTests : IDisposable
{
    readonly HttpListener _listener = new();
    readonly string _url;
    readonly List<JsonNode> _asked = [];
    string _reply = "Fine. 7";
    int _status = 200;

    public JudgeRewardTests()
    {
        for (int port = 41_700; ; port++)
            try
            {
                _url = $"http://127.0.0.1:{port}/v1";
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                _listener.Start();
                break;
            }
            catch (HttpListenerException)
            {
                continue;
            }
        _ = Task.Run(Serve);
        ChatEndpoint.Open = options => new OpenAiEndpoint(options);
    }

    public void Dispose() => _listener.Close();

    async Task Serve()
    {
        while (_listener.IsListening)
        {
            var context = await _listener.GetContextAsync();
            lock (_asked)
                _asked.Add(JsonNode.Parse(context.Request.InputStream)!);
            var answer = new JsonObject
            {
                ["id"] = "x",
                ["object"] = "chat.completion",
                ["created"] = 1,
                ["model"] = "judge",
                ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["finish_reason"] = "stop", ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = _reply } }),
            };
            context.Response.StatusCode = _status;
            context.Response.ContentType = "application/json";
            JsonSerializer.Serialize(context.Response.OutputStream, answer);
            context.Response.Close();
        }
    }

    IReward Judge(params (string Name, object? Value)[] more) => RewardCatalog.Create("judge",
        new Dictionary<string, object?>(more.Select(m => KeyValuePair.Create(m.Name, m.Value))) { ["url"] = _url, ["model"] = "judge", ["timeout_seconds"] = 5.0 });

    static RewardInput Input(string completion) =>
        new(new Problem { Id = "p", Question = "1+1?", Answer = "2", Family = "f" }, "1+1?", completion, 5, FinishReason.Stop);

    [Fact]
    public void The_last_number_over_the_best_mark_is_the_score_and_the_thoughts_are_not_shown()
    {
        var score = Judge().Score(Input("<think>secret</think><answer>two</answer>"));
        Assert.Equal(0.7, score.Value!.Value, 12);
        Assert.Equal("the judge said: Fine. 7", score.Reason);
        var request = Assert.Single(_asked);
        string message = (string)request["messages"]![0]!["content"]!;
        Assert.Equal(("judge", 0.0), ((string)request["model"]!, (double)request["temperature"]!));
        Assert.Contains("1+1?", message);
        Assert.Contains("two", message);
        Assert.DoesNotContain("secret", message);
    }

    [Fact]
    public void A_group_is_judged_as_often_as_asked()
    {
        _reply = "12";
        Assert.All(Judge(("times", 2), ("instruction", "{completion}")).ScoreGroup([Input("a"), Input("b")]), score => Assert.Equal(1, score.Value));
        Assert.Equal(["a", "a", "b", "b"], _asked.Select(r => (string)r["messages"]![0]!["content"]!).Order());
    }

    [Fact]
    public void A_reply_without_a_number_is_no_score_and_a_refusal_is_one_sentence()
    {
        _reply = "well done";
        Assert.Equal((null, "the judge's reply holds no number: well done"), (Judge().Score(Input("a")).Value, Judge().Score(Input("a")).Reason));
        _status = 401;
        Assert.StartsWith($"The judge judge at {_url} gave no answer: ", Assert.Throws<UserErrorException>(() => Judge().Score(Input("a"))).Message, StringComparison.Ordinal);
        Assert.Contains("needs url", Assert.Throws<UserErrorException>(() => RewardCatalog.Create("judge")).Message);
    }
}
