// added_tokens.json: the added tokens of older checkpoints, with their ids.

using System.Text.Json;

namespace R1Sharp.Learning.Tokenization;

/// <summary>Reads added_tokens.json.</summary>
internal static class AddedTokensFile
{
    /// <summary>The tokens of the file; none where there is no file. Those that tokenizer_config.json names are special.</summary>
    /// <exception cref="UserErrorException">The file is not what it should be.</exception>
    public static IReadOnlyList<AddedToken> Read(string directory, TokenizerConfiguration configuration)
    {
        string path = Path.Combine(directory, "added_tokens.json");
        if (!File.Exists(path)) return [];
        using var document = JsonFile.Read(path);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new UserErrorException($"{path} must be an object of tokens and their ids.");
        var special = configuration.NamedTokens.Select(token => token.Content).ToHashSet(StringComparer.Ordinal);
        return [.. document.RootElement.EnumerateObject().Select(entry => Token(path, entry, special.Contains(entry.Name)))];
    }

    static AddedToken Token(string path, JsonProperty entry, bool isSpecial) => entry.Value.ValueKind == JsonValueKind.Number
        && entry.Value.TryGetInt32(out int id) && id >= 0
        ? new AddedToken(id, entry.Name, isSpecial) { Normalized = !isSpecial }
        : throw new UserErrorException($"{path} gives the token \"{entry.Name}\" the id {entry.Value.GetRawText()}, which is none.");
}
