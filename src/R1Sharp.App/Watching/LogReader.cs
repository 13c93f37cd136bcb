// Reads the lines of a log from any of them on, also while it is written: where a line begins is known, a line without an end is not there yet.

namespace R1Sharp.App.Watching;

/// <summary>Whole lines of a file, one after the other. The file may grow, shrink or vanish meanwhile; what was read stays read.</summary>
sealed class LogReader : IDisposable
{
    const int FirstBuffer = 128 << 10;

    readonly FileStream _stream;
    readonly int _longest;
    byte[] _buffer = new byte[FirstBuffer];
    int _begin, _end;

    /// <param name="path">The file.</param>
    /// <param name="offset">Where a line begins, in bytes.</param>
    /// <param name="longest">Bytes of the longest line that is given whole; of a longer one the beginning is.</param>
    public LogReader(string path, long offset, int longest = 8 << 20)
    {
        _longest = longest;
        _stream = Open(path);
        _stream.Position = Next = offset;
    }

    /// <summary>Where the line begins.</summary>
    public long Offset { get; private set; }

    /// <summary>Where the next one does.</summary>
    public long Next { get; private set; }

    /// <summary>Whether the line is longer than what is given of it.</summary>
    public bool IsCut { get; private set; }

    /// <summary>A file that another process may write meanwhile.</summary>
    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);

    /// <summary>Bytes of the file.</summary>
    public static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>Whether a line begins there: a log that was cut back and written anew may have its lines elsewhere.</summary>
    public static bool IsLineStart(string path, long offset)
    {
        if (offset == 0)
            return true;
        using var stream = Open(path);
        if (offset < 0 || offset > stream.Length)
            return false;
        stream.Position = offset - 1;
        return stream.ReadByte() == '\n';
    }

    /// <summary>The next whole line without its end; false where there is none yet.</summary>
    /// <param name="line">Its bytes; good until the next call.</param>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        int length = FindEnd();
        line = length < 0 ? default : _buffer.AsSpan(_begin, length);
        if (length < 0)
            return false;
        (Offset, IsCut) = (Next, _buffer[_begin + length] != (byte)'\n');
        if (IsCut)
            line = line.ToArray();
        _begin += length + (IsCut ? 0 : 1);
        Next += length + (IsCut ? 0 : 1);
        return !IsCut || PassOver();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    // Bytes up to the end of the line, or the longest that is given; -1 where the file has no whole line.
    int FindEnd()
    {
        for (int looked = 0; ;)
        {
            int found = _buffer.AsSpan(_begin + looked, _end - _begin - looked).IndexOf((byte)'\n');
            if (found >= 0)
                return looked + found;
            looked = _end - _begin;
            if (looked > _longest)
                return _longest;
            if (!Fill())
                return -1;
        }
    }

    bool Fill()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }

    // What is left of a line that is too long; false where it has no end yet, so that it is not there.
    bool PassOver()
    {
        for (int found = -1; found < 0;)
        {
            found = _buffer.AsSpan(_begin, _end - _begin).IndexOf((byte)'\n');
            int passed = found < 0 ? _end - _begin : found + 1;
            _begin += passed;
            Next += passed;
            if (found < 0 && !Fill())
            {
                Next = Offset;
                return false;
            }
        }
        return true;
    }
}
