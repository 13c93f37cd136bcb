// Text files are UTF-8. What is not is refused with its place: a decoder that puts U+FFFD there would change a question, an answer
// or a setting without a word.

using System.Text;
using System.Text.Unicode;
using R1Sharp.Learning;

namespace R1Sharp.App;

/// <summary>Reads UTF-8, with or without a byte order mark, and nothing else.</summary>
static class Utf8Text
{
    /// <summary>What is wrong with bytes that are not UTF-8.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="at">The index of the first byte that is wrong.</param>
    public static string Sentence(ReadOnlySpan<byte> bytes, int at) =>
        $"the byte 0x{bytes[at]:X2} is not UTF-8; save the file as UTF-8, e.g. with 'iconv -f LATIN1 -t UTF-8'.";

    /// <summary>The index of the first byte that does not belong to UTF-8; −1 where all do.</summary>
    public static int FirstWrongByte(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return -1;
        int at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out int length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }

    /// <summary>The bytes behind a byte order mark.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..]
        : bytes;

    /// <summary>A whole text file.</summary>
    /// <exception cref="UserErrorException">It is not UTF-8; the message names file, line and byte.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string ReadAll(string path) => Decode(File.ReadAllBytes(path), path);

    /// <summary>A whole text.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="name">What is read, for the sentence.</param>
    /// <exception cref="UserErrorException">It is not UTF-8; the message names what is read, line and byte.</exception>
    public static string Decode(byte[] bytes, string name)
    {
        int wrong = FirstWrongByte(bytes);
        if (wrong < 0)
            return Encoding.UTF8.GetString(WithoutMark(bytes));
        var before = bytes.AsSpan(0, wrong);
        throw new UserErrorException($"{name}:{before.Count((byte)'\n') + 1}:{wrong - before.LastIndexOf((byte)'\n')}: {Sentence(bytes, wrong)}");
    }
}
