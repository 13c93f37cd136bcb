// JSON Lines files: one object a line, with the place of every line for messages.

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using R1Sharp.App.Data.Files;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;

namespace R1Sharp.App.Data;

/// <summary>Reads JSON Lines.</summary>
static class JsonLines
{
    /// <summary>The rows of a file or of whatever else <see cref="Dataset"/> reads, all of them.</summary>
    /// <param name="path">May contain ${VARIABLES} of the environment.</param>
    /// <exception cref="UserErrorException">It cannot be read, a row is broken, or there are none; the message names it.</exception>
    public static List<JsonLine> Read(string path) => [.. Dataset.Open(path).Rows()];

    /// <summary>The same one by one, for files that are larger than what is kept of them; there may be none.</summary>
    /// <exception cref="UserErrorException">As of <see cref="Read"/>.</exception>
    public static IEnumerable<JsonLine> Stream(string path) => Dataset.Open(path).Stream();

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
        using var input = path == "-" ? StandardStreams.Input() : TextStreams.Open(RecipeVariables.Expand(path));
        // On a terminal the answers themselves show how far it is.
        using var progress = Console.IsOutputRedirected ? Progress.Of("answering", "lines") : null;
        return Answer(input, output, (line, writer) =>
        {
            progress?.Add();
            answer(line, writer);
        });
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
}
