using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Numerics.Parallelism;
using R1Sharp.Tests.Engines;
using R1Sharp.Tests.Kernels;
using R1Sharp.Tests.Training;
using Xunit;

namespace R1Sharp.Tests.Generation;

/// <summary>Drafts save rounds where text repeats itself, and change no bit of what is sampled.</summary>
public sealed class SpeculationTests
{
    static readonly Tokenizer s_tokenizer = BigramNetwork.Tokenizer;

    static readonly SchedulerOptions s_without = new() { DraftedRows = 0 };

    // Eight tokens follow one another with a probability of nine in ten, so that drafts are sometimes right and sometimes not.
    static readonly int[] s_circle = s_tokenizer.Encode("abcd<e#>");

    static float Circle(int last, int next)
    {
        int at = Array.IndexOf(s_circle, last), then = Array.IndexOf(s_circle, next);
        return then < 0 ? -40 : (at + 1) % s_circle.Length == then ? 4 : 0;
    }

    static GenerationRequest Request(int i, int samples) => new()
    {
        Prompt = [.. Enumerable.Range(0, 5 + 9 * i).Select(t => s_circle[(t * (i % 3 + 1)) % s_circle.Length])],
        SampleCount = samples,
        Sampling = new() { MaxCompletionTokens = 90 + i },
        Seed = 11,
        PromptKey = i,
        Decode = tokens => s_tokenizer.Decode(tokens),
    };

    static (Completion[] Completions, int Runs, int Rows) Generate(
        SchedulerOptions options, GenerationRequest[] requests, int threads = 1, long cacheBytes = CpuDecoders.CacheBytesPerWorker, Action<Weights>? fill = null)
    {
        using var pool = new WorkerPool(threads);
        using var network = new Network(BigramNetwork.Shape, NetworkUse.Scoring, bfloat16: false);
        (fill ?? (weights => BigramNetwork.Fill(weights, Circle)))(network.Weights);
        network.Pack(pool);
        var decoders = new CountingDecoders(new CpuDecoders(network, pool, cacheBytes));
        using var scheduler = new Scheduler(decoders, options);
        Completion[] completions = [.. scheduler.Generate(requests, null, default).SelectMany(group => group)];
        return (completions, decoders.Runs, decoders.Rows);
    }

    /// <summary>With drafts on one thread and two, with much memory and little, as without; returns the rounds of both.</summary>
    static (int With, int Without) Same(GenerationRequest[] requests, Action<Weights>? fill = null)
    {
        var expected = Generate(s_without, requests, fill: fill);
        var drafted = Generate(new(), requests, fill: fill);
        Same(expected.Completions, drafted.Completions);
        Same(expected.Completions, Generate(new(), requests, threads: 2, fill: fill).Completions);
        Same(expected.Completions, Generate(new() { SamplesWorthAWorker = 1, DraftedRows = 40 }, requests, threads: 2, fill: fill).Completions);
        Same(expected.Completions, Generate(new() { SlotsPerWorker = 5, PromptRowsPerRound = 7 }, requests, cacheBytes: 1, fill: fill).Completions);
        return (drafted.Runs, expected.Runs);
    }

    static void Same(Completion[] expected, Completion[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e.Tokens, a.Tokens);
            Assert.Equal(e.ForcedTokens, a.ForcedTokens);
            Bits.Equal(e.LogProbs, a.LogProbs);
            Assert.Equal(e.Finish, a.Finish);
        }
    }

    [Fact]
    public void One_text_that_repeats_itself_takes_less_than_half_the_rounds()
    {
        var (with, without) = Same([Request(3, 1)]);
        Assert.True(2 * with < without, $"{with} rounds with drafts, {without} without");
    }

    [Fact]
    public void Groups_of_several_prompts_keep_their_bits()
    {
        var (with, without) = Same([.. Enumerable.Range(0, 5).Select(i => Request(i, 1 + i % 3))]);
        Assert.True(with < without, $"{with} rounds with drafts, {without} without");
    }

    /// <summary>Random weights say nothing that was said before: hardly a row is run in vain.</summary>
    [Fact]
    public void A_random_network_keeps_its_bits_and_costs_no_rows()
    {
        GenerationRequest[] requests = [.. Enumerable.Range(0, 3).Select(i => Request(i, 2))];
        Same(requests, weights => weights.Initialize(3));
        var (_, _, rows) = Generate(new(), requests, fill: weights => weights.Initialize(3));
        Assert.InRange(rows, 0, 1.03 * Generate(s_without, requests, fill: weights => weights.Initialize(3)).Rows);
    }

    [Fact]
    public void End_tokens_and_stop_texts_end_within_a_draft()
    {
        GenerationRequest[] requests = [.. Enumerable.Range(0, 6).Select(i => Request(i, 3)).Select((r, i) => r with
        {
            Sampling = r.Sampling with { StopTokens = i % 2 == 0 ? [s_circle[3]] : [], StopStrings = i % 2 == 0 ? [] : ["d<e#>abd", "cdd", "ee"] },
        })];
        Same(requests);
        Assert.Contains(Generate(new(), requests).Completions, c => c.Finish == FinishReason.Stop && c.Tokens.Length > 20);
    }

    [Theory]
    [InlineData(0.0, 1.0, null, 0.0, 1.0)]
    [InlineData(0.7, 0.95, null, 0.0, 1.0)]
    [InlineData(1.3, 1.0, 3, 0.0, 1.2)]
    [InlineData(1.0, 1.0, null, 0.2, 0.9)]
    public void However_tokens_are_chosen(double temperature, double topP, int? topK, double minP, double repetition) =>
        Same([.. Enumerable.Range(0, 3).Select(i => Request(i, 2)).Select(r => r with
        {
            Sampling = r.Sampling with { Temperature = temperature, TopP = topP, TopK = topK, MinP = minP, RepetitionPenalty = repetition },
        })]);

    /// <summary>What a tool says is known before it is run: it goes through the network as a prompt does.</summary>
    [Fact]
    public void Tokens_from_outside_are_run_together()
    {
        Interjection interject = completion => completion.Length % 11 == 10 ? Task.FromResult(Enumerable.Repeat(s_circle[completion.Length % 8], 20).ToArray()) : null;
        GenerationRequest[] requests = [.. Enumerable.Range(0, 4).Select(i => Request(i, 2) with { Interject = interject })];
        var (with, without) = Same(requests);
        Assert.True(2 * with < without, $"{with} rounds with drafts, {without} without");
        Assert.All(Generate(new(), requests).Completions, c => Assert.True(c.ForcedTokens.Length >= 20));
    }

    /// <summary>Refused ends, thoughts that are cut at their cap and penalties on switching: tokens are taken back in the midst of drafts.</summary>
    [Fact]
    public void Steered_thoughts_keep_their_bits()
    {
        var thinking = new ThinkingOptions { Open = "<", Close = "#>", WaitText = "Wab" };
        GenerationRequest[] requests = [.. Enumerable.Range(0, 6).Select(i => Request(i, 3) with
        {
            Steering = Steering.Of(s_tokenizer, thinking with { MinWaits = i % 3, MinTokens = i == 4 ? 20 : null, MaxTokens = i % 2 == 0 ? 25 : null },
                i > 2 ? new() { Penalty = 2, Window = 6, Words = ["d", "cb"] } : null),
        })];
        var (with, without) = Same(requests);
        Assert.True(with < without, $"{with} rounds with drafts, {without} without");
        Assert.True(Generate(new(), requests).Completions.Count(c => c.ForcedTokens.Length > 3) > 5);
    }

    /// <summary>A network that has learned a short text says much of it again.</summary>
    [Fact]
    public void A_trained_network_keeps_its_bits_and_has_the_trainers_log_probs()
    {
        using var engine = new CpuEngine(1);
        using var policy = engine.Create(SmallNetwork.Shape with { LayerCount = 2, MaxPositions = 128 }, 1);
        int[] text = [.. Enumerable.Range(0, 60).Select(i => 1 + i * i % 13)];
        policy.ResetOptimizer(new());
        for (int step = 0; step < 40; step++)
        {
            policy.Backward([new TokenSequence(text)], [[.. Enumerable.Repeat(-1f / 59, 59)]]);
            policy.Update(3e-3);
        }
        GenerationRequest[] requests = [new() { Prompt = text[..9], SampleCount = 6, Sampling = new() { MaxCompletionTokens = 100 }, Seed = 2 }];
        using var plain = engine.Network(((IPolicy)policy).Weights, NetworkUse.Sampling, new() { Speculation = false });
        var drafted = policy.Generate(requests)[0];
        Same(plain.Generate(requests)[0], drafted);
        foreach (var completion in drafted)
            Bits.Equal(policy.LogProbs([new TokenSequence([.. text[..9], .. completion.Tokens], 9)])[0], completion.LogProbs);
    }

    [Fact]
    public void Another_engine_has_drafts_for_nothing()
    {
        using var engine = new BigramEngine();
        using var fresh = WeightSources.Fresh(BigramNetwork.Shape with { InitializerRange = 0.4 }, 5);
        using var policy = engine.Policy(fresh, NetworkUse.Sampling);
        GenerationRequest[] requests = [.. Enumerable.Range(0, 4).Select(i => Request(i, 3))];
        using var without = new Scheduler(new BigramDecoders(new BigramWeights(fresh), 0), s_without);
        using var with = new Scheduler(new BigramDecoders(new BigramWeights(fresh), 0), new());
        Same([.. without.Generate(requests, null, default).SelectMany(g => g)], [.. with.Generate(requests, null, default).SelectMany(g => g)]);
    }

    [Fact]
    public void Shown_tokens_come_one_by_one_in_their_order()
    {
        using var engine = new CpuEngine(1);
        using var policy = BigramNetwork.Policy(engine, Circle);
        var shown = new List<int>();
        var completion = policy.Generate([Request(1, 1)], (_, _, token, _) => shown.Add(token))[0][0];
        Assert.Equal(completion.Tokens, shown);
    }

    [Fact]
    public void The_place_with_the_longest_match_is_found_and_of_equals_the_latest()
    {
        var texts = new DraftTexts();
        texts.Enter(DraftText.Of([1, 2, 3, 4, 5, 2, 3, 6, 7, 3, 9, 2, 3, 8]));
        var own = DraftText.After([4, 5]);
        texts.Enter(own);
        own.Follow([2, 3]);
        Assert.Equal((7, 4), (texts.Find(own)!.Value.Next, texts.Find(own)!.Value.Length));
        own.Follow([0, 2, 3]);
        Assert.Equal((13, 2), (texts.Find(own)!.Value.Next, texts.Find(own)!.Value.Length));
        own.Follow([0, 2, 9]);
        Assert.Null(texts.Find(own));
        // Its own beginning is found, and where that was taken back it is found no more.
        own.Follow([0, 2, 9, 9, 0, 2]);
        texts.Enter(own);
        Assert.Equal((4, 2), (texts.Find(own)!.Value.Next, texts.Find(own)!.Value.Length));
        own.Follow([1, 0, 2]);
        Assert.Null(texts.Find(own));
    }

    [Fact]
    public void What_was_always_right_is_drafted_and_what_was_always_wrong_is_not()
    {
        var odds = new DraftOdds();
        for (int i = 0; i < 300; i++)
        {
            odds.Note(3, true);
            odds.Note(5, false);
            odds.Note(14, i % 2 == 0);
        }
        Assert.InRange(odds.Of(3), 0.97, 1);
        Assert.InRange(odds.Of(5), 0, 0.03);
        Assert.InRange(odds.Of(15), 0.4, 0.6);
        Assert.Equal(0.8, odds.Of(2));
    }
}
