using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;
using Xunit;

namespace R1Sharp.Tests.Training.Watchdogs;

/// <summary>Each way of not learning is named, and a healthy run is left alone.</summary>
public sealed class WatchdogTests
{
    static readonly GrpoOptions s_options = new() { Steps = 30, PromptsPerStep = 2, GroupSize = 8, MaxCompletionTokens = 3, LearningRate = new() { Peak = 1 } };
    static readonly Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static WatchdogException? Run(GrpoOptions options, IReward reward, TablePolicy? policy = null, string letters = "a")
    {
        var trainer = new GrpoTrainer(new Asker(policy ?? LetterGame.Policy(s_tokenizer), s_tokenizer, question => question, new RewardSum([new(reward, 1)])), LetterGame.Problems(letters), options, 1);
        try
        {
            for (int step = 0; step < options.Steps; step++)
                trainer.Step(step);
            return null;
        }
        catch (WatchdogException stopped)
        {
            return stopped;
        }
    }

    [Fact]
    public void A_healthy_run_is_left_alone() =>
        Assert.Null(Run(s_options with { Steps = 12, LearningRate = new() { Peak = 0.3 } }, new LetterGame.Exact()));

    [Fact]
    public void All_rewards_equal()
    {
        var stopped = Run(s_options, new Scores("other", _ => 0.3));
        Assert.Equal("all-rewards-equal", stopped?.Name);
        Assert.Equal(4, Assert.IsType<GrpoStep>(stopped!.Report).Report.Step);
        Assert.Null(Run(s_options with { Watchdogs = new() { AllRewardsEqualSteps = null } }, new Scores("other", _ => 0.3)));
    }

    [Fact]
    public void All_completions_truncated() =>
        Assert.Equal("all-completions-truncated", Run(s_options with { MaxCompletionTokens = 1 }, new LetterGame.Exact())?.Name);

    [Fact]
    public void No_right_answer_although_rewards_differ()
    {
        var form = new Scores("form", i => i.Completion.StartsWith('A') ? 0.1 : 0);
        var trainer = new GrpoTrainer(new Asker(LetterGame.Policy(s_tokenizer), s_tokenizer, question => question, new RewardSum([new(new Scores("accuracy", _ => 0), 1), new(form, 1)])), LetterGame.Problems("a"), s_options with { LearningRate = new() { Peak = 0.01 } }, 1);
        var stopped = Assert.Throws<WatchdogException>(() => { for (int step = 0; step < 30; step++) trainer.Step(step); });
        Assert.Equal("no-right-answer", stopped.Name);
        Assert.Equal(19, Assert.IsType<GrpoStep>(stopped.Report).Report.Step);
    }

    [Theory]
    [InlineData(150, "right-answers-too-rare")]
    [InlineData(50, null)]
    public void Right_answers_that_are_no_more_than_guesses(int oneIn, string? expected)
    {
        int asked = 0;
        var luck = new Scores("accuracy", _ => Interlocked.Increment(ref asked) % oneIn == 0 ? 1 : 0);
        var slowly = s_options with { LearningRate = new() { Peak = 0.01 }, Watchdogs = new() { AllRewardsEqualSteps = null } };
        Assert.Equal(expected, Run(slowly, luck)?.Name);
        Assert.Null(Run(slowly with { Watchdogs = slowly.Watchdogs with { RareRightAnswerSteps = null, NoRightAnswerSteps = null } }, luck));
    }

    [Fact]
    public void A_policy_that_does_not_move()
    {
        var options = s_options with { LearningRate = new() { Peak = 0 } };
        Assert.Equal("policy-unchanged", Run(options, new LetterGame.Exact())?.Name);
        var withReference = options with { KlWeight = 0.1, Watchdogs = new() { UnchangedPolicySteps = null } };
        Assert.Equal("reference-equals-policy", Run(withReference, new LetterGame.Exact())?.Name);
    }

    [Fact]
    public void A_reference_refreshed_at_every_step_is_no_alarm() =>
        Assert.Null(Run(s_options with { KlWeight = 0.1, RefSyncSteps = 1, MinibatchesPerStep = 1, LearningRate = new() { Peak = 0.01 } }, new LetterGame.Exact()));

    [Fact]
    public void A_number_that_is_not_finite_is_traced_to_the_tensor()
    {
        var policy = LetterGame.Policy(s_tokenizer);
        policy.Logit(s_tokenizer.Encode("B")[0], 7) = double.NaN;
        var stopped = Run(s_options, new Scores("other", i => i.Completion.StartsWith('B') ? 1 : 0), policy);
        Assert.Equal("not-finite", stopped?.Name);
        Assert.Contains("table.logits", stopped!.Message);
    }

    [Fact]
    public void A_log_probability_that_is_not_finite_is_traced_to_the_sample()
    {
        var policy = LetterGame.Policy(s_tokenizer);
        policy.BrokenToken = s_tokenizer.Encode("B")[0];
        var stopped = Run(s_options, new LetterGame.Exact(), policy);
        Assert.Equal("not-finite", stopped?.Name);
        Assert.Contains("of problem a (step 0", stopped!.Message);
    }

    [Fact]
    public void Gold_answers_that_the_grader_cannot_score()
    {
        Problem good = new() { Id = "good", Question = "use 3, 4 make 7", Answer = "3+4", Family = "countdown" };
        Problem bad = good with { Id = "bad", Answer = "seven" };
        GoldWatchdog.Check([good, good], new());
        var stopped = Assert.Throws<WatchdogException>(() => GoldWatchdog.Check([good, bad], new()));
        Assert.Equal("gold-unscorable", stopped.Name);
        Assert.Contains("\"seven\" of problem bad (row 1", stopped.Message);
        GoldWatchdog.Check([good, bad], new() { UnscorableGoldShare = 0.5 });
        GoldWatchdog.Check([bad, bad], new() { UnscorableGoldShare = null });
    }

    sealed class Scores(string name, Func<RewardInput, double> score) : IReward
    {
        public string Name => name;

        public RewardScore Score(RewardInput input) => new(score(input), "");
    }
}
