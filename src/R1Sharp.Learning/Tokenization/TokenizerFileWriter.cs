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

    // Merges as "left right": a spelling never holds a space, and versions of the library before 0.20 read only this.
    static void WriteModel(Utf8JsonWriter writer, TokenizerFile file)
    {
        var entries = file.Vocabulary.OrderBy(entry => entry.Value).ToArray();
        var spellings = new Dictionary<int, string>();
        foreach (var (spelling, id) in entries) spellings[id] = spelling;
        writer.WriteStartObject("model");
        writer.WriteString("type", "BPE");
        foreach (string name in (string[])["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"]) writer.WriteNull(name);
        writer.WriteBoolean("fuse_unk", false);
        writer.WriteBoolean("byte_fallback", false);
        writer.WriteBoolean("ignore_merges", file.IgnoreMerges);
        writer.WriteStartObject("vocab");
        foreach (var (spelling, id) in entries) writer.WriteNumber(spelling, id);
        writer.WriteEndObject();
        writer.WriteStartArray("merges");
        foreach (var merge in file.Merges) writer.WriteStringValue($"{spellings[merge.Left]} {spellings[merge.Right]}");
        writer.WriteEndArray();
        writer.WriteEndObject();
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
