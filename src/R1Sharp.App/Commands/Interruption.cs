// Ctrl-C and a polite kill: the first asks the program to come to a good end, the second ends it at once.

using System.Runtime.InteropServices;

namespace R1Sharp.App.Commands;

/// <summary>Turns signals into a cancellation.</summary>
sealed class Interruption : IDisposable
{
    readonly CancellationTokenSource _source = new();
    readonly PosixSignalRegistration[] _signals;

    readonly string _promise;

    /// <summary>Begins to listen.</summary>
    /// <param name="promise">What is said at the first signal.</param>
    public Interruption(string promise = "stopping after this step")
    {
        _promise = promise;
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Comes to its end with the first signal.</summary>
    public async Task Came()
    {
        try
        {
            await Task.Delay(Timeout.Infinite, Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _source.Dispose();
    }

    void Handle(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
            return;
        context.Cancel = true;
        _source.Cancel();
        Console.Error.WriteLine($"{_promise}; once more stops at once.");
    }
}
