using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>Process supervision: advantages worked out by hand, and a policy that learns from rewards of its steps alone.</summary>
public sealed class ProcessAdvantagesTests
{
    static readonly Learning.Tokenization.Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static Rollout Sampled(int sample, string text, double reward) => new()
    {
        GroupIndex = 0,
        SampleIndex = sample,
        Problem = new Problem { Id = "p", Question = "?", Answer = "1", Family = "f" },
        Prompt = "?",
        PromptTokens = [0],
        Completion = new Completion([.. s_tokenizer.Encode(text), s_tokenizer.EndOfTextId], new float[text.Length + 1], FinishReason.Stop),
        Text = text,
        Reward = reward,
        RewardParts = new Dictionary<string, RewardScore>(),
        Accuracy = null,
        Answer = null,
        Format = null,
        SelfChecks = 0,
        LanguagePurity = null,
    };

    /// <summary>1 for a step that ends with an odd digit.</summary>
    sealed class OddSteps : IStepReward
    {
        public StepUnit Unit => StepUnit.Results;

        public bool IsModel => true;

        public IReadOnlyList<double[]> Score(IReadOnlyList<RewardInput> group) =>
            [.. group.Select(i => StepText.Cut(i.Completion, Unit).Select(s => s.Length > 0 && s[^1] % 2 == 1 ? 1.0 : 0).ToArray())];
    }

    static Rollout[] Of(double outcomeWeight, params Rollout[] group)
    {
        var process = new ProcessSupervision(new OddSteps(), outcomeWeight);
        Rollout.MarkVariance(group);
        ProcessAdvantages.Score([group], process);
        GrpoAdvantages.Of([group], null, new() { ScaleRewards = AdvantageScaling.None });
        ProcessAdvantages.Replace([group], process, s_tokenizer, epsilon: 0);
        return group;
    }

    [Fact]
    public void A_token_has_the_normalised_rewards_of_its_step_and_of_those_after_it()
    {
        // Rewards 1, 0 and 0, 0: mean 1/4, deviation √3/4; normalised √3 and −1/√3. Tokens "1" | " 2" and the end.
        var group = Of(0, Sampled(0, "1 2", 0), Sampled(1, "4 4", 0));
        double up = Math.Sqrt(3), down = -1 / Math.Sqrt(3);
        Same([up + down, down, down, down], group[0].TokenAdvantages!);
        Same([2 * down, down, down, down], group[1].TokenAdvantages!);
        Assert.Equal((up + 4 * down) / 4, group[0].Advantage, 12);
        Assert.Equal([1, 0], group[0].StepRewards!);
        Assert.All(group, r => Assert.False(r.IsZeroVariance));
    }

    [Fact]
    public void The_outcome_is_added_with_its_weight_and_equal_steps_teach_nothing_without_it()
    {
        // Outcomes 1 and 0: advantages ½ and −½ of whole completions.
        var group = Of(0.4, Sampled(0, "1 3", 1), Sampled(1, "5 7", 0));
        Same([0.2, 0.2, 0.2, 0.2], group[0].TokenAdvantages!);
        Same([-0.2, -0.2, -0.2, -0.2], group[1].TokenAdvantages!);
        Assert.False(group[0].IsZeroVariance);
        group = Of(0, Sampled(0, "1 3", 1), Sampled(1, "5 7", 0));
        Assert.All(group, r => Assert.True(r.IsZeroVariance && r.TokenAdvantages!.All(a => a == 0)));
    }

    [Fact]
    public void A_policy_learns_from_rewards_of_steps_that_it_gets_no_other_reward_for()
    {
        // After the colon a digit, a blank, a digit, …: a table cannot count, so that the cap ends it.
        var policy = new TablePolicy(s_tokenizer.VocabularySize);
        int[] digits = [.. "1234".Select(c => s_tokenizer.Encode(c.ToString())[0])];
        int blank = s_tokenizer.Encode(" ")[0];
        foreach (int last in (int[])[.. digits, blank, s_tokenizer.Encode(":")[0]])
            for (int next = 0; next < s_tokenizer.VocabularySize; next++)
                policy.Logit(last, next) = (digits.Contains(last) ? next == blank : digits.Contains(next)) ? 0 : -30;
        var asker = new Asker(policy, s_tokenizer, q => q, new([new(new Nothing(), 1)]));
        var options = new GrpoOptions
        {
            Steps = 30,
            PromptsPerStep = 2,
            GroupSize = 8,
            MinibatchesPerStep = 1,
            MaxCompletionTokens = 5,
            LearningRate = new() { Peak = 2, WarmupSteps = 0 },
            Watchdogs = new() { AllRewardsEqualSteps = null, AllTruncatedSteps = null, NoRightAnswerSteps = null, RareRightAnswerSteps = null },
        };
        using var trainer = new GrpoTrainer(asker, LetterGame.Problems("ab"), options, 1, new ProcessSupervision(new OddSteps()));
        var reports = Enumerable.Range(0, options.Steps).Select(s => trainer.Step(s).Report).ToList();
        Assert.InRange(reports[0].StepReward!.Value, 0.2, 0.8);
        Assert.Equal(3, reports[0].StepCount);
        // Two tokens of the question and five of the completion, sixteen times.
        Assert.Equal(16 * 7, reports[0].ScoredTokens);
        Assert.True(reports[^1].StepReward > 0.95, $"{reports[^1].StepReward}");
        Assert.True(policy.Probability(blank, digits[0]) + policy.Probability(blank, digits[2]) > 0.9);
    }

    sealed class Nothing : IReward
    {
        public string Name => "accuracy";

        public RewardScore Score(RewardInput input) => new(0, "");
    }

    static void Same(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 9));
    }
}
