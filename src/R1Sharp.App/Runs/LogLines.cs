// Reads the logs of a stage back, JSON objects one a line, also while the stage still writes them.

using System.Text.Json;
using R1Sharp.Learning;

namespace R1Sharp.App.Runs;

/// <summary>The lines of a log, and what they hold.</summary>
static class LogLines
{
    /// <summary>The lines that are wanted. While a run goes on the last one may be half written: a line without an end is left out.</summary>
    /// <exception cref="UserErrorException">A line is no JSON object.</exception>
    public static IEnumerable<JsonElement> Read(string path, Func<string, bool> isWanted)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string? line = reader.ReadLine();
        for (int number = 1; line is not null; number++)
        {
            string? next = reader.ReadLine();
            if (next is null && !EndsWithNewline(path))
                yield break;
            if (!string.IsNullOrWhiteSpace(line) && isWanted(line))
                yield return Parse(line, $"{path}:{number}");
            line = next;
        }
    }

    static bool EndsWithNewline(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '\n';
    }

    /// <summary>A JSON object.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="place">Where that stands.</param>
    /// <exception cref="UserErrorException">It is something else.</exception>
    public static JsonElement Parse(string text, string place)
    {
        try
        {
            var element = JsonElement.Parse(text);
            return element.ValueKind == JsonValueKind.Object ? element
                : throw new UserErrorException($"{place}: this is JSON but not an object; restore the file from the run.");
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{place}: this is not JSON; delete the line or restore the file from the run.", e);
        }
    }

    /// <summary>A text of the line; empty where it has none of the name.</summary>
    public static string Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>A number of the line.</summary>
    public static double Number(JsonElement line, string name, double otherwise) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;

    /// <summary>All numbers of an object by their names, with "/" between the names of nested objects.</summary>
    public static Dictionary<string, double> Numbers(JsonElement line)
    {
        var numbers = new Dictionary<string, double>();
        Flatten(line, "", numbers);
        return numbers;
    }

    static void Flatten(JsonElement element, string prefix, Dictionary<string, double> into)
    {
        foreach (var property in element.EnumerateObject())
        {
            string name = prefix.Length == 0 ? property.Name : prefix + "/" + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Number)
                into[name] = property.Value.GetDouble();
            else if (property.Value.ValueKind == JsonValueKind.Object)
                Flatten(property.Value, name, into);
        }
    }
}
