using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>The trainer on a task whose best answer is known.</summary>
public sealed class GrpoTrainerTests
{
    static readonly GrpoOptions s_options = new()
    {
        Steps = 40,
        PromptsPerStep = 4,
        GroupSize = 8,
        MaxCompletionTokens = 3,
        LearningRate = new() { Peak = 2 },
        Watchdogs = new() { AllRewardsEqualSteps = null },
    };

    static readonly Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static GrpoTrainer Trainer(TablePolicy policy, GrpoOptions options, IReward? reward = null, string letters = "a", ulong seed = 1) =>
        new(new Asker(policy, s_tokenizer, question => question, LetterGame.Reward(reward)), LetterGame.Problems(letters, seed), options, seed);

    static double RightProbability(TablePolicy policy) => policy.Probability(s_tokenizer.Encode(":")[0], s_tokenizer.Encode("B")[0]);

    [Theory]
    [InlineData(AdvantageScaling.Group, LossAggregation.Sequence, AdvantageBaseline.GroupMean, 0.0)]
    [InlineData(AdvantageScaling.Batch, LossAggregation.Token, AdvantageBaseline.GroupMean, 0.0)]
    [InlineData(AdvantageScaling.None, LossAggregation.Constant, AdvantageBaseline.LeaveOneOut, 0.0)]
    [InlineData(AdvantageScaling.None, LossAggregation.Token, AdvantageBaseline.GroupMean, 0.01)]
    public void The_rewarded_token_becomes_likely(AdvantageScaling scaling, LossAggregation aggregation, AdvantageBaseline baseline, double klWeight)
    {
        var policy = LetterGame.Policy(s_tokenizer);
        var trainer = Trainer(policy, s_options with { ScaleRewards = scaling, Aggregation = aggregation, Baseline = baseline, KlWeight = klWeight });
        Assert.Equal(0.25, RightProbability(policy), 6);
        var reports = Enumerable.Range(0, s_options.Steps).Select(step => trainer.Step(step).Report).ToArray();
        Assert.True(RightProbability(policy) > 0.8, $"B has probability {RightProbability(policy)}");
        Assert.True(reports[^1].Accuracy > reports[0].Accuracy + 0.3);
    }

    [Fact]
    public void Texts_that_end_a_completion_are_asked_for()
    {
        var policy = LetterGame.Policy(s_tokenizer);
        IReadOnlyList<string>? asked = null;
        policy.BeforeItReturns = (requests, _) => asked = requests[0].Sampling.StopStrings;
        Trainer(policy, s_options with { Stop = ["\n", "User:"] }).Step(0);
        Assert.Equal(["\n", "User:"], asked!);
        Trainer(policy, s_options).Step(0);
        Assert.Empty(asked!);
    }

    public static TheoryData<string> Profiles => [.. GrpoProfiles.Names];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Every_profile_learns(string profile)
    {
        var policy = LetterGame.Policy(s_tokenizer);
        var options = GrpoProfiles.Find(profile) with
        {
            Steps = 40,
            PromptsPerStep = 4,
            GroupSize = 8,
            MinibatchesPerStep = Math.Min(2, GrpoProfiles.Find(profile).MinibatchesPerStep),
            MaxCompletionTokens = 3,
            CompletionCaps = [],
            LearningRate = new() { Peak = 2 },
            Watchdogs = s_options.Watchdogs with { ExplodingGradientFactor = null },
        };
        var trainer = Trainer(policy, options);
        var reports = Enumerable.Range(0, options.Steps).Select(step => trainer.Step(step).Report).ToArray();
        Assert.True(RightProbability(policy) > 0.8, $"B has probability {RightProbability(policy)}");
        Assert.True(reports[^1].Accuracy > reports[0].Accuracy + 0.3);
    }

    [Theory]
    [InlineData(KlPenalty.LossK3), InlineData(KlPenalty.LossK2), InlineData(KlPenalty.TokenReward), InlineData(KlPenalty.SequenceReward)]
    public void Every_penalty_holds_the_policy_near_the_reference(KlPenalty penalty)
    {
        double[] right = [.. new[] { 0.001, 1.0 }.Select(weight =>
        {
            var policy = LetterGame.Policy(s_tokenizer);
            var trainer = Trainer(policy, s_options with { KlWeight = weight, KlPenalty = penalty, DropZeroVarianceGroups = false, LearningRate = new() { Peak = 0.3 } });
            for (int step = 0; step < s_options.Steps; step++)
                trainer.Step(step);
            return RightProbability(policy);
        })];
        Assert.True(right[1] < right[0] - 0.1, $"B has probability {right[0]} with a small weight and {right[1]} with a large one");
    }

    [Fact]
    public void Penalties_off_the_reward_are_those_of_the_equation()
    {
        // A policy that has left its reference, and one step that only asks for advantages (the learning rate is zero).
        var policy = LetterGame.Policy(s_tokenizer);
        var options = s_options with { KlWeight = 0.5, DropZeroVarianceGroups = false, LearningRate = new() { Peak = 0 }, MinibatchesPerStep = 1 };
        var byToken = Trainer(policy, options with { KlPenalty = KlPenalty.TokenReward, ScaleRewards = AdvantageScaling.None });
        var bySequence = Trainer(policy, options with { KlPenalty = KlPenalty.SequenceReward, ScaleRewards = AdvantageScaling.None });
        var reference = policy.Freeze();
        policy.Logit(s_tokenizer.Encode(":")[0], s_tokenizer.Encode("B")[0]) += 1;
        foreach (var group in byToken.Step(0).Rollouts.GroupBy(r => r.GroupIndex))
            foreach (var rollout in group)
            {
                double[] k1 = [.. rollout.Completion.LogProbs.Zip(reference.LogProbs([rollout.Sequence])[0], (p, q) => (double)p - q)];
                for (int t = 0; t < k1.Length; t++)
                    Assert.Equal(rollout.Reward - group.Average(r => r.Reward) - 0.5 * k1[t..].Sum(), rollout.TokenAdvantages![t], 12);
            }
        foreach (var group in bySequence.Step(0).Rollouts.GroupBy(r => r.GroupIndex))
        {
            double[] paid = [.. group.Select(r => r.Reward - 0.5 * r.Completion.LogProbs.Zip(reference.LogProbs([r.Sequence])[0], (p, q) => (double)p - q).Sum())];
            Assert.All(group.Zip(paid), x => Assert.Equal(x.Second - paid.Average(), x.First.Advantage, 12));
        }
    }

    [Fact]
    public void On_policy_nothing_differs_from_the_sampler_and_later_minibatches_are_off_policy()
    {
        var trainer = Trainer(LetterGame.Policy(s_tokenizer), s_options with { MinibatchesPerStep = 4, Temperature = 0.7, LearningRate = new() { Peak = 0.3 } });
        var reports = Enumerable.Range(0, 5).Select(step => trainer.Step(step).Report).ToArray();
        Assert.All(reports, r => Assert.Equal(0.0, r.SamplerDifference));
        Assert.All(reports, r => Assert.Equal(4, r.Updates));
        Assert.All(reports, r => Assert.True(r.RatioDeviation > 0));
        var once = Trainer(LetterGame.Policy(s_tokenizer), s_options with { MinibatchesPerStep = 1 });
        Assert.Equal(0.0, once.Step(0).Report.MaxRatioDeviation);
    }

    [Fact]
    public void A_sampler_that_disagrees_with_the_trainer_is_seen()
    {
        var policy = LetterGame.Policy(s_tokenizer);
        policy.SamplerError = 0.001f;
        Assert.Equal(0.001, Trainer(policy, s_options).Step(0).Report.SamplerDifference!.Value, 5);
    }

    [Fact]
    public void The_report_counts_what_was_sampled()
    {
        var trainer = Trainer(LetterGame.Policy(s_tokenizer), s_options with { PromptsPerStep = 8 }, letters: "abcd");
        var (report, rollouts) = trainer.Step(0);
        Assert.Equal(64, report.Rollouts);
        Assert.Equal(rollouts.Average(r => r.Text == r.Problem.Answer ? 1.0 : 0), report.Accuracy!.Value, 12);
        Assert.Equal(report.Reward, report.RewardParts["accuracy"], 12);
        Assert.Equal(report.Accuracy, report.AccuracyByFamily["letters"]);
        Assert.Equal((2.0, 2, 2), (report.CompletionTokens, report.MinCompletionTokens, report.MaxCompletionTokens));
        Assert.Equal((16, 128), (report.PromptTokens, report.SampledTokens));
        Assert.Equal(Math.Log(4) / 2, report.Surprisal, 3);
        Assert.Equal(Math.Log(4) / 2, report.Entropy!.Value, 1);
        Assert.Equal(0, report.TruncatedShare);
        Assert.Null(report.Kl);
        Assert.Equal(8 * 8, rollouts.Select(r => (r.GroupIndex, r.SampleIndex)).Distinct().Count());
        Assert.All(rollouts.GroupBy(r => r.GroupIndex), g => Assert.Equal(0, g.Sum(r => r.Advantage), 9));
    }

    [Fact]
    public void Groups_of_equal_reward_change_nothing_whether_dropped_or_kept()
    {
        // With one prompt of each kind in every step, dropping changes the divisor only.
        foreach (bool drop in new[] { true, false })
        {
            var policy = LetterGame.Policy(s_tokenizer);
            var report = Trainer(policy, s_options with { DropZeroVarianceGroups = drop }, new Constant(1)).Step(0).Report;
            Assert.Equal((1.0, 0, 0L), (report.ZeroVarianceShare, report.Updates, report.UpdatedTokens));
            Assert.Null(report.GradientNorm);
            Assert.Equal(0, policy.Updates);
        }
    }

    [Fact]
    public void Kept_groups_of_equal_reward_are_still_drawn_to_the_reference()
    {
        var options = s_options with { DropZeroVarianceGroups = false, KlWeight = 0.1 };
        var report = Trainer(LetterGame.Policy(s_tokenizer), options, new Constant(1)).Step(0).Report;
        Assert.Equal(report.SampledTokens, report.UpdatedTokens);
        Assert.Equal(0.0, report.Kl);
    }

    [Fact]
    public void Truncated_completions_can_be_left_out_of_the_loss()
    {
        var options = s_options with { MaxCompletionTokens = 1, MaskTruncated = true };
        var report = Trainer(LetterGame.Policy(s_tokenizer), options, new StartsRight()).Step(0).Report;
        Assert.Equal((1.0, 0), (report.TruncatedShare, report.Updates));
        Assert.True(Trainer(LetterGame.Policy(s_tokenizer), options with { MaskTruncated = false }, new StartsRight()).Step(0).Report.Updates > 0);
    }

    [Fact]
    public void The_divergence_holds_the_policy_near_the_reference_until_it_is_refreshed()
    {
        var held = LetterGame.Policy(s_tokenizer);
        var strict = Trainer(held, s_options with { KlWeight = 3, LearningRate = new() { Peak = 0.3 } });
        var refreshed = LetterGame.Policy(s_tokenizer);
        var moving = Trainer(refreshed, s_options with { KlWeight = 3, RefSyncSteps = 2, LearningRate = new() { Peak = 0.3 } });
        for (int step = 0; step < s_options.Steps; step++)
        {
            strict.Step(step);
            var report = moving.Step(step).Report;
            if (step % 2 == 0)
                Assert.True(report.Kl < 1e-3, $"step {step} begins at a fresh reference, yet the divergence is {report.Kl}");
        }
        Assert.True(RightProbability(held) < RightProbability(refreshed) - 0.1);
    }

    [Fact]
    public void Resumed_equals_uninterrupted()
    {
        var options = s_options with { KlWeight = 0.05, RefSyncSteps = 3 };
        var whole = LetterGame.Policy(s_tokenizer);
        var wholeTrainer = Trainer(whole, options, letters: "abc");
        for (int step = 0; step < 11; step++)
            wholeTrainer.Step(step);

        var (first, second) = (LetterGame.Policy(s_tokenizer), LetterGame.Policy(s_tokenizer));
        var firstTrainer = Trainer(first, options, letters: "abc");
        for (int step = 0; step < 5; step++)
            firstTrainer.Step(step);
        string folder = Directory.CreateTempSubdirectory("grpo").FullName;
        firstTrainer.SaveState(folder);
        var secondTrainer = Trainer(second, options, letters: "abc");
        secondTrainer.LoadState(folder);
        for (int step = 5; step < 11; step++)
            secondTrainer.Step(step);
        Assert.Equal(whole.Hash(), second.Hash());
        Assert.NotEqual(first.Hash(), second.Hash());

        File.WriteAllText(Path.Combine(folder, "grpo.json"), "{");
        Assert.Contains("earlier checkpoint", Assert.Throws<UserErrorException>(() => secondTrainer.LoadState(folder)).Message);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Another_seed_gives_another_run_and_the_same_seed_the_same()
    {
        ulong[] hashes = [.. new ulong[] { 1, 1, 2 }.Select(seed =>
        {
            var policy = LetterGame.Policy(s_tokenizer);
            Trainer(policy, s_options, seed: seed).Step(0);
            return policy.Hash();
        })];
        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused()
    {
        var error = Assert.Throws<UserErrorException>(() => Trainer(LetterGame.Policy(s_tokenizer), s_options with { RefSyncSteps = 3 }));
        Assert.Contains("ref_sync_steps is 3 but kl_weight is 0", error.Message);
    }

    [Fact]
    public void A_reward_that_is_not_finite_is_refused()
    {
        var trainer = Trainer(LetterGame.Policy(s_tokenizer), s_options, new Constant(double.NaN));
        Assert.Contains("of problem a is NaN", Assert.Throws<UserErrorException>(() => trainer.Step(0)).Message);
    }

    [Fact]
    public void A_cancelled_step_leaves_the_policy_alone()
    {
        var policy = LetterGame.Policy(s_tokenizer);
        ulong before = policy.Hash();
        Assert.Throws<OperationCanceledException>(() => Trainer(policy, s_options).Step(0, new CancellationToken(canceled: true)));
        Assert.Equal(before, policy.Hash());
    }

    sealed class Constant(double value) : IReward
    {
        public string Name => "constant";

        public RewardScore Score(RewardInput input) => new(value, "");
    }

    sealed class StartsRight : IReward
    {
        public string Name => "accuracy";

        public RewardScore Score(RewardInput input) => new(input.Completion.StartsWith('B') ? 1 : 0, "");
    }
}
