// Where the completions of each step lie in a stage's rollouts.jsonl. The file is passed over once, in pieces; what is kept is a place for every few
// dozen lines, so that a page of any step is read from near where it lies, and 100,000 completions take some tens of kilobytes.

using System.Text.Json;

namespace R1Sharp.App.Watching;

/// <summary>The completions of one step that stand together.</summary>
/// <param name="Kind">"train" or "evaluation".</param>
/// <param name="Step">Step of the stage.</param>
/// <param name="Count">How many there are up to now.</param>
readonly record struct RolloutBlock(string Kind, int Step, long Count)
{
    /// <summary>Where its places begin.</summary>
    internal int Place { get; init; }
}

/// <summary>An index that grows with its file; safe for any number of threads.</summary>
/// <param name="path">The file.</param>
sealed class RolloutIndex(string path)
{
    const int LinesOfPlace = 64, HeadBytes = 1024;

    readonly Lock _lock = new();
    readonly List<Place> _places = [];
    readonly List<string> _kinds = ["train", "evaluation"];
    long _lines;

    // A place where lines are known to begin: those of one step up to the next place.
    readonly record struct Place(long Offset, long Line, int Step, int Kind, bool Begins);

    /// <summary>Bytes that have been passed over.</summary>
    public long Read { get; private set; }

    /// <summary>Bytes of the file when it was last looked at.</summary>
    public long Size { get; private set; }

    /// <summary>Lines that are known.</summary>
    public long Lines => _lines;

    /// <summary>Places that are kept.</summary>
    public int PlaceCount => _places.Count;

    /// <summary>Passes over what is new, at most about so many bytes; begins anew where the file was cut back.</summary>
    public void Advance(long mostBytes)
    {
        lock (_lock)
        {
            Size = LogReader.LengthOf(path);
            if (Size < Read || (Read > 0 && !LogReader.IsLineStart(path, Read)))
                Forget();
            if (Size == Read)
                return;
            using var reader = new LogReader(path, Read, HeadBytes);
            while (reader.Next - Read < mostBytes && reader.TryNext(out var line))
                Add(reader.Offset, line);
            Read = reader.Next;
        }
    }

    /// <summary>The blocks of a kind around a step.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="step">The step; null for the last there is. Where it has none, the nearest before it, else the first.</param>
    /// <returns>The block; the one before and behind it, and the first and last of the kind; null where the kind has none.</returns>
    public (RolloutBlock Block, int? Before, int? Behind, int First, int Last)? Find(string kind, int? step)
    {
        lock (_lock)
        {
            var blocks = Blocks().Where(b => b.Kind == kind).ToList();
            if (blocks.Count == 0)
                return null;
            int at = step is { } wanted ? Math.Max(0, blocks.FindLastIndex(b => b.Step <= wanted)) : blocks.Count - 1;
            return (blocks[at], at > 0 ? blocks[at - 1].Step : null, at + 1 < blocks.Count ? blocks[at + 1].Step : null, blocks[0].Step, blocks[^1].Step);
        }
    }

    /// <summary>The kinds that there are completions of.</summary>
    public IReadOnlyList<string> Kinds()
    {
        lock (_lock)
            return [.. Blocks().Select(b => b.Kind).Distinct()];
    }

    /// <summary>Where to begin to read for a line of a block, and how many lines to pass over there.</summary>
    public (long Offset, long Skip) PlaceOf(RolloutBlock block, long line)
    {
        lock (_lock)
        {
            var first = _places[block.Place];
            int at = block.Place;
            while (at + 1 < _places.Count && !_places[at + 1].Begins && _places[at + 1].Line - first.Line <= line)
                at++;
            return (_places[at].Offset, line - (_places[at].Line - first.Line));
        }
    }

    IEnumerable<RolloutBlock> Blocks()
    {
        for (int i = 0, next; i < _places.Count; i = next)
        {
            for (next = i + 1; next < _places.Count && !_places[next].Begins;)
                next++;
            var place = _places[i];
            yield return new(_kinds[place.Kind], place.Step, (next < _places.Count ? _places[next].Line : _lines) - place.Line) { Place = i };
        }
    }

    void Add(long offset, ReadOnlySpan<byte> line)
    {
        var (kind, step) = Head(line);
        bool begins = _places.Count == 0 || _places[^1].Step != step || _places[^1].Kind != kind;
        if (begins || _lines - _places[^1].Line >= LinesOfPlace)
            _places.Add(new(offset, _lines, step, kind, begins));
        _lines++;
    }

    // Every line begins with stage, kind and step; of one that does not, nothing is known.
    (int Kind, int Step) Head(ReadOnlySpan<byte> line)
    {
        var (kind, step) = (0, 0);
        try
        {
            var reader = new Utf8JsonReader(line[..Math.Min(line.Length, HeadBytes)], isFinalBlock: false, default);
            for (int seen = 0; seen < 2 && reader.Read();)
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                    continue;
                bool isKind = reader.ValueTextEquals("kind"u8), isStep = reader.ValueTextEquals("step"u8);
                if (!(isKind || isStep) || !reader.Read())
                    continue;
                seen++;
                kind = isKind && reader.TokenType == JsonTokenType.String ? KindOf(reader.GetString()!) : kind;
                step = isStep && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int number) ? number : step;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A damaged line is shown as one where it lies.
        }
        return (kind, step);
    }

    int KindOf(string kind)
    {
        int at = _kinds.IndexOf(kind);
        if (at >= 0 || _kinds.Count > 8)
            return Math.Max(at, 0);
        _kinds.Add(kind);
        return _kinds.Count - 1;
    }

    void Forget()
    {
        _places.Clear();
        (Read, _lines) = (0, 0);
    }
}
