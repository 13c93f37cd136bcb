// JSON Lines files: one object a line, with the place of every line for messages.

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;

namespace R1Sharp.App.Data;

/// <summary>Reads JSON Lines.</summary>
public static class JsonLines
{
    const string Example = "each line is one object like {\"problem\":\"…\",\"answer\":\"…\"}";

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
        using var stream = Open(file);
        foreach (var (number, text) in RawLines.Of(stream))
            yield return new JsonLine(file, number, JsonText.Object(text, out var fault) ?? throw Broken(file, number, fault!));
    }

    static UserErrorException Broken(string file, int line, JsonFault fault) =>
        new($"{file}:{line}{(fault.Byte is { } at ? $":{at}" : "")}: {fault.Sentence}{(fault.Sentence.StartsWith("this line is not UTF-8", StringComparison.Ordinal) ? "" : $"; {Example}")}.");

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
        using var output = StandardStreams.Output();
        using var input = path == "-" ? StandardStreams.Input() : Open(RecipeScalars.Expand(path));
        return Answer(input, output, answer);
    }

    /// <summary>As the other, from one stream to another.</summary>
    public static int Answer(Stream input, Stream output, Action<JsonElement, Utf8JsonWriter> answer)
    {
        int exitCode = ExitCode.Fine;
        var line = new ArrayBufferWriter<byte>();
        foreach (var (_, text) in RawLines.Of(input))
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
        if (JsonText.Object(text, out var fault) is not { } value)
            return $"{fault!.Sentence}{(fault.Byte is { } at ? $", beginning with byte {at}" : "")}.";
        try
        {
            WriteObject(line, writer => answer(value, writer));
            return null;
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

    static FileStream Open(string file)
    {
        if (Directory.Exists(file))
            throw new UserErrorException($"{file}: this is a folder, not a JSON Lines file.");
        if (!File.Exists(file))
            throw new UserErrorException($"{file}: there is no such file; paths are relative to the present folder.");
        try
        {
            // A run may still be writing it.
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file}: cannot be read: {e.Message}", e);
        }
    }
}
