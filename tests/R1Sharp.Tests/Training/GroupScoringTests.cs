using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation;
using Xunit;

namespace R1Sharp.Tests.Training;

/// <summary>Groups are scored while others are generated; when a group is scored changes no number.</summary>
public sealed class GroupScoringTests
{
    static readonly Learning.Tokenization.Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static readonly EvaluationOptions s_options = new() { SampleCount = 8, Temperature = 1, TopP = 1, MaxCompletionTokens = 4, BootstrapResamples = 100 };

    static Problem[] Problems => [.. "abcd".Select(c => LetterGame.Question(c))];

    /// <summary>Tells of finished requests, last request first; the first request ends only when the reward has seen the last one.</summary>
    sealed class Telling(TablePolicy inner, ManualResetEventSlim? until) : IPolicy
    {
        public Completion[][] Generate(IReadOnlyList<GenerationRequest> requests, TokenProduced? onToken = null, CancellationToken cancellation = default)
        {
            var results = inner.Generate(requests, onToken, cancellation);
            for (int i = requests.Count - 1; i > 0; i--)
                requests[i].OnFinished!(results[i]);
            Assert.True(until?.Wait(TimeSpan.FromSeconds(60), cancellation) ?? true, "nothing was scored during the generation");
            return results;
        }

        public float[][] LogProbs(IReadOnlyList<TokenSequence> sequences, double temperature = 1) => inner.LogProbs(sequences, temperature);
        public void SaveWeights(string directory) => inner.SaveWeights(directory);
        public void Backward(IReadOnlyList<TokenSequence> sequences, SequenceLoss loss, double temperature = 1) => inner.Backward(sequences, loss, temperature);
        public float[][] Backward(IReadOnlyList<TokenSequence> sequences, float[][] dLogProbs, double temperature = 1) => inner.Backward(sequences, dLogProbs, temperature);
        public float[][] BackwardDivergence(IReadOnlyList<TokenSequence> sequences, IReferencePolicy teacher, IReadOnlyList<double> tokenWeights, double temperature = 1) =>
            inner.BackwardDivergence(sequences, teacher, tokenWeights, temperature);
        public double Update(double learningRate) => inner.Update(learningRate);
        public IReferencePolicy Freeze() => inner.Freeze();
        public IReferencePolicy Blend(IReferencePolicy earlier, double share) => inner.Blend(earlier, share);
        public void Restore(IReferencePolicy frozen) => inner.Restore(frozen);
        public IReferencePolicy LoadReference(string directory) => inner.LoadReference(directory);
        public void ResetOptimizer(OptimizerOptions options) => inner.ResetOptimizer(options);
        public void SaveState(string directory) => inner.SaveState(directory);
        public void LoadState(string directory) => inner.LoadState(directory);
        public string? FindNonFiniteWeight() => inner.FindNonFiniteWeight();
        public bool SamplesAreExact => true;
        public IWeightSource Weights => inner.Weights;
        public SequenceScores Score(int[] tokens) => inner.Score(tokens);
        public TargetScores[] Measure(IReadOnlyList<TokenSequence> sequences) => inner.Measure(sequences);
        public void Dispose() { }
    }

    sealed class Watching(Action<Problem> seen) : IReward
    {
        readonly LetterGame.Exact _exact = new();

        public string Name => "accuracy";

        public RewardScore Score(RewardInput input)
        {
            seen(input.Problem);
            return _exact.Score(input);
        }
    }

    static EvaluationResult Evaluate(IPolicy policy, IReward reward) =>
        new Evaluator(new Asker(policy, s_tokenizer, question => question, new RewardSum([new(reward, 1)])), s_options, 1).Evaluate(Problems, cancellation: TestContext.Current.CancellationToken);

    [Fact]
    public void A_group_is_scored_before_the_generation_ends_and_the_numbers_are_the_same()
    {
        using var seen = new ManualResetEventSlim();
        var beside = Evaluate(new Telling(LetterGame.Policy(s_tokenizer), seen), new Watching(problem => { if (problem.Id == "d") seen.Set(); }));
        var after = Evaluate(LetterGame.Policy(s_tokenizer), new LetterGame.Exact());
        Assert.Equal(after.Problems.Select(p => p.Problem.Id), beside.Problems.Select(p => p.Problem.Id));
        Assert.Equal(after.Problems.SelectMany(p => p.Samples.Select(s => (s.GroupIndex, s.SampleIndex, s.Text, s.Reward))),
            beside.Problems.SelectMany(p => p.Samples.Select(s => (s.GroupIndex, s.SampleIndex, s.Text, s.Reward))));
    }

    [Fact]
    public void What_a_reward_throws_reaches_the_caller_and_no_reward_is_at_work_any_more()
    {
        int atWork = 0;
        var reward = new Watching(problem =>
        {
            Interlocked.Increment(ref atWork);
            Thread.Sleep(20);
            Interlocked.Decrement(ref atWork);
            if (problem.Id == "b")
                throw new UserErrorException("no sandbox");
        });
        Assert.Equal("no sandbox", Assert.Throws<UserErrorException>(() => Evaluate(new Telling(LetterGame.Policy(s_tokenizer), null), reward)).Message);
        Assert.Equal(0, atWork);
    }

    /// <summary>Gives half marks, and has seen on its way that the answer is right.</summary>
    sealed class Halves : IReward
    {
        public string Name => "halves";

        public RewardScore Score(RewardInput input) => new(0.5, "half") { Accuracy = 1 };
    }

    [Fact]
    public void What_a_reward_finds_out_about_the_answer_is_not_graded_again()
    {
        var result = Evaluate(LetterGame.Policy(s_tokenizer), new Halves());
        Assert.Equal(1, result.Overall.PassAtOne);
        Assert.All(result.Problems.SelectMany(p => p.Samples), s => Assert.Equal((0.5, "half"), (s.Reward, s.AccuracyReason)));
    }
}
