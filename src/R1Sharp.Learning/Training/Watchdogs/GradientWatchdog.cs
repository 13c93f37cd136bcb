// Watches the gradient's norm: not finite, zero, or far above its habit.

namespace R1Sharp.Learning.Training.Watchdogs;

/// <summary>What the gradient's watchdog remembers between updates.</summary>
/// <param name="ZeroUpdates">Updates in a row whose gradient was exactly zero.</param>
/// <param name="RecentNorms">Norms of the latest updates, oldest first.</param>
sealed record GradientWatchdogState(int ZeroUpdates, IReadOnlyList<double> RecentNorms)
{
    /// <summary>Nothing seen yet.</summary>
    public static GradientWatchdogState Empty { get; } = new(0, []);
}

/// <summary>Stops a run by the gradient's norm; see <see cref="WatchdogOptions"/>.</summary>
sealed class GradientWatchdog(WatchdogOptions options)
{
    const int RememberedNorms = 50, FewestNorms = 10;

    /// <summary>What is remembered; saved and restored with a checkpoint.</summary>
    public GradientWatchdogState State { get; set; } = GradientWatchdogState.Empty;

    /// <summary>Looks at the norm of one update.</summary>
    /// <param name="norm">Before clipping.</param>
    /// <param name="explainNotFinite">Finds out where a norm that is not finite comes from.</param>
    /// <param name="report">Attached to the exception.</param>
    public void Check(double norm, Func<string> explainNotFinite, object report)
    {
        if (!double.IsFinite(norm))
        {
            if (options.StopWhenNotFinite)
                throw new WatchdogException("not-finite", explainNotFinite(), "lower the learning rate, or go back to an earlier checkpoint", report);
            return;
        }
        CheckExploding(norm, report);
        State = new(norm == 0 ? State.ZeroUpdates + 1 : 0, [.. State.RecentNorms.TakeLast(RememberedNorms - 1), norm]);
        if (State.ZeroUpdates >= options.ZeroGradientUpdates)
            throw new WatchdogException("gradient-zero", $"the gradient of the last {State.ZeroUpdates} updates was exactly zero, so no weight moves",
                "see whether any token is learned from and whether the rewards differ", report);
    }

    void CheckExploding(double norm, object report)
    {
        if (State.RecentNorms.Count < FewestNorms)
            return;
        double median = Median(State.RecentNorms);
        if (median > 0 && norm > options.ExplodingGradientFactor * median)
            throw new WatchdogException("gradient-exploding",
                $"the gradient's norm is {norm:G3}, more than {options.ExplodingGradientFactor:G} times the median of the updates before it, {median:G3}",
                "lower the learning rate or clip the gradient's norm", report);
    }

    static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
