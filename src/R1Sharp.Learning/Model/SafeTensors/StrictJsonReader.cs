// JSON as the headers of weight files use it, read so that nothing is passed over: no duplicate keys, no fractions, no
// comments, no bytes that are not UTF-8. Every complaint names the byte.

using System.Buffers;
using System.Text;
using System.Text.Json;

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>A reader over bytes that lie in a file.</summary>
ref struct StrictJsonReader
{
    readonly string _path;
    readonly long _firstByte;
    Utf8JsonReader _reader;

    /// <param name="path">The file.</param>
    /// <param name="bytes">The JSON.</param>
    /// <param name="firstByte">Where in the file it begins.</param>
    /// <exception cref="UserErrorException">The bytes are not UTF-8, or do not begin with an object.</exception>
    public StrictJsonReader(string path, ReadOnlySpan<byte> bytes, long firstByte)
    {
        (_path, _firstByte) = (path, firstByte);
        RequireUtf8(bytes);
        if (bytes.Length == 0 || bytes[0] != '{')
            throw new UserErrorException($"{path}: byte {firstByte} is not the {{ with which the JSON must begin.");
        _reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 16 });
        Advance();
    }

    /// <summary>A complaint about what was read last.</summary>
    public readonly UserErrorException Error(string what) => new($"{_path}: {what} (byte {_firstByte + _reader.TokenStartIndex}).");

    /// <summary>Inside an object: the next key, which must not be among those seen; null at the object's end.</summary>
    public string? NextName(HashSet<string> seen, string where)
    {
        Advance();
        if (_reader.TokenType == JsonTokenType.EndObject)
            return null;
        string name = Text();
        return seen.Add(name) ? name : throw Error($"{where} holds the key {TensorText.Quote(name)} twice");
    }

    /// <summary>The value must be an object.</summary>
    public void BeginObject(string what) => Require(JsonTokenType.StartObject, $"{what} is not an object");

    /// <summary>The value must be a string.</summary>
    public string String(string what)
    {
        Require(JsonTokenType.String, $"{what} is not a string");
        return Text();
    }

    /// <summary>The value must be a list of whole numbers from 0 on.</summary>
    public List<long> WholeNumbers(string what)
    {
        Require(JsonTokenType.StartArray, $"{what} is not a list");
        var numbers = new List<long>();
        for (Advance(); _reader.TokenType != JsonTokenType.EndArray; Advance())
            numbers.Add(WholeNumber(what));
        return numbers;
    }

    /// <summary>Passes over a value whose content does not matter here; its keys are checked all the same.</summary>
    public void Skip(string where)
    {
        Advance();
        SkipCurrent(where);
    }

    /// <summary>Nothing but white space may follow.</summary>
    public void End()
    {
        bool isMore = false;
        Guarded((ref Utf8JsonReader reader) => isMore = reader.Read());
        if (isMore)
            throw Error("something follows the JSON's end");
    }

    void SkipCurrent(string where)
    {
        if (_reader.TokenType == JsonTokenType.StartArray)
            for (Advance(); _reader.TokenType != JsonTokenType.EndArray; Advance())
                SkipCurrent(where);
        if (_reader.TokenType != JsonTokenType.StartObject)
            return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextName(seen, where) is not null)
            Skip(where);
    }

    long WholeNumber(string what)
    {
        if (_reader.TokenType != JsonTokenType.Number || Raw()[0] == '-' || !_reader.TryGetInt64(out long number))
            throw Error($"{what} holds {TensorText.Clip(Encoding.UTF8.GetString(Raw()[..Math.Min(Raw().Length, 200)]))}, which is not a whole number from 0 "
                + "to 9223372036854775807");
        return number;
    }

    readonly ReadOnlySpan<byte> Raw() => _reader.ValueSpan;

    void Require(JsonTokenType type, string complaint)
    {
        Advance();
        if (_reader.TokenType != type)
            throw Error(complaint);
    }

    void Advance() => Guarded(static (ref Utf8JsonReader reader) =>
    {
        if (!reader.Read())
            throw new JsonException("It ends too early.", null, null, null);
    });

    string Text()
    {
        string text = "";
        Guarded((ref Utf8JsonReader reader) => text = reader.GetString()!);
        return text;
    }

    delegate void Step(ref Utf8JsonReader reader);

    void Guarded(Step step)
    {
        try
        {
            step(ref _reader);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second is an escape like \ud800 that is half of a character.
            throw new UserErrorException($"{_path}: the JSON is broken near byte {_firstByte + _reader.BytesConsumed}: the file is damaged.", error);
        }
    }

    readonly void RequireUtf8(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return;
        int at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out int consumed) == OperationStatus.Done)
            at += consumed;
        throw new UserErrorException($"{_path}: byte {_firstByte + at} is not UTF-8: the file is damaged.");
    }
}

/// <summary>Texts from a stranger's file as they may stand in a sentence: short, on one line.</summary>
static class TensorText
{
    const int Longest = 120;

    /// <summary>A name.</summary>
    public static string Quote(string name) => $"\"{Clip(name)}\"";

    /// <summary>Dimensions.</summary>
    public static string Shape(IReadOnlyCollection<long> shape) => $"[{string.Join(", ", shape.Take(8))}{(shape.Count > 8 ? ", …" : "")}]";

    /// <summary>Any text.</summary>
    public static string Clip(string text)
    {
        var clipped = text.Length > Longest ? text.AsSpan(0, Longest) : text;
        var shown = new StringBuilder(clipped.Length);
        foreach (char c in clipped)
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '\uFFFD' : c);
        return text.Length > Longest ? shown.Append('…').ToString() : shown.ToString();
    }
}
