using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>PPO on a task whose best answer and whose values are known.</summary>
public sealed class PpoTrainerTests
{
    static readonly Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static readonly PpoOptions s_options = new()
    {
        Steps = 40,
        PromptsPerStep = 4,
        GroupSize = 8,
        MaxCompletionTokens = 3,
        LearningRate = new() { Peak = 1 },
        ValueLearningRate = new() { Peak = 0.5 },
        Watchdogs = new() { AllRewardsEqualSteps = null },
    };

    readonly TablePolicy _policy = LetterGame.Policy(s_tokenizer);
    readonly TableValues _values = new(s_tokenizer.VocabularySize);

    static int Token(string text) => s_tokenizer.Encode(text)[0];

    static PpoTrainer Trainer(TablePolicy policy, TableValues values, PpoOptions options, IReward? reward = null, string letters = "a", ulong seed = 1) =>
        new(new Asker(policy, s_tokenizer, question => question, LetterGame.Reward(reward)), values, LetterGame.Problems(letters, seed), options, seed);

    PpoTrainer Trainer(PpoOptions options, IReward? reward = null) => Trainer(_policy, _values, options, reward);

    double RightProbability => _policy.Probability(Token(":"), Token("B"));

    [Theory]
    [InlineData(8, 1.0, true, 0.0, KlPenalty.TokenReward, 1)]
    [InlineData(8, 0.95, false, 0.0, KlPenalty.TokenReward, 1)]
    [InlineData(1, 1.0, true, 0.0, KlPenalty.TokenReward, 3)]
    [InlineData(8, 1.0, true, 0.05, KlPenalty.TokenReward, 1)]
    [InlineData(8, 1.0, true, 0.05, KlPenalty.SequenceReward, 1)]
    [InlineData(8, 1.0, true, 0.05, KlPenalty.LossK3, 1)]
    public void The_rewarded_token_becomes_likely(int groupSize, double lambda, bool whiten, double klWeight, KlPenalty penalty, int iterations)
    {
        var trainer = Trainer(s_options with { GroupSize = groupSize, PromptsPerStep = 32 / groupSize, Lambda = lambda, WhitenAdvantages = whiten, KlWeight = klWeight, KlPenalty = penalty, NumIterations = iterations });
        var reports = Enumerable.Range(0, s_options.Steps).Select(step => trainer.Step(step).Report).ToArray();
        Assert.True(RightProbability > 0.8, $"B has probability {RightProbability}");
        Assert.True(reports[^1].Accuracy > reports[0].Accuracy + 0.3);
        Assert.True(_values[Token("B")] > _values[Token("C")] + 0.3);
    }

    [Fact]
    public void The_value_model_learns_what_the_answers_are_worth()
    {
        var trainer = Trainer(s_options with { Steps = 1001, ValueWarmupSteps = 1000, ValueClip = null, ValueLearningRate = new() { Peak = 0.5 } });
        var reports = Enumerable.Range(0, 60).Select(step => trainer.Step(step).Report).ToArray();
        Assert.Equal(0, _policy.Updates);
        Assert.All(reports, r => Assert.Equal((0, null), (r.Updates, r.GradientNorm)));
        Assert.Equal(0.25, _values[Token(":")], 0.1);
        Assert.Equal(1, _values[Token("B")], 0.05);
        Assert.Equal(0, _values[Token("C")], 0.05);
        Assert.Equal(0.0, reports[0].ExplainedVariance!.Value, 9);
        Assert.True(reports[^1].ExplainedVariance > 0.4);
        Assert.True(reports[^1].ValueLoss < reports[0].ValueLoss);
    }

    [Fact]
    public void On_policy_nothing_differs_from_the_sampler_and_later_updates_are_off_policy()
    {
        var once = Trainer(s_options with { MinibatchesPerStep = 1, Temperature = 0.7 }).Step(0).Report;
        Assert.Equal((0.0, 0.0, 1), (once.SamplerDifference!.Value, once.MaxRatioDeviation, once.Updates));
        var twice = Trainer(LetterGame.Policy(s_tokenizer), new(s_tokenizer.VocabularySize), s_options with { MinibatchesPerStep = 2, NumIterations = 3 }).Step(0).Report;
        Assert.Equal((0.0, 6), (twice.SamplerDifference!.Value, twice.Updates));
        Assert.True(twice.RatioDeviation > 0);
        Assert.Equal(3 * twice.SampledTokens, twice.UpdatedTokens);
    }

    [Fact]
    public void The_report_counts_what_was_sampled_and_foreseen()
    {
        _values[Token(":")] = 0.5;
        var (report, rollouts) = Trainer(s_options).Step(0);
        Assert.Equal((32, 64L), (report.Rollouts, report.SampledTokens));
        Assert.Equal(report.Accuracy!.Value, report.MeanReturn!.Value, 12);
        Assert.Equal(0.25, report.MeanValue!.Value, 7);
        Assert.Equal(0.0, report.KlReward);
        Assert.Equal(s_options.ValueLearningRate.Peak, report.ValueLearningRate);
        Assert.Equal(0, rollouts.Average(r => r.Advantage), 6);
        Assert.True(rollouts.Where(r => r.Accuracy == 1).Min(r => r.Advantage) > rollouts.Where(r => r.Accuracy == 0).Max(r => r.Advantage));
    }

    [Fact]
    public void The_divergence_in_the_reward_holds_the_policy_near_the_reference()
    {
        var trainer = Trainer(s_options with { KlWeight = 2, WhitenAdvantages = false, LearningRate = new() { Peak = 0.3 } });
        var reports = Enumerable.Range(0, s_options.Steps).Select(step => trainer.Step(step).Report).ToArray();
        Assert.Equal(0.0, reports[0].KlReward);
        // k1 of a few samples is noisy, but on the whole it takes something away.
        Assert.True(reports[^20..].Average(r => r.KlReward) < 0);
        // The best policy under r − 2 KL has probabilities proportional to e^(r/2): e^½ / (e^½ + 3) = 0.355 for B.
        Assert.InRange(RightProbability, 0.28, 0.45);
    }

    [Fact]
    public void Truncated_completions_can_be_left_out_of_both_losses()
    {
        var report = Trainer(s_options with { MaxCompletionTokens = 1, MaskTruncated = true }).Step(0).Report;
        Assert.Equal((1.0, 0, null), (report.TruncatedShare, report.Updates, report.ValueLoss));
        Assert.Equal(0.0, _values[Token(":")]);
    }

    [Fact]
    public void Equal_rewards_are_seen_whatever_the_size_of_the_groups()
    {
        foreach (int groupSize in new[] { 1, 8 })
        {
            var trainer = Trainer(s_options with { GroupSize = groupSize, Watchdogs = new() { AllRewardsEqualSteps = 2 } }, new Constant(0.5));
            trainer.Step(0);
            Assert.Equal("all-rewards-equal", Assert.Throws<WatchdogException>(() => trainer.Step(1)).Name);
        }
        Assert.Equal(0.0, Trainer(s_options with { GroupSize = 1, PromptsPerStep = 32 }).Step(0).Report.ZeroVarianceShare);
    }

    [Fact]
    public void A_value_that_is_not_finite_is_named()
    {
        _values[Token(":")] = double.NaN;
        var stop = Assert.Throws<WatchdogException>(() => Trainer(s_options with { WhitenAdvantages = false }).Step(0));
        Assert.Equal("not-finite", stop.Name);
        Assert.IsType<PpoStep>(stop.Report);
    }

    [Fact]
    public void A_resumed_run_ends_in_the_bits_of_one_left_alone()
    {
        var options = s_options with { KlWeight = 0.1, RefSyncSteps = 4, NumIterations = 2 };
        using var whole = Trainer(options);
        for (int step = 0; step < 11; step++)
            whole.Step(step);

        string folder = Directory.CreateTempSubdirectory("ppo").FullName;
        var (first, firstValues) = (LetterGame.Policy(s_tokenizer), new TableValues(s_tokenizer.VocabularySize));
        using (var trainer = Trainer(first, firstValues, options))
        {
            for (int step = 0; step < 5; step++)
                trainer.Step(step);
            trainer.SaveState(folder);
        }
        var (second, secondValues) = (LetterGame.Policy(s_tokenizer), new TableValues(s_tokenizer.VocabularySize));
        using var resumed = Trainer(second, secondValues, options);
        resumed.LoadState(folder);
        for (int step = 5; step < 11; step++)
            resumed.Step(step);
        Assert.Equal((_policy.Hash(), _values.Hash()), (second.Hash(), secondValues.Hash()));
        Assert.NotEqual((first.Hash(), firstValues.Hash()), (second.Hash(), secondValues.Hash()));

        File.WriteAllText(Path.Combine(folder, "value", "watchdog.json"), "{");
        Assert.Contains("earlier checkpoint", Assert.Throws<UserErrorException>(() => resumed.LoadState(folder)).Message);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused() =>
        Assert.Contains("ref_sync_steps is 3 but kl_weight is 0", Assert.Throws<UserErrorException>(() => Trainer(s_options with { RefSyncSteps = 3 })).Message);

    sealed class Constant(double value) : IReward
    {
        public string Name => "constant";

        public RewardScore Score(RewardInput input) => new(value, "");
    }
}
