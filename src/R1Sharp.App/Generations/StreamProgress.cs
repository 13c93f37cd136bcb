// What a stream of rows is doing: requests in flight, rows, tokens, failures, and how many of the slots were busy.

using System.Globalization;
using System.Text;

namespace R1Sharp.App.Generations;

/// <summary>Counts; any thread may tell it something.</summary>
/// <param name="slots">Requests that may be in flight.</param>
/// <param name="clock">Measures time.</param>
sealed class StreamProgress(int slots, TimeProvider clock)
{
    readonly long _begin = clock.GetTimestamp();
    readonly Lock _lock = new();
    double _busySeconds, _last;
    double? _tailFrom, _busyBeforeTail;
    long _rows, _failed, _tokens;
    int _inFlight, _most;

    /// <summary>Rows that are to be asked; null where that is not known (yet).</summary>
    public long? Expected { get; set; }

    /// <summary>How often a service was asked again.</summary>
    public Func<long> Retried { get; init; } = () => 0;

    /// <summary>Rows that have ended.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>Rows that have ended without all of their completions.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Tokens of completions that have ended.</summary>
    public long Tokens => Interlocked.Read(ref _tokens);

    /// <summary>The most requests that were in flight at a time.</summary>
    public int MostInFlight => _most;

    /// <summary>Seconds since it began.</summary>
    public double Seconds => clock.GetElapsedTime(_begin).TotalSeconds;

    /// <summary>The share of the slots that was busy until there was nothing left to ask; null before that.</summary>
    public double? BusyShare => _tailFrom is > 0 and var tail ? _busyBeforeTail!.Value / (slots * tail) : null;

    /// <summary>Requests begin.</summary>
    public void Began(int count = 1) => InFlight(count);

    /// <summary>A request has ended.</summary>
    public void Ended(int tokens, int count = 1)
    {
        InFlight(-count);
        Interlocked.Add(ref _tokens, tokens);
    }

    /// <summary>The last row was handed out: from here on slots are empty because nothing is left.</summary>
    public void TailBegins()
    {
        InFlight(0);
        lock (_lock)
            (_tailFrom, _busyBeforeTail) = (_last, _busySeconds);
    }

    /// <summary>A row has ended.</summary>
    public void RowEnded(bool hasFailed)
    {
        Interlocked.Increment(ref _rows);
        if (hasFailed)
            Interlocked.Increment(ref _failed);
    }

    /// <summary>A line for people.</summary>
    public string Line()
    {
        double seconds = Math.Max(Seconds, 1e-3);
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{Rows:N0}{(Expected is { } expected ? $" of {expected:N0}" : "")} rows, {_inFlight:N0} in flight, ");
        line.Append(CultureInfo.InvariantCulture, $"{Tokens / seconds:N0} tokens/s, {Failed:N0} failed");
        if (Retried() is > 0 and var retried)
            line.Append(CultureInfo.InvariantCulture, $", {retried:N0} asked again");
        if (Expected is { } all && Rows > 0 && all > Rows)
            line.Append(CultureInfo.InvariantCulture, $", {Time((all - Rows) * seconds / Rows)} left");
        return line.ToString();
    }

    static string Time(double seconds) => seconds < 90 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s")
        : seconds < 5400 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h");

    void InFlight(int change)
    {
        lock (_lock)
        {
            double now = Seconds;
            _busySeconds += _inFlight * (now - _last);
            _last = now;
            _inFlight += change;
            _most = Math.Max(_most, _inFlight);
        }
    }
}
