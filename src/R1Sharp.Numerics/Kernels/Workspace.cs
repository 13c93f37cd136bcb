// Scratch memory of one worker: each kernel that needs a buffer takes its own named one, which only ever grows.

using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <summary>
/// Scratch buffers of one thread. Not for use by two threads at once. A workspace with a crew lets the operations that
/// support it share their outputs out among the crew's threads, each with scratch of its own; that changes no bit.
/// </summary>
public sealed unsafe class Workspace : IDisposable
{
    // Pieces for each worker: one that is held up keeps the others waiting for a quarter of its share at most.
    const int PiecesPerWorker = 4;

    // Some microseconds of work: below that, handing it over costs more than doing it.
    const double LeastFlopsOfPiece = 200_000;

    readonly FloatBuffer?[] _buffers = new FloatBuffer?[Enum.GetValues<Scratch>().Length];
    readonly WorkerPool? _crew;

    /// <summary>Scratch of one thread that works alone.</summary>
    public Workspace() { }

    /// <summary>Scratch of a thread that shares its work with whoever is free in a pool.</summary>
    public Workspace(WorkerPool crew) => _crew = crew.WorkerCount > 1 ? crew : null;

    /// <summary>Into how many pieces work is best cut now: one where there is nobody to share it with, or too little of it.</summary>
    /// <param name="flops">Floating-point operations of all of it.</param>
    public int PiecesOf(double flops) => _crew is { WantsPieces: true } && flops >= 2 * LeastFlopsOfPiece
        ? (int)Math.Min(PiecesPerWorker * _crew.WorkerCount, flops / LeastFlopsOfPiece) : 1;

    /// <summary>Runs body(piece, scratch) once for each piece, by whoever is free; with this scratch where there is but one.</summary>
    public void Share(int pieces, Action<int, Workspace> body)
    {
        if (_crew is null || pieces == 1)
            for (int piece = 0; piece < pieces; piece++)
                body(piece, this);
        else
            _crew.Run(pieces, (piece, thread) => body(piece, _crew.Scratch[thread]));
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
    ValuePanels,
    QueryRows,
    OutputGradientRows,
    Scores,
    ScoreGradients,
    Logits,
    DecodeScores,
}
