using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Tests.Kernels;
using R1Sharp.Tests.Training;
using Xunit;

namespace R1Sharp.Tests.Generation;

/// <summary>Tokens that are put into a completion: the model goes on from them, does not learn them, and time changes nothing.</summary>
public sealed class InterjectionTests
{
    static readonly Tokenizer s_tokenizer = SmallNetwork.Tokenizer;

    static readonly ModelOptions s_shape = SmallNetwork.Shape with { LayerCount = 2, MaxPositions = 64 };

    // After every fourth token the square of how many there are, so often, after a while.
    static Interjection Squares(int delayMs) => completion =>
    {
        int length = completion.Length;
        return length % 4 != 0 ? null : Task.Run(async () =>
        {
            await Task.Delay(delayMs * (length % 3), TestContext.Current.CancellationToken);
            return Enumerable.Repeat(length * length % 251, length % 3).ToArray();
        });
    };

    static GenerationRequest[] Requests(Interjection? interject) => [.. Enumerable.Range(0, 5).Select(i => new GenerationRequest
    {
        Prompt = [1 + i, 2, 3],
        SampleCount = 7,
        Sampling = new() { MaxCompletionTokens = 20 + i, StopTokens = [s_tokenizer.EndOfTextId] },
        Seed = 5,
        PromptKey = i,
        Interject = i == 4 ? null : interject,
    })];

    [Fact]
    public void Each_request_is_told_once_of_all_its_completions_the_first_before_the_last_has_ended()
    {
        using var pool = new CpuEngine(2);
        using var policy = pool.Create(s_shape, 1);
        var told = new System.Collections.Concurrent.ConcurrentQueue<(int Request, Completion[] Completions, bool IsLate)>();
        using var release = new ManualResetEventSlim();
        // The last request waits for a tool until the first has been told of.
        GenerationRequest[] requests = [.. Requests(null).Select((request, i) => request with
        {
            Interject = i == 4 ? completion => completion.Length != 2 ? null : Task.Run(() => { release.Wait(); return Array.Empty<int>(); }) : null,
            OnFinished = completions => { told.Enqueue((i, [.. completions], release.IsSet)); if (i == 0) release.Set(); },
        })];
        var results = policy.Generate(requests, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([0, 1, 2, 3, 4], told.Select(t => t.Request).Order());
        Assert.All(told, t => Assert.Equal(results[t.Request], t.Completions));
        Assert.True(told.Single(t => t.Request == 4).IsLate);
        Assert.False(told.Single(t => t.Request == 0).IsLate);
    }

    [Fact]
    public void Forced_tokens_stand_where_they_were_put_and_sampled_ones_have_the_trainers_log_probs()
    {
        using var pool = new CpuEngine(2);
        using var policy = pool.Create(s_shape, 1);
        var requests = Requests(Squares(0));
        foreach (var (request, samples) in requests.Zip(policy.Generate(requests)))
            foreach (var completion in samples)
            {
                if (request.Interject is null || completion.Tokens.Length > 4)
                    Assert.Equal(request.Interject is not null, completion.ForcedTokens.Length > 0);
                Bits.Equal(completion.LogProbs, policy.LogProbs([new TokenSequence([.. request.Prompt, .. completion.Tokens], [.. Enumerable.Range(request.Prompt.Length, completion.Tokens.Length)])])[0]);
                Assert.Equal(completion.Tokens.Length, completion.SampledTokens.Length + completion.ForcedTokens.Length);
                Assert.True(completion.Tokens.Length <= request.Sampling.MaxCompletionTokens);
                var sequence = new TokenSequence([.. request.Prompt, .. completion.Tokens], [.. completion.SampledTokens.Select(t => request.Prompt.Length + t)]);
                Bits.Equal(completion.SampledLogProbs, policy.LogProbs([sequence])[0]);
                if (completion.ForcedTokens is [var first, ..])
                    Assert.Equal(16, completion.Tokens[first]);
            }
    }

    [Fact]
    public void How_long_a_tool_takes_and_who_is_in_the_call_change_nothing()
    {
        using var pool = new CpuEngine(2);
        using var policy = pool.Create(s_shape, 1);
        var quick = policy.Generate(Requests(Squares(0)));
        var slow = policy.Generate(Requests(Squares(5)));
        var alone = Requests(Squares(1)).Select(request => policy.Generate([request])[0]);
        foreach (var other in new[] { slow, [.. alone] })
            foreach (var (a, b) in quick.SelectMany(x => x).Zip(other.SelectMany(x => x)))
            {
                Assert.Equal(a.Tokens, b.Tokens);
                Assert.Equal(a.ForcedTokens, b.ForcedTokens);
                Bits.Equal(a.LogProbs, b.LogProbs);
            }
    }

    [Fact]
    public void A_tool_that_fails_ends_the_generation_with_its_error()
    {
        using var pool = new CpuEngine(1);
        using var policy = pool.Create(s_shape, 1);
        Assert.ThrowsAny<Exception>(() => policy.Generate(Requests(_ => Task.FromException<int[]>(new InvalidOperationException("broken")))));
        Assert.Equal(5, policy.Generate(Requests(null)).Length);
    }

    [Fact]
    public void The_trainer_learns_from_sampled_tokens_alone_and_the_ratio_is_exactly_one()
    {
        using var pool = new CpuEngine(2);
        using var policy = pool.Create(s_shape, 1);
        var options = new GrpoOptions { Steps = 1, PromptsPerStep = 3, GroupSize = 6, MaxCompletionTokens = 16, Temperature = 1, KlWeight = 0.01, EntropyWeight = 0.01, MaskTruncated = false, DropZeroVarianceGroups = false, LearningRate = new() { Peak = 1e-3 } };
        using var trainer = new GrpoTrainer(new Asker(policy, s_tokenizer, question => question, LetterGame.Reward()) { Interject = Squares(1) }, LetterGame.Problems("abc"), options, 1);
        var step = trainer.Step(0);
        Assert.Contains(step.Rollouts, r => r.Completion.ForcedTokens.Length > 0);
        Assert.Equal(step.Rollouts.Sum(r => (long)r.Completion.SampledCount), step.Report.UpdatedTokens);
        Assert.Equal(0.0, step.Report.SamplerDifference);
    }
}
