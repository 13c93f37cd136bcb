// Reads TensorBoard's event files after their description, with a checksum of its own making.

using System.Text;

namespace R1Sharp.Tests.Runs;

/// <summary>An event.</summary>
/// <param name="Step">Its step.</param>
/// <param name="Version">The version of the file; null but for the first.</param>
/// <param name="Values">Its numbers by their tags.</param>
sealed record ReadEvent(double WallTime, long Step, string? Version, Dictionary<string, float> Values);

/// <summary>Reads them.</summary>
static class EventReader
{
    /// <summary>All events of a file, whose checksums must be right.</summary>
    public static List<ReadEvent> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        var events = new List<ReadEvent>();
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BitConverter.ToUInt64(file, at);
            Check(file, at, 8);
            Check(file, at + 12, length);
            events.Add(Event(file[(at + 12)..(at + 12 + length)]));
            at += 16 + length;
        }
        return events;
    }

    static void Check(byte[] file, int at, int length)
    {
        uint crc = Crc32C(file.AsSpan(at, length)), masked = unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u);
        if (masked != BitConverter.ToUInt32(file, at + length))
            throw new InvalidDataException($"The checksum at byte {at + length} is wrong.");
    }

    /// <summary>Castagnoli's checksum, bit by bit.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0xffffffff;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82f63b78 : crc >> 1;
        }
        return ~crc;
    }

    static ReadEvent Event(byte[] message)
    {
        var (time, step, version, values) = (double.NaN, 0L, (string?)null, new Dictionary<string, float>());
        foreach (var (field, content) in Fields(message))
            if (field == 1)
                time = BitConverter.ToDouble(content);
            else if (field == 2)
                step = (long)Varint(content, out _);
            else if (field == 3)
                version = Encoding.UTF8.GetString(content);
            else if (field == 5)
                foreach (var (_, value) in Fields(content))
                    if (Fields(value).ToDictionary(f => f.Field, f => f.Content) is var parts)
                        values[Encoding.UTF8.GetString(parts[1])] = BitConverter.ToSingle(parts[2]);
        return new(time, step, version, values);
    }

    static List<(int Field, byte[] Content)> Fields(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        for (int at = 0; at < message.Length;)
        {
            int key = (int)Varint(message[at..], out int read);
            at += read;
            int length = (key & 7) switch { 0 => VarintLength(message[at..]), 1 => 8, 2 => (int)Varint(message[at..], out read), 5 => 4, _ => throw new InvalidDataException($"Wire type {key & 7}.") };
            at += (key & 7) == 2 ? read : 0;
            fields.Add((key >> 3, message[at..(at + length)]));
            at += length;
        }
        return fields;
    }

    static int VarintLength(byte[] bytes)
    {
        Varint(bytes, out int read);
        return read;
    }

    static ulong Varint(byte[] bytes, out int read)
    {
        ulong value = 0;
        for (read = 0; ; read++)
        {
            value |= (ulong)(bytes[read] & 0x7f) << (7 * read);
            if (bytes[read] < 0x80)
            {
                read++;
                return value;
            }
        }
    }
}
