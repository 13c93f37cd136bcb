// A value's bytes and its type → JSON: numbers as numbers; dates and times as ISO 8601; decimals as numbers; texts as texts; other bytes as Base64.

using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Unicode;
using Parquet.Meta;
using R1Sharp.App.Data.Rows;
using Type = Parquet.Meta.Type;

namespace R1Sharp.App.Data.Parquet;

/// <summary>Writes values.</summary>
static class ParquetScalar
{
    const long MicrosecondsPerDay = 86_400_000_000;

    // Days from the beginning of Julian days to 1970.
    const int JulianEpoch = 2_440_588;

    /// <summary>Writes one value.</summary>
    public static void Write(RowWriter row, ParquetColumn column, ReadOnlySpan<byte> value)
    {
        switch (column.Type)
        {
            case Type.BOOLEAN:
                row.Truth(value[0] != 0);
                break;
            case Type.INT32:
                WriteWhole(row, column, BinaryPrimitives.ReadInt32LittleEndian(value), sizeof(int));
                break;
            case Type.INT64:
                WriteWhole(row, column, BinaryPrimitives.ReadInt64LittleEndian(value), sizeof(long));
                break;
            case Type.FLOAT:
                row.Number(BinaryPrimitives.ReadSingleLittleEndian(value));
                break;
            case Type.DOUBLE:
                row.Number(BinaryPrimitives.ReadDoubleLittleEndian(value));
                break;
            case Type.INT96:
                row.Text(Time(BinaryPrimitives.ReadInt64LittleEndian(value) / 1000
                    + (BinaryPrimitives.ReadInt32LittleEndian(value[8..]) - (long)JulianEpoch) * MicrosecondsPerDay));
                break;
            default:
                WriteBytes(row, column, value);
                break;
        }
    }

    static void WriteWhole(RowWriter row, ParquetColumn column, long value, int width)
    {
        if (column.Logical?.DECIMAL is not null || column.Converted == ConvertedType.DECIMAL)
            row.Raw(Decimal(value, column.Logical?.DECIMAL?.Scale ?? column.Scale));
        else if (column.Logical?.DATE is not null || column.Converted == ConvertedType.DATE)
            row.Text(Time(value * MicrosecondsPerDay)[..10]);
        else if (TimestampUnit(column) is { } unit)
            row.Text(Time(unit > 1 ? value * unit : unit == 1 ? value : value / 1000));
        else if (column.Logical?.INTEGER is { IsSigned: false } || column.Converted is >= ConvertedType.UINT_8 and <= ConvertedType.UINT_64)
            row.Raw(width == sizeof(int) ? ((uint)value).ToString(CultureInfo.InvariantCulture) : ((ulong)value).ToString(CultureInfo.InvariantCulture));
        else
            row.Whole(value);
    }

    // Microseconds of a timestamp's unit: 1000, 1, or 0 for nanoseconds.
    static int? TimestampUnit(ParquetColumn column) => column.Logical?.TIMESTAMP is { } time
        ? time.Unit.MILLIS is not null ? 1000 : time.Unit.MICROS is not null ? 1 : 0
        : column.Converted switch { ConvertedType.TIMESTAMP_MILLIS => 1000, ConvertedType.TIMESTAMP_MICROS => 1, _ => null };

    static void WriteBytes(RowWriter row, ParquetColumn column, ReadOnlySpan<byte> value)
    {
        if (column.Logical?.DECIMAL is not null || column.Converted == ConvertedType.DECIMAL)
            row.Raw(Decimal(new BigInteger(value, isBigEndian: true), column.Logical?.DECIMAL?.Scale ?? column.Scale));
        else if (column.Logical?.FLOAT16 is not null)
            row.Number((double)BinaryPrimitives.ReadHalfLittleEndian(value));
        else if (column.Logical?.UUID is not null)
            row.Text(new Guid(value, bigEndian: true).ToString());
        else if (column.Type == Type.BYTE_ARRAY && Utf8.IsValid(value))
            row.Text(value);
        else if (column.Logical?.STRING is not null || column.Converted == ConvertedType.UTF8)
            throw new InvalidDataException(Utf8Text.Sentence(value, Utf8Text.FirstWrongByte(value)).TrimEnd('.'));
        else
            row.Text(Convert.ToBase64String(value));
    }

    /// <summary>A point in time given in microseconds from 1970, without needless zeros.</summary>
    internal static string Time(long microseconds)
    {
        long ticks = DateTime.UnixEpoch.Ticks + Math.Clamp(microseconds, -62_135_596_800_000_000, 253_402_300_799_000_000) * 10;
        return new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
    }

    /// <summary>A whole number with a point so many digits from its end.</summary>
    internal static string Decimal(BigInteger unscaled, int scale)
    {
        string digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (unscaled.Sign < 0 ? "-" : "") + (scale > 0 ? $"{digits[..^scale]}.{digits[^scale..]}" : digits);
    }
}
