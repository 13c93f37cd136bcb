// A token that is recognised in text as a whole, before any pre-tokenization.

using R1Sharp.Learning.Tokenization.PreTokenization;

namespace R1Sharp.Learning.Tokenization;

/// <summary>One entry of <c>added_tokens</c> of a tokenizer.json.</summary>
/// <param name="Id">The token's id.</param>
/// <param name="Content">The text that stands for it.</param>
/// <param name="Special">Whether decoding can leave it out as not part of the text.</param>
internal sealed record AddedToken(int Id, string Content, bool Special)
{
    /// <summary>Only recognised where no word character touches it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Swallows white space before it.</summary>
    public bool StripLeft { get; init; }

    /// <summary>Swallows white space after it.</summary>
    public bool StripRight { get; init; }

    /// <summary>Sought in the text after normalization instead of before.</summary>
    public bool Normalized { get; init; }

    /// <summary>A token as Hugging Face's configuration files write it: its flags beside its content, those that are absent false.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="json">An object.</param>
    public static AddedToken Read(int id, System.Text.Json.JsonElement json)
    {
        bool special = Flag(json, "special") ?? false;
        return new AddedToken(id, TokenizerComponents.Text(json.GetProperty("content")), special)
        {
            SingleWord = Flag(json, "single_word") ?? false,
            StripLeft = Flag(json, "lstrip") ?? false,
            StripRight = Flag(json, "rstrip") ?? false,
            Normalized = Flag(json, "normalized") ?? !special,
        };
    }

    static bool? Flag(System.Text.Json.JsonElement json, string name) => TokenizerComponents.Optional(json, name)?.GetBoolean();
}
