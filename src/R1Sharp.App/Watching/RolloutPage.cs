// Some completions of a step as the page gets them: everything that their lines say, long texts cut. One of them is given whole when it is asked for.

using System.Runtime.InteropServices;
using System.Text.Json;

namespace R1Sharp.App.Watching;

/// <summary>Writes completions.</summary>
static class RolloutPage
{
    const int ShownCharacters = 4000, MostBytes = 4 << 20;

    /// <summary>Most completions of a page.</summary>
    public const int MostRows = 200;

    /// <summary>Writes a page of a block.</summary>
    /// <param name="to">Where it goes.</param>
    /// <param name="path">The file.</param>
    /// <param name="index">Knows where they lie.</param>
    /// <param name="asked">What is asked for.</param>
    public static void Write(Utf8JsonWriter to, string path, RolloutIndex index, RolloutQuery asked)
    {
        to.WriteStartObject();
        to.WriteNumber("read", index.Read);
        to.WriteNumber("size", index.Size);
        to.WriteNumber("lines", index.Lines);
        var kinds = index.Kinds();
        to.WriteStartArray("kinds");
        foreach (string kind in kinds)
            to.WriteStringValue(kind);
        to.WriteEndArray();
        string wanted = asked.Kind is { } given && kinds.Contains(given) ? given : kinds.FirstOrDefault("train");
        if (index.Find(wanted, asked.Step) is { } found)
        {
            WriteBlock(to, found);
            WriteRows(to, path, index, found.Block, asked);
        }
        to.WriteEndObject();
    }

    /// <summary>Writes the completion that begins at a byte, whole.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool WriteWhole(Utf8JsonWriter to, string path, long offset)
    {
        if (!File.Exists(path) || !LogReader.IsLineStart(path, offset))
            return false;
        using var reader = new LogReader(path, offset);
        if (!reader.TryNext(out var line) || reader.IsCut || !LogPage.IsObject(line))
            return false;
        to.WriteRawValue(line, skipInputValidation: true);
        return true;
    }

    static void WriteBlock(Utf8JsonWriter to, (RolloutBlock Block, int? Before, int? Behind, int First, int Last) found)
    {
        to.WriteString("kind", found.Block.Kind);
        to.WriteNumber("step", found.Block.Step);
        to.WriteNumber("count", found.Block.Count);
        to.WriteNumber("first_step", found.First);
        to.WriteNumber("last_step", found.Last);
        if (found.Before is { } before)
            to.WriteNumber("step_before", before);
        if (found.Behind is { } behind)
            to.WriteNumber("step_behind", behind);
    }

    static void WriteRows(Utf8JsonWriter to, string path, RolloutIndex index, RolloutBlock block, RolloutQuery asked)
    {
        long first = Math.Clamp(asked.First, 0, Math.Max(0, block.Count - 1));
        to.WriteNumber("first", first);
        to.WriteStartArray("rows");
        var (offset, skip) = index.PlaceOf(block, first);
        using var reader = new LogReader(path, offset);
        while (skip-- > 0 && reader.TryNext(out _)) { }
        long begin = reader.Next;
        for (long i = first; i < Math.Min(first + asked.Rows, block.Count) && reader.Next - begin < MostBytes && reader.TryNext(out var line); i++)
            WriteRow(to, line, reader.Offset, reader.IsCut);
        to.WriteEndArray();
    }

    static void WriteRow(Utf8JsonWriter to, ReadOnlySpan<byte> line, long offset, bool isCut)
    {
        to.WriteStartObject();
        to.WriteNumber("at", offset);
        if (isCut || !LogPage.IsObject(line))
            to.WriteBoolean("damaged", true);
        else
            WriteFields(to, line);
        to.WriteEndObject();
    }

    static void WriteFields(Utf8JsonWriter to, ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        using var row = JsonDocument.ParseValue(ref reader);
        var cut = new List<string>();
        foreach (var field in row.RootElement.EnumerateObject().Where(f => f.Name is not ("at" or "cut" or "damaged")))
        {
            to.WritePropertyName(field.Name);
            if (Shortened(field.Value) is { } text)
            {
                cut.Add(field.Name);
                to.WriteStringValue(text);
            }
            else
                to.WriteRawValue(JsonMarshal.GetRawUtf8Value(field.Value), skipInputValidation: true);
        }
        to.WriteStartArray("cut");
        foreach (string name in cut)
            to.WriteStringValue(name);
        to.WriteEndArray();
    }

    // The beginning of a text that is too long to be shown at once; null of any other value. No character is cut in two.
    static string? Shortened(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || JsonMarshal.GetRawUtf8Value(value).Length <= ShownCharacters)
            return null;
        try
        {
            string text = value.GetString()!;
            return text.Length <= ShownCharacters ? null : text[..(char.IsHighSurrogate(text[ShownCharacters - 1]) ? ShownCharacters - 1 : ShownCharacters)];
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}

/// <summary>What is asked of a stage's completions.</summary>
/// <param name="Kind">"train" or "evaluation"; null for what there is.</param>
/// <param name="Step">The step; null for the last.</param>
/// <param name="First">The first of them, from 0.</param>
/// <param name="Rows">How many.</param>
readonly record struct RolloutQuery(string? Kind, int? Step, long First, int Rows);
