// Writes tokenizer.json and tokenizer_config.json as Hugging Face's libraries read them.

using System.Text.Encodings.Web;
using System.Text.Json;

namespace R1Sharp.Learning.Tokenization;

/// <summary>Writes the two files of a tokenizer; each is complete or not there, whenever the program dies.</summary>
internal static class TokenizerFileWriter
{
    // Relaxed: vocabulary spellings stay readable; the file is never shown inside HTML.
    static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="UserErrorException">The directory cannot be written.</exception>
    public static void Write(string directory, TokenizerFile file, TokenizerConfiguration configuration)
    {
        try
        {
            Directory.CreateDirectory(directory);
            WriteAside(Path.Combine(directory, "tokenizer.json"), writer => WriteTokenizer(writer, file));
            WriteAside(Path.Combine(directory, "tokenizer_config.json"), writer => WriteConfiguration(writer, configuration));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"Cannot write the tokenizer into {directory}: {error.Message}", error);
        }
    }

    static void WriteAside(string path, Action<Utf8JsonWriter> write)
    {
        string aside = path + ".tmp";
        using (var stream = File.Create(aside))
        {
            using (var writer = new Utf8JsonWriter(stream, Options)) write(writer);
            stream.Write("\n"u8);
            stream.Flush(flushToDisk: true);
        }
        File.Move(aside, path, overwrite: true);
    }

    static void WriteTokenizer(Utf8JsonWriter writer, TokenizerFile file)
    {
        writer.WriteStartObject();
        writer.WriteString("version", "1.0");
        writer.WriteNull("truncation");
        writer.WriteNull("padding");
        WriteAddedTokens(writer, file.AddedTokens);
        foreach (string name in (string[])["normalizer", "pre_tokenizer", "post_processor", "decoder"])
        {
            writer.WritePropertyName(name);
            if (file.Components[name].ValueKind == JsonValueKind.Undefined) writer.WriteNullValue();
            else file.Components[name].WriteTo(writer);
        }
        WriteModel(writer, file);
        writer.WriteEndObject();
    }

    static void WriteAddedTokens(Utf8JsonWriter writer, AddedToken[] tokens)
    {
        writer.WriteStartArray("added_tokens");
        foreach (var token in tokens)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", token.Id);
            writer.WriteString("content", token.Content);
            writer.WriteBoolean("single_word", token.SingleWord);
            writer.WriteBoolean("lstrip", token.StripLeft);
            writer.WriteBoolean("rstrip", token.StripRight);
            writer.WriteBoolean("normalized", token.Normalized);
            writer.WriteBoolean("special", token.Special);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    // Merges as "left right", which versions of the library before 0.20 read, unless a spelling holds a space.
    static void WriteModel(Utf8JsonWriter writer, TokenizerFile file)
    {
        var entries = Vocabulary(file).OrderBy(entry => entry.Value).ToArray();
        var spellings = new Dictionary<int, string>();
        foreach (var (spelling, id) in file.Vocabulary) spellings[id] = spelling;
        writer.WriteStartObject("model");
        writer.WriteString("type", "BPE");
        writer.WriteNull("dropout");
        if (file.UnknownToken is { } unknown) writer.WriteString("unk_token", unknown);
        else writer.WriteNull("unk_token");
        foreach (string name in (string[])["continuing_subword_prefix", "end_of_word_suffix"]) writer.WriteNull(name);
        writer.WriteBoolean("fuse_unk", file.Unknown.Fuses);
        writer.WriteBoolean("byte_fallback", file.Unknown.TokenOfByte is not null);
        writer.WriteBoolean("ignore_merges", file.IgnoreMerges);
        writer.WriteStartObject("vocab");
        foreach (var (spelling, id) in entries) writer.WriteNumber(spelling, id);
        writer.WriteEndObject();
        WriteMerges(writer, [.. file.Merges.Select(merge => (spellings[merge.Left], spellings[merge.Right]))]);
        writer.WriteEndObject();
    }

    static void WriteMerges(Utf8JsonWriter writer, (string Left, string Right)[] merges)
    {
        bool asPairs = merges.Any(merge => merge.Left.Contains(' ') || merge.Right.Contains(' '));
        writer.WriteStartArray("merges");
        foreach (var (left, right) in merges)
        {
            if (!asPairs)
            {
                writer.WriteStringValue($"{left} {right}");
                continue;
            }
            writer.WriteStartArray();
            writer.WriteStringValue(left);
            writer.WriteStringValue(right);
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
    }

    // Readers count the ids of added tokens. Where that would give others, as behind a gap, the tokens stand in the vocabulary too.
    static IEnumerable<KeyValuePair<string, int>> Vocabulary(TokenizerFile file)
    {
        var numbers = new AddedTokenNumbers(file.Vocabulary);
        foreach (var token in file.AddedTokens) numbers.Add(token);
        bool agree = !numbers.HasDeparted && numbers.Tokens.Select(token => token.Id).SequenceEqual(file.AddedTokens.Select(token => token.Id));
        return agree ? file.Vocabulary : file.Vocabulary.Concat(file.AddedTokens.Where(token => !file.Vocabulary.ContainsKey(token.Content))
            .Select(token => KeyValuePair.Create(token.Content, token.Id)));
    }

    static void WriteConfiguration(Utf8JsonWriter writer, TokenizerConfiguration configuration)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in configuration.Properties)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
        writer.WriteEndObject();
    }
}
