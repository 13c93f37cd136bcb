// Tokens with their log-probabilities, as OpenAI's two interfaces write them.

using System.Text;
using System.Text.Json;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Serving;

/// <summary>Writes tokens.</summary>
/// <param name="tokenizer">Their tokenizer.</param>
sealed class TokenTexts(Tokenizer tokenizer)
{
    static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>A token's text; one that is a part of a character is spelled in bytes, so that no two tokens are written alike.</summary>
    public string Of(int token)
    {
        var bytes = tokenizer.BytesOf(token);
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return "bytes:" + string.Concat(bytes.ToArray().Select(b => FormattableString.Invariant($"\\x{b:x2}")));
        }
    }

    /// <summary>A token of a chat completion: text, log-probability, bytes, what else was probable.</summary>
    public void WriteChat(Utf8JsonWriter to, LiveToken token)
    {
        to.WriteStartObject();
        Write(to, token.Token, token.LogProb);
        to.WriteStartArray("top_logprobs");
        foreach (var other in token.Alternatives ?? [])
        {
            to.WriteStartObject();
            Write(to, other.Token, other.LogProb);
            to.WriteEndObject();
        }
        to.WriteEndArray();
        to.WriteEndObject();
    }

    void Write(Utf8JsonWriter to, int token, float logProb)
    {
        to.WriteString("token", Of(token));
        to.WriteNumber("logprob", logProb);
        to.WriteStartArray("bytes");
        foreach (byte one in tokenizer.BytesOf(token))
            to.WriteNumberValue(one);
        to.WriteEndArray();
    }
}
