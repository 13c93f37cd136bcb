// JSON Lines files: one object a line, with the place of every line for messages.

using System.Text.Json;
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
        var file = RecipeScalars.Expand(path);
        var lines = new List<JsonLine>();
        int number = 0;
        foreach (var text in Lines(file))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(text))
                lines.Add(new JsonLine(file, number, Parse(text, file, number)));
        }
        return lines.Count > 0 ? lines : throw new UserErrorException($"{file}: the file holds no lines; each is one object like {{\"problem\":\"…\",\"answer\":\"…\"}}.");
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
