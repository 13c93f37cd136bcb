using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>Sampling until enough groups can teach something.</summary>
public sealed class DynamicSamplingTests
{
    static readonly Tokenizer s_tokenizer = TestTokenizer.Bytes();

    // Groups of two: often both answers have the same reward.
    static readonly GrpoOptions s_options = new()
    {
        Steps = 12,
        PromptsPerStep = 4,
        GroupSize = 2,
        MinibatchesPerStep = 2,
        MaxCompletionTokens = 3,
        DynamicSamplingRounds = 20,
        LearningRate = new() { Peak = 1 },
        Watchdogs = new() { AllRewardsEqualSteps = null },
    };

    sealed class Recorded(IProblemSource inner) : IProblemSource
    {
        public List<int> Batches { get; } = [];

        public IReadOnlyList<Problem> Batch(int stepIndex, int count)
        {
            Batches.Add(stepIndex);
            return inner.Batch(stepIndex, count);
        }
    }

    static GrpoTrainer Trainer(TablePolicy policy, GrpoOptions options, out Recorded problems, IReward? reward = null)
    {
        problems = new Recorded(LetterGame.Problems("abc"));
        return new(new Asker(policy, s_tokenizer, question => question, LetterGame.Reward(reward)), problems, options, 1);
    }

    [Fact]
    public void Every_step_learns_from_full_batches_and_what_is_left_waits()
    {
        var trainer = Trainer(LetterGame.Policy(s_tokenizer), s_options, out var problems);
        int waiting = 0;
        for (int step = 0; step < 6; step++)
        {
            var (report, rollouts) = trainer.Step(step);
            int useful = rollouts.Where(r => r.SampleIndex == 0).Count(r => !r.IsZeroVariance);
            Assert.Equal(report.SamplingRounds * 8, report.Rollouts);
            Assert.Equal(useful / (4.0 * report.SamplingRounds), report.AcceptedShare, 12);
            // Four groups of two completions of two tokens are learned from, wherever they were sampled.
            Assert.Equal(16, report.UpdatedTokens);
            Assert.Equal(waiting + useful - 4, report.WaitingGroups);
            Assert.InRange(report.WaitingGroups, 0, 3);
            waiting = report.WaitingGroups;
        }
        Assert.True(problems.Batches.Count > 6, "no step needed a second round");
        Assert.Equal(Enumerable.Range(0, problems.Batches.Count), problems.Batches);
    }

    [Fact]
    public void Groups_that_waited_are_learned_from_off_policy_and_do_not_pass_for_a_broken_sampler()
    {
        var trainer = Trainer(LetterGame.Policy(s_tokenizer), s_options with { MinibatchesPerStep = 1 }, out _);
        bool waited = false, moved = false;
        for (int step = 0; step < 10; step++)
        {
            var report = trainer.Step(step).Report;
            Assert.True(report.SamplerDifference is null or 0.0);
            moved |= waited && report.MaxRatioDeviation > 0;
            Assert.True(waited || report.MaxRatioDeviation == 0);
            waited = report.WaitingGroups > 0;
        }
        Assert.True(moved);
    }

    [Fact]
    public void When_the_rounds_are_used_up_the_step_learns_from_what_there_is()
    {
        var policy = LetterGame.Policy(s_tokenizer);
        var report = Trainer(policy, s_options with { DynamicSamplingRounds = 3 }, out _, new Never()).Step(0).Report;
        Assert.Equal((3, 24, 0, 0, 0.0), (report.SamplingRounds, report.Rollouts, report.Updates, report.WaitingGroups, report.AcceptedShare));
        Assert.Equal(0, policy.Updates);
    }

    [Fact]
    public void Resumed_equals_uninterrupted_with_groups_waiting()
    {
        var whole = LetterGame.Policy(s_tokenizer);
        var wholeTrainer = Trainer(whole, s_options, out _);
        var (first, second) = (LetterGame.Policy(s_tokenizer), LetterGame.Policy(s_tokenizer));
        var firstTrainer = Trainer(first, s_options, out _);
        int step = 0;
        for (; step < 4 || firstTrainer.Step(step - 1).Report.WaitingGroups == 0; step++)
        {
            if (step < 4 && step > 0)
                firstTrainer.Step(step - 1);
            Assert.True(step < 12, "no step left groups waiting");
        }
        string folder = Directory.CreateTempSubdirectory("dynamic").FullName;
        firstTrainer.SaveState(folder);
        var secondTrainer = Trainer(second, s_options, out _);
        secondTrainer.LoadState(folder);
        for (int s = 0; s < 12; s++)
            wholeTrainer.Step(s);
        for (int s = step; s < 12; s++)
            secondTrainer.Step(s);
        Assert.Equal(whole.Hash(), second.Hash());

        // Without what was waiting, the run ends elsewhere: the comparison can fail.
        var third = LetterGame.Policy(s_tokenizer);
        string state = Path.Combine(folder, "grpo.json");
        File.WriteAllText(state, System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(state), "\"Waiting\":\\[.*\\]\\}", "\"Waiting\":[]}"));
        var thirdTrainer = Trainer(third, s_options, out _);
        thirdTrainer.LoadState(folder);
        for (int s = step; s < 12; s++)
            thirdTrainer.Step(s);
        Assert.NotEqual(whole.Hash(), third.Hash());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_cancelled_step_forgets_nothing()
    {
        var (policy, other) = (LetterGame.Policy(s_tokenizer), LetterGame.Policy(s_tokenizer));
        var (trainer, undisturbed) = (Trainer(policy, s_options, out _), Trainer(other, s_options, out _));
        for (int step = 0; step < 5; step++)
        {
            Assert.Throws<OperationCanceledException>(() => trainer.Step(step, new CancellationToken(canceled: true)));
            trainer.Step(step);
            undisturbed.Step(step);
        }
        Assert.Equal(other.Hash(), policy.Hash());
    }

    sealed class Never : IReward
    {
        public string Name => "never";

        public RewardScore Score(RewardInput input) => new(0, "");
    }
}
