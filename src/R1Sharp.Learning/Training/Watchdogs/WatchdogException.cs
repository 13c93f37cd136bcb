// Thrown when a run cannot learn: the name of the cause, and what to do about it.

namespace R1Sharp.Learning.Training.Watchdogs;

/// <summary>
/// A watchdog stops the run. The message is "name: what was seen; what to do." The step that was just made is attached,
/// so that it can be recorded before the run ends.
/// </summary>
public sealed class WatchdogException : Exception
{
    /// <param name="name">The watchdog, e.g. "all-rewards-equal".</param>
    /// <param name="explanation">What was seen and why nothing can be learned, without a full stop.</param>
    /// <param name="advice">What to do, without a full stop.</param>
    /// <param name="report">The report of the step at which it stopped, where there is one.</param>
    public WatchdogException(string name, string explanation, string advice, object? report = null)
        : base($"{name}: {explanation}; {advice}.")
    {
        (Name, Explanation, Advice, Report) = (name, explanation, advice, report);
    }

    /// <summary>The watchdog, in lower case with hyphens.</summary>
    public string Name { get; }

    /// <summary>What was seen, and why nothing can be learned.</summary>
    public string Explanation { get; }

    /// <summary>What to do.</summary>
    public string Advice { get; }

    /// <summary>The report of the step at which the run was stopped, of the trainer's own type; null before the first.</summary>
    public object? Report { get; }
}
