using R1Sharp.Learning;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>When reward and truth have parted, and when not.</summary>
public sealed class RewardHackingMonitorTests
{
    static readonly RewardHackingOptions s_options = new() { Window = 6, Significance = 0.02, LeastFall = 0.05 };

    // Which observation, 1-based, stops the run; null where none does.
    static int? StoppedAt(RewardHackingOptions options, IEnumerable<(double Proxy, double Truth)> observations)
    {
        var monitor = new RewardHackingMonitor(options);
        int count = 0;
        foreach (var (proxy, truth) in observations)
        {
            count++;
            try
            {
                monitor.Observe(proxy, truth);
            }
            catch (WatchdogException stop)
            {
                Assert.Equal("reward-hacking", stop.Name);
                return count;
            }
        }
        return null;
    }

    static IEnumerable<(double, double)> Series(int count, Func<int, double> proxy, Func<int, double> truth) => Enumerable.Range(0, count).Select(i => (proxy(i), truth(i)));

    [Fact]
    public void A_rising_reward_over_a_falling_truth_stops_the_run_as_soon_as_the_window_is_full() =>
        Assert.Equal(6, StoppedAt(s_options, Series(20, i => 0.1 * i, i => 0.9 - 0.05 * i)));

    [Fact]
    public void They_part_after_rising_together()
    {
        // Truth peaks at observation 10 (index 9). The window up to index 13 holds 8, 9, 8, 7, 6, 5: of 15 pairs 13 fall, 1 rises and
        // 1 is a tie, so S = 12, z = 11/√27.33 = 2.10 and p = 0.018. One earlier S = 5, p = 0.22.
        Assert.Equal(14, StoppedAt(s_options, Series(30, i => 0.1 * i, i => i <= 9 ? i : 18 - i)));
    }

    [Fact]
    public void Nothing_is_said_where_one_of_them_does_not_move_the_wrong_way()
    {
        Assert.Null(StoppedAt(s_options, Series(40, i => 0.1 * i, i => 0.1 * i)));
        Assert.Null(StoppedAt(s_options, Series(40, i => -0.1 * i, i => -0.1 * i)));
        Assert.Null(StoppedAt(s_options, Series(40, i => 0.1 * i, i => i % 2)));
        Assert.Null(StoppedAt(s_options, Series(40, i => i % 2, i => -0.1 * i)));
        Assert.Null(StoppedAt(s_options, Series(5, i => i, i => -i)));
    }

    [Fact]
    public void A_fall_too_small_to_matter_is_passed_over()
    {
        // Between the halves of a window of 6 the truth falls by three times its slope.
        Assert.Null(StoppedAt(s_options, Series(40, i => i, i => -0.016 * i)));
        Assert.Equal(6, StoppedAt(s_options, Series(40, i => i, i => -0.017 * i)));
    }

    [Fact]
    public void A_window_that_could_never_be_significant_is_refused()
    {
        var error = Assert.Throws<UserErrorException>(() => new RewardHackingMonitor(new() { Window = 4, Significance = 0.02 }));
        Assert.Contains("take a longer window", error.Message);
    }

    [Fact]
    public void What_is_remembered_decides_alone()
    {
        var first = new RewardHackingMonitor(s_options);
        for (int i = 0; i < 5; i++)
            first.Observe(i, -i);
        var second = new RewardHackingMonitor(s_options) { State = first.State };
        Assert.Throws<WatchdogException>(() => second.Observe(5, -5));
        new RewardHackingMonitor(s_options).Observe(5, -5);
    }
}
