// A tokenizer's files together: tokenizer.json, and what tokenizer_config.json, special_tokens_map.json, added_tokens.json,
// generation_config.json and config.json say beside it. As transformers (4.x, PreTrainedTokenizerFast) puts them together.

using System.Text.Json;

namespace R1Sharp.Learning.Tokenization;

/// <summary>Reads the tokenizer of a folder.</summary>
internal static class TokenizerFolder
{
    // Files of other forms than tokenizer.json, which transformers converts.
    static readonly string[] OtherForms = ["tokenizer.model", "vocab.json", "spiece.model", "sentencepiece.bpe.model", "tekken.json"];

    /// <summary>Reads the files.</summary>
    /// <exception cref="UserErrorException">A file is missing, broken, or asks for something unsupported.</exception>
    public static (TokenizerFile File, TokenizerConfiguration Configuration) Read(string directory)
    {
        string path = Path.Combine(directory, "tokenizer.json");
        if (!File.Exists(path)) throw Missing(directory);
        var configuration = TokenizerConfiguration.Read(directory);
        var file = TokenizerFileReader.Read(path);
        configuration = WithDefaults(configuration, file);
        file = file with { AddedTokens = [.. AllAdded(directory, file, configuration)] };
        if (configuration.EndOfText is null && EndOfText(directory, file) is { } end) configuration = configuration.With("eos_token", end);
        return (file with { PostProcessor = Around(file, configuration) ?? file.PostProcessor }, configuration);
    }

    static UserErrorException Missing(string directory)
    {
        string? other = OtherForms.FirstOrDefault(name => File.Exists(Path.Combine(directory, name)));
        return new(other is null ? $"There is no tokenizer.json in {directory}: give the directory of a model or tokenizer."
            : $"There is no tokenizer.json in {directory}, only {other}, which cannot be read: let transformers convert it, with python3 -c \"from "
                + $"transformers import AutoTokenizer; AutoTokenizer.from_pretrained('{directory}').save_pretrained('{directory}')\".");
    }

    static TokenizerConfiguration WithDefaults(TokenizerConfiguration configuration, TokenizerFile file)
    {
        foreach (var (name, content) in TokenizerClasses.Defaults(configuration.TokenizerClass))
            if (!configuration.States(name) && (file.Vocabulary.ContainsKey(content) || file.AddedTokens.Any(token => token.Content == content)))
                configuration = configuration.With(name, content);
        return configuration;
    }

    static IReadOnlyList<AddedToken> AllAdded(string directory, TokenizerFile file, TokenizerConfiguration configuration)
    {
        var numbers = new AddedTokenNumbers(file.Vocabulary);
        foreach (var token in file.AddedTokens) numbers.Add(token);
        // Newer files list all added tokens in tokenizer_config.json, with the flags that count; older ones some in a file of their own.
        if (configuration.AddedTokens is { } listed)
            foreach (var token in listed.OrderBy(token => token.Id)) numbers.Add(token);
        else
            foreach (var token in AddedTokensFile.Read(directory, configuration).OrderBy(token => token.Id))
                if (!numbers.Has(token.Content)) numbers.Add(token);
        foreach (var token in configuration.NamedTokens)
            if (!numbers.Has(token.Content)) numbers.Add(token with { Special = true });
        return numbers.Tokens;
    }

    static string? EndOfText(string directory, TokenizerFile file) => ((string[])["config.json", "generation_config.json"])
        .SelectMany(name => EndIds(Path.Combine(directory, name))).Select(id => ContentOf(file, id)).FirstOrDefault(content => content is not null);

    static string? ContentOf(TokenizerFile file, int id) =>
        file.AddedTokens.FirstOrDefault(token => token.Id == id)?.Content
        ?? (file.Vocabulary.FirstOrDefault(entry => entry.Value == id).Key is { } spelling ? file.Decoder.IsByteLevel
            ? System.Text.Encoding.UTF8.GetString(ByteAlphabet.Bytes(spelling)) : spelling : null);

    static List<int> EndIds(string path)
    {
        if (!File.Exists(path)) return [];
        using var document = JsonFile.Read(path);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("eos_token_id", out var value)) return [];
        return [.. (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
            .Where(id => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out _)).Select(id => id.GetInt32())];
    }

    static PostProcessor? Around(TokenizerFile file, TokenizerConfiguration configuration)
    {
        if (!TokenizerClasses.Builds(configuration.TokenizerClass)) return null;
        int? Id(string token) => configuration.SpecialTokens.TryGetValue(token, out string? content)
            ? file.AddedTokens.FirstOrDefault(t => t.Content == content)?.Id ?? (file.Vocabulary.TryGetValue(content, out int id) ? id : null) : null;
        return PostProcessor.Around(configuration.Flag("add_bos_token") ?? true ? Id("bos_token") : null, configuration.Flag("add_eos_token") ?? false
            ? Id("eos_token") : null);
    }
}
