// Scratch memory of one worker: each kernel that needs a buffer takes its own named one, which only ever grows.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Parallelism;

/// <summary>
/// Scratch buffers of one thread. Not for use by two threads at once. A workspace with a crew lets the operations that
/// support it share their outputs out among the crew's threads, each with scratch of its own; that changes no bit.
/// </summary>
public sealed unsafe class Workspace : IDisposable
{
    /// <summary>Pieces for each worker, at most: one that is held up keeps the others waiting for a quarter of its share.</summary>
    public const int PiecesPerWorker = 4;

    // Microseconds of work: below that, handing it over costs more than doing it. Pieces are smaller only so that nobody has none.
    const double LeastFlops = 100_000, PreferredFlops = 100_000, LeastFlopsOfPiece = 20_000;

    readonly FloatBuffer?[] _buffers = new FloatBuffer?[Enum.GetValues<Scratch>().Length];
    readonly WorkerPool? _crew;

    /// <summary>Scratch of one thread that works alone.</summary>
    public Workspace() { }

    /// <summary>Scratch of a thread that shares its work with whoever is free in a pool.</summary>
    public Workspace(WorkerPool crew) => _crew = crew.WorkerCount > 1 || crew.Recorder is not null ? crew : null;

    /// <summary>Whether work is best done by the caller alone: there is nobody to share it with, or too little of it.</summary>
    /// <param name="flops">Floating-point operations of all of it.</param>
    /// <param name="pieces">Into how many pieces it is best cut otherwise.</param>
    internal bool IsAlone(double flops, out int pieces)
    {
        pieces = PiecesOf(flops);
        return pieces == 1 && _crew?.Recorder is null;
    }

    /// <summary>Into how many pieces work is best cut now.</summary>
    /// <param name="flops">Floating-point operations of all of it.</param>
    public int PiecesOf(double flops)
    {
        if (_crew is not { WantsPieces: true })
            return 1;
        int workers = _crew.WorkerCount, most = PiecesPerWorker * workers;
        if (workers == 1 || (flops < LeastFlops && !_crew.CutsAlways))
            return 1;
        return _crew.CutsAlways ? most : (int)Math.Min(most, Math.Max(flops / PreferredFlops, Math.Min(workers, flops / LeastFlopsOfPiece)));
    }

    /// <summary>Runs body(piece, scratch) once for each piece, by whoever is free.</summary>
    /// <param name="pieces">How many.</param>
    /// <param name="flopsOf">Floating-point operations of a piece, for whoever counts them.</param>
    /// <param name="body">The work; the scratch is this one where all is done by the caller.</param>
    public void Share(int pieces, Func<int, double> flopsOf, Action<int, Workspace> body)
    {
        if (_crew?.Recorder is { } recorder)
            recorder.Shared(pieces, flopsOf);
        else if (_crew is null || pieces <= 1)
            for (int piece = 0; piece < pieces; piece++)
                body(piece, this);
        else
            _crew.Run(pieces, (piece, thread) => body(piece, _crew.Scratch[thread]));
    }

    /// <summary>Runs body(first, count, scratch) over ranges of rows that together are all of them.</summary>
    /// <param name="rows">Rows, or whatever else can be worked on one by one.</param>
    /// <param name="flopsOfRow">Floating-point operations of one.</param>
    /// <param name="body">The work.</param>
    /// <param name="step">Ranges begin at multiples of so many rows.</param>
    public void ShareRows(int rows, double flopsOfRow, Action<int, int, Workspace> body, int step = 1)
    {
        int steps = (rows + step - 1) / step, pieces = Math.Min(PiecesOf(rows * flopsOfRow), steps);
        (int First, int Count) Range(int piece)
        {
            int first = (int)((long)steps * piece / pieces) * step;
            return (first, Math.Min(rows, (int)((long)steps * (piece + 1) / pieces) * step) - first);
        }
        Share(pieces, piece => Range(piece).Count * flopsOfRow, (piece, scratch) =>
        {
            var (first, count) = Range(piece);
            body(first, count, scratch);
        });
    }

    /// <summary>Runs body(unit, scratch) for units of different work, in their order as threads are free.</summary>
    /// <param name="units">How many.</param>
    /// <param name="pieces">Into how many pieces they are put, at most.</param>
    /// <param name="flopsOf">Floating-point operations of a unit.</param>
    /// <param name="body">The work.</param>
    public void ShareUnits(int units, int pieces, Func<int, double> flopsOf, Action<int, Workspace> body)
    {
        pieces = Math.Min(pieces, units);
        int Begin(int piece) => (int)((long)units * piece / pieces);
        Share(pieces, piece => Enumerable.Range(Begin(piece), Begin(piece + 1) - Begin(piece)).Sum(flopsOf), (piece, scratch) =>
        {
            for (int unit = Begin(piece); unit < Begin(piece + 1); unit++)
                body(unit, scratch);
        });
    }

    /// <summary>Told the name of each part of a pass as it ends, on the thread that ran it: for whoever measures. Null otherwise.</summary>
    public Action<string>? Observer { get; set; }

    /// <summary>Tells the observer, if there is one, that a part has ended.</summary>
    public void Finished(string part) => Observer?.Invoke(part);

    /// <summary>A buffer of at least so many floats; its content is undefined.</summary>
    internal float* Take(Scratch purpose, long length)
    {
        ref var buffer = ref _buffers[(int)purpose];
        if (buffer is not null && buffer.Length >= length)
            return buffer.Data;
        buffer?.Dispose();
        buffer = new FloatBuffer(length + length / 4);
        return buffer.Data;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer?.Dispose();
    }
}

/// <summary>The buffers of a <see cref="Workspace"/>.</summary>
enum Scratch
{
    LeftRows,
    LeftTile,
    RightPanels,
    KeyPanels,
    KeyRows,
    ValueRows,
    KeyGradients,
    ValueGradients,
    ValuePanels,
    QueryRows,
    OutputGradientRows,
    Scores,
    ScoreGradients,
    Logits,
    DecodeScores,
    StoredRows,
    TurnedPanel,
}
