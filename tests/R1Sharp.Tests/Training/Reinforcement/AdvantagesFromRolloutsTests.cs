using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>From rewards, values and a reference to the advantages of GRPO's relatives and of PPO, worked out by hand.</summary>
public sealed class AdvantagesFromRolloutsTests
{
    // Log-probabilities that the sampler recorded; the reference gives every token 0.5 nats less: k1 = 0.5 a token.
    static Rollout Sampled(int sample, double reward, int tokens) => new()
    {
        GroupIndex = 0,
        SampleIndex = sample,
        Problem = new Problem { Id = "p", Question = "?", Answer = "1", Family = "f" },
        Prompt = "?",
        PromptTokens = [0],
        Completion = new Completion([.. Enumerable.Range(1, tokens)], [.. Enumerable.Repeat(-1f, tokens)], FinishReason.Stop),
        Text = "",
        Reward = reward,
        RewardParts = new Dictionary<string, RewardScore>(),
        Accuracy = null,
        Answer = null,
        Format = null,
        SelfChecks = 0,
        LanguagePurity = null,
    };

    sealed class Reference : IReferencePolicy
    {
        public float[][] LogProbs(IReadOnlyList<TokenSequence> sequences, double temperature = 1) => [.. sequences.Select(s => s.Targets.Select(_ => -1.5f).ToArray())];

        public void SaveWeights(string directory) => throw new NotSupportedException();

        public void Dispose() { }
    }

    static readonly GrpoOptions s_plain = new() { ScaleRewards = AdvantageScaling.None, Baseline = AdvantageBaseline.GroupMean };

    [Fact]
    public void Without_a_divergence_in_the_reward_the_advantage_is_the_difference_from_the_groups_mean()
    {
        var found = GrpoAdvantages.Of([[Sampled(0, 1, 2), Sampled(1, 0, 3), Sampled(2, 0.5, 1)]], null, s_plain);
        Assert.Equal([0.5, -0.5, 0], found.Select(r => r.Advantage));
        Assert.All(found, r => Assert.Null(r.TokenAdvantages));
    }

    [Fact]
    public void Rloo_takes_the_divergence_of_the_whole_completion_off_before_it_compares_with_the_others()
    {
        // r − β Σ k1: 1 − 0.2 · 2 · 0.5 = 0.8 and 0 − 0.2 · 3 · 0.5 = −0.3; each is compared with the other alone.
        var options = s_plain with { KlWeight = 0.2, KlPenalty = KlPenalty.SequenceReward, Baseline = AdvantageBaseline.LeaveOneOut };
        var found = GrpoAdvantages.Of([[Sampled(0, 1, 2), Sampled(1, 0, 3)]], new Reference(), options);
        Assert.Equal(1.1, found[0].Advantage, 12);
        Assert.Equal(-1.1, found[1].Advantage, 12);
    }

    [Fact]
    public void Reinforce_plus_plus_takes_off_each_token_what_it_and_those_after_it_diverge()
    {
        // Mean reward 0.5; β k1 = 0.1 a token: 0.5 − 0.2, 0.5 − 0.1 and −0.5 − 0.3, −0.5 − 0.2, −0.5 − 0.1.
        var options = s_plain with { KlWeight = 0.2, KlPenalty = KlPenalty.TokenReward, Baseline = AdvantageBaseline.BatchMean };
        var found = GrpoAdvantages.Of([[Sampled(0, 1, 2), Sampled(1, 0, 3)]], new Reference(), options);
        Same([0.3, 0.4], found[0].TokenAdvantages!);
        Same([-0.8, -0.7, -0.6], found[1].TokenAdvantages!);

        // Scaled by the batch: mean 0 and deviation 1 over the five tokens.
        var scaled = GrpoAdvantages.Of([[Sampled(0, 1, 2), Sampled(1, 0, 3)]], new Reference(), options with { ScaleRewards = AdvantageScaling.Batch, AdvantageEpsilon = 0 });
        double[] all = [.. scaled.SelectMany(r => r.TokenAdvantages!)];
        Assert.Equal(0, all.Average(), 12);
        Assert.Equal(1, Math.Sqrt(all.Average(a => a * a)), 12);
        Assert.Equal((0.3 - 0.4) / (-0.8 - 0.4), (all[0] - all[1]) / (all[2] - all[1]), 12);
    }

    // One right answer of 2 tokens, wrong ones of 3, and a group of equal rewards of 1 and 4 tokens: differences 0.5 twice, −0.5 three times, 0 five times.
    [Fact]
    public void Whitened_over_tokens_a_completion_counts_as_often_as_it_has_tokens()
    {
        var options = s_plain with { ScaleRewards = AdvantageScaling.Tokens, AdvantageEpsilon = 0 };
        var found = GrpoAdvantages.Of([[Sampled(0, 1, 2), Sampled(1, 0, 3)], [Sampled(0, 1, 1), Sampled(1, 1, 4)]], null, options);
        double mean = (2 * 0.5 - 3 * 0.5) / 10, deviation = Math.Sqrt(5 * 0.25 / 10 - mean * mean);
        Same([(0.5 - mean) / deviation, (0.5 - mean) / deviation], found[0].TokenAdvantages!);
        Same([.. Enumerable.Repeat((-0.5 - mean) / deviation, 3)], found[1].TokenAdvantages!);
        Same([-mean / deviation], found[2].TokenAdvantages!);
        Assert.Equal((0.5 - mean) / deviation, found[0].Advantage, 12);

        // REINFORCE++: its batch's mean is that of completions, 0.75.
        var batch = GrpoAdvantages.Of([[Sampled(0, 1, 2), Sampled(1, 0, 3)], [Sampled(0, 1, 1), Sampled(1, 1, 4)]], null, options with { Baseline = AdvantageBaseline.BatchMean });
        Assert.Equal(1 / (0.7 * 0.3), Math.Pow((batch[0].Advantage - batch[1].Advantage), 2), 9);
        Assert.Equal(0, batch.Sum(r => r.Advantage * r.Completion.SampledCount), 9);

        // All equal: nothing is learned.
        Assert.All(GrpoAdvantages.Of([[Sampled(0, 1, 2), Sampled(1, 1, 3)]], null, options), r => Assert.Equal(0, r.Advantage));
    }

    // V after token t is t / 10; the values before the three tokens are 0, 0.1, 0.2.
    static TableValues Values()
    {
        var values = new TableValues(8);
        for (int t = 0; t < 8; t++)
            values[t] = t / 10.0;
        return values;
    }

    static (double[] Advantages, double[] Returns, double Kl) Ppo(PpoOptions options, IPolicy? policy = null)
    {
        using var reference = new ReferenceKeeper(policy!, options.ForPolicy());
        if (options.KlWeight > 0)
            reference.Replace(new Reference(), isOlder: false);
        Rollout[] rollouts = [Sampled(0, 1, 3)];
        var valued = PpoAdvantages.AddTo(rollouts, Values(), reference, options);
        return (rollouts[0].TokenAdvantages!, valued[0].Returns, valued[0].KlReward);
    }

    [Fact]
    public void Ppo_with_lambda_1_sets_the_reward_against_the_value_and_with_lambda_0_value_against_value()
    {
        var options = new PpoOptions { WhitenAdvantages = false, Gamma = 1 };
        var (whole, returns, _) = Ppo(options with { Lambda = 1 });
        Same([1, 0.9, 0.8], whole);
        Same([1, 1, 1], returns);
        Same([0.1, 0.1, 0.8], Ppo(options with { Lambda = 0 }).Advantages);
        Same([0.1 + 0.5 * (0.1 + 0.5 * 0.8), 0.1 + 0.5 * 0.8, 0.8], Ppo(options with { Lambda = 0.5 }).Advantages);
        Same([0.5 * 0.1 - 0, 0.5 * 0.2 - 0.1, 1 - 0.2], Ppo(options with { Lambda = 0, Gamma = 0.5 }).Advantages);
    }

    [Fact]
    public void A_divergence_that_the_rewards_pay_for_is_foreseen_by_the_value_model()
    {
        // β k1 = 0.1 a token: rewards −0.1, −0.1, 0.9.
        var policy = new TablePolicy(8);
        var (advantages, returns, kl) = Ppo(new PpoOptions { WhitenAdvantages = false, Gamma = 1, Lambda = 1, KlWeight = 0.2, KlPenalty = KlPenalty.TokenReward }, policy);
        Same([0.7, 0.8, 0.9], returns);
        Same([0.7, 0.7, 0.7], advantages);
        Assert.Equal(-0.3, kl, 12);
    }

    static void Same(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 6));
    }
}
