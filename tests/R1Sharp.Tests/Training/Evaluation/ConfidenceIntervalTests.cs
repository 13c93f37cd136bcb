using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Training.Evaluation;

/// <summary>Intervals cover what they promise, and the test of differences does not cry wolf.</summary>
public sealed class ConfidenceIntervalTests
{
    [Fact]
    public void Wilson_matches_a_published_value()
    {
        // 2 of 10: [0.0567, 0.5098] (e.g. R's binom::binom.wilson).
        var interval = ConfidenceInterval.Wilson(2, 10);
        Assert.Equal(0.0567, interval.Low, 4);
        Assert.Equal(0.5098, interval.High, 4);
    }

    [Fact]
    public void All_wrong_still_leaves_room_above()
    {
        var interval = ConfidenceInterval.OfShare(new double[30], 1000, 1);
        Assert.Equal(0, interval.Low, 12);
        Assert.InRange(interval.High, 0.10, 0.13);
    }

    [Fact]
    public void The_bootstrap_covers_the_truth_about_as_often_as_it_says()
    {
        int covered = 0;
        const int trials = 300;
        for (int trial = 0; trial < trials; trial++)
        {
            var random = new RandomStream(1, RandomPurpose.Test, trial);
            var values = new double[60];
            for (int i = 0; i < values.Length; i++)
                values[i] = Math.Pow(random.NextDouble(), 2);
            var interval = ConfidenceInterval.Bootstrap(values, 300, (ulong)trial);
            covered += interval.Low <= 1 / 3.0 && 1 / 3.0 <= interval.High ? 1 : 0;
        }
        Assert.InRange(covered / (double)trials, 0.90, 0.98);
    }

    [Fact]
    public void A_clear_difference_is_significant_and_noise_is_not()
    {
        double[] clear = [.. Enumerable.Range(0, 40).Select(i => i % 5 == 0 ? -0.1 : 0.3)];
        double[] noise = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? -0.2 : 0.2)];
        Assert.True(PairedComparison.Of(clear).IsSignificant);
        Assert.DoesNotContain("not significant", PairedComparison.Of(clear).ToString());
        Assert.False(PairedComparison.Of(noise).IsSignificant);
        Assert.EndsWith("not significant", PairedComparison.Of(noise).ToString());
    }

    [Fact]
    public void The_exact_test_counts_sign_patterns()
    {
        // Five differences of one sign: 2 of 32 patterns are as far from zero.
        Assert.Equal(2 / 32.0, PairedComparison.Of([0.1, 0.1, 0.1, 0.1, 0.1, 0, 0]).PValue);
        Assert.Equal(1, PairedComparison.Of([0, 0, 0]).PValue);
    }

    [Fact]
    public void False_alarms_stay_near_five_percent()
    {
        int alarms = 0;
        for (int trial = 0; trial < 60; trial++)
        {
            var random = new RandomStream(2, RandomPurpose.Test, trial);
            var differences = new double[30];
            for (int i = 0; i < differences.Length; i++)
                differences[i] = random.NextNormal();
            alarms += PairedComparison.Of(differences, (ulong)trial).IsSignificant ? 1 : 0;
        }
        Assert.InRange(alarms, 0, 9);
    }
}
