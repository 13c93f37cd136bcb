using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Generation;

/// <summary>The engine's memory: it follows what is generated, and how little there is changes no bit.</summary>
public sealed class EngineTests
{
    internal static readonly ModelOptions Shape = new()
    {
        VocabularySize = 97,
        HiddenSize = 32,
        IntermediateSize = 48,
        LayerCount = 2,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        HeadSize = 8,
        MaxPositions = 131_072,
        InitializerRange = 0.2,
    };

    internal static Completion[] Generate(SchedulerOptions options, int threads, int mostTokens, Interjection? interject = null, int[]? stops = null, long cacheBytes = CpuDecoders.CacheBytesPerWorker)
    {
        using var pool = new WorkerPool(threads);
        using var network = Network.Of(WeightSources.Fresh(Shape, 1), NetworkUse.Sampling, isRounded: false, pool);
        using var scheduler = new Scheduler(new CpuDecoders(network, pool, cacheBytes), options);
        return [.. scheduler.Generate(Requests(mostTokens, interject, stops), null, default).SelectMany(group => group)];
    }

    static GenerationRequest[] Requests(int mostTokens, Interjection? interject, int[]? stops) => [.. Enumerable.Range(0, 8).Select(i => new GenerationRequest
    {
        Prompt = [.. Enumerable.Range(0, 1 + 31 * i).Select(t => (7 * t + i) % 97)],
        SampleCount = 1 + i % 3,
        Sampling = new() { MaxCompletionTokens = mostTokens - 10 * i, StopTokens = stops ?? [] },
        Seed = 3,
        PromptKey = i,
        Interject = interject,
    })];

    static void Same(Completion[] expected, Completion[] actual)
    {
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e.Tokens, a.Tokens);
            Assert.Equal(e.ForcedTokens, a.ForcedTokens);
            Bits.Equal(e.LogProbs, a.LogProbs);
            Assert.Equal(e.Finish, a.Finish);
        }
    }

    /// <summary>Seventy-two requests of which one that comes late is longer than all before: none is asked before there is room, and no bit differs.</summary>
    [Theory]
    [InlineData(1, int.MaxValue)]
    [InlineData(2, 30)]
    [InlineData(2, 3)]
    public void Requests_that_are_taken_one_by_one_end_in_the_same_bits(int threads, int mostInFlight)
    {
        var requests = Enumerable.Range(0, 72).Select(i => Requests(40, null, null)[i == 70 ? 7 : i % 4] with { PromptKey = i }).ToArray();
        using var pool = new WorkerPool(threads);
        using var network = Network.Of(WeightSources.Fresh(Shape, 1), NetworkUse.Sampling, isRounded: false, pool);
        using var scheduler = new Scheduler(new CpuDecoders(network, pool), new SchedulerOptions());
        var expected = scheduler.Generate(requests, null, default);
        var actual = new Completion[requests.Length][];
        int begun = 0, inFlight = 0, most = 0, read = 0;
        scheduler.GenerateAll(requests.Select((request, i) =>
        {
            Assert.InRange(read++ - Volatile.Read(ref begun), 0, 64);
            return request with
            {
                OnBegun = () =>
                {
                    Interlocked.Increment(ref begun);
                    lock (actual)
                        most = Math.Max(most, inFlight += request.SampleCount);
                },
                OnFinished = completions =>
                {
                    actual[i] = completions;
                    lock (actual)
                        inFlight -= request.SampleCount;
                },
            };
        }), mostInFlight, default);
        Same([.. expected.SelectMany(c => c)], [.. actual.SelectMany(c => c)]);
        Assert.Equal(0, inFlight);
    }

    /// <summary>Nineteen pages for sequences of up to nine: samples give up their pages again and again.</summary>
    [Theory]
    [InlineData(1, 512)]
    [InlineData(2, 512)]
    [InlineData(1, 5)]
    public void Samples_that_lose_their_pages_end_in_the_same_bits(int threads, int rowsPerRound)
    {
        var expected = Generate(new SchedulerOptions(), 1, 120);
        Same(expected, Generate(new SchedulerOptions { PromptRowsPerRound = rowsPerRound }, threads, 120, cacheBytes: 1));
    }

    [Fact]
    public void Tokens_from_outside_survive_the_loss_of_pages()
    {
        Interjection interject = completion => completion.Length % 9 == 0 ? Task.FromResult(new[] { completion.Length % 97, 5 }) : null;
        var expected = Generate(new SchedulerOptions(), 1, 120, interject);
        Assert.Contains(expected, c => c.ForcedTokens.Length > 10);
        Same(expected, Generate(new SchedulerOptions { SlotsPerWorker = 5 }, 2, 120, interject, cacheBytes: 1));
    }

    [Fact]
    public void The_last_page_of_a_large_cache_takes_one_slab()
    {
        var heads = new AttentionShape(4, 2, 64);
        const int Pages = 1 << 20;
        using var pages = new PagedCache(Pages, 24 * KeyValuePages.PageFloats(heads));
        var cache = new KeyValuePages(pages, heads, 23 * KeyValuePages.PageFloats(heads));
        float[] row = [.. Enumerable.Range(0, heads.QkvColumns).Select(i => (float)i)];
        cache.Store(Pages - 1, 31, row);
        unsafeRead(cache, Pages - 1, 31, row);

        static void unsafeRead(KeyValuePages cache, int page, int slot, float[] row)
        {
            using var qkv = Block.Undefined(1, row.Length);
            row.CopyTo(qkv.Values);
            using var output = Block.Undefined(1, 4 * 64);
            using var workspace = new Workspace();
            CachedAttention.Forward(cache, [page], slot + 1, qkv.Matrix, output.Matrix, 0, workspace, firstKey: slot);
            Assert.Equal(row[^1], output.Values[^1]);
        }
    }

    /// <summary>Against the definition: sort everything, cut, draw.</summary>
    [Theory]
    [InlineData(1000, null, 0.9, 0.02)]
    [InlineData(1000, null, 0.9, 5.0)]
    [InlineData(1000, null, 0.999999, 5.0)]
    [InlineData(1000, 7, 1.0, 1.0)]
    [InlineData(1000, 500, 0.5, 3.0)]
    [InlineData(33, 40, 0.3, 1.0)]
    public void What_is_kept_is_what_a_full_sort_keeps(int vocabulary, int? topK, double topP, double spread)
    {
        var sampler = new Sampler(vocabulary);
        var options = new SamplingOptions { TopK = topK, TopP = topP };
        for (int i = 0; i < 30; i++)
        {
            var numbers = new RandomStream(9, RandomPurpose.Test, i);
            // Rounded, so that there are equals.
            float[] logits = [.. Enumerable.Range(0, vocabulary).Select(_ => (float)Math.Round(spread * numbers.NextNormal(), 1))];
            var weights = new float[vocabulary];
            Sampling.Weights(logits, weights);
            Cut(weights, topK ?? vocabulary, 1);
            Cut(weights, vocabulary, topP);
            RandomStream random = new(2, RandomPurpose.Sampling, i), same = new(2, RandomPurpose.Sampling, i);
            var (token, logProb) = sampler.Choose((float[])logits.Clone(), options, random.NextDouble(), [], []);
            Assert.Equal(Sampling.Draw(weights, same.NextDouble()), token);
            Assert.Equal(TokenLogProbs.LogProb(logits, token), logProb);
        }
    }

    static void Cut(float[] weights, int count, double share)
    {
        int[] order = [.. Enumerable.Range(0, weights.Length).OrderByDescending(i => weights[i]).ThenBy(i => i)];
        double total = weights.Sum(w => (double)w), sum = 0;
        int kept = 0;
        while (kept < Math.Min(count, order.Length) && (share == 1 || kept == 0 || sum < share * total))
            sum += weights[order[kept++]];
        foreach (int i in order[kept..])
            weights[i] = 0;
    }
}
