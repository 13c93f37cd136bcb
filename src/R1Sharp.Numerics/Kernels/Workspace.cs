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
    readonly FloatBuffer?[] _buffers = new FloatBuffer?[Enum.GetValues<Scratch>().Length];
    readonly Workspace[] _members = [];
    readonly WorkerPool? _crew;

    /// <summary>Scratch of one thread that works alone.</summary>
    public Workspace() { }

    /// <summary>Scratch of a thread that shares its work with a pool.</summary>
    public Workspace(WorkerPool crew)
    {
        if (crew.WorkerCount == 1)
            return;
        _crew = crew;
        _members = [.. Enumerable.Range(0, crew.WorkerCount).Select(_ => new Workspace())];
    }

    /// <summary>Runs body(part, parts, scratch) once for each thread of the crew; once, with this scratch, where there is no crew.</summary>
    public void Share(Action<int, int, Workspace> body)
    {
        if (_crew is null)
            body(0, 1, this);
        else
            _crew.Run(part => body(part, _members.Length, _members[part]));
    }

    internal bool HasCrew => _crew is not null;

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
        foreach (var member in _members)
            member.Dispose();
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
