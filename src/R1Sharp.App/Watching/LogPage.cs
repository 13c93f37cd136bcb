// A piece of a log as the page gets it: whole lines from a byte on, and where the next piece begins. Nothing of it is kept here.

using System.Text.Json;
using System.Text.Unicode;

namespace R1Sharp.App.Watching;

/// <summary>Writes pieces of logs.</summary>
static class LogPage
{
    /// <summary>
    /// Writes {"from":…, "next":…, "size":…, "restarted":…, "damaged":…, "lines":[…]}: the objects of the lines as they stand there. Where no line
    /// begins at the byte any more, the log was cut back and is given from its beginning.
    /// </summary>
    /// <param name="to">Where it goes.</param>
    /// <param name="path">The log; one that is not there is empty.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="mostBytes">About so many bytes at most.</param>
    public static void Write(Utf8JsonWriter to, string path, long from, int mostBytes)
    {
        long size = LogReader.LengthOf(path);
        bool isThere = size > 0, isRestarted = from > 0 && (!isThere || from > size || !LogReader.IsLineStart(path, from));
        long begin = isRestarted ? 0 : from, next = begin;
        int damaged = 0;
        to.WriteStartObject();
        to.WriteStartArray("lines");
        if (isThere)
            next = WriteLines(to, path, begin, mostBytes, ref damaged);
        to.WriteEndArray();
        to.WriteNumber("from", begin);
        to.WriteNumber("next", next);
        to.WriteNumber("size", size);
        to.WriteBoolean("restarted", isRestarted);
        to.WriteNumber("damaged", damaged);
        to.WriteEndObject();
    }

    static long WriteLines(Utf8JsonWriter to, string path, long begin, int mostBytes, ref int damaged)
    {
        using var reader = new LogReader(path, begin);
        while (reader.Next - begin < mostBytes && reader.TryNext(out var line))
        {
            if (!reader.IsCut && IsObject(line))
                to.WriteRawValue(line, skipInputValidation: true);
            else if (line.Length > 0)
                damaged++;
        }
        return reader.Next;
    }

    /// <summary>Whether a line is one JSON object whose names are texts.</summary>
    public static bool IsObject(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!Utf8.IsValid(line) || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read())
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    reader.GetString();
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
