// The values of a page, one after the other, as the bytes that Parquet's PLAIN encoding has for them. Encodings:
// https://parquet.apache.org/docs/file-format/data-pages/encodings/

using System.Buffers.Binary;
using Parquet.Meta;
using Type = Parquet.Meta.Type;

namespace R1Sharp.App.Data.Parquet;

/// <summary>Values of one column in order.</summary>
abstract class ParquetValues
{
    /// <summary>The bytes of the next value: little-endian numbers, a truth value as 0 or 1, or the bytes of a text; valid until the next call.</summary>
    /// <exception cref="InvalidDataException">The page ends.</exception>
    public abstract ReadOnlySpan<byte> Next();

    /// <summary>The exception of a page that holds less than it says.</summary>
    protected static InvalidDataException Ends() => new("a page ends before its values do");

    /// <summary>The values of a page.</summary>
    /// <param name="column">The column.</param>
    /// <param name="encoding">How they are written.</param>
    /// <param name="bytes">The page.</param>
    /// <param name="start">Where its values begin.</param>
    /// <param name="end">The byte behind them.</param>
    /// <param name="count">Values with those that are null.</param>
    /// <param name="dictionary">The column's dictionary; null where it has none.</param>
    /// <exception cref="InvalidDataException">The encoding is not one of this type.</exception>
    public static ParquetValues Of(ParquetColumn column, Encoding encoding, byte[] bytes, int start, int end, int count, ParquetDictionary? dictionary) =>
        encoding switch
        {
            Encoding.PLAIN => Plain(column, bytes, start, end),
            Encoding.PLAIN_DICTIONARY or Encoding.RLE_DICTIONARY => new DictionaryValues(
                dictionary ?? throw new InvalidDataException("a page refers to a dictionary that is not there"),
                start < end ? new RunLengths(bytes, start + 1, end, bytes[start]) : new RunLengths(bytes, end, end, 1)),
            Encoding.RLE when column.Type == Type.BOOLEAN => new RunValues(new RunLengths(bytes, start + sizeof(int), end, 1)),
            Encoding.DELTA_BINARY_PACKED => new DeltaValues(column.Width, new DeltaNumbers(bytes, start, end).All(count)),
            Encoding.DELTA_LENGTH_BYTE_ARRAY => new DeltaLengthValues(bytes, start, end, count),
            Encoding.DELTA_BYTE_ARRAY => new DeltaTextValues(bytes, start, end, count),
            Encoding.BYTE_STREAM_SPLIT => Plain(column, Gathered(bytes.AsSpan(start..end), column.Width), 0, (end - start) / column.Width * column.Width),
            _ => throw new InvalidDataException($"the encoding {encoding} of its values is not known here"),
        };

    /// <summary>Values in the PLAIN encoding.</summary>
    public static ParquetValues Plain(ParquetColumn column, byte[] bytes, int start, int end) => column.Type switch
    {
        Type.BYTE_ARRAY => new TextValues(bytes, start, end),
        Type.BOOLEAN => new BitValues(bytes, start, end),
        _ => new FixedValues(bytes, start, end, column.Width),
    };

    // Byte k of all values stands in stream k.
    static byte[] Gathered(ReadOnlySpan<byte> streams, int width)
    {
        int stride = streams.Length / width;
        byte[] values = new byte[stride * width];
        for (int i = 0; i < stride; i++)
            for (int k = 0; k < width; k++)
                values[i * width + k] = streams[k * stride + i];
        return values;
    }

    sealed class TextValues(byte[] bytes, int start, int end) : ParquetValues
    {
        int _position = start;

        public override ReadOnlySpan<byte> Next()
        {
            if (end - _position < sizeof(int))
                throw Ends();
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(_position));
            int from = _position + sizeof(int);
            if (length < 0 || length > end - from)
                throw Ends();
            _position = from + length;
            return bytes.AsSpan(from, length);
        }
    }

    sealed class FixedValues(byte[] bytes, int start, int end, int width) : ParquetValues
    {
        int _position = start;

        public override ReadOnlySpan<byte> Next()
        {
            if (end - _position < width)
                throw Ends();
            _position += width;
            return bytes.AsSpan(_position - width, width);
        }
    }

    sealed class BitValues(byte[] bytes, int start, int end) : ParquetValues
    {
        readonly byte[] _value = new byte[1];
        long _bit = 8L * start;

        public override ReadOnlySpan<byte> Next()
        {
            if (_bit >> 3 >= end)
                throw Ends();
            _value[0] = (byte)(bytes[_bit >> 3] >> (int)(_bit & 7) & 1);
            _bit++;
            return _value;
        }
    }

    sealed class RunValues(RunLengths runs) : ParquetValues
    {
        readonly byte[] _value = new byte[1];

        public override ReadOnlySpan<byte> Next()
        {
            _value[0] = (byte)runs.Next();
            return _value;
        }
    }

    sealed class DictionaryValues(ParquetDictionary dictionary, RunLengths indexes) : ParquetValues
    {
        public override ReadOnlySpan<byte> Next() => dictionary[indexes.Next()];
    }

    sealed class DeltaValues(int width, long[] numbers) : ParquetValues
    {
        readonly byte[] _value = new byte[sizeof(long)];
        int _index;

        public override ReadOnlySpan<byte> Next()
        {
            BinaryPrimitives.WriteInt64LittleEndian(_value, _index < numbers.Length ? numbers[_index++] : throw Ends());
            return _value.AsSpan(0, width);
        }
    }

    sealed class DeltaLengthValues : ParquetValues
    {
        readonly byte[] _bytes;
        readonly int _end;
        readonly long[] _lengths;
        int _position, _index;

        public DeltaLengthValues(byte[] bytes, int start, int end, int count)
        {
            var lengths = new DeltaNumbers(bytes, start, end);
            (_bytes, _end, _lengths, _position) = (bytes, end, lengths.All(count), lengths.Position);
        }

        public bool HasMore => _index < _lengths.Length;

        public override ReadOnlySpan<byte> Next()
        {
            long length = HasMore ? _lengths[_index++] : throw Ends();
            if (length < 0 || length > _end - _position)
                throw Ends();
            _position += (int)length;
            return _bytes.AsSpan(_position - (int)length, (int)length);
        }
    }

    // A text is so many bytes of the one before, and what follows.
    sealed class DeltaTextValues : ParquetValues
    {
        readonly long[] _shared;
        readonly DeltaLengthValues _rest;
        byte[] _text = [];
        int _length, _index;

        public DeltaTextValues(byte[] bytes, int start, int end, int count)
        {
            var shared = new DeltaNumbers(bytes, start, end);
            _shared = shared.All(count);
            _rest = new DeltaLengthValues(bytes, shared.Position, end, count);
        }

        public override ReadOnlySpan<byte> Next()
        {
            long shared = _index < _shared.Length ? _shared[_index++] : throw Ends();
            var rest = _rest.Next();
            if (shared < 0 || shared > _length)
                throw Ends();
            _length = (int)shared + rest.Length;
            if (_text.Length < _length)
                System.Array.Resize(ref _text, Math.Max(_length, 2 * _text.Length));
            rest.CopyTo(_text.AsSpan((int)shared));
            return _text.AsSpan(0, _length);
        }
    }
}
