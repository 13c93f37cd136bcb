// What a tokenizer_config.json says, as far as it concerns this program; the rest is kept to be written back.

using System.Text.Json;

namespace R1Sharp.Learning.Tokenization;

/// <summary>The content of a tokenizer_config.json.</summary>
/// <param name="Properties">All its properties, in the order of the file.</param>
internal sealed record TokenizerConfiguration(IReadOnlyList<KeyValuePair<string, JsonElement>> Properties)
{
    const string TemplateName = "chat_template";

    /// <summary>Content of the token that ends a text; null when the file names none.</summary>
    public string? EndOfText => TokenContent("eos_token");

    /// <summary>Contents of the named tokens that the file has, by name.</summary>
    public IReadOnlyDictionary<string, string> SpecialTokens =>
        new[] { "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token" }
            .Where(name => TokenContent(name) is not null).ToDictionary(name => name, name => TokenContent(name)!);

    /// <summary>The chat template's Jinja source: the only one, or of several the one named "default".</summary>
    public string? ChatTemplate => Property(TemplateName) switch
    {
        { ValueKind: JsonValueKind.String } template => template.GetString(),
        { ValueKind: JsonValueKind.Array } named => named.EnumerateArray()
            .Where(entry => entry.GetProperty("name").GetString() == "default")
            .Select(entry => entry.GetProperty("template").GetString()).FirstOrDefault(),
        _ => null,
    };

    /// <summary>A property that is true or false; null when it is neither.</summary>
    public bool? Flag(string name) => Property(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Reads the file, and beside it a chat_template.jinja, which then counts; empty when there is neither.</summary>
    /// <exception cref="UserErrorException">The file is not what it should be.</exception>
    public static TokenizerConfiguration Read(string directory)
    {
        string path = Path.Combine(directory, "tokenizer_config.json"), templatePath = Path.Combine(directory, "chat_template.jinja");
        try
        {
            var properties = File.Exists(path) ? ReadProperties(path) : [];
            if (File.Exists(templatePath))
            {
                properties.RemoveAll(property => property.Key == TemplateName);
                properties.Add(new(TemplateName, JsonSerializer.SerializeToElement(File.ReadAllText(templatePath))));
            }
            var configuration = new TokenizerConfiguration(properties);
            _ = (configuration.SpecialTokens, configuration.ChatTemplate);
            return configuration;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new UserErrorException($"{path} is not a tokenizer_config.json: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"Cannot read the tokenizer in {directory}: {error.Message}", error);
        }
    }

    static List<KeyValuePair<string, JsonElement>> ReadProperties(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, property.Value.Clone()))];
    }

    JsonElement? Property(string name)
    {
        foreach (var (key, value) in Properties) if (key == name && value.ValueKind != JsonValueKind.Null) return value;
        return null;
    }

    // A token is written as its content or as an object that has the content beside flags.
    string? TokenContent(string name) => Property(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } token => token.GetProperty("content").GetString(),
        { } content => content.GetString(),
    };
}
