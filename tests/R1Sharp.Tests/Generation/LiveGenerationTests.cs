using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Parallelism;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Generation;

/// <summary>Requests that come and leave while others are generated: each has the bits that it has alone.</summary>
public sealed class LiveGenerationTests
{
    static readonly ModelOptions s_shape = EngineTests.Shape with { MaxPositions = 512 };

    static GenerationRequest Request(int i, int tokens = 30) => new()
    {
        Prompt = [.. Enumerable.Range(0, 1 + 13 * (i % 5)).Select(t => (7 * t + i) % 97)],
        SampleCount = 1 + i % 3,
        Sampling = new() { MaxCompletionTokens = tokens + i % 11 },
        Seed = 3,
        PromptKey = i,
        Alternatives = i % 4 == 0 ? 3 : 0,
    };

    sealed class World : IDisposable
    {
        readonly WorkerPool _pool;
        readonly Network _network;

        public World(int threads, SchedulerOptions? options = null, long cacheBytes = CpuDecoders.CacheBytesPerWorker)
        {
            _pool = new WorkerPool(threads, threads);
            _network = Network.Of(WeightSources.Fresh(s_shape, 1), NetworkUse.Sampling, isRounded: false, _pool);
            Scheduler = new Scheduler(new CpuDecoders(_network, _pool, cacheBytes), options ?? new());
        }

        public Scheduler Scheduler { get; }

        public void Dispose()
        {
            Scheduler.Dispose();
            _network.Dispose();
            _pool.Dispose();
        }
    }

    sealed class Collected(GenerationRequest request) : ILiveListener
    {
        readonly TaskCompletionSource<Completion[]> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly Completion[] _completions = new Completion[request.SampleCount];
        int _left = request.SampleCount;

        public List<LiveToken>[] Tokens { get; } = [.. Enumerable.Range(0, request.SampleCount).Select(_ => new List<LiveToken>())];

        public Action<int>? OnToken { get; init; }

        public Task<Completion[]> All => _all.Task;

        public void Produced(int sample, LiveToken token)
        {
            Tokens[sample].Add(token);
            OnToken?.Invoke(Tokens[sample].Count);
        }

        public void Finished(int sample, Completion completion)
        {
            _completions[sample] = completion;
            if (Interlocked.Decrement(ref _left) == 0)
                _all.SetResult(_completions);
        }

        public void Failed(Exception error) => _all.TrySetException(error);
    }

    static (Collected Listener, ILiveRequest Request) Submit(ILiveGeneration live, GenerationRequest request, Action<int>? onToken = null)
    {
        var collected = new Collected(request) { OnToken = onToken };
        return (collected, live.Submit(request, collected));
    }

    static async Task<Completion[]> Of(Collected collected) => await collected.All.WaitAsync(TimeSpan.FromSeconds(60));

    static void Same(Completion[] expected, Completion[] actual)
    {
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e.Tokens, a.Tokens);
            Bits.Equal(e.LogProbs, a.LogProbs);
            Assert.Equal(e.Finish, a.Finish);
            Assert.Equal(e.Alternatives.SelectMany(x => x), a.Alternatives.SelectMany(x => x));
        }
    }

    /// <summary>With two threads few samples are shared by all and many are dealt out: forty requests go from one to the other and back.</summary>
    [Theory]
    [InlineData(1, CpuDecoders.CacheBytesPerWorker)]
    [InlineData(2, CpuDecoders.CacheBytesPerWorker)]
    [InlineData(2, 1)]
    public async Task A_request_has_the_bits_that_it_has_alone(int threads, long cacheBytes)
    {
        using var world = new World(threads, cacheBytes: cacheBytes);
        var requests = Enumerable.Range(0, 40).Select(i => Request(i)).ToArray();
        var expected = world.Scheduler.Generate(requests, null, default);
        using var live = world.Scheduler.Live(new());
        var late = new List<Collected>();
        var first = Submit(live, requests[0] with { Sampling = new() { MaxCompletionTokens = 200 } }, count =>
        {
            if (count % 4 == 1 && count / 4 < 39)
                lock (late)
                    late.Add(Submit(live, requests[count / 4 + 1]).Listener);
        });
        await Of(first.Listener);
        for (int i = 0; i < 39; i++)
            Same(expected[i + 1], await Of(late[i]));
        Assert.Equal(default, live.Load);
        Assert.Equal(200, first.Listener.Tokens[0].Count);
    }

    [Fact]
    public async Task Everything_at_once_has_them_too_and_each_token_is_told_as_it_was_recorded()
    {
        using var world = new World(2);
        var requests = Enumerable.Range(0, 60).Select(i => Request(i)).ToArray();
        var expected = world.Scheduler.Generate(requests, null, default);
        using var live = world.Scheduler.Live(new());
        var all = requests.Select(r => Submit(live, r).Listener).ToArray();
        for (int i = 0; i < requests.Length; i++)
        {
            var completions = await Of(all[i]);
            Same(expected[i], completions);
            for (int s = 0; s < completions.Length; s++)
            {
                Assert.Equal(completions[s].Tokens, all[i].Tokens[s].Select(t => t.Token));
                Bits.Equal(completions[s].LogProbs, [.. all[i].Tokens[s].Select(t => t.LogProb)]);
            }
        }
    }

    [Fact]
    public async Task A_request_that_is_let_go_of_frees_its_rows_and_touches_no_other()
    {
        using var world = new World(2);
        var requests = Enumerable.Range(0, 30).Select(i => Request(i)).ToArray();
        var expected = world.Scheduler.Generate(requests, null, default);
        using var live = world.Scheduler.Live(new());
        var begun = new TaskCompletionSource();
        var longest = Enumerable.Range(0, 30).Select(i => Submit(live, Request(i, 400), _ => begun.TrySetResult())).ToArray();
        var all = requests.Select(r => Submit(live, r).Listener).ToArray();
        await begun.Task;
        foreach (var (_, request) in longest)
            request.Cancel();
        for (int i = 0; i < requests.Length; i++)
            Same(expected[i], await Of(all[i]));
        Assert.Equal(default, live.Load);
        Assert.All(longest, one => Assert.False(one.Listener.All.IsCompleted));
    }

    /// <summary>The steering of one request throws at its tenth token.</summary>
    [Fact]
    public async Task What_fails_in_one_request_fails_it_alone()
    {
        using var world = new World(2);
        var expected = world.Scheduler.Generate([Request(1)], null, default)[0];
        using var live = world.Scheduler.Live(new());
        var broken = Submit(live, Request(2) with { Rules = new BrokenRules() }).Listener;
        var whole = Submit(live, Request(1)).Listener;
        await Assert.ThrowsAsync<InvalidOperationException>(() => Of(broken));
        Same(expected, await Of(whole));
        Assert.Equal(default, live.Load);
    }

    sealed class BrokenRules : ITokenRules, ICompletionRules
    {
        public ICompletionRules Begin() => this;

        public TokenMask? Allowed(ReadOnlySpan<int> tokens, int left) => tokens.Length < 10 ? null : throw new InvalidOperationException("broken");

        public IReadOnlyList<TokenBias>? Biases(ReadOnlySpan<int> tokens) => null;

        public void Appended(ReadOnlySpan<int> tokens) { }

        public void CutTo(int count) { }
    }

    [Fact]
    public async Task Other_work_is_done_between_rounds_and_what_it_throws_is_told()
    {
        using var world = new World(2);
        using var live = world.Scheduler.Live(new());
        var all = Enumerable.Range(0, 30).Select(i => Submit(live, Request(i, 200)).Listener).ToArray();
        int done = 0;
        for (int i = 0; i < 20; i++)
            live.Between(() => done++);
        Assert.Equal(20, done);
        Assert.Throws<UserErrorException>(() => live.Between(() => throw new UserErrorException("no")));
        foreach (var one in all)
            await Of(one);
    }

    [Fact]
    public async Task The_end_tells_everybody_and_takes_nothing_more()
    {
        using var world = new World(2);
        var live = world.Scheduler.Live(new());
        var going = Submit(live, Request(3, 400)).Listener;
        live.Dispose();
        await Assert.ThrowsAsync<OperationCanceledException>(() => Of(going));
        Assert.Throws<ObjectDisposedException>(() => Submit(live, Request(1)));
    }

    [Fact]
    public void Prompts_without_room_are_refused()
    {
        using var world = new World(1);
        using var live = world.Scheduler.Live(new() { MaxPositions = 20 });
        Assert.Throws<UserErrorException>(() => Submit(live, new() { Prompt = new int[20] }));
        Assert.Throws<UserErrorException>(() => Submit(live, new() { Prompt = [] }));
        Assert.Throws<UserErrorException>(() => Submit(live, new() { Prompt = [97] }));
    }

    /// <summary>Only tokens of the mask come, biased ones more often, and the log-probabilities stay those of the network.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void Rules_decide_what_is_chosen_and_change_no_log_probability(double temperature)
    {
        using var world = new World(1);
        var rules = new EvenRules();
        var completion = world.Scheduler.Generate([new()
        {
            Prompt = [1, 2, 3],
            Sampling = new() { Temperature = temperature, MaxCompletionTokens = 40 },
            Seed = 1,
            Rules = rules,
            Alternatives = 97,
        }], null, default)[0][0];
        Assert.All(completion.Tokens, token => Assert.Equal(0, token % 2));
        Assert.True(completion.Tokens.Count(t => t == 4) > 20);
        for (int i = 0; i < 40; i++)
        {
            var most = completion.Alternatives[i];
            Assert.Equal(completion.LogProbs[i], most.Single(a => a.Token == completion.Tokens[i]).LogProb);
            Assert.Equal(97, most.Select(a => a.Token).Distinct().Count());
            Assert.Equal(most.OrderByDescending(a => a.LogProb).ThenBy(a => a.Token), most);
            Assert.Equal(1, most.Sum(a => Math.Exp(a.LogProb)), 5);
        }
    }

    sealed class EvenRules : ITokenRules, ICompletionRules
    {
        readonly TokenMask _even = new(97);

        public EvenRules()
        {
            for (int token = 0; token < 97; token += 2)
                _even.Add(token);
        }

        public ICompletionRules Begin() => this;

        public TokenMask? Allowed(ReadOnlySpan<int> tokens, int left) => _even;

        public IReadOnlyList<TokenBias>? Biases(ReadOnlySpan<int> tokens) => [new(4, 6)];

        public void Appended(ReadOnlySpan<int> tokens) { }

        public void CutTo(int count) { }
    }
}
