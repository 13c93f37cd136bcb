// Keys of documents on disk, sorted within runs: what one part writes and the merge reads. A record is the key's 16 bytes and the document's number of 8.

using System.Runtime.InteropServices;

namespace R1Sharp.App.Corpus.Steps;

/// <summary>A key of a document.</summary>
/// <param name="Key">The key.</param>
/// <param name="Document">The document's number.</param>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
readonly record struct KeyRecord(UInt128 Key, long Document) : IComparable<KeyRecord>
{
    /// <inheritdoc/>
    public int CompareTo(KeyRecord other) => Key != other.Key ? Key.CompareTo(other.Key) : Document.CompareTo(other.Document);
}

/// <summary>Writes the keys of a part: for each band runs of so many documents.</summary>
sealed class SortedKeyWriter : IDisposable
{
    /// <summary>Documents of a run; of 14 bands they take 22 MB.</summary>
    const int RunDocuments = 1 << 16;

    readonly FileStream _file;
    readonly List<KeyRecord>[] _bands;
    readonly List<(int Band, long Offset, int Count)> _runs = [];

    /// <param name="path">The file.</param>
    /// <param name="bands">Keys of a document.</param>
    public SortedKeyWriter(string path, int bands)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        _bands = [.. Enumerable.Range(0, bands).Select(_ => new List<KeyRecord>())];
    }

    /// <summary>Adds a document.</summary>
    public void Add(ReadOnlySpan<UInt128> keys, long document)
    {
        for (int i = 0; i < keys.Length; i++)
            _bands[i].Add(new(keys[i], document));
        if (_bands[0].Count == RunDocuments)
            Flush();
    }

    /// <summary>Ends the file: the list of its runs and their number.</summary>
    public void Dispose()
    {
        Flush();
        using var writer = new BinaryWriter(_file);
        foreach (var (band, offset, count) in _runs)
        {
            writer.Write(band);
            writer.Write(offset);
            writer.Write(count);
        }
        writer.Write(_runs.Count);
    }

    void Flush()
    {
        for (int band = 0; band < _bands.Length && _bands[band].Count > 0; band++)
        {
            _bands[band].Sort();
            _runs.Add((band, _file.Position, _bands[band].Count));
            _file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_bands[band])));
            _bands[band].Clear();
        }
    }
}

/// <summary>The runs of a band of several files, merged.</summary>
static class SortedKeyMerge
{
    const int EntryBytes = 16, BufferRecords = 512;

    /// <summary>All records of a band in their order; a buffer of 16 KB a run is in memory.</summary>
    public static IEnumerable<KeyRecord> Of(IReadOnlyList<string> files, int band)
    {
        var runs = files.SelectMany(file => Runs(file, band)).ToList();
        try
        {
            var queue = new PriorityQueue<Run, KeyRecord>();
            foreach (var run in runs.Where(r => r.Next()))
                queue.Enqueue(run, run.Current);
            while (queue.TryPeek(out var run, out var record))
            {
                yield return record;
                if (run.Next())
                    queue.DequeueEnqueue(run, run.Current);
                else
                    queue.Dequeue();
            }
        }
        finally
        {
            runs.ForEach(r => r.Dispose());
        }
    }

    static List<Run> Runs(string path, int band)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        reader.BaseStream.Seek(-4, SeekOrigin.End);
        int count = reader.ReadInt32();
        reader.BaseStream.Seek(-4 - (long)count * EntryBytes, SeekOrigin.End);
        var runs = new List<Run>();
        for (int i = 0; i < count; i++)
        {
            var (own, offset, records) = (reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt32());
            if (own == band)
                runs.Add(new(path, offset, records));
        }
        return runs;
    }

    sealed class Run(string path, long offset, int left) : IDisposable
    {
        readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1) { Position = offset };
        readonly KeyRecord[] _buffer = new KeyRecord[Math.Min(BufferRecords, left)];
        int _at, _have, _left = left;

        public KeyRecord Current => _buffer[_at];

        public bool Next()
        {
            if (++_at < _have)
                return true;
            (_at, _have) = (0, Math.Min(_buffer.Length, _left));
            _left -= _have;
            _file.ReadExactly(MemoryMarshal.AsBytes(_buffer.AsSpan(0, _have)));
            return _have > 0;
        }

        public void Dispose() => _file.Dispose();
    }
}
