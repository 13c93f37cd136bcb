using R1Sharp.Learning.Training.Evaluation;
using Xunit;

namespace R1Sharp.Tests.Training.Evaluation;

/// <summary>pass@k and cons@k against enumeration and by hand.</summary>
public sealed class SampleStatisticsTests
{
    [Theory]
    [InlineData(8, 3)]
    [InlineData(6, 0)]
    [InlineData(5, 5)]
    public void Pass_at_k_is_the_share_of_subsets_with_a_right_sample(int n, int c)
    {
        for (int k = 1; k <= n; k++)
        {
            var subsets = Enumerable.Range(0, 1 << n).Where(s => System.Numerics.BitOperations.PopCount((uint)s) == k).ToArray();
            double share = subsets.Average(s => (s & ((1 << c) - 1)) != 0 ? 1.0 : 0);
            Assert.Equal(share, SampleStatistics.PassAtK(n, c, k), 12);
        }
    }

    [Theory]
    [InlineData(8, 3)]
    [InlineData(6, 0)]
    [InlineData(5, 5)]
    [InlineData(9, 7)]
    public void G_pass_at_k_is_the_share_of_subsets_with_enough_right_samples(int n, int c)
    {
        for (int k = 1; k <= n; k++)
        {
            var right = Enumerable.Range(0, 1 << n).Where(s => System.Numerics.BitOperations.PopCount((uint)s) == k)
                .Select(s => System.Numerics.BitOperations.PopCount((uint)(s & ((1 << c) - 1)))).ToArray();
            foreach (double threshold in (double[])[0.25, 0.5, 0.7, 0.75, 1])
                Assert.Equal(right.Average(r => r >= Math.Ceiling((decimal)threshold * k) ? 1.0 : 0), SampleStatistics.GPassAtK(n, c, k, threshold), 9);
            Assert.Equal(SampleStatistics.PassAtK(n, c, k), SampleStatistics.GPassAtK(n, c, k, 0), 9);
            // Summed over its thresholds the indicator counts the right samples beyond the half.
            Assert.Equal(2.0 / k * right.Average(r => Math.Max(0.0, r - (k + 1) / 2)), SampleStatistics.MeanGPassAtK(n, c, k), 9);
        }
    }

    [Fact]
    public void G_pass_of_one_sample_is_the_mean_and_of_all_samples_all_or_nothing()
    {
        Assert.Equal(3 / 16.0, SampleStatistics.GPassAtK(16, 3, 1, 1), 12);
        Assert.Equal((1, 0), (SampleStatistics.GPassAtK(16, 8, 16, 0.5), SampleStatistics.GPassAtK(16, 8, 16, 0.75)));
        Assert.Equal((1, 1, 0), (SampleStatistics.MeanGPassAtK(16, 16, 8), SampleStatistics.GPassAtK(4096, 4096, 4000, 1), SampleStatistics.MeanGPassAtK(16, 0, 8)));
        // 20 of 40 right, 2 drawn: both right with 20/40 · 19/39.
        Assert.Equal(19 / 78.0, SampleStatistics.GPassAtK(40, 20, 2, 1), 12);
    }

    [Fact]
    public void Pass_at_one_is_the_mean() => Assert.Equal(3 / 16.0, SampleStatistics.PassAtK(16, 3, 1), 12);

    [Fact]
    public void The_most_frequent_answer_wins()
    {
        Assert.Equal(1, SampleStatistics.ConsensusAtK(["7", "7", "8"], [true, true, false], 3));
        Assert.Equal(0, SampleStatistics.ConsensusAtK(["7", "8", "8"], [true, false, false], 3));
    }

    [Fact]
    public void A_tie_gives_the_expected_credit_of_a_fair_draw()
    {
        Assert.Equal(0.5, SampleStatistics.ConsensusAtK(["7", "8"], [true, false], 2));
        Assert.Equal(1 / 3.0, SampleStatistics.ConsensusAtK(["7", "8", "9"], [false, true, false], 3), 12);
    }

    [Fact]
    public void Missing_answers_have_no_vote()
    {
        Assert.Equal(1, SampleStatistics.ConsensusAtK([null, null, null, "7"], [false, false, false, true], 4));
        Assert.Equal(0, SampleStatistics.ConsensusAtK([null, null], [false, false], 2));
    }

    [Fact]
    public void Smaller_k_averages_over_blocks()
    {
        Assert.Equal(0.75, SampleStatistics.ConsensusAtK(["7", "7", "7", "8", "9"], [true, true, true, false, false], 2));
        Assert.Equal(0.6, SampleStatistics.ConsensusAtK(["7", "7", "7", "8", "9"], [true, true, true, false, false], 1), 12);
    }
}
