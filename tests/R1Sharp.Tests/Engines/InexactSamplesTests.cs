using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Distillation;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;
using R1Sharp.Tests.Training;
using Xunit;

namespace R1Sharp.Tests.Engines;

/// <summary>A policy whose sampler records other numbers than its trainer computes, and says so: what is learned is the same.</summary>
public sealed class InexactSamplesTests
{
    const float Error = 0.25f;

    static readonly Learning.Tokenization.Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static TablePolicy Policy(float error, bool isHonest)
    {
        var policy = LetterGame.Policy(s_tokenizer);
        (policy.SamplerError, policy.IsHonest) = (error, isHonest);
        return policy;
    }

    static (ulong Weights, double? Difference) Grpo(float error, bool isHonest)
    {
        var policy = Policy(error, isHonest);
        var options = new GrpoOptions
        {
            Steps = 3,
            PromptsPerStep = 4,
            GroupSize = 8,
            MaxCompletionTokens = 4,
            KlWeight = 0.1,
            MinibatchesPerStep = 2,
            LearningRate = new() { Peak = 0.1 },
            Watchdogs = s_none,
        };
        using var trainer = new GrpoTrainer(new Asker(policy, s_tokenizer, question => question, LetterGame.Reward()), LetterGame.Problems("abcd"), options, 1);
        double? difference = null;
        for (int step = 0; step < 3; step++)
            difference = Math.Max(difference ?? 0, trainer.Step(step, TestContext.Current.CancellationToken).Report.SamplerDifference ?? 0);
        return (policy.Hash(), difference);
    }

    static (ulong Weights, double? Difference) Ppo(float error, bool isHonest)
    {
        var policy = Policy(error, isHonest);
        var options = new PpoOptions
        {
            Steps = 3,
            PromptsPerStep = 4,
            GroupSize = 8,
            MaxCompletionTokens = 4,
            KlWeight = 0.1,
            LearningRate = new() { Peak = 0.1 },
            Watchdogs = s_none,
        };
        using var trainer = new PpoTrainer(new Asker(policy, s_tokenizer, question => question, LetterGame.Reward()),
            new TableValues(s_tokenizer.VocabularySize), LetterGame.Problems("abcd"), options, 1);
        double? difference = null;
        for (int step = 0; step < 3; step++)
            difference = Math.Max(difference ?? 0, trainer.Step(step, TestContext.Current.CancellationToken).Report.SamplerDifference ?? 0);
        return (policy.Hash(), difference);
    }

    static TablePolicy Teacher()
    {
        var teacher = LetterGame.Policy(s_tokenizer);
        teacher.Logit(s_tokenizer.Encode(":")[0], s_tokenizer.Encode("B")[0]) = 2;
        return teacher;
    }

    static (ulong Weights, double? Difference) Distil(float error, bool isHonest)
    {
        var policy = Policy(error, isHonest);
        var options = new DistillationOptions
        {
            Steps = 3,
            PromptsPerStep = 4,
            SamplesPerPrompt = 8,
            MaxCompletionTokens = 4,
            Estimator = DivergenceEstimator.SampledToken,
            LearningRate = new() { Peak = 0.1 }
        };
        var trainer = new DistillationTrainer(
            new Asker(policy, s_tokenizer, question => question, LetterGame.Reward()), Teacher(), LetterGame.Problems("abcd"), options, 1);
        for (int step = 0; step < 3; step++)
            trainer.Step(step, TestContext.Current.CancellationToken);
        return (policy.Hash(), null);
    }

    static readonly WatchdogOptions s_none = new()
    {
        AllRewardsEqualSteps = null,
        AllTruncatedSteps = null,
        NoRightAnswerSteps = null,
        RareRightAnswerSteps = null,
        ZeroGradientUpdates = null
    };

    /// <summary>A trainer that is told nothing learns from wrong ratios: the comparison can fail.</summary>
    [Theory]
    [InlineData("grpo")]
    [InlineData("ppo")]
    [InlineData("distill")]
    public void Old_log_probabilities_are_computed_again(string trainer)
    {
        Func<float, bool, (ulong Weights, double? Difference)> train = trainer switch { "grpo" => Grpo, "ppo" => Ppo, _ => Distil };
        var exact = train(0, true);
        var told = train(Error, true);
        Assert.Equal(exact.Weights, told.Weights);
        Assert.NotEqual(exact.Weights, train(Error, false).Weights);
        if (trainer != "distill")
            Assert.Equal((0, Error), (exact.Difference!.Value, told.Difference!.Value),
                EqualityComparer<(double, double)>.Create((x, y) => Math.Abs(x.Item1 - y.Item1) < 1e-6 && Math.Abs(x.Item2 - y.Item2) < 1e-6));
    }
}
