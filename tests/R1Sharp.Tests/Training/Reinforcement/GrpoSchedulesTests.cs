using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>What changes in the course of a run: the cap, the reward's parts, the reference, the passes over the rollouts.</summary>
public sealed class GrpoSchedulesTests
{
    static readonly Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static readonly GrpoOptions s_options = new()
    {
        Steps = 8,
        PromptsPerStep = 4,
        GroupSize = 8,
        MinibatchesPerStep = 1,
        MaxCompletionTokens = 3,
        LearningRate = new() { Peak = 0.5 },
        Watchdogs = new() { AllRewardsEqualSteps = null, ReferenceEqualsPolicySteps = null },
    };

    static GrpoTrainer Trainer(TablePolicy policy, GrpoOptions options, params WeightedReward[] rewards) =>
        new(new Asker(policy, s_tokenizer, question => question, new RewardSum(rewards.Length > 0 ? rewards : [new(new LetterGame.Exact(), 1)])), LetterGame.Problems("a"), options, 1);

    [Fact]
    public void The_cap_changes_at_the_steps_that_are_named()
    {
        var options = s_options with { MaxCompletionTokens = 1, CompletionCaps = [new() { FromStep = 2, Tokens = 2 }, new() { FromStep = 4, Tokens = 7 }] };
        Assert.Equal([1, 1, 2, 2, 7, 7], Enumerable.Range(0, 6).Select(options.CapAt));
        var trainer = Trainer(LetterGame.Policy(s_tokenizer), options);
        var reports = Enumerable.Range(0, 5).Select(step => trainer.Step(step).Report).ToArray();
        Assert.Equal([1, 1, 2, 2, 7], reports.Select(r => r.CompletionCap));
        Assert.Equal([1, 1, 2, 2, 2], reports.Select(r => r.MaxCompletionTokens));
        Assert.Equal(1, reports[1].TruncatedShare);
        Assert.Equal(0, reports[4].TruncatedShare);
    }

    [Fact]
    public void The_paper_doubles_the_cap_at_its_step_8200()
    {
        var r1 = GrpoProfiles.Find("r1-zero-paper");
        Assert.Equal((32_768, 65_536), (r1.CapAt(8_192 / r1.MinibatchesPerStep), r1.CapAt(8_208 / r1.MinibatchesPerStep)));
    }

    [Fact]
    public void Caps_must_ascend_in_their_steps()
    {
        var options = s_options with { CompletionCaps = [new() { FromStep = 4, Tokens = 2 }, new() { FromStep = 4, Tokens = 7 }] };
        Assert.Contains("must ascend", Assert.Throws<UserErrorException>(() => Trainer(LetterGame.Policy(s_tokenizer), options)).Message);
    }

    [Fact]
    public void A_part_of_the_reward_may_count_only_in_the_last_steps()
    {
        var late = new WeightedReward(new Always(2), 3) { FromShare = 0.75 };
        var sum = new RewardSum([new(new LetterGame.Exact(), 1), late]);
        Assert.Equal([false, true], new[] { 5, 6 }.Select(step => late.CountsAt(step, 8)));
        Assert.Same(sum, sum.At(6, 8));
        Assert.Equal([0, 6], new[] { 5, 6 }.Select(step => sum.At(step, 8).Score(Wrong()).Value));
        Assert.Equal(2, sum.At(5, 8).Score(Wrong())["always"]);
        var trainer = Trainer(LetterGame.Policy(s_tokenizer), s_options, new WeightedReward(new LetterGame.Exact(), 1), late);
        for (int step = 0; step < 8; step++)
        {
            var report = trainer.Step(step).Report;
            Assert.Equal(report.Accuracy!.Value + (step >= 6 ? 6 : 0), report.Reward, 12);
            Assert.Equal(2, report.RewardParts["always"]);
        }
    }

    [Fact]
    public void Steps_and_shares_name_the_beginning_together()
    {
        var both = new WeightedReward(new Always(1), 1) { FromStep = 5, FromShare = 0.5 };
        Assert.Equal([false, true, false, true], new[] { (4, 8), (5, 8), (9, 20), (10, 20) }.Select(x => both.CountsAt(x.Item1, x.Item2)));
        Assert.Throws<UserErrorException>(() => new RewardSum([both with { FromShare = 1 }]));
    }

    [Fact]
    public void The_reference_follows_by_a_share_or_becomes_a_copy()
    {
        int colon = s_tokenizer.Encode(":")[0], b = s_tokenizer.Encode("B")[0];
        var policy = LetterGame.Policy(s_tokenizer);
        var start = (TablePolicy)policy.Freeze();
        policy.Logit(colon, b) += 4;
        var blended = (TablePolicy)policy.Blend(start, 0.25);
        Assert.Equal(start.Logit(colon, b) + 1, blended.Logit(colon, b), 12);
        Assert.Equal(policy.Hash(), ((TablePolicy)policy.Blend(start, 1)).Hash());
        Assert.Equal(start.Hash(), ((TablePolicy)policy.Blend(start, 0)).Hash());
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    [InlineData(0.0)]
    public void A_smaller_share_leaves_the_reference_further_behind(double alpha)
    {
        var options = s_options with { KlWeight = 0.01, RefSyncSteps = 1, RefSyncAlpha = alpha };
        var trainer = Trainer(LetterGame.Policy(s_tokenizer), options);
        double[] kl = [.. Enumerable.Range(0, 6).Select(step => trainer.Step(step).Report.Kl!.Value)];
        if (alpha == 1)
            Assert.All(kl, k => Assert.Equal(0.0, k));
        else
            Assert.True(kl[5] > 1e-4);
        if (alpha == 0.5)
        {
            var still = Trainer(LetterGame.Policy(s_tokenizer), options with { RefSyncAlpha = 0 });
            double[] behind = [.. Enumerable.Range(0, 6).Select(step => still.Step(step).Report.Kl!.Value)];
            Assert.True(kl[5] < behind[5]);
        }
    }

    [Fact]
    public void Iterations_go_through_the_same_completions_again()
    {
        var options = s_options with { NumIterations = 3, MinibatchesPerStep = 2 };
        var (policy, once) = (LetterGame.Policy(s_tokenizer), LetterGame.Policy(s_tokenizer));
        var report = Trainer(policy, options).Step(0).Report;
        var single = Trainer(once, options with { NumIterations = 1 }).Step(0).Report;
        Assert.Equal((6, 3 * single.UpdatedTokens), (report.Updates, report.UpdatedTokens));
        Assert.Equal((0.0, 0.0), (report.SamplerDifference, single.SamplerDifference));
        Assert.True(report.PolicyMovement > single.PolicyMovement);
    }

    [Fact]
    public void The_monitor_of_reward_hacking_stops_a_run_and_survives_a_resumption()
    {
        // The reward rises from call to call whatever is answered; the truth is told from outside and falls.
        var options = s_options with { RewardHacking = new() { Proxy = "rising", Window = 5, Significance = 0.02 } };
        var rising = new Rising();
        GrpoTrainer New() => Trainer(LetterGame.Policy(s_tokenizer), options, new WeightedReward(rising, 1));
        string folder = Directory.CreateTempSubdirectory("hacking").FullName;
        var (trainer, resumed) = (New(), New());
        Observe(trainer, 0, 3);
        trainer.SaveState(folder);
        resumed.LoadState(folder);
        Observe(resumed, 3, 4);
        Assert.Equal("reward-hacking", Assert.Throws<WatchdogException>(() => Observe(resumed, 4, 5)).Name);
        Observe(New(), 3, 5);
        Directory.Delete(folder, recursive: true);
    }

    static void Observe(GrpoTrainer trainer, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            trainer.Step(step);
            trainer.ObserveTruth(1 - 0.1 * step);
        }
    }

    static RewardInput Wrong() => new(LetterGame.Question('a'), "a:", "x", 2, FinishReason.Stop);

    sealed class Always(double value) : IReward
    {
        public string Name => "always";

        public RewardScore Score(RewardInput input) => new(value, "");
    }

    sealed class Rising : IReward
    {
        int _calls;

        public string Name => "rising";

        public RewardScore Score(RewardInput input) => new(Interlocked.Increment(ref _calls), "");
    }
}
