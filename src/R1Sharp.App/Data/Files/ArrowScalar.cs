// A value of an Arrow array → JSON, as ParquetScalar writes the same value.

using System.Globalization;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Types;
using R1Sharp.App.Data.Parquet;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Data.Files;

/// <summary>Writes values.</summary>
static class ArrowScalar
{
    /// <summary>Writes one value of an array.</summary>
    /// <exception cref="NotSupportedException">Its type is not known here.</exception>
    public static void Write(RowWriter row, IArrowArray array, int index)
    {
        if (array.IsNull(index))
        {
            row.Null();
            return;
        }
        switch (array)
        {
            case LargeStringArray text:
                WriteText(row, text.GetBytes(index));
                break;
            case StringArray text:
                WriteText(row, text.GetBytes(index));
                break;
            case StringViewArray text:
                WriteText(row, text.GetBytes(index));
                break;
            case BinaryArray bytes:
                WriteBytes(row, bytes.GetBytes(index));
                break;
            case LargeBinaryArray bytes:
                WriteBytes(row, bytes.GetBytes(index));
                break;
            case StructArray group:
                WriteGroup(row, group, index);
                break;
            case MapArray map:
                WriteMap(row, map, index);
                break;
            case ListArray list:
                WriteList(row, list.Values, list.ValueOffsets[index], list.GetValueLength(index));
                break;
            case LargeListArray list:
                WriteList(row, list.Values, checked((int)list.ValueOffsets[index]), list.GetValueLength(index));
                break;
            case FixedSizeListArray list:
                int size = ((FixedSizeListType)list.Data.DataType).ListSize;
                WriteList(row, list.Values, (list.Offset + index) * size, size);
                break;
            case DictionaryArray coded:
                Write(row, coded.Dictionary, checked((int)Whole(coded.Indices, index)));
                break;
            case ExtensionArray extension:
                Write(row, extension.Storage, index);
                break;
            default:
                WriteNumber(row, array, index);
                break;
        }
    }

    static void WriteNumber(RowWriter row, IArrowArray array, int index)
    {
        switch (array)
        {
            case BooleanArray truth:
                row.Truth(truth.GetValue(index)!.Value);
                break;
            case FloatArray number:
                row.Number(number.GetValue(index)!.Value);
                break;
            case DoubleArray number:
                row.Number(number.GetValue(index)!.Value);
                break;
            case HalfFloatArray number:
                row.Number((double)number.GetValue(index)!.Value);
                break;
            case UInt64Array number:
                row.Raw(number.GetValue(index)!.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case TimestampArray time:
                row.Text(ParquetScalar.Time(Microseconds(time.GetValue(index)!.Value, ((TimestampType)time.Data.DataType).Unit)));
                break;
            case Date32Array date:
                row.Text(ParquetScalar.Time(date.GetValue(index)!.Value * 86_400_000_000L)[..10]);
                break;
            case Date64Array date:
                row.Text(ParquetScalar.Time(date.GetValue(index)!.Value * 1000)[..10]);
                break;
            case Decimal128Array number:
                row.Raw(number.GetString(index)!);
                break;
            default:
                row.Whole(Whole(array, index));
                break;
        }
    }

    static long Whole(IArrowArray array, int index) => array switch
    {
        Int8Array number => number.GetValue(index)!.Value,
        Int16Array number => number.GetValue(index)!.Value,
        Int32Array number => number.GetValue(index)!.Value,
        Int64Array number => number.GetValue(index)!.Value,
        UInt8Array number => number.GetValue(index)!.Value,
        UInt16Array number => number.GetValue(index)!.Value,
        UInt32Array number => number.GetValue(index)!.Value,
        DurationArray number => number.GetValue(index)!.Value,
        _ => throw new NotSupportedException($"values of the type {array.Data.DataType.Name} are not read here"),
    };

    static long Microseconds(long value, TimeUnit unit) => unit switch
    {
        TimeUnit.Second => value * 1_000_000,
        TimeUnit.Millisecond => value * 1000,
        TimeUnit.Nanosecond => value / 1000,
        _ => value,
    };

    static void WriteText(RowWriter row, ReadOnlySpan<byte> text)
    {
        int wrong = Utf8Text.FirstWrongByte(text);
        if (wrong >= 0)
            throw new InvalidDataException(Utf8Text.Sentence(text, wrong));
        row.Text(text);
    }

    static void WriteBytes(RowWriter row, ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            row.Text(bytes);
        else
            row.Text(Convert.ToBase64String(bytes));
    }

    static void WriteGroup(RowWriter row, StructArray group, int index)
    {
        var fields = ((StructType)group.Data.DataType).Fields;
        row.BeginObject();
        for (int i = 0; i < fields.Count; i++)
        {
            row.Name(fields[i].Name);
            Write(row, group.Fields[i], index);
        }
        row.EndObject();
    }

    static void WriteMap(RowWriter row, MapArray map, int index)
    {
        row.BeginObject();
        for (int i = map.ValueOffsets[index]; i < map.ValueOffsets[index + 1]; i++)
        {
            row.Name(RowWriter.Told(text => Write(text, map.Keys, i)));
            Write(row, map.Values, i);
        }
        row.EndObject();
    }

    static void WriteList(RowWriter row, IArrowArray values, int start, int length)
    {
        row.BeginArray();
        for (int i = start; i < start + length; i++)
            Write(row, values, i);
        row.EndArray();
    }
}
