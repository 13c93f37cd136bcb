// The records of TensorBoard's event files. A file is a TFRecord file (tensorflow/core/lib/io/record_writer.h) of Event messages
// (tensorflow/core/util/event.proto):
//   record   length (8 bytes), mask(crc32c(length)), message, mask(crc32c(message)); all little-endian
//   mask(c)  ((c >> 15) | (c << 17)) + 0xa282ead8
//   Event    1: wall_time (double), 2: step (int64), 3: file_version (string, in the first record alone), 5: summary (Summary)
//   Summary  1: value (repeated: 1: tag (string), 2: simple_value (float))

using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace R1Sharp.App.Runs;

/// <summary>Encodes events.</summary>
static class EventRecords
{
    const uint MaskDelta = 0xa282ead8;
    const int Varint = 0, EightBytes = 1, Bytes = 2, FourBytes = 5;

    /// <summary>The first record of a file.</summary>
    /// <param name="time">When the file is made.</param>
    public static byte[] Version(DateTime time) => Record([.. Time(time), .. Message(3, "brain.Event:2"u8.ToArray())]);

    /// <summary>The record of some numbers.</summary>
    /// <param name="time">When they were measured.</param>
    /// <param name="step">The step that they belong to.</param>
    /// <param name="values">The numbers by their tags.</param>
    public static byte[] Scalars(DateTime time, long step, IEnumerable<KeyValuePair<string, double>> values) =>
        Record([.. Time(time), Key(2, Varint), .. VarintOf((ulong)step), .. Message(5, [.. values.SelectMany(v => Message(1, Value(v.Key, v.Value)))])]);

    static byte[] Value(string tag, double value)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
        return [.. Message(1, Encoding.UTF8.GetBytes(tag)), Key(2, FourBytes), .. number];
    }

    static byte[] Time(DateTime time)
    {
        byte[] seconds = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(seconds, (time - DateTime.UnixEpoch).TotalSeconds);
        return [Key(1, EightBytes), .. seconds];
    }

    static byte[] Message(int field, byte[] content) => [Key(field, Bytes), .. VarintOf((ulong)content.Length), .. content];

    static byte Key(int field, int type) => (byte)(field << 3 | type);

    static List<byte> VarintOf(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }

    static byte[] Record(byte[] message)
    {
        byte[] record = new byte[message.Length + 16];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedChecksum(record.AsSpan(0, 8)));
        message.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + message.Length), MaskedChecksum(message));
        return record;
    }

    static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }
}
