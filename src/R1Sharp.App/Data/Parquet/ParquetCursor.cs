// One column of one row group, page by page: no more of it is in memory than a page and its dictionary, whatever the group's size.

using System.Buffers.Binary;
using Parquet.Meta;

namespace R1Sharp.App.Data.Parquet;

/// <summary>Walks over the entries of a column: its values, and where lists and objects are empty or missing.</summary>
sealed class ParquetCursor : IDisposable
{
    // A page of texts that is larger is not held, but read as it is needed.
    const int LargePage = 1 << 20;

    const int HeaderBytes = 1 << 10, LongestHeader = 1 << 24, LongestPage = 1 << 30, LongestLevels = 1 << 26;

    readonly ParquetBytes _file;
    readonly ParquetColumn _column;
    readonly ParquetCompression _compression;
    readonly long _end;
    long _position, _entriesLeft;
    byte[] _stored = [], _page = [];
    ParquetDictionary? _dictionary;
    RunLengths? _definitions, _repetitions;
    ParquetValues? _values;
    Stream? _large;
    int _pageLeft;

    /// <summary>Begins before the first entry; call <see cref="Next"/>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="column">The column.</param>
    /// <param name="chunk">Where it stands.</param>
    public ParquetCursor(ParquetBytes file, ParquetColumn column, ColumnMetaData chunk)
    {
        (_file, _column, _entriesLeft) = (file, column, chunk.NumValues);
        // Some writers put 0 where there is no dictionary.
        _position = chunk.DictionaryPageOffset is > 0 and var dictionary && dictionary < chunk.DataPageOffset ? dictionary : chunk.DataPageOffset;
        _end = _position + chunk.TotalCompressedSize;
        _compression = new ParquetCompression(chunk.Codec);
    }

    /// <summary>Whether all entries are read.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The level from which on this entry continues a list; 0 begins a row.</summary>
    public int Repetition { get; private set; }

    /// <summary>How much of the path to a value is there; the column's own level where there is a value.</summary>
    public int Definition { get; private set; }

    /// <summary>The bytes of this entry's value, where it has one.</summary>
    public ReadOnlySpan<byte> Value => _values!.Next();

    /// <summary>Goes to the next entry. Behind the last, <see cref="Repetition"/> is 0. An entry's value must be read before.</summary>
    /// <exception cref="InvalidDataException">The column is broken or cut off.</exception>
    public void Next()
    {
        if (_entriesLeft == 0)
        {
            (Repetition, Definition, IsAtEnd) = (0, 0, true);
            return;
        }
        while (_pageLeft == 0)
            ReadPage();
        _pageLeft--;
        _entriesLeft--;
        Repetition = _repetitions?.Next() ?? 0;
        Definition = _definitions?.Next() ?? _column.Definition;
    }

    void ReadPage()
    {
        var header = ReadHeader();
        if (header.StoredSize < 0 || header.Size is < 0 or > LongestPage || header.StoredSize > _end - _position)
            throw new InvalidDataException("a page is longer than its column");
        if (IsLarge(header) && OpenLarge(header))
            return;
        Grow(ref _stored, header.StoredSize);
        _file.Read(_position, _stored.AsSpan(0, header.StoredSize));
        _position += header.StoredSize;
        switch (header.Type)
        {
            case PageType.DICTIONARY_PAGE:
                Decompress(header, 0);
                _dictionary = new ParquetDictionary(_column, _page, header.Size, header.ValueCount);
                break;
            case PageType.DATA_PAGE:
                Decompress(header, 0);
                Begin(header, LevelsOfVersion1(header));
                break;
            case PageType.DATA_PAGE_V2:
                Begin(header, LevelsOfVersion2(header));
                break;
        }
    }

    bool IsLarge(ParquetPageHeader header) => header.Size > LargePage && header.Encoding == Encoding.PLAIN
        && _column.Type == global::Parquet.Meta.Type.BYTE_ARRAY
        && header.Type is PageType.DATA_PAGE or PageType.DATA_PAGE_V2;

    bool OpenLarge(ParquetPageHeader header)
    {
        int levels = header.Type == PageType.DATA_PAGE ? 0 : header.RepetitionLength + header.DefinitionLength;
        if (levels < 0 || levels > header.StoredSize)
            throw new InvalidDataException("a page ends before its levels do");
        var stored = new StoredPage(_file, _position + levels, header.StoredSize - levels);
        var page = header.IsCompressed ? _compression.Open(stored) : stored;
        if (page is null)
            return false;
        _large?.Dispose();
        _large = page;
        if (header.Type == PageType.DATA_PAGE)
            (_repetitions, _definitions) = (LevelsOf(page, _column.Repetition), LevelsOf(page, _column.Definition));
        else
            ReadLevels(header, levels);
        _position += header.StoredSize;
        _pageLeft = (int)Math.Min(header.ValueCount, _entriesLeft);
        _values = new StreamedTexts(page);
        return true;
    }

    void ReadLevels(ParquetPageHeader header, int length)
    {
        byte[] bytes = new byte[length];
        _file.Read(_position, bytes);
        _repetitions = _column.Repetition == 0 ? null : new RunLengths(bytes, 0, header.RepetitionLength, RunLengths.BitWidthOf(_column.Repetition));
        _definitions = _column.Definition == 0 ? null : new RunLengths(bytes, header.RepetitionLength, length, RunLengths.BitWidthOf(_column.Definition));
    }

    // A level that can only be 0 is not written.
    static RunLengths? LevelsOf(Stream page, int greatest)
    {
        if (greatest == 0)
            return null;
        byte[] length = new byte[sizeof(int)];
        page.ReadExactly(length);
        if (BinaryPrimitives.ReadInt32LittleEndian(length) is not (>= 0 and <= LongestLevels and var count))
            throw new InvalidDataException("a page ends before its levels do");
        byte[] levels = new byte[count];
        page.ReadExactly(levels);
        return new RunLengths(levels, 0, count, RunLengths.BitWidthOf(greatest));
    }

    void Begin(ParquetPageHeader header, int valuesStart)
    {
        _pageLeft = (int)Math.Min(header.ValueCount, _entriesLeft);
        _values = ParquetValues.Of(_column, header.Encoding, _page, valuesStart, header.Size, header.ValueCount, _dictionary);
    }

    // Each level's bytes begin with their number; a level that can only be 0 is not written.
    int LevelsOfVersion1(ParquetPageHeader header)
    {
        int at = 0;
        _repetitions = Levels(_column.Repetition);
        _definitions = Levels(_column.Definition);
        return at;

        RunLengths? Levels(int greatest)
        {
            if (greatest == 0)
                return null;
            if (header.LevelEncoding != Encoding.RLE || header.Size - at < sizeof(int))
                throw new InvalidDataException("the levels of a page are written in a way that is not known here");
            int length = BinaryPrimitives.ReadInt32LittleEndian(_page.AsSpan(at)), start = at + sizeof(int);
            if (length < 0 || length > header.Size - start)
                throw new InvalidDataException("a page ends before its levels do");
            at = start + length;
            return new RunLengths(_page, start, at, RunLengths.BitWidthOf(greatest));
        }
    }

    // Both levels stand before the values and are never compressed.
    int LevelsOfVersion2(ParquetPageHeader header)
    {
        int levels = header.RepetitionLength + header.DefinitionLength;
        if (header.RepetitionLength < 0 || header.DefinitionLength < 0 || levels > header.StoredSize || levels > header.Size)
            throw new InvalidDataException("a page ends before its levels do");
        Decompress(header, levels);
        _repetitions = _column.Repetition == 0 ? null : new RunLengths(_page, 0, header.RepetitionLength, RunLengths.BitWidthOf(_column.Repetition));
        _definitions = _column.Definition == 0 ? null : new RunLengths(_page, header.RepetitionLength, levels, RunLengths.BitWidthOf(_column.Definition));
        return levels;
    }

    void Decompress(ParquetPageHeader header, int uncompressed)
    {
        if (!header.IsCompressed)
        {
            (_stored, _page) = (_page, _stored);
            return;
        }
        Grow(ref _page, header.Size);
        _stored.AsSpan(0, uncompressed).CopyTo(_page);
        // A page of nulls alone has no bytes of values, compressed or not.
        if (header.Size > uncompressed)
            _compression.Decompress(_stored.AsSpan(uncompressed..header.StoredSize), _page.AsSpan(uncompressed..header.Size));
    }

    ParquetPageHeader ReadHeader()
    {
        for (int length = HeaderBytes; ; length *= 16)
        {
            length = (int)Math.Min(length, _end - _position);
            Grow(ref _stored, length);
            _file.Read(_position, _stored.AsSpan(0, length));
            if (ParquetPageHeader.Read(_stored.AsSpan(0, length)) is { } header)
            {
                _position += header.Length;
                return header;
            }
            if (length >= LongestHeader || length == _end - _position)
                throw new InvalidDataException("a column ends before its values do");
        }
    }

    static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new byte[Math.Max(length, Math.Min(2 * buffer.Length, 1 << 20))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _large?.Dispose();
        _compression.Dispose();
    }
}
