// Text to tokens and back: BPE tokenizers as Hugging Face's tokenizer.json describes them.

using System.Buffers;
using System.Text;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// A BPE tokenizer: byte-level (GPT-2, Qwen2.5, Llama 3, DeepSeek-V3 and those trained here), or over characters after
/// SentencePiece (Llama 2, Mistral, Gemma). It gives the ids of Hugging Face's library with <c>add_special_tokens=False</c>:
/// nothing is put around a text, that is a prompt template's work, unless <see cref="EncodeWithSpecial"/> is asked to.
/// Decoding changes nothing either: <c>clean_up_tokenization_spaces</c> is not carried out. Safe for concurrent use.
/// </summary>
public sealed class Tokenizer
{
    // IndexOfAnyInRange would do, but allocates as long as the runtime has not optimised it.
    static readonly SearchValues<char> s_surrogates = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    readonly TokenizerFile _file;
    readonly TokenizerConfiguration _configuration;
    readonly BytePairEncoder _encoder;
    readonly AddedTokenMatcher _beforeNormalization, _afterNormalization;
    readonly Dictionary<string, int> _idOfAddedToken;
    readonly HashSet<int> _specialIds;
    readonly byte[][] _bytesOfToken;

    // Byte tokens, and texts of tokens that differ at the beginning of a text; both empty for byte-level tokenizers.
    readonly HashSet<int> _byteTokens = [];
    readonly Dictionary<int, string> _firstTexts = [];

    internal Tokenizer(TokenizerFile file, TokenizerConfiguration configuration)
    {
        _file = file;
        _configuration = configuration;
        IAlphabet alphabet = Decoder.IsByteLevel ? new ByteSymbols(file.Vocabulary, file.Unknown) : new CharacterSymbols(file.Vocabulary, file.Unknown);
        _encoder = new BytePairEncoder(alphabet, new BytePairMerges(file.Merges), file.IgnoreMerges ? file.Vocabulary : null);
        _beforeNormalization = new AddedTokenMatcher([.. file.AddedTokens.Where(token => !token.Normalized)]);
        _afterNormalization = new AddedTokenMatcher([.. file.AddedTokens.Where(token => token.Normalized)
            .Select(token => token with { Content = Spelling(token) })]);
        _idOfAddedToken = [];
        foreach (var token in file.AddedTokens) _idOfAddedToken[token.Content] = token.Id;
        _specialIds = [.. file.AddedTokens.Where(token => token.Special).Select(token => token.Id)];
        _bytesOfToken = BytesOfTokens();
    }

    /// <summary>What the tokenizer.json says.</summary>
    internal TokenizerFile File => _file;

    /// <summary>What the tokenizer_config.json says.</summary>
    internal TokenizerConfiguration Configuration => _configuration;

    /// <summary>How tokens become text.</summary>
    internal TokenDecoder Decoder => _file.Decoder;

    /// <summary>One above the largest id: the least number of rows a model's embedding needs.</summary>
    public int VocabularySize => _bytesOfToken.Length;

    /// <summary>
    /// The token that ends a text: <c>eos_token</c> of tokenizer_config.json or special_tokens_map.json, else the first of config.json
    /// or generation_config.json, else <c>&lt;|endoftext|&gt;</c>.
    /// </summary>
    /// <exception cref="UserErrorException">There is none of these.</exception>
    public int EndOfTextId => TokenId(_configuration.EndOfText ?? StandardTokens.EndOfText)
        ?? throw new UserErrorException("The tokenizer has no token that ends a text: name one as \"eos_token\" in its tokenizer_config.json.");

    /// <summary>Texts of the tokens that tokenizer_config.json names, by name ("bos_token", "eos_token", …): variables of chat templates.</summary>
    public IReadOnlyDictionary<string, string> SpecialTokens => _configuration.SpecialTokens;

    /// <summary>Whether an id is a token's: below <see cref="VocabularySize"/> there may be gaps.</summary>
    public bool IsToken(int id) => BytesOf(id).Length > 0;

    /// <summary>The Jinja source of the chat template; null when there is none.</summary>
    public string? ChatTemplate => _configuration.ChatTemplate;

    /// <summary>Reads tokenizer.json and what other files of the directory say about it (<see cref="TokenizerFolder"/>).</summary>
    /// <param name="directory">A directory in the form of Hugging Face.</param>
    /// <exception cref="UserErrorException">A file is missing, broken, or asks for something unsupported.</exception>
    public static Tokenizer Load(string directory)
    {
        var (file, configuration) = TokenizerFolder.Read(directory);
        return new Tokenizer(file, configuration);
    }

    /// <summary>The same tokens with another chat template, or another token that ends a text.</summary>
    /// <param name="chatTemplate">Jinja source; null keeps the template.</param>
    /// <param name="endOfText">A token's text; null keeps the token.</param>
    /// <exception cref="UserErrorException">There is no such token.</exception>
    public Tokenizer With(string? chatTemplate, string? endOfText)
    {
        if (endOfText is not null && TokenId(endOfText) is null)
            throw new UserErrorException($"The tokenizer has no token \"{endOfText}\" that could end a text: name one that it has.");
        var configuration = chatTemplate is null ? _configuration : _configuration.With("chat_template", chatTemplate);
        return new(_file, endOfText is null ? configuration : configuration.With("eos_token", endOfText));
    }

    /// <summary>Writes tokenizer.json and tokenizer_config.json, each aside first and then renamed.</summary>
    /// <param name="directory">Made when it is not there.</param>
    /// <exception cref="UserErrorException">The directory cannot be written.</exception>
    public void Save(string directory) => TokenizerFileWriter.Write(directory, _file, _configuration);

    /// <summary>The tokens of a text; added tokens such as <c>&lt;think&gt;</c> are recognised in it.</summary>
    /// <param name="text">Any string; a lone surrogate counts as U+FFFD.</param>
    public int[] Encode(string text)
    {
        var tokens = new List<int>(text.Length / 3 + 1);
        Encode(text, tokens);
        return [.. tokens];
    }

    /// <summary>
    /// Appends the tokens of a text to a list. Nothing else is allocated, but for a text that is not in the form it has to
    /// have (lone surrogates, normalization) and for single words of many thousand letters.
    /// </summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="tokens">Where they go.</param>
    public void Encode(ReadOnlySpan<char> text, List<int> tokens)
    {
        var workspace = _encoder.Take();
        var rest = WellFormed(text);
        int done = 0;
        for (int search = 0; _beforeNormalization.Next(rest, done, ref search, out int start, out int end) is { } token; done = end)
        {
            EncodeBetween(rest[done..start], done == 0, tokens, workspace);
            tokens.Add(token.Id);
        }
        EncodeBetween(rest[done..], done == 0, tokens, workspace);
        _encoder.Return(workspace);
    }

    /// <summary>As <see cref="Encode(string)"/>, with the special tokens around the text that the tokenizer's post-processor puts there.</summary>
    /// <param name="text">Any string; a lone surrogate counts as U+FFFD.</param>
    public int[] EncodeWithSpecial(string text) => _file.PostProcessor.Apply(Encode(text));

    /// <summary>The tokens of a text that is nothing but text: added tokens written in it are spelled out.</summary>
    /// <param name="text">Any string; a lone surrogate counts as U+FFFD.</param>
    public int[] EncodeOrdinary(string text)
    {
        var tokens = new List<int>(text.Length / 3 + 1);
        var workspace = _encoder.Take();
        var whole = WellFormed(text);
        EncodePieces(_file.Normalizer.Apply(whole), !_file.Normalizer.CutsBeginning(whole), tokens, workspace);
        _encoder.Return(workspace);
        return [.. tokens];
    }

    /// <summary>The text of some tokens; bytes that are not UTF-8 give U+FFFD, ids without a token give nothing.</summary>
    /// <param name="tokens">The ids.</param>
    /// <param name="skipSpecial">Leaves special tokens out; other added tokens such as <c>&lt;think&gt;</c> stay.</param>
    public string Decode(ReadOnlySpan<int> tokens, bool skipSpecial = false)
    {
        if (!Decoder.IsByteLevel) return DecodePieces(tokens, skipSpecial);
        var bytes = new ArrayBufferWriter<byte>(4 * tokens.Length + 1);
        foreach (int token in tokens)
            if (!skipSpecial || !IsSpecial(token))
                bytes.Write(BytesOf(token));
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The id of the single token that is exactly this text, an added one first; null when there is none.</summary>
    public int? TokenId(string content) =>
        _idOfAddedToken.TryGetValue(content, out int added) ? added
        : _file.Vocabulary.TryGetValue(Decoder.IsByteLevel ? ByteAlphabet.Spell(Encoding.UTF8.GetBytes(content)) : content, out int id) ? id
        : null;

    /// <summary>The text of one token; U+FFFD stands for what is only a part of a character; ids without a token have none.</summary>
    public string TokenText(int id) => Encoding.UTF8.GetString(BytesOf(id));

    /// <summary>How many bytes of text a token stands for.</summary>
    public int ByteCount(int id) => BytesOf(id).Length;

    /// <summary>Whether decoding can leave the token out as not part of the text.</summary>
    public bool IsSpecial(int id) => _specialIds.Contains(id);

    /// <summary>Whether the token stands for a byte of a character that has no token, which shows only beside its neighbours.</summary>
    internal bool IsByte(int id) => _byteTokens.Contains(id);

    /// <summary>The text of a token that is the first of a text: one kind of decoder drops the marks of spaces there.</summary>
    internal string FirstTokenText(int id) => _firstTexts.TryGetValue(id, out string? text) ? text : TokenText(id);

    /// <summary>The UTF-8 bytes of a token, possibly only a part of a character.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => (uint)id < (uint)_bytesOfToken.Length ? _bytesOfToken[id] : [];

    // What stands between two tokens that are sought before normalization; only the first piece can begin the text.
    void EncodeBetween(ReadOnlySpan<char> piece, bool beginsText, List<int> tokens, BytePairEncoder.Workspace workspace)
    {
        if (piece.IsEmpty) return;
        beginsText &= !_file.Normalizer.CutsBeginning(piece);
        var text = _file.Normalizer.Apply(piece);
        int done = 0;
        for (int search = 0; _afterNormalization.Next(text, done, ref search, out int start, out int end) is { } token; done = end)
        {
            EncodePieces(text[done..start], beginsText && done == 0, tokens, workspace);
            tokens.Add(token.Id);
        }
        EncodePieces(text[done..], beginsText && done == 0, tokens, workspace);
    }

    void EncodePieces(ReadOnlySpan<char> text, bool beginsText, List<int> tokens, BytePairEncoder.Workspace workspace) =>
        _file.PreTokenizer.Split(text, beginsText, (_encoder, tokens, workspace),
            static (piece, state) => state._encoder.Encode(piece, state.tokens, state.workspace));

    string DecodePieces(ReadOnlySpan<int> tokens, bool skipSpecial)
    {
        var text = new StringBuilder(4 * tokens.Length);
        var pieces = new PieceText(this);
        foreach (int token in tokens)
            if (!skipSpecial || !IsSpecial(token)) text.Append(pieces.Add(token));
        return text.Append(pieces.Finish()).ToString();
    }

    // Hugging Face's library seeks and shows added tokens of the one kind in their normalized form.
    string Spelling(AddedToken token) => token.Normalized ? _file.Normalizer.Apply(token.Content).ToString() : token.Content;

    static ReadOnlySpan<char> WellFormed(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny(s_surrogates) < 0 || IsWellFormed(text)) return text;
        var repaired = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) repaired.Append(rune.ToString());
        return repaired.ToString();
    }

    static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i]))) return false;
        return true;
    }

    byte[][] BytesOfTokens()
    {
        int size = 1 + Math.Max(_file.Vocabulary.Values.DefaultIfEmpty(-1).Max(), _file.AddedTokens.Select(token => token.Id).DefaultIfEmpty(-1).Max());
        var bytes = new byte[size][];
        Array.Fill(bytes, []);
        foreach (var (spelling, id) in _file.Vocabulary) bytes[id] = BytesOf(spelling, id);
        // Hugging Face's decoder reads an added token, too, in the byte alphabet where all its characters are in it.
        foreach (var token in _file.AddedTokens) bytes[token.Id] = BytesOf(Spelling(token), token.Id);
        return bytes;
    }

    byte[] BytesOf(string spelling, int id)
    {
        if (Decoder.IsByteLevel) return ByteAlphabet.Bytes(spelling);
        if (Decoder.MarkDroppedFirst is { } mark && spelling.Contains(mark)) _firstTexts[id] = spelling.Replace(mark.ToString(), "", StringComparison.Ordinal);
        else _firstTexts.Remove(id);
        if (Decoder.Byte(spelling) is { } value)
        {
            _byteTokens.Add(id);
            return [value];
        }
        _byteTokens.Remove(id);
        return Encoding.UTF8.GetBytes(Decoder.Text(spelling));
    }
}
