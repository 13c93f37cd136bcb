// How far a stream is, on standard error: in a terminal one line that is written anew every second, elsewhere a line every half minute.

namespace R1Sharp.App.Generations;

/// <summary>Shows progress until it is disposed.</summary>
public sealed class ProgressLine : IDisposable
{
    static readonly TimeSpan s_inTerminal = TimeSpan.FromSeconds(1), s_elsewhere = TimeSpan.FromSeconds(30);

    readonly StreamProgress _progress;
    readonly bool _isTerminal = !Console.IsErrorRedirected;
    readonly Timer _timer;
    int _width;

    /// <summary>Begins to show.</summary>
    public ProgressLine(StreamProgress progress)
    {
        _progress = progress;
        var every = _isTerminal ? s_inTerminal : s_elsewhere;
        _timer = new Timer(_ => Show(), null, every, every);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using var ended = new ManualResetEvent(false);
        if (_timer.Dispose(ended))
            ended.WaitOne();
        if (_width > 0)
            Console.Error.Write($"\r{new string(' ', _width)}\r");
    }

    void Show()
    {
        string line = _progress.Line();
        if (!_isTerminal)
            Console.Error.WriteLine($"r1: {line}");
        else
        {
            Console.Error.Write($"\r{line.PadRight(_width)}");
            _width = line.Length;
        }
    }
}
