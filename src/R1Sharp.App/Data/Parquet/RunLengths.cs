// Parquet's hybrid of runs and bit-packed groups: levels, indexes into dictionaries, truth values.
// https://parquet.apache.org/docs/file-format/data-pages/encodings/ (RLE)

namespace R1Sharp.App.Data.Parquet;

/// <summary>Small whole numbers one after the other.</summary>
/// <param name="bytes">Where they stand.</param>
/// <param name="start">The first byte.</param>
/// <param name="end">The byte behind the last.</param>
/// <param name="bitWidth">Bits of each number; with 0 bits all are 0.</param>
sealed class RunLengths(byte[] bytes, int start, int end, int bitWidth)
{
    const int GroupSize = 8;

    int _position = start;
    long _runLeft, _packedLeft, _bit;
    int _value;

    /// <summary>Bits that hold the numbers up to a greatest.</summary>
    public static int BitWidthOf(int greatest) => System.Numerics.BitOperations.Log2((uint)greatest) + (greatest > 0 ? 1 : 0);

    /// <summary>The next number.</summary>
    /// <exception cref="InvalidDataException">The bytes end.</exception>
    public int Next()
    {
        if (bitWidth == 0)
            return 0;
        while (_runLeft == 0 && _packedLeft == 0)
            Begin();
        if (_runLeft > 0)
        {
            _runLeft--;
            return _value;
        }
        _packedLeft--;
        return Packed();
    }

    void Begin()
    {
        long head = Variable();
        if ((head & 1) == 0)
        {
            (_runLeft, _value) = (head >> 1, 0);
            for (int i = 0; i < (bitWidth + 7) / 8; i++)
                _value |= Byte() << (8 * i);
            return;
        }
        _packedLeft = (head >> 1) * GroupSize;
        _bit = 8L * _position;
        _position = (int)Math.Min(end, _position + (head >> 1) * bitWidth);
    }

    int Packed()
    {
        int at = (int)(_bit >> 3), shift = (int)(_bit & 7);
        if (at >= end)
            throw new InvalidDataException("a page ends before its values do");
        ulong bits = 0;
        for (int i = 0; i < 5 && at + i < end; i++)
            bits |= (ulong)bytes[at + i] << (8 * i);
        _bit += bitWidth;
        return (int)((bits >> shift) & ((1UL << bitWidth) - 1));
    }

    long Variable()
    {
        long bits = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            int part = Byte();
            bits |= (long)(part & 127) << shift;
            if (part < 128)
                break;
        }
        return bits;
    }

    int Byte() => _position < end ? bytes[_position++] : throw new InvalidDataException("a page ends before its values do");
}
