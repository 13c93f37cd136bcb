// Before training begins: can the grader score the truth?

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;

namespace R1Sharp.Learning.Training.Watchdogs;

/// <summary>Refuses problems whose own gold answers the grader does not accept: no completion could ever be rewarded for them.</summary>
static class GoldWatchdog
{
    /// <summary>Grades every problem's gold answer, written in the asked form.</summary>
    /// <param name="problems">The problems to train on.</param>
    /// <param name="options">How many failures are allowed.</param>
    /// <exception cref="WatchdogException">"gold-unscorable": more gold answers than allowed get no full marks.</exception>
    public static void Check(IReadOnlyList<Problem> problems, WatchdogOptions options)
    {
        if (options.UnscorableGoldShare is not { } allowed)
            return;
        var (count, found) = (0, (GoldFailure?)null);
        foreach (var failure in GoldCheck.Stream(problems))
            (count, found) = (count + 1, found ?? failure);
        if (found is not { } first || count <= allowed * problems.Count)
            return;
        throw new WatchdogException("gold-unscorable",
            $"the grader does not accept {count} of {problems.Count} gold answers, the first being \"{first.Problem.Answer}\" of problem "
                + $"{first.Problem.Id} (row {first.Row}: {first.Reason})",
            "correct these answers, remove the problems, or allow them with unscorableGoldShare");
    }
}
