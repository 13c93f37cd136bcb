// One text as Python's pickle writes it (PEP 307, PEP 3154). LiveCodeBench publishes its private tests as base64 of zlib of a
// pickled JSON text. A pickle is a program for a stack machine and may run anything when loaded; this reads the few
// instructions that a single text consists of and refuses every other.

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>Reads packed texts.</summary>
static class PickledText
{
    const byte Protocol = 0x80, Frame = 0x95, ShortText = 0x8c, Text = (byte)'X', LongText = 0x8d, Memoize = 0x94, PutByte = (byte)'q', PutWord = (byte)'r',
    Stop = (byte)'.';

    /// <summary>The text in base64 of zlib of either the text itself or a pickle of it.</summary>
    /// <exception cref="FormatException">It is not packed so, or the pickle holds something else than one text.</exception>
    public static string Unpack(string packed)
    {
        using var bytes = new MemoryStream();
        try
        {
            using var inflated = new ZLibStream(new MemoryStream(Convert.FromBase64String(packed.Trim())), CompressionMode.Decompress);
            inflated.CopyTo(bytes);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new FormatException("a text of tests is neither JSON nor base64 of a zlib stream", e);
        }
        byte[] content = bytes.ToArray();
        return content is [Protocol, ..] ? Read(content) : Encoding.UTF8.GetString(content);
    }

    /// <summary>The one text of a pickle.</summary>
    public static string Read(ReadOnlySpan<byte> pickle)
    {
        string? text = null;
        for (int at = 0; at < pickle.Length;)
        {
            byte code = pickle[at++];
            if (code == Stop)
                return text ?? throw Other();
            int size = code switch
            {
                Protocol or PutByte => 1,
                PutWord => 4,
                Frame => 8,
                Memoize => 0,
                ShortText => 1,
                Text => 4,
                LongText => 8,
                _ => throw Other()
            };
            if (at + size > pickle.Length)
                throw Other();
            var operand = pickle.Slice(at, size);
            at += size;
            if (code is not (ShortText or Text or LongText))
                continue;
            long length =
                size switch { 1 => operand[0], 4 => BinaryPrimitives.ReadUInt32LittleEndian(operand), _ => BinaryPrimitives.ReadInt64LittleEndian(operand) };
            if (text is not null || length < 0 || length > pickle.Length - at)
                throw Other();
            text = Encoding.UTF8.GetString(pickle.Slice(at, (int)length));
            at += (int)length;
        }
        throw Other();
    }

    static FormatException Other() => new("a pickle of tests holds something else than one text");
}
