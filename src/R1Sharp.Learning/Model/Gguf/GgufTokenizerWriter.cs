// A tokenizer as metadata of a GGUF file.

using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>What kind of token an id is, as llama.cpp numbers them.</summary>
enum GgufTokenKind
{
    /// <summary>A piece of text, in the byte alphabet where the tokenizer is byte-level.</summary>
    Normal = 1,

    /// <summary>Stands for what has no token (SentencePiece).</summary>
    Unknown = 2,

    /// <summary>A special token, in plain text.</summary>
    Control = 3,

    /// <summary>A token that is part of the text, recognised as a whole, in plain text.</summary>
    Added = 4,

    /// <summary>An id without a token.</summary>
    Unused = 5,

    /// <summary>A byte, spelled &lt;0x0A&gt; (SentencePiece).</summary>
    Byte = 6,
}

/// <summary>Writes the keys that begin with "tokenizer.".</summary>
static class GgufTokenizerWriter
{
    /// <summary>Whether the tokenizer brings text to Unicode's form C; llama.cpp has no such step and no key for it.</summary>
    public const string FormCKey = "r1sharp.tokenizer.form_c";

    /// <summary>Further tokens that end a text: GGUF has a key for one, and llama.cpp finds the others by their names.</summary>
    public const string OtherEndsKey = "r1sharp.tokenizer.other_end_ids";

    /// <summary>Writes a tokenizer.</summary>
    /// <param name="metadata">Where to.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="options">The network: rows of its embedding, and the end of text where the tokenizer names none.</param>
    /// <exception cref="UserErrorException">The tokenizer does something that GGUF cannot say.</exception>
    public static void Write(GgufMetadata metadata, Tokenizer tokenizer, ModelOptions options)
    {
        var file = tokenizer.File;
        RefuseWhatCannotBeSaid(file);
        var (texts, kinds) = Tokens(tokenizer, options.VocabularySize);
        metadata.Set("tokenizer.ggml.model", file.Decoder.IsByteLevel ? "gpt2" : GgufTokenizerReader.Scored);
        if (file.Decoder.IsByteLevel) metadata.Set("tokenizer.ggml.pre", GgufPreTokenizers.NameOf(file));
        metadata.Set("tokenizer.ggml.tokens", texts);
        metadata.Set("tokenizer.ggml.token_type", kinds);
        if (file.Decoder.IsByteLevel) metadata.Set("tokenizer.ggml.merges", Merges(file));
        else GgufScores.Write(metadata, file, texts);
        WriteSpecialTokens(metadata, tokenizer, options);
        if (tokenizer.ChatTemplate is { } template) metadata.Set("tokenizer.chat_template", template);
        metadata.Set(FormCKey, file.Normalizer.IsFormC);
    }

    static void RefuseWhatCannotBeSaid(TokenizerFile file)
    {
        foreach (var token in file.AddedTokens)
            if (token.SingleWord || token.StripLeft || token.StripRight)
                throw new UserErrorException(
                    $"The added token \"{token.Content}\" is "
                        + $"{(token.SingleWord ? "recognised only as a word of its own" : "recognised with the white space beside it")}, which a "
                        + "GGUF file cannot say.");
    }

    static (string[] Texts, int[] Kinds) Tokens(Tokenizer tokenizer, int count)
    {
        if (tokenizer.VocabularySize > count)
            throw new UserErrorException(
                $"The tokenizer has ids up to {tokenizer.VocabularySize - 1}, but the network's embedding only {count} rows: they do not belong together.");
        var texts = new string[count];
        var kinds = new int[count];
        foreach (var (spelling, id) in tokenizer.File.Vocabulary)
            (texts[id], kinds[id]) = (spelling, (int)(tokenizer.IsByte(id) ? GgufTokenKind.Byte : GgufTokenKind.Normal));
        foreach (var token in tokenizer.File.AddedTokens)
            (texts[token.Id], kinds[token.Id]) = (token.Content, (int)KindOf(token, tokenizer.File));
        // llama.cpp wants a text of its own for every row of the embedding.
        var taken = texts.Where(text => text is not null).ToHashSet(StringComparer.Ordinal);
        for (int id = 0; id < count; id++)
            if (texts[id] is null)
                (texts[id], kinds[id]) = (Unused(id, taken), (int)GgufTokenKind.Unused);
        return (texts, kinds);
    }

    static GgufTokenKind KindOf(AddedToken token, TokenizerFile file) =>
        !token.Special ? GgufTokenKind.Added : !file.Decoder.IsByteLevel && token.Content == file.UnknownToken ? GgufTokenKind.Unknown : GgufTokenKind.Control;

    static string Unused(int id, HashSet<string> taken)
    {
        string text = $"[PAD{id}]";
        while (!taken.Add(text)) text = $"[{text}]";
        return text;
    }

    static string[] Merges(TokenizerFile file)
    {
        var spellings = file.Vocabulary.ToDictionary(entry => entry.Value, entry => entry.Key);
        return [.. file.Merges.Select(merge => $"{spellings[merge.Left]} {spellings[merge.Right]}")];
    }

    // Without a key llama.cpp takes id 11 of this kind of tokenizer for both ends of a text, which is some piece of text.
    static void WriteSpecialTokens(GgufMetadata metadata, Tokenizer tokenizer, ModelOptions options)
    {
        int? Id(string name) => tokenizer.SpecialTokens.TryGetValue(name, out string? content) ? tokenizer.TokenId(content) : null;
        int end = Id("eos_token") ?? options.EndOfTextId ?? tokenizer.EndOfTextId;
        metadata.Set("tokenizer.ggml.bos_token_id", Id("bos_token") ?? options.BeginOfTextId ?? end);
        metadata.Set("tokenizer.ggml.eos_token_id", end);
        int[] others = [.. options.EndIds.Where(id => id != end).Distinct()];
        if (others.Length > 0) metadata.Set(OtherEndsKey, others);
        int? inPieces = tokenizer.Decoder.IsByteLevel || tokenizer.File.UnknownToken is not { } named ? null : tokenizer.TokenId(named);
        if ((Id("unk_token") ?? inPieces) is { } unknown) metadata.Set("tokenizer.ggml.unknown_token_id", unknown);
        if ((Id("pad_token") ?? options.PadId) is { } padding) metadata.Set("tokenizer.ggml.padding_token_id", padding);
        metadata.Set("tokenizer.ggml.add_bos_token", AddsBeginning(tokenizer));
        metadata.Set("tokenizer.ggml.add_eos_token", tokenizer.Configuration.Flag("add_eos_token") ?? false);
    }

    // tokenizer_config.json may say so; where it is silent, the post-processor decides what stands before a text.
    static bool AddsBeginning(Tokenizer tokenizer) =>
        tokenizer.SpecialTokens.TryGetValue("bos_token", out string? content)
        && (tokenizer.Configuration.Flag("add_bos_token") ?? (tokenizer.EncodeWithSpecial("") is [var first, ..] && first == tokenizer.TokenId(content)));
}
