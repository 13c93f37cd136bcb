// Stops a run whose reward and the held-out truth part: the reward rises significantly while the truth falls.
//
// DeepSeek-R1 (arXiv 2501.12948v2, on training with reward models): long training on a preference reward raised it while
// performance elsewhere fell. What "part" means is this project's own definition:
//   over the last W observations, the trend of the proxy is significantly upwards (Mann–Kendall, one-sided, level α), that of
//   the truth significantly downwards (same test), and the truth's second half lies at least d below its first, in means.
// The test takes observations for independent; curves of training are smoother than that, so α is no exact rate of false alarms.

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>When reward and truth are taken to have parted.</summary>
public sealed record RewardHackingOptions : IChecked
{
    /// <summary>The part of the reward that is watched, before its weight; null watches the whole sum.</summary>
    public string? Proxy { get; init; }

    /// <summary>W: observations that are looked at, the latest ones; fewer never stop a run.</summary>
    [Range(4, 10_000)] public int Window { get; init; } = 8;

    /// <summary>α: the one-sided level of significance, of each trend by itself.</summary>
    [Range(1e-6, 0.5)] public double Significance { get; init; } = 0.02;

    /// <summary>d: how far the truth must have fallen between the halves of the window.</summary>
    [Range(0.0, 1e9)] public double LeastFall { get; init; } = 0.02;

    /// <inheritdoc/>
    public SettingsMistake? Mistake()
    {
        double strongest = Trend.PValueOfRise([.. Enumerable.Range(0, Window).Select(i => (double)i)]);
        return strongest <= Significance ? null
            : new(string.Create(CultureInfo.InvariantCulture,
                $"reward_hacking: over a window of {Window} even a steady rise has p = {strongest:0.####}, "
                + $"above the significance of {Significance}: take a longer window."), "window");
    }
}

/// <summary>What the monitor remembers.</summary>
/// <param name="ProxySum">The sum of the proxy over the steps since the last observation.</param>
/// <param name="ProxySteps">How many steps these are.</param>
/// <param name="Proxies">The proxy at the latest observations, oldest first.</param>
/// <param name="Truths">The truth at the same.</param>
sealed record RewardHackingState(double ProxySum, int ProxySteps, IReadOnlyList<double> Proxies, IReadOnlyList<double> Truths)
{
    /// <summary>Nothing seen yet.</summary>
    public static RewardHackingState Empty { get; } = new(0, 0, [], []);
}

/// <summary>Compares the reward with the truth; see <see cref="RewardHackingOptions"/>.</summary>
sealed class RewardHackingMonitor
{
    readonly RewardHackingOptions _options;

    /// <param name="options">The criterion.</param>
    /// <exception cref="UserErrorException">The window is so short that not even steady trends are significant at this level.</exception>
    public RewardHackingMonitor(RewardHackingOptions options) => _options = options.Checked();

    /// <summary>What is remembered; saved and restored with a checkpoint.</summary>
    public RewardHackingState State { get; set; } = RewardHackingState.Empty;

    /// <summary>Takes in the proxy of one step of training; a part of the reward that applied to no completion is passed over.</summary>
    public void ObserveReward(ReinforcementReport report)
    {
        if (_options.Proxy is null || report.RewardParts.ContainsKey(_options.Proxy))
            State = State with
            {
                ProxySum = State.ProxySum + (_options.Proxy is { } part ? report.RewardParts[part] : report.Reward),
                ProxySteps = State.ProxySteps + 1
            };
    }

    /// <summary>Takes in the truth: with the mean proxy of the steps since the last time it makes one observation.</summary>
    /// <exception cref="WatchdogException">"reward-hacking": they have parted.</exception>
    public void ObserveTruth(double truth)
    {
        if (State.ProxySteps > 0)
            Observe(State.ProxySum / State.ProxySteps, truth);
    }

    /// <summary>Takes in one observation of both.</summary>
    /// <exception cref="WatchdogException">"reward-hacking": they have parted.</exception>
    public void Observe(double proxy, double truth)
    {
        State = new(0, 0, [.. State.Proxies.TakeLast(_options.Window - 1), proxy], [.. State.Truths.TakeLast(_options.Window - 1), truth]);
        if (State.Proxies.Count == _options.Window && HaveParted(State.Proxies, State.Truths))
            throw new WatchdogException("reward-hacking",
                $"over the last {_options.Window} observations the reward {_options.Proxy ?? "as a whole"} rose from {State.Proxies[0]:0.###} to "
                    + $"{proxy:0.###} while the held-out truth fell from {State.Truths[0]:0.###} to {truth:0.###}",
                "go back to an earlier checkpoint, let this reward count only in the last part of the steps, or give it less weight");
    }

    bool HaveParted(IReadOnlyList<double> proxies, IReadOnlyList<double> truths) =>
        Trend.PValueOfRise(proxies) <= _options.Significance
        && Trend.PValueOfRise([.. truths.Select(t => -t)]) <= _options.Significance
        && Fall(truths) >= _options.LeastFall;

    static double Fall(IReadOnlyList<double> truths) => truths.Take(truths.Count / 2).Average() - truths.TakeLast(truths.Count / 2).Average();
}
