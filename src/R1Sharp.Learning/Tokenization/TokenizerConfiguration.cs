// What a tokenizer_config.json says (and special_tokens_map.json), as far as it concerns this program; the rest is kept to be
// written back.

using System.Globalization;
using System.Text.Json;
using R1Sharp.Learning.Tokenization.PreTokenization;

namespace R1Sharp.Learning.Tokenization;

/// <summary>The content of a tokenizer_config.json.</summary>
/// <param name="Properties">All its properties, in the order of the file.</param>
internal sealed record TokenizerConfiguration(IReadOnlyList<KeyValuePair<string, JsonElement>> Properties)
{
    const string TemplateName = "chat_template", AddedName = "added_tokens_decoder", AdditionalName = "additional_special_tokens";

    static readonly string[] Names = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>Content of the token that ends a text; null when the file names none.</summary>
    public string? EndOfText => TokenContent("eos_token");

    /// <summary>Contents of the named tokens that the file has, by name.</summary>
    public IReadOnlyDictionary<string, string> SpecialTokens =>
        Names.Where(name => TokenContent(name) is not null).ToDictionary(name => name, name => TokenContent(name)!);

    /// <summary>The named tokens and the additional special ones, in order, with their flags.</summary>
    public IReadOnlyList<AddedToken> NamedTokens =>
    [
        .. Names.Where(name => TokenContent(name) is not null).Select(name => Token(Property(name)!.Value)),
        .. Property(AdditionalName) is { ValueKind: JsonValueKind.Array } further ? further.EnumerateArray().Select(Token) : [],
    ];

    /// <summary>All added tokens as newer files list them, under the ids that they say; null where the file does not.</summary>
    public IReadOnlyList<AddedToken>? AddedTokens => Property(AddedName) is not { } listed ? null
        : [.. listed.EnumerateObject().Select(entry => int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? AddedToken.Read(id, entry.Value) : throw new FormatException($"{AddedName} holds \"{entry.Name}\", which is no id."))];

    /// <summary>The class of transformers that reads the tokenizer; null when the file names none.</summary>
    public string? TokenizerClass => Property("tokenizer_class") is { ValueKind: JsonValueKind.String } name ? name.GetString() : null;

    /// <summary>Whether a property stands in the file, null or not.</summary>
    public bool States(string name) => Properties.Any(property => property.Key == name);

    /// <summary>The same with one property set.</summary>
    public TokenizerConfiguration With(string name, string value) => With(name, JsonSerializer.SerializeToElement(value));

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

    /// <summary>
    /// Reads the file, and beside it a chat_template.jinja, which then counts, and special_tokens_map.json, whose tokens count where
    /// the file does not list its added tokens (as in transformers 4), or does not name them. Empty when there is none of these.
    /// </summary>
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
            var configuration = new TokenizerConfiguration(properties).WithMap(Path.Combine(directory, "special_tokens_map.json"));
            _ = (configuration.SpecialTokens, configuration.ChatTemplate, configuration.NamedTokens, configuration.AddedTokens);
            return configuration;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
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

    TokenizerConfiguration WithMap(string path)
    {
        if (!File.Exists(path)) return this;
        bool counts = Property(AddedName) is null;
        var configuration = this;
        using var document = JsonFile.Read(path);
        foreach (var entry in document.RootElement.EnumerateObject())
            if (Names.Contains(entry.Name) ? counts || TokenContent(entry.Name) is null : entry.Name == AdditionalName && Property(AdditionalName) is null)
                configuration = configuration.With(entry.Name, entry.Value.Clone());
        return configuration;
    }

    TokenizerConfiguration With(string name, JsonElement value) =>
        new([.. Properties.Where(property => property.Key != name), KeyValuePair.Create(name, value)]);

    static AddedToken Token(JsonElement token) => token.ValueKind == JsonValueKind.Object ? AddedToken.Read(-1, token)
        : new AddedToken(-1, TokenizerComponents.Text(token), true);

    JsonElement? Property(string name)
    {
        foreach (var (key, value) in Properties) if (key == name && value.ValueKind != JsonValueKind.Null) return value;
        return null;
    }

    // A token is written as its content or as an object that has the content beside flags; an empty one is none.
    string? TokenContent(string name) => Property(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } token => token.GetProperty("content").GetString(),
        { } content => content.GetString(),
    } is { Length: > 0 } text ? text : null;
}
