// One question to a model behind a URL, and its answer.

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Endpoints;

/// <summary>A conversation that is to be continued. What is null is not sent: the service's own default holds.</summary>
sealed record ChatQuestion
{
    static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is said so far.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Descriptions of the tools that the conversation has, a JSON array.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Divides the logits; 0 takes the most probable token.</summary>
    public double? Temperature { get; init; }

    /// <summary>Top-p.</summary>
    public double? TopP { get; init; }

    /// <summary>Top-k; not every service knows it.</summary>
    public int? TopK { get; init; }

    /// <summary>Min-p; not every service knows it.</summary>
    public double? MinP { get; init; }

    /// <summary>The repetition penalty; not every service knows it.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>Most tokens of the answer.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Texts that end the answer.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Decides the random numbers, where the service does.</summary>
    public long? Seed { get; init; }

    /// <summary>Variables of the service's chat template, where it takes them (vLLM, SGLang, r1 serve).</summary>
    public IReadOnlyDictionary<string, JsonElement>? TemplateKwargs { get; init; }

    /// <summary>The newer name of the most tokens of an answer.</summary>
    public const string NewerMaxTokens = "max_completion_tokens";

    /// <summary>The body of the request, UTF-8.</summary>
    /// <param name="model">The model's name there.</param>
    /// <param name="hasNewerName">Whether the service knows the most tokens of an answer by their newer name.</param>
    public byte[] Json(string model, bool hasNewerName = false)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, s_writing))
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            WriteMessages(json);
            if (Tools is { } tools)
            {
                json.WritePropertyName("tools");
                tools.WriteTo(json);
            }
            WriteSampling(json, hasNewerName ? NewerMaxTokens : "max_tokens");
            WriteVariables(json);
            json.WriteEndObject();
        }
        return body.WrittenSpan.ToArray();
    }

    void WriteMessages(Utf8JsonWriter json)
    {
        json.WriteStartArray("messages");
        foreach (var message in Messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role);
            json.WriteString("content", message.Content);
            foreach (var (name, value) in message.Properties)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    void WriteSampling(Utf8JsonWriter json, string maxTokens)
    {
        Number(json, "temperature", Temperature);
        Number(json, "top_p", TopP);
        Number(json, "top_k", TopK);
        Number(json, "min_p", MinP);
        Number(json, "repetition_penalty", RepetitionPenalty);
        Number(json, maxTokens, MaxTokens);
        if (Seed is { } seed)
            json.WriteNumber("seed", seed);
        if (Stop.Count == 0)
            return;
        json.WriteStartArray("stop");
        foreach (string stop in Stop)
            json.WriteStringValue(stop);
        json.WriteEndArray();
    }

    void WriteVariables(Utf8JsonWriter json)
    {
        if (TemplateKwargs is not { Count: > 0 } variables)
            return;
        json.WriteStartObject("chat_template_kwargs");
        foreach (var (name, value) in variables)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
        json.WriteEndObject();
    }

    static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is not { } number)
            return;
        if (double.IsInteger(number))
            json.WriteNumber(name, (long)number);
        else
            json.WriteNumber(name, number);
    }
}

/// <summary>What a model behind a URL answered.</summary>
/// <param name="Text">The answer; where the service tells thoughts apart, they stand before it between &lt;think&gt; and &lt;/think&gt;.</param>
/// <param name="Finish">Why it ended, in the service's words: stop, length, …</param>
/// <param name="PromptTokens">Tokens of the conversation; null where the service does not count.</param>
/// <param name="CompletionTokens">Tokens of the answer, its thoughts among them; null where the service does not count.</param>
sealed record ChatReply(string Text, string Finish, int? PromptTokens, int? CompletionTokens);
