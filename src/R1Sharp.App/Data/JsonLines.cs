// JSON Lines files: one object a line, with the place of every line for messages.

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;

namespace R1Sharp.App.Data;

/// <summary>One line of a JSON Lines file: an object, and where it stands.</summary>
/// <param name="Path">The file, as the user named it.</param>
/// <param name="Line">1-based.</param>
/// <param name="Value">The object.</param>
public sealed record JsonLine(string Path, int Line, JsonElement Value)
{
    /// <summary>The exception that says what is wrong with this line.</summary>
    public UserErrorException Error(string sentence) => new($"{Path}:{Line}: {sentence}");

    /// <summary>The column of a name, letter for letter; null where the line does not have it or it is null.</summary>
    public JsonElement? Column(string name) =>
        Value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Names of the line's columns.</summary>
    public IEnumerable<string> Columns => Value.EnumerateObject().Select(p => p.Name);
}

/// <summary>Reads JSON Lines.</summary>
public static class JsonLines
{
    /// <summary>The objects of a file, one a line; empty lines are passed over.</summary>
    /// <param name="path">May contain ${VARIABLES} of the environment.</param>
    /// <exception cref="UserErrorException">The file cannot be read, or a line is not an object; the message names it.</exception>
    public static List<JsonLine> Read(string path)
    {
        List<JsonLine> lines = [.. Stream(path)];
        return lines.Count > 0 ? lines : throw new UserErrorException($"{RecipeScalars.Expand(path)}: the file holds no lines; each is one object like {{\"problem\":\"…\",\"answer\":\"…\"}}.");
    }

    /// <summary>The same one by one, for files that are larger than what is kept of them; the file may be empty.</summary>
    /// <exception cref="UserErrorException">As of <see cref="Read"/>.</exception>
    public static IEnumerable<JsonLine> Stream(string path)
    {
        var file = RecipeScalars.Expand(path);
        int number = 0;
        foreach (var text in Lines(file))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(text))
                yield return new JsonLine(file, number, Parse(text, file, number));
        }
    }

    /// <summary>
    /// Answers each line of an input on a line of standard output, in order and at once: an object for an object. A line
    /// that cannot be answered is answered by <c>{"error":"…"}</c>, and the rest go on. Empty lines are passed over.
    /// </summary>
    /// <param name="path">A file, which may contain ${VARIABLES} of the environment, or <c>-</c> for standard input.</param>
    /// <param name="answer">Writes the properties of the answer to a line's object; numbers are written so that they read back the same.</param>
    /// <returns><see cref="ExitCode.Fine"/>, or 1 where a line was answered by an error.</returns>
    /// <exception cref="UserErrorException">The input cannot be read at all.</exception>
    public static int Answer(string path, Action<JsonElement, Utf8JsonWriter> answer)
    {
        using var output = Console.OpenStandardOutput();
        using var input = path == "-" ? Console.OpenStandardInput() : Open(RecipeScalars.Expand(path));
        return Answer(input, output, answer);
    }

    /// <summary>As the other, from one stream to another.</summary>
    public static int Answer(Stream input, Stream output, Action<JsonElement, Utf8JsonWriter> answer)
    {
        int exitCode = ExitCode.Fine;
        var line = new ArrayBufferWriter<byte>();
        foreach (byte[] text in InputLines(input))
        {
            line.Clear();
            if (AnswerLine(text, line, answer) is { } error)
            {
                exitCode = ExitCode.Internal;
                line.Clear();
                WriteObject(line, writer => writer.WriteString("error", error));
            }
            line.Write("\n"u8);
            output.Write(line.WrittenSpan);
            output.Flush();
        }
        return exitCode;
    }

    // Whatever goes wrong in one line is the answer to that line.
    static string? AnswerLine(byte[] text, IBufferWriter<byte> line, Action<JsonElement, Utf8JsonWriter> answer)
    {
        // The parser does not look into texts.
        if (!Utf8.IsValid(text))
            return "this line is not UTF-8.";
        try
        {
            var value = JsonElement.Parse(JsonSurrogates.Mend(text));
            if (value.ValueKind != JsonValueKind.Object)
                return "this line is JSON but not an object.";
            WriteObject(line, writer => answer(value, writer));
            return null;
        }
        catch (JsonException e)
        {
            return $"this line is not JSON, beginning with byte {e.BytePositionInLine + 1}.";
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            return e is UserErrorException or InvalidDataException ? e.Message : $"internal error: {e.GetType().Name}: {e.Message}";
        }
    }

    static void WriteObject(IBufferWriter<byte> line, Action<Utf8JsonWriter> properties)
    {
        using var writer = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        properties(writer);
        writer.WriteEndObject();
    }

    // A byte order mark is no part of the first line.
    static IEnumerable<byte[]> InputLines(Stream input)
    {
        bool isFirst = true;
        foreach (byte[] line in RawLines(input))
        {
            byte[] text = isFirst && line.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..] : line;
            isFirst = false;
            if (!text.AsSpan().Trim(" \t\r"u8).IsEmpty)
                yield return text;
        }
    }

    // Lines as bytes, so that text that is not UTF-8 is an error of its line.
    static IEnumerable<byte[]> RawLines(Stream input)
    {
        var line = new ArrayBufferWriter<byte>();
        byte[] chunk = new byte[1 << 16];
        while (input.Read(chunk) is > 0 and var count)
        {
            int start = 0;
            for (; Array.IndexOf(chunk, (byte)'\n', start, count - start) is >= 0 and var end; start = end + 1)
            {
                line.Write(chunk.AsSpan(start..end));
                yield return line.WrittenSpan.ToArray();
                line.Clear();
            }
            line.Write(chunk.AsSpan(start..count));
        }
        if (line.WrittenCount > 0)
            yield return line.WrittenSpan.ToArray();
    }

    static FileStream Open(string file)
    {
        if (Directory.Exists(file))
            throw new UserErrorException($"{file}: this is a folder, not a JSON Lines file.");
        if (!File.Exists(file))
            throw new UserErrorException($"{file}: there is no such file; paths are relative to the present folder.");
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file}: cannot be read: {e.Message}", e);
        }
    }

    static string[] Lines(string file)
    {
        if (Directory.Exists(file))
            throw new UserErrorException($"{file}: this is a folder, not a JSON Lines file.");
        if (!File.Exists(file))
            throw new UserErrorException($"{file}: there is no such file; paths are relative to the present folder.");
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file}: cannot be read: {e.Message}", e);
        }
    }

    static JsonElement Parse(string text, string file, int line)
    {
        try
        {
            var value = JsonElement.Parse(text);
            return value.ValueKind == JsonValueKind.Object ? value
                : throw new UserErrorException($"{file}:{line}: this line is JSON but not an object like {{\"problem\":\"…\",\"answer\":\"…\"}}.");
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{file}:{line}:{e.BytePositionInLine + 1}: this line is not JSON; each line is one object like {{\"problem\":\"…\",\"answer\":\"…\"}}.", e);
        }
    }
}
