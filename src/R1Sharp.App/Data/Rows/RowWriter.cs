// A row of a file whose columns have types, written as the JSON that a line of JSON Lines would be.

using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace R1Sharp.App.Data.Rows;

/// <summary>Writes one row as JSON; texts go from UTF-8 to UTF-8.</summary>
sealed class RowWriter
{
    static readonly SearchValues<byte> s_escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    readonly ArrayBufferWriter<byte> _json = new();
    bool _needsComma;

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _json.ResetWrittenCount();
        _needsComma = false;
    }

    /// <summary>The row.</summary>
    /// <param name="path">The file.</param>
    /// <param name="number">1-based.</param>
    public JsonLine Line(string path, long number) => new(path, (int)Math.Min(number, int.MaxValue), JsonElement.Parse(_json.WrittenSpan));

    /// <summary>The text of what is written, without quotation marks around a text.</summary>
    public static string Told(Action<RowWriter> write)
    {
        var writer = new RowWriter();
        write(writer);
        var value = JsonElement.Parse(writer._json.WrittenSpan);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
    }

    /// <summary>An object begins.</summary>
    public void BeginObject() => Open((byte)'{');

    /// <summary>It ends.</summary>
    public void EndObject() => Close((byte)'}');

    /// <summary>A list begins.</summary>
    public void BeginArray() => Open((byte)'[');

    /// <summary>It ends.</summary>
    public void EndArray() => Close((byte)']');

    /// <summary>The name of the next value.</summary>
    public void Name(string name)
    {
        Text(name);
        Byte((byte)':');
        _needsComma = false;
    }

    /// <summary>No value.</summary>
    public void Null() => Value("null"u8);

    /// <summary>True or false.</summary>
    public void Truth(bool value) => Value(value ? "true"u8 : "false"u8);

    /// <summary>A whole number.</summary>
    public void Whole(long value)
    {
        Comma();
        Utf8Formatter.TryFormat(value, _json.GetSpan(24), out int length);
        _json.Advance(length);
    }

    /// <summary>A number; what JSON does not know is null.</summary>
    public void Number(double value) => Raw(double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "null");

    /// <summary>A number of half the width, with no more digits than it has.</summary>
    public void Number(float value) => Raw(float.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "null");

    /// <summary>A value that is JSON already.</summary>
    public void Raw(string json)
    {
        Comma();
        _json.Write(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>A value that is JSON already.</summary>
    public void Raw(JsonElement value) => Raw(value.GetRawText());

    /// <summary>A text.</summary>
    public void Text(string value) => Text(Encoding.UTF8.GetBytes(value));

    /// <summary>A text in UTF-8.</summary>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        Comma();
        Byte((byte)'"');
        for (int at; (at = utf8.IndexOfAny(s_escaped)) >= 0; utf8 = utf8[(at + 1)..])
        {
            _json.Write(utf8[..at]);
            Escape(utf8[at]);
        }
        _json.Write(utf8);
        Byte((byte)'"');
    }

    void Escape(byte character)
    {
        Span<byte> escape = [(byte)'\\', character switch { (byte)'\n' => (byte)'n', (byte)'\r' => (byte)'r', (byte)'\t' => (byte)'t', _ => character }];
        if (character >= 32 || escape[1] != character)
            _json.Write(escape);
        else
            _json.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{character:x4}")));
    }

    void Value(ReadOnlySpan<byte> json)
    {
        Comma();
        _json.Write(json);
    }

    void Open(byte bracket)
    {
        Comma();
        Byte(bracket);
        _needsComma = false;
    }

    void Close(byte bracket)
    {
        Byte(bracket);
        _needsComma = true;
    }

    void Comma()
    {
        if (_needsComma)
            Byte((byte)',');
        _needsComma = true;
    }

    void Byte(byte value)
    {
        _json.GetSpan(1)[0] = value;
        _json.Advance(1);
    }
}
