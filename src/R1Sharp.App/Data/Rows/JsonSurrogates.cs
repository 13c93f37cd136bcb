// JSON may escape half of a surrogate pair, which no text can hold: such a half becomes U+FFFD.

using System.Buffers.Text;

namespace R1Sharp.App.Data.Rows;

/// <summary>Escapes of lone surrogates in JSON.</summary>
static class JsonSurrogates
{
    const int EscapeLength = 6;

    /// <summary>
    /// The same JSON with every escaped surrogate that is not half of a pair replaced by U+FFFD, as Python and JavaScript
    /// do where such a text becomes UTF-8; the array itself is changed.
    /// </summary>
    public static byte[] Mend(byte[] json)
    {
        foreach (int at in Lone(json))
            "\\uFFFD"u8.CopyTo(json.AsSpan(at));
        return json;
    }

    /// <summary>
    /// The index of the first escape \udc80 to \udcff that is not half of a pair, by which Python ("surrogateescape") keeps a byte of a file
    /// that was not UTF-8; −1 where there is none.
    /// </summary>
    public static int FirstEscapedByte(byte[] json) => Lone(json).Where(at => UnitAt(json, at) is >= 0xDC80 and <= 0xDCFF).FirstOrDefault(-1);

    // Most lines have no escape by number at all.
    static IEnumerable<int> Lone(byte[] json) => json.AsSpan().IndexOf("\\u"u8) < 0 ? [] : LoneAmong(json);

    static IEnumerable<int> LoneAmong(byte[] json)
    {
        for (int i = Array.IndexOf(json, (byte)'\\'); i >= 0 && i < json.Length; i = i < json.Length ? Array.IndexOf(json, (byte)'\\', i) : -1)
        {
            int unit = UnitAt(json, i);
            if (unit is < 0xD800 or > 0xDFFF)
                i += unit < 0 ? 2 : EscapeLength;
            else if (unit < 0xDC00 && UnitAt(json, i + EscapeLength) is >= 0xDC00 and <= 0xDFFF)
                i += 2 * EscapeLength;
            else
            {
                yield return i;
                i += EscapeLength;
            }
        }
    }

    // The UTF-16 unit of the escape that begins at an index; −1 where none does.
    static int UnitAt(byte[] json, int index) =>
        index + EscapeLength <= json.Length && json[index] == '\\' && json[index + 1] == 'u'
            && Utf8Parser.TryParse(json.AsSpan(index + 2, 4), out uint unit, out int read, 'X') && read == 4
            ? (int)unit
            : -1;
}
