// A small JSON file beside a tokenizer.

using System.Text.Json;

namespace R1Sharp.Learning.Tokenization;

/// <summary>Reads JSON files.</summary>
internal static class JsonFile
{
    /// <summary>The file's content.</summary>
    /// <exception cref="UserErrorException">It cannot be read, or is no JSON.</exception>
    public static JsonDocument Read(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"{path} is malformed: {error.Message.TrimEnd('.')}.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {error.Message}", error);
        }
    }
}
