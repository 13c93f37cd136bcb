// Starts processes from one thread that never ends. A process that asks to be ended with its parent is in truth ended with
// the thread that started it (prctl(2), PR_SET_PDEATHSIG), and threads of a pool come and go.

using System.Collections.Concurrent;
using System.Diagnostics;

namespace R1Sharp.App.Sandbox;

/// <summary>Starts the processes of the sandbox.</summary>
static class ProcessStarter
{
    static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> s_queue = [];

    static ProcessStarter() => new Thread(Work) { IsBackground = true, Name = "sandbox starter" }.Start();

    /// <summary>Starts a process.</summary>
    public static Process Start(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        s_queue.Add((start, started));
        return started.Task.GetAwaiter().GetResult();
    }

    static void Work()
    {
        foreach (var (start, started) in s_queue.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        }
    }
}
