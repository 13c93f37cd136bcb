// What a command is at, for whoever waits: counted where it can be counted.

using System.Diagnostics;
using System.Globalization;

namespace R1Sharp.App;

/// <summary>Work that is shown while it goes on; safe for any number of threads.</summary>
sealed class Progress : IDisposable
{
    readonly string _what, _unit;
    readonly long? _total;
    readonly long _began = Stopwatch.GetTimestamp();
    readonly ProgressLine _line;
    long _done;

    Progress(string what, string unit, long? total)
    {
        (_what, _unit, _total) = (what, unit, total);
        _line = new(Line);
    }

    /// <summary>Begins.</summary>
    /// <param name="what">What is done, e.g. "grading".</param>
    /// <param name="unit">What is counted, e.g. "lines"; empty where nothing is.</param>
    /// <param name="total">How many there are, where that is known.</param>
    public static Progress Of(string what, string unit = "", long? total = null) => new(what, unit, total);

    /// <summary>Does work that nothing is counted of, and gives what it gives.</summary>
    public static T While<T>(string what, Func<T> work)
    {
        using var progress = Of(what);
        return work();
    }

    /// <summary>The same of work that gives nothing.</summary>
    public static void While(string what, Action work)
    {
        using var progress = Of(what);
        work();
    }

    /// <summary>So many more are done.</summary>
    public void Add(long count = 1) => Interlocked.Add(ref _done, count);

    /// <summary>The same items, counted as they are taken.</summary>
    public IEnumerable<T> Counted<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            yield return item;
            Add();
        }
    }

    /// <summary>What is shown now.</summary>
    internal string Line()
    {
        long done = Interlocked.Read(ref _done);
        string total = _total is { } all ? string.Create(CultureInfo.InvariantCulture, $" of {all:N0}") : "";
        string counted = _unit.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $": {done:N0}{total} {_unit}");
        return string.Create(CultureInfo.InvariantCulture, $"{_what}{counted}, {Stopwatch.GetElapsedTime(_began).TotalSeconds:0} s");
    }

    /// <inheritdoc/>
    public void Dispose() => _line.Dispose();
}
