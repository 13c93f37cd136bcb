// Who takes down how work is shared out, instead of doing it.

namespace R1Sharp.Numerics.Parallelism;

/// <summary>Told of all work that a pool would share out, while nothing of it is done.</summary>
interface IWorkRecorder
{
    /// <summary>Pieces that any thread may take; what follows waits for all of them.</summary>
    /// <param name="pieces">How many.</param>
    /// <param name="flopsOf">Floating-point operations of each.</param>
    void Shared(int pieces, Func<int, double> flopsOf);

    /// <summary>Tasks that may run side by side, each of which shares out work of its own.</summary>
    /// <param name="tasks">How many.</param>
    /// <param name="run">Goes through one, so that what it shares out can be taken down.</param>
    void SideBySide(int tasks, Action<int> run);
}
