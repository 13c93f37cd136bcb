// Where the time of a step goes.

using System.Diagnostics;

namespace R1Sharp.App;

/// <summary>Charges what passes to the parts of steps: what passes between two reports belongs to the later one.</summary>
sealed class StepClock
{
    readonly Dictionary<string, double> _seconds = [];
    long _last = Stopwatch.GetTimestamp();

    /// <summary>Seconds by part, in the order in which the parts first ended.</summary>
    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    /// <summary>Forgets all that was charged; time begins anew.</summary>
    public void Clear()
    {
        _seconds.Clear();
        Restart();
    }

    /// <summary>Time begins anew; what was charged stays.</summary>
    public void Restart() => _last = Stopwatch.GetTimestamp();

    /// <summary>A part has ended.</summary>
    public void Charge(string part)
    {
        long now = Stopwatch.GetTimestamp();
        _seconds[part] = _seconds.GetValueOrDefault(part) + Stopwatch.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
    }
}
