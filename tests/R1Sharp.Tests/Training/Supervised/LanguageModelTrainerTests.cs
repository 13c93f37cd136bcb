using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Supervised;
using R1Sharp.Learning.Training.Watchdogs;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Training.Supervised;

/// <summary>Next-token prediction on a table, where the best answer is known.</summary>
public sealed class LanguageModelTrainerTests
{
    static readonly LanguageModelOptions s_options = new()
    {
        Steps = 300,
        LearningRate = new() { Peak = 4 },
        Watchdogs = new() { ExplodingGradientFactor = null },
    };

    // Token 0 is followed by 1 in three of four cases and by 2 in one; 1 and 2 by 0.
    static TokenSequence Document(int step, int index)
    {
        var random = new RandomStream(7, RandomPurpose.Corpus, step, index);
        return new([0, random.NextBool(0.75) ? 1 : 2, 0]);
    }

    [Fact]
    public void The_table_becomes_the_frequencies_and_the_loss_their_entropy()
    {
        var policy = new TablePolicy(3);
        var trainer = new LanguageModelTrainer(policy, new GeneratedSequences(Document, 300), s_options);
        Assert.Equal(Math.Log(3), trainer.Step(0).Loss, 6);
        for (int step = 1; step < s_options.Steps; step++)
            trainer.Step(step);
        Assert.InRange(policy.Probability(0, 1), 0.65, 0.85);
        Assert.True(policy.Probability(1, 0) > 0.98);
        double entropy = -(0.75 * Math.Log(0.75) + 0.25 * Math.Log(0.25)) / 2;
        double loss = HeldOutMeasure.Of(policy, [.. Enumerable.Range(0, 400).Select(i => Document(9999, i))]).Loss;
        Assert.InRange(loss, 0.8 * entropy, 1.25 * entropy);
    }

    [Fact]
    public void Every_target_weighs_the_same_and_others_nothing()
    {
        TokenSequence[] batch = [new([0, 1, 1, 2, 1], firstTarget: 3), new([2, 0])];
        var policy = new TablePolicy(3);
        var report = new LanguageModelTrainer(policy, new Fixed(batch), s_options with { LearningRate = new() { Peak = 1 } }).Step(0);
        Assert.Equal((2, 7, 3), (report.Sequences, report.Tokens, report.Targets));
        // One descent step from the uniform table moves the logit of a target seen once by 1/3 · (1 − 1/3).
        Assert.Equal(2 / 9.0, policy.Logit(2, 0) + 1 / 9.0, 6);
        Assert.Equal(2 / 9.0, policy.Logit(1, 2), 6);
        Assert.Equal(0, policy.Logit(0, 1));
    }

    [Fact]
    public void Steps_out_of_order_give_the_batches_of_their_step()
    {
        var source = new Recording(new GeneratedSequences(Document, 30));
        var trainer = new LanguageModelTrainer(new TablePolicy(3), source, s_options);
        double[] losses = [trainer.Step(5).Loss, trainer.Step(6).Loss];
        var again = new LanguageModelTrainer(new TablePolicy(3), source, s_options);
        Assert.Equal(losses[0], again.Step(5).Loss);
        Assert.Equal(losses[1], again.Step(6).Loss);
        Assert.Contains(5, source.Asked);
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_named()
    {
        var policy = new TablePolicy(3);
        policy.Logit(0, 1) = double.NaN;
        var trainer = new LanguageModelTrainer(policy, new GeneratedSequences(Document, 30), s_options);
        var error = Assert.Throws<WatchdogException>(() => trainer.Step(3));
        Assert.Equal("not-finite", error.Name);
        Assert.Contains("table.logits", error.Message);
        Assert.Equal(3, Assert.IsType<LanguageModelReport>(error.Report).Step);
    }

    [Fact]
    public void A_gradient_that_stays_zero_stops_the_run()
    {
        var policy = new TablePolicy(2);
        policy.Logit(0, 1) = 1000;
        var trainer = new LanguageModelTrainer(policy, new Fixed([new([0, 1])]), s_options with { Watchdogs = new() { ZeroGradientUpdates = 3 } });
        trainer.Step(0);
        trainer.Step(1);
        Assert.Equal("gradient-zero", Assert.Throws<WatchdogException>(() => trainer.Step(2)).Name);
    }

    [Fact]
    public void A_gradient_far_above_its_median_stops_the_run()
    {
        var watchdog = new GradientWatchdog(new() { ExplodingGradientFactor = 100 });
        for (int i = 0; i < 10; i++)
            watchdog.Check(1 + i % 3, () => "", new object());
        watchdog.Check(150, () => "", new object());
        Assert.Equal("gradient-exploding", Assert.Throws<WatchdogException>(() => watchdog.Check(250, () => "", new object())).Name);
        var off = new GradientWatchdog(new() { ExplodingGradientFactor = null }) { State = watchdog.State };
        off.Check(1e9, () => "", new object());
    }

    sealed class Fixed(TokenSequence[] batch) : ISequenceSource
    {
        public IReadOnlyList<TokenSequence> Batch(int stepIndex) => batch;
    }

    sealed class Recording(ISequenceSource source) : ISequenceSource
    {
        public List<int> Asked { get; } = [];

        public IReadOnlyList<TokenSequence> Batch(int stepIndex)
        {
            lock (Asked)
                Asked.Add(stepIndex);
            return source.Batch(stepIndex);
        }
    }
}
