using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Numerics;
using R1Sharp.Tests.Kernels;
using R1Sharp.Tests.Training;
using Xunit;

namespace R1Sharp.Tests.Generation;

/// <summary>Steered thoughts keep the engine's promises: neighbours, threads, shared prompts and lost pages change no bit, and what was forced is not learned.</summary>
public sealed class SteeringBitsTests
{
    static readonly Tokenizer s_tokenizer = BigramNetwork.Tokenizer;

    // Ten tokens come in any order, those of both markers ("<" opens, "#>" closes) among them.
    static readonly int[] s_likely = s_tokenizer.Encode("abcd<#>#>e");

    static float Logit(int last, int next) => s_likely.Contains(next) ? (float)new RandomStream(4, RandomPurpose.Test, last, next).NextNormal() : -40;

    static readonly ThinkingOptions s_thinking = new() { Open = "<", Close = "#>", WaitText = "Wab" };

    static GenerationRequest[] Requests() => [.. Enumerable.Range(0, 6).Select(i => new GenerationRequest
    {
        Prompt = [.. Enumerable.Repeat(s_likely[0], 30 + i), s_tokenizer.Encode("<")[0]],
        SampleCount = 5,
        Sampling = new() { MaxCompletionTokens = 70, StopTokens = s_tokenizer.Encode("e") },
        Seed = 5,
        PromptKey = i,
        Steering = Steering.Of(s_tokenizer, s_thinking with { MinWaits = i % 3, MinTokens = i == 4 ? 20 : null, MaxTokens = i % 2 == 0 ? 25 : null },
            i > 2 ? new() { Penalty = 2, Window = 6, Words = ["d", "cb"] } : null),
    })];

    static Completion[] Generate(int threads, SchedulerOptions options, IEnumerable<GenerationRequest[]> calls, long cacheBytes = CpuDecoders.CacheBytesPerWorker)
    {
        using var pool = new CpuEngine(threads);
        using var network = new Network(BigramNetwork.Shape, NetworkUse.Scoring, bfloat16: false);
        BigramNetwork.Fill(network.Weights, Logit);
        network.Pack(pool.Pool);
        using var scheduler = new Scheduler(new CpuDecoders(network, pool.Pool, cacheBytes), options);
        return [.. calls.SelectMany(requests => scheduler.Generate(requests, null, default)).SelectMany(group => group)];
    }

    [Fact]
    public void Alone_or_together_on_one_thread_or_two_with_much_memory_or_little_the_bits_are_the_same()
    {
        var together = Generate(1, new(), [Requests()]);
        Assert.True(together.Count(c => c.ForcedTokens.Length > 3) > 10);
        // Groups too are as their samples alone: sample s of a group of five is the last of a group of s + 1.
        var alone = Generate(1, new(), Requests().SelectMany(r => Enumerable.Range(1, 5).Select(n => (GenerationRequest[])[r with { SampleCount = n }])));
        Same(together, [.. Enumerable.Range(0, 30).Select(i => alone[15 * (i / 5) + (i % 5 + 1) * (i % 5 + 2) / 2 - 1])]);
        Same(together, Generate(2, new() { SamplesWorthAWorker = 1 }, [Requests()]));
        Same(together, Generate(1, new() { SlotsPerWorker = 9, PromptRowsPerRound = 7 }, [Requests()], cacheBytes: 1));
    }

    [Fact]
    public void All_log_probs_forced_or_not_are_the_trainers()
    {
        using var pool = new CpuEngine(1);
        using var policy = BigramNetwork.Policy(pool, Logit);
        foreach (var (request, samples) in Requests().Zip(policy.Generate(Requests())))
            foreach (var completion in samples)
            {
                var all = new TokenSequence([.. request.Prompt, .. completion.Tokens], [.. Enumerable.Range(request.Prompt.Length, completion.Tokens.Length)]);
                Bits.Equal(policy.LogProbs([all])[0], completion.LogProbs);
            }
    }

    /// <summary>Steering that never has an occasion changes nothing: no random number is taken, no bit moves.</summary>
    [Fact]
    public void Steering_without_an_occasion_changes_no_bit()
    {
        var plain = Requests().Select(r => r with { Steering = null }).ToArray();
        var idle = plain.Select(r => r with { Steering = Steering.Of(s_tokenizer, new() { MinWaits = 3, MaxTokens = 2 }, new() { Penalty = 5, Words = ["Q"] }) }).ToArray();
        Same(Generate(1, new(), [plain]), Generate(1, new(), [idle]));
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

    static readonly GrpoOptions s_grpo = new()
    {
        Steps = 1,
        PromptsPerStep = 3,
        GroupSize = 6,
        MaxCompletionTokens = 16,
        Temperature = 1,
        KlWeight = 0.01,
        MaskTruncated = false,
        DropZeroVarianceGroups = false,
        LearningRate = new() { Peak = 1e-3 },
        Thinking = new() { MaxTokens = 3, AnswerPrefix = "ab" },
        SwitchPenalty = new() { Penalty = 1, Window = 5, Words = ["a"] },
    };

    [Fact]
    public void Forced_tokens_are_not_learned_and_the_ratio_of_the_others_is_exactly_one()
    {
        using var pool = new CpuEngine(1);
        using var policy = BigramNetwork.Policy(pool, Logit);
        using var trainer = new GrpoTrainer(new Asker(policy, s_tokenizer, question => question + "<think>", new RewardSum([new(new LetterGame.Exact(), 1)])), new ShuffledProblems([.. "abc".Select(c => LetterGame.Question(c))], 1), s_grpo, 1);
        var step = trainer.Step(0);
        foreach (var rollout in step.Rollouts.Where(r => r.Completion.Tokens.Length > 5))
        {
            Assert.Equal([3, 4, 5], rollout.Completion.ForcedTokens);
            Assert.Equal((new ForcedRun(3, 3, "</think>ab", 3), 3), (rollout.Forced.Single(), rollout.ThinkingTokens));
            Assert.Equal(rollout.Completion.SampledTokens.Select(t => rollout.PromptTokens.Length + t), rollout.Sequence.Targets);
        }
        Assert.Contains(step.Rollouts, r => r.Completion.ForcedTokens.Length > 0);
        Assert.Equal(step.Rollouts.Sum(r => (long)r.Completion.SampledCount), step.Report.UpdatedTokens);
        Assert.Equal(0.0, step.Report.SamplerDifference);
    }
}
