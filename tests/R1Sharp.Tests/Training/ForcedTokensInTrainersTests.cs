using System.Reflection;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Distillation;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Tests.Generation;
using Xunit;

namespace R1Sharp.Tests.Training;

/// <summary>Whatever a trainer asks of a network, a token that the sampler forced is context and never a target.</summary>
public sealed class ForcedTokensInTrainersTests
{
    static readonly Tokenizer s_tokenizer = BigramNetwork.Tokenizer;

    static readonly ThinkingOptions s_thinking = new() { MaxTokens = 3, AnswerPrefix = "ab" };

    // What the fourth to the sixth token of a completion are where its thoughts were closed.
    static readonly int[] s_forced = s_tokenizer.Encode("</think>ab");

    static readonly string[] s_asked = [.. "abc".Select(c => c + ":<think>")];

    /// <summary>Hands every call on and keeps the sequences that it was about.</summary>
    class Recorder : DispatchProxy
    {
        object _model = null!;
        readonly List<(string Call, TokenSequence Sequence)> _seen = [];

        public static (T Model, List<(string Call, TokenSequence Sequence)> Seen) Of<T>(T model) where T : class
        {
            var proxy = Create<T, Recorder>();
            var recorder = (Recorder)(object)proxy;
            recorder._model = model;
            return (proxy, recorder._seen);
        }

        protected override object? Invoke(MethodInfo? method, object?[]? arguments)
        {
            foreach (var sequence in arguments!.OfType<IReadOnlyList<TokenSequence>>().SelectMany(s => s))
                _seen.Add((method!.Name, sequence));
            return method!.Invoke(_model, arguments);
        }
    }

    static float Even(int last, int next) => next is >= 'a' and <= 'h' ? 0 : -40;

    // Pays for many a: completions differ in it.
    sealed class ShareOfA : IReward
    {
        public string Name => "a";

        public RewardScore Score(RewardInput input) => new(input.Completion.Count(c => c == 'a') / 12.0, "");
    }

    static void Check(IEnumerable<(string Call, TokenSequence Sequence)> seen, params string[] calls)
    {
        var all = seen.ToList();
        foreach (string call in calls)
            Assert.Contains(all, s => s.Call == call);
        foreach (var (call, sequence) in all)
        {
            int prompt = s_asked.Select(a => s_tokenizer.Encode(a)).Single(a => sequence.Tokens.AsSpan().StartsWith(a)).Length;
            Assert.Equal(s_forced, sequence.Tokens[(prompt + 3)..(prompt + 6)]);
            Assert.Equal([.. Enumerable.Range(prompt, 3), .. Enumerable.Range(prompt + 6, sequence.Tokens.Length - prompt - 6)], sequence.Targets);
        }
    }

    [Fact]
    public void Ppo_neither_reinforces_nor_values_them()
    {
        using var pool = new CpuEngine(1);
        using var network = BigramNetwork.Policy(pool, Even);
        using var scalar = pool.ScalarOver(network);
        var (policy, ofPolicy) = Recorder.Of<IPolicy>(network);
        var (values, ofValues) = Recorder.Of<IScalarModel>(scalar);
        using var trainer = new PpoTrainer(new Asker(policy, s_tokenizer, question => question + "<think>", LetterGame.Reward(new ShareOfA())), values, LetterGame.Problems("abc"), new()
        {
            Steps = 1,
            PromptsPerStep = 3,
            GroupSize = 4,
            MaxCompletionTokens = 12,
            KlWeight = 0.01,
            MaskTruncated = false,
            LearningRate = new() { Peak = 1e-3 },
            ValueLearningRate = new() { Peak = 1e-3 },
            Thinking = s_thinking,
        }, 1);
        var step = trainer.Step(0);
        Assert.Equal(step.Rollouts.Sum(r => (long)r.Completion.SampledCount), step.Report.UpdatedTokens);
        Check(ofPolicy, "Backward");
        Check(ofValues, "Values", "Backward");
    }

    [Theory]
    [InlineData(DivergenceEstimator.FullDistribution, "BackwardDivergence")]
    [InlineData(DivergenceEstimator.SampledToken, "Backward")]
    public void Distillation_asks_neither_student_nor_teacher_of_them(DivergenceEstimator estimator, string call)
    {
        using var pool = new CpuEngine(1);
        using var network = BigramNetwork.Policy(pool, Even);
        using var other = BigramNetwork.Policy(pool, (last, next) => Even(last, next) + (next == 'a' ? 1 : 0));
        var (student, ofStudent) = Recorder.Of<IPolicy>(network);
        var (recorded, ofTeacher) = Recorder.Of<IReferencePolicy>(other);
        // For the full distribution the student hands its own sequences to the teacher's network, which it must see.
        bool isAskedItself = estimator == DivergenceEstimator.SampledToken;
        var trainer = new DistillationTrainer(new Asker(student, s_tokenizer, question => question + "<think>", LetterGame.Reward(new ShareOfA())), isAskedItself ? recorded : other, LetterGame.Problems("abc"), new()
        {
            Steps = 1,
            PromptsPerStep = 3,
            SamplesPerPrompt = 4,
            MaxCompletionTokens = 12,
            Estimator = estimator,
            LearningRate = new() { Peak = 1e-3 },
            Thinking = s_thinking,
        }, 1);
        var step = trainer.Step(0);
        Assert.Equal(step.Rollouts.Sum(r => (long)r.Completion.SampledCount), step.Report.SampledTokens);
        Check(ofStudent, call);
        if (isAskedItself)
            Check(ofTeacher, "LogProbs");
    }
}
