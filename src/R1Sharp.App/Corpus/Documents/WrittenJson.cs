// Values of rows that are written as they were read. Of a text, reading and writing cost more than all rules; where its JSON is what a writer of rows would
// make of it anyway, its bytes are copied. What a step reads was mostly written by a step.

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace R1Sharp.App.Corpus.Documents;

/// <summary>Copies values.</summary>
static class WrittenJson
{
    static readonly SearchValues<byte> s_plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Where(b => b != '\\').Select(b => (byte)b)]);

    // Behind a backslash; all other signs that have to be escaped are written by their numbers.
    static readonly SearchValues<byte> s_short = SearchValues.Create("\"\\bfnrt"u8);

    /// <summary>What is escaped in rows.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Writes a column as it stands in its row.</summary>
    public static void Write(Utf8JsonWriter writer, JsonProperty column)
    {
        if (column.Value.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(column.Value) is var json && IsWritten(json[1..^1]))
        {
            writer.WritePropertyName(column.Name);
            writer.WriteRawValue(json, skipInputValidation: true);
        }
        else
            column.WriteTo(writer);
    }

    /// <summary>Whether a text in JSON, without its quotation marks, has just the escapes that a writer of rows would make.</summary>
    internal static bool IsWritten(ReadOnlySpan<byte> text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at..].IndexOfAnyExcept(s_plain) is not (>= 0 and var next))
                return true;
            at += next;
            if (text[at] == '\\' ? !s_short.Contains(text[++at]) : IsEscaped(text, ref at))
                return false;
        }
        return true;
    }

    static bool IsEscaped(ReadOnlySpan<byte> text, ref int at)
    {
        if (Rune.DecodeFromUtf8(text[at..], out var rune, out int bytes) != OperationStatus.Done || Encoder.WillEncode(rune.Value))
            return true;
        at += bytes - 1;
        return false;
    }
}
