// Cuts a stream of JSON into its values without reading it as a whole: the elements of one list, or values one after the other.

using System.Buffers;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Files;

/// <summary>Finds where values begin and end by their brackets and quotation marks; what is between them is the parser's to judge.</summary>
/// <param name="path">Named in messages.</param>
sealed class JsonSplitter(string path)
{
    const int ChunkBytes = 1 << 16;

    readonly ArrayBufferWriter<byte> _value = new();
    int _depth, _number;
    bool _isText, _isEscaped, _isList, _hasBegun, _hasEnded;

    /// <summary>Whether the values are elements of one list; known with the first of them.</summary>
    public bool IsList => _isList;

    /// <summary>The values in order.</summary>
    /// <exception cref="UserErrorException">The text ends within a value.</exception>
    public IEnumerable<byte[]> Of(Stream input)
    {
        byte[] chunk = new byte[ChunkBytes];
        bool isFirst = true;
        while (input.Read(chunk) is > 0 and var count)
        {
            int start = isFirst && chunk.AsSpan(0, count).StartsWith("\uFEFF"u8) ? 3 : 0;
            isFirst = false;
            for (int i = start; i < count; i++)
                if (Take(chunk[i]) is { } whole)
                    yield return whole;
        }
        if (_isText || _depth > 0 || (_isList && !_hasEnded))
            throw new UserErrorException(
                $"{path}: the JSON ends within {(_value.WrittenCount > 0 ? $"element {_number + 1}" : "its list")}: the file is cut off; copy it again.");
        if (Rest() is { } last)
            yield return last;
    }

    // A byte; where it ends a value, the value.
    byte[]? Take(byte character)
    {
        if (_isText || _depth > 0)
            return Inside(character);
        if (character is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',')
            return Rest();
        if (character == (byte)'[' && !_hasBegun)
            (_isList, _hasBegun) = (true, true);
        else if (character == (byte)']' && _isList)
        {
            _hasEnded = true;
            return Rest();
        }
        else
        {
            _hasBegun = true;
            return Inside(character);
        }
        return null;
    }

    byte[]? Inside(byte character)
    {
        Append(character);
        if (_isText)
        {
            _isText = _isEscaped || character != (byte)'"';
            _isEscaped = !_isEscaped && character == (byte)'\\';
        }
        else if (character == (byte)'"')
            _isText = true;
        else if (character is (byte)'{' or (byte)'[')
            _depth++;
        else if (character is (byte)'}' or (byte)']' && --_depth == 0)
            return Rest();
        return null;
    }

    byte[]? Rest()
    {
        if (_value.WrittenCount == 0)
            return null;
        byte[] whole = _value.WrittenSpan.ToArray();
        _value.ResetWrittenCount();
        _number++;
        return whole;
    }

    void Append(byte character)
    {
        _value.GetSpan(1)[0] = character;
        _value.Advance(1);
    }
}
