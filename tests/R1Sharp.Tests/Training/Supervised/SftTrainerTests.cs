using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Supervised;
using Xunit;

namespace R1Sharp.Tests.Training.Supervised;

/// <summary>Epochs, held-out loss, early stopping and the best weights, on a table whose every number is known.</summary>
public sealed class SftTrainerTests : IDisposable
{
    const int End = 2;
    readonly string _folder = Directory.CreateTempSubdirectory("r1-sft-").FullName;

    static readonly SftOptions s_options = new()
    {
        Epochs = 3,
        TokensPerStep = 9,
        LearningRate = new() { Peak = 1 },
        Watchdogs = new() { ExplodingGradientFactor = null },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Token 0 is the prompt; the completions are 1 and the end, or the end alone.
    static List<TokenSequence> Examples(int ones, int twos) =>
        [.. Enumerable.Range(0, ones).Select(_ => new TokenSequence([0, 1, End])), .. Enumerable.Range(0, twos).Select(_ => new TokenSequence([0, End], 1))];

    [Fact]
    public void Each_epoch_sees_every_example_once()
    {
        using var trainer = new SftTrainer(new TablePolicy(3), Examples(9, 0), End, s_options, seed: 1);
        Assert.Equal(9, trainer.StepCount);
        Assert.Equal(9 * 3, Enumerable.Range(0, 9).Sum(i => trainer.Step(i).Training.Sequences));
        Assert.Equal(4, new SftTrainer(new TablePolicy(3), Examples(9, 0), End, s_options with { Steps = 4 }, seed: 1).StepCount);
    }

    [Fact]
    public void The_held_out_loss_is_measured_after_each_epoch_and_at_the_end()
    {
        using var trainer = new SftTrainer(new TablePolicy(3), Examples(12, 0), End, s_options with { HeldOutShare = 0.25 }, seed: 1);
        double?[] losses = [.. Enumerable.Range(0, trainer.StepCount).Select(i => trainer.Step(i).HeldOutLoss)];
        Assert.Equal([2, 5, 8], Enumerable.Range(0, losses.Length).Where(i => losses[i] is not null));
        Assert.True(losses[8] < losses[5] && losses[5] < losses[2] && losses[2] < Math.Log(3));
        using var often = new SftTrainer(new TablePolicy(3), Examples(12, 0), End, s_options with { HeldOutShare = 0.25, HeldOutEverySteps = 4 }, seed: 1);
        Assert.Equal([3, 7, 8], Enumerable.Range(0, 9).Where(i => often.Step(i).HeldOutLoss is not null));
    }

    [Fact]
    public void Examples_of_their_own_are_measured_and_never_learned_from()
    {
        var policy = new TablePolicy(3);
        using var trainer = new SftTrainer(policy, Examples(12, 0), End, s_options with { HeldOutEverySteps = 2 }, seed: 1, heldOut: Examples(1, 3));
        var steps = Enumerable.Range(0, trainer.StepCount).Select(trainer.Step).ToList();
        Assert.Equal(36, steps.Sum(s => s.Training.Sequences));
        Assert.Equal([1, 3, 5, 7, 9, 11], Enumerable.Range(0, steps.Count).Where(i => steps[i].HeldOut is not null));
        // Of the five targets the one and the end behind it are what was learned.
        Assert.Equal(2 / 5.0, steps[^1].HeldOut!.TokenAccuracy);
        double loss = -(Math.Log(policy.Probability(0, 1)) + Math.Log(policy.Probability(1, End)) + 3 * Math.Log(policy.Probability(0, End))) / 5;
        Assert.Equal(loss, steps[^1].HeldOut!.Loss, 6);
        Assert.Contains("give one of them", Assert.Throws<UserErrorException>(() =>
            new SftTrainer(policy, Examples(3, 0), End, s_options with { HeldOutShare = 0.1 }, 1, heldOut: Examples(1, 0))).Message);
    }

    // The examples held out are what the learned ones are not, so that the loss on them rises from the first measurement on.
    static SftTrainer Overfitting(TablePolicy policy, SftOptions options)
    {
        for (ulong seed = 1; ; seed++)
        {
            var examples = Examples(15, 5);
            var probe = new SftTrainer(new TablePolicy(3), examples, End, options with { Patience = null, Keep = KeptWeights.Last }, seed);
            double?[] losses = [.. Enumerable.Range(0, probe.StepCount).Select(i => probe.Step(i).HeldOutLoss)];
            double[] measured = [.. losses.OfType<double>()];
            if (measured.Length >= 4 && measured[0] < measured[1] && measured[1] < measured[2])
                return new SftTrainer(policy, examples, End, options, seed);
        }
    }

    [Fact]
    public void Training_stops_early_and_the_best_weights_come_back()
    {
        var options = s_options with { Epochs = 8, HeldOutShare = 0.2, HeldOutEverySteps = 2, Patience = 2, Keep = KeptWeights.Best };
        var policy = new TablePolicy(3);
        using var trainer = Overfitting(policy, options);
        double best = double.NaN;
        int step = 0;
        for (; !trainer.IsFinished && step < trainer.StepCount; step++)
            if (trainer.Step(step).HeldOutLoss is not null && double.IsNaN(best))
                best = policy.Probability(0, 1);
        Assert.Equal(6, step);
        Assert.NotEqual(best, policy.Probability(0, 1));
        trainer.Finish();
        Assert.Equal(best, policy.Probability(0, 1));
    }

    [Fact]
    public void A_saved_state_goes_on_with_the_best_weights_and_the_count()
    {
        var options = s_options with { Epochs = 8, HeldOutShare = 0.2, HeldOutEverySteps = 2, Patience = 2, Keep = KeptWeights.Best };
        var policy = new TablePolicy(3);
        using var trainer = Overfitting(policy, options);
        for (int step = 0; step < 4; step++)
            trainer.Step(step);
        trainer.SaveState(_folder);
        var resumedPolicy = new TablePolicy(3);
        using var resumed = Overfitting(resumedPolicy, options);
        resumed.LoadState(_folder);
        foreach (var (one, other) in (IEnumerable<(SftStep, SftStep)>)[(trainer.Step(4), resumed.Step(4)), (trainer.Step(5), resumed.Step(5))])
            Assert.Equal(one, other);
        Assert.True(trainer.IsFinished && resumed.IsFinished);
        trainer.Finish();
        resumed.Finish();
        Assert.Equal(policy.Probability(0, 1), resumedPolicy.Probability(0, 1));
    }

    [Fact]
    public void What_would_never_teach_to_stop_is_refused()
    {
        var policy = new TablePolicy(3);
        var noEnd = Assert.Throws<UserErrorException>(() => new SftTrainer(policy, [new([0, 1, End]), new([0, 1, 1])], End, s_options, 1));
        Assert.Contains("Example 1 does not end with the end-of-text token", noEnd.Message);
        Assert.Throws<UserErrorException>(() => new SftTrainer(policy, [new([0, 1, End], (int[])[1])], End, s_options, 1));
        Assert.Contains("nothing to train on", Assert.Throws<UserErrorException>(() => new SftTrainer(policy, [], End, s_options, 1)).Message);
        Assert.Contains("held_out_share is 0", Assert.Throws<UserErrorException>(() => new SftTrainer(policy, Examples(3, 0), End, s_options with { Keep = KeptWeights.Best }, 1)).Message);
    }
}
