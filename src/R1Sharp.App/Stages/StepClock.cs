// Where the time of a step goes.

using System.Diagnostics;

namespace R1Sharp.App.Stages;

/// <summary>Charges what passes to the parts of a step.</summary>
sealed class StepClock
{
    Dictionary<string, double> _seconds = [];
    long _last = Stopwatch.GetTimestamp();

    /// <summary>Seconds by part since the step began, in the order in which the parts first ended.</summary>
    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    /// <summary>A step begins.</summary>
    public void Restart() => (_seconds, _last) = ([], Stopwatch.GetTimestamp());

    /// <summary>A part has ended: what passed since the last one did, or since the step began, belongs to it.</summary>
    public void Charge(string part)
    {
        long now = Stopwatch.GetTimestamp();
        _seconds[part] = _seconds.GetValueOrDefault(part) + Stopwatch.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
    }
}
