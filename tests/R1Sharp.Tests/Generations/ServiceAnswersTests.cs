using R1Sharp.App.Commands.Bench;
using R1Sharp.App.Data;
using R1Sharp.App.Endpoints;
using R1Sharp.App.Generations;
using R1Sharp.Learning;
using R1Sharp.Tests.Data;
using R1Sharp.Tests.Endpoints;
using Xunit;

namespace R1Sharp.Tests.Generations;

/// <summary>Rows asked of a server that takes its time and fails.</summary>
public sealed class ServiceAnswersTests : IDisposable
{
    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    AskedRows Rows(int count) => AskedRows.Of(Dataset.Open(KilledGeneration.WriteRows(_folder.Path, count)), new() { Path = "" });

    static ServiceAnswers Answers(ChatService service, int concurrency, StreamMode mode = StreamMode.Stream, int samples = 1) => new(service, new()
    {
        Model = ModelServer.Model,
        Sampling = new() { Messages = [], Seed = 1 },
        Concurrency = concurrency,
        Mode = mode,
        Samples = samples,
    });

    static ChatService Service(Uri url, int retries = 20) => new(new() { Url = url, FirstPauseSeconds = 0.01, LongestPauseSeconds = 0.05, Retries = retries, KeyVariable = "R1SHARP_NO_SUCH_KEY" });

    [Theory]
    [InlineData(StreamMode.Stream), InlineData(StreamMode.Batch)]
    public void Every_completion_comes_once_and_never_too_many_are_asked_at_a_time(object mode)
    {
        using var server = new ModelServer(new() { MedianMs = 3, TooManyShare = 0.05, ResetShare = 0.05, CutShare = 0.05 });
        using var service = Service(server.Url);
        var ended = new List<AnsweredRow>();
        var progress = new StreamProgress(7, TimeProvider.System);
        Answers(service, 7, (StreamMode)mode, samples: 2).Answer(Rows(60).Missing(_ => false), ended.Add, progress, default);
        Assert.Equal(60, ended.Select(r => r.Asked.Key).Distinct().Count());
        Assert.All(ended, row => Assert.Equal([$"You asked: {row.Asked.Messages[0].Content}", $"You asked: {row.Asked.Messages[0].Content}"], row.Samples.Select(s => s.Text)));
        Assert.InRange(server.MostInFlight, 2, 7);
        Assert.InRange(server.Requests, 121, 400);
        Assert.Equal((60, 0, 7), (progress.Rows, progress.Failed, progress.MostInFlight));
        Assert.Equal(server.Requests - 120, service.Retried);
    }

    [Fact]
    public void A_slot_is_busy_until_nothing_is_left_and_a_batch_waits_for_its_last()
    {
        var times = new ModelServerOptions { MedianMs = 20 };
        BenchStream.Result stream = BenchStream.Measure(300, 30, times, StreamMode.Stream), batch = BenchStream.Measure(300, 30, times, StreamMode.Batch);
        Assert.InRange(stream.SlotsBusy / batch.SlotsBusy, 1.6, 50);
    }

    [Fact]
    public void A_row_that_fails_says_why_and_the_others_go_on()
    {
        byte[] fine = ChatServer.Response(200, ChatServer.Completion("Yes.")), bad = ChatServer.Response(400, """{"error":"too long"}""");
        using var server = new ChatServer(fine, bad, fine);
        using var service = Service(server.Url);
        var ended = new List<AnsweredRow>();
        Answers(service, 1).Answer(Rows(5).Missing(_ => false), ended.Add, new(1, TimeProvider.System), default);
        Assert.Equal([null, "it refuses with 400 X: too long.", null, null, null], ended.Select(r => r.Fault));
    }

    [Fact]
    public void Where_all_fail_the_rows_are_left_to_be_asked_again()
    {
        byte[] fine = ChatServer.Response(200, ChatServer.Completion("Yes.")), bad = ChatServer.Response(422, """{"detail":"no top_k here"}""");
        using var server = new ChatServer(fine, bad);
        using var service = Service(server.Url);
        var ended = new List<AnsweredRow>();
        var error = Assert.Throws<UserErrorException>(() => Answers(service, 3).Answer(Rows(200).Missing(_ => false), ended.Add, new(3, TimeProvider.System), default));
        Assert.Contains("no top_k here", error.Message, StringComparison.Ordinal);
        // The two that are asked beside the first may be refused before its answer comes, and count as refused once it has.
        Assert.Null(ended[^1].Fault);
        Assert.InRange(ended.Count, 1, 3);
        Assert.All(ended.SkipLast(1), r => Assert.NotNull(r.Fault));
        Assert.InRange(server.Asked.Count, 21, 30);
    }

    [Fact]
    public void A_key_that_is_refused_ends_it_with_what_there_is()
    {
        byte[] fine = ChatServer.Response(200, ChatServer.Completion("Yes."));
        using var server = new ChatServer(fine, fine, ChatServer.Response(401, """{"error":{"message":"expired"}}"""));
        using var service = Service(server.Url);
        var ended = new List<AnsweredRow>();
        var error = Assert.Throws<UserErrorException>(() => Answers(service, 1).Answer(Rows(50).Missing(_ => false), ended.Add, new(1, TimeProvider.System), default));
        Assert.Contains("expired", error.Message, StringComparison.Ordinal);
        Assert.Equal((2, 3), (ended.Count, server.Asked.Count));
    }

    [Fact]
    public void A_broken_row_ends_it_after_what_is_on_its_way()
    {
        using var server = new ModelServer(new() { MedianMs = 20, Sigma = 0 });
        using var service = Service(server.Url);
        var ended = new List<AnsweredRow>();
        string data = _folder.Write("broken.jsonl", string.Concat(Enumerable.Range(1, 6).Select(i => $"{{\"problem\":\"{i}?\"}}\n")) + "{\"problem\":\n{\"problem\":\"8?\"}\n");
        var error = Assert.Throws<UserErrorException>(() => Answers(service, 4).Answer(AskedRows.Of(Dataset.Open(data), new() { Path = "" }).Missing(_ => false), ended.Add, new(4, TimeProvider.System), default));
        Assert.Contains("broken.jsonl:7", error.Message, StringComparison.Ordinal);
        Assert.Equal(6, ended.Count);
    }

    [Fact]
    public void A_conversation_is_asked_whole_up_to_its_last_question()
    {
        using var server = new ChatServer(200, "Yes.");
        using var service = Service(server.Url);
        string data = _folder.Write("talk.jsonl", """{"system":"Be short.","conversations":[{"from":"human","value":"A?"},{"from":"gpt","value":"B."},{"from":"human","value":"C?"},{"from":"gpt","value":"D."}]}""" + "\n");
        Answers(service, 1).Answer(AskedRows.Of(Dataset.Open(data), new() { Path = "" }).Missing(_ => false), _ => { }, new(1, TimeProvider.System), default);
        Assert.Contains("""[{"role":"system","content":"Be short."},{"role":"user","content":"A?"},{"role":"assistant","content":"B."},{"role":"user","content":"C?"}]""", Assert.Single(server.Asked), StringComparison.Ordinal);
    }

    /// <summary>The full one: r1 bench stream --kills 20 --requests 2000 --concurrency 50 --median-ms 50.</summary>
    [Fact]
    public void Whoever_is_killed_goes_on_and_every_row_is_there_once() =>
        Assert.StartsWith("killed 4 times: 400 rows, each once", new KilledGeneration(400, 4, 50, new() { MedianMs = 30 }).Run(words => Commands.Cli.Start(words)), StringComparison.Ordinal);
}
