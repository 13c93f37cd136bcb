using R1Sharp.App.Serving;
using R1Sharp.Learning.Policies;
using Xunit;

namespace R1Sharp.Tests.Serving;

/// <summary>How events of an answer are taken up, with a generation that does what the test says.</summary>
public sealed class LiveAnswerTests
{
    static readonly GenerationRequest s_request = new() { Prompt = [1], Sampling = new() { MaxCompletionTokens = 100 } };

    [Fact]
    public async Task What_came_about_meanwhile_is_one_run_and_the_end_waits_for_no_pause()
    {
        using var live = new Told();
        using var answer = new LiveAnswer(live, [s_request]);
        live.Say(1, 2, 3);
        await using var runs = answer.Runs(() => TimeSpan.FromHours(1), default).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await runs.MoveNextAsync());
        Assert.Equal([1, 2, 3], runs.Current.Select(one => one.Token.Token));
        var next = runs.MoveNextAsync().AsTask();
        live.Say(4, 5);
        Assert.False(next.IsCompleted);
        live.End();
        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal([4, 5, 0], runs.Current.Select(one => one.Token.Token));
        Assert.NotNull(runs.Current[^1].Completion);
        Assert.False(await runs.MoveNextAsync());
    }

    [Fact]
    public async Task A_failure_and_a_client_that_goes_away_end_a_pause()
    {
        using var live = new Told();
        using var answer = new LiveAnswer(live, [s_request]);
        live.Say(1);
        using var gone = new CancellationTokenSource();
        await using var runs = answer.Runs(() => TimeSpan.FromHours(1), gone.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await runs.MoveNextAsync());
        var next = runs.MoveNextAsync().AsTask();
        gone.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        live.Fail();
        await using var others = answer.Runs(() => TimeSpan.FromHours(1), default).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await others.MoveNextAsync());
    }

    [Fact]
    public void A_piece_holds_thoughts_or_what_is_said_and_its_tokens()
    {
        var piece = new ChatPiece(tellsTokens: true);
        Assert.True(piece.IsEmpty);
        piece.Add(new("a", "", default), new(1, -1, false, null));
        Assert.True(piece.Takes(new("b", "", default)));
        Assert.False(piece.Takes(new("", "x", default)));
        piece.Add(new("b", "", default), new(2, -2, false, null));
        Assert.Equal(("ab", ""), (piece.Thoughts, piece.Said));
        Assert.Equal([1, 2], piece.Tokens!.Select(t => t.Token));
        piece.Clear();
        Assert.True(piece.IsEmpty);
        piece.Add(new("", "x", default), null);
        Assert.False(piece.Takes(new("b", "", default)));
        Assert.True(piece.Takes(new("", "", 0..1)));
        piece.Add(new("", "", 0..1), null);
        Assert.False(piece.Takes(new("", "", 1..2)));
        Assert.Equal(0..1, piece.Calls);
    }

    /// <summary>A generation that says what it is told to.</summary>
    sealed class Told : ILiveGeneration, ILiveRequest
    {
        ILiveListener? _listener;

        public int MaxPositions => 100;

        public LiveLoad Load => default;

        public ILiveRequest Submit(GenerationRequest request, ILiveListener listener)
        {
            _listener = listener;
            return this;
        }

        public void Between(Action work) => work();

        public void Cancel() { }

        public void Dispose() { }

        public void Say(params int[] tokens)
        {
            foreach (int token in tokens)
                _listener!.Produced(0, new(token, -1, false, null));
        }

        public void End() => _listener!.Finished(0, new([1], [-1f], FinishReason.Stop));

        public void Fail() => _listener!.Failed(new InvalidDataException());
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(16, 20)]
    [InlineData(40, 50)]
    [InlineData(1000, 100)]
    public void Many_streams_have_longer_pieces(int answers, int milliseconds) => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), EventStream.Pause(answers));
}
