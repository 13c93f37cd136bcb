// How far something is, on standard error: in a terminal one line that is written anew every second, elsewhere a line every half minute. What is over
// within two seconds shows nothing.

namespace R1Sharp.App;

/// <summary>Shows progress until it is disposed.</summary>
sealed class ProgressLine : IDisposable
{
    static readonly TimeSpan s_first = TimeSpan.FromSeconds(2), s_inTerminal = TimeSpan.FromSeconds(1), s_elsewhere = TimeSpan.FromSeconds(30);

    readonly Func<string> _line;
    readonly bool _isTerminal = !Console.IsErrorRedirected;
    readonly Timer _timer;
    int _width;

    /// <summary>Begins to show.</summary>
    /// <param name="line">What is shown.</param>
    public ProgressLine(Func<string> line)
    {
        _line = line;
        _timer = new Timer(_ => Show(), null, _isTerminal ? s_first : s_elsewhere, _isTerminal ? s_inTerminal : s_elsewhere);
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
        string line = _line();
        if (!_isTerminal)
            Console.Error.WriteLine($"r1: {line}");
        else
        {
            Console.Error.Write($"\r{line.PadRight(_width)}");
            _width = line.Length;
        }
    }
}
