// What Microsoft.Extensions.AI asks, as the body that a client of the server would send: one reader of both decides what is honoured.

using System.Text.Json;
using Microsoft.Extensions.AI;
using R1Sharp.Learning;

namespace R1Sharp;

/// <summary>Writes bodies of chat completions.</summary>
static class ChatBody
{
    // Further fields of the server that change an answer, and that this interface has no property for.
    static readonly string[] s_further = ["min_p", "repetition_penalty", "logit_bias", "thinking_min", "thinking_max", "ignore_eos"];

    /// <summary>The body of a conversation.</summary>
    /// <exception cref="UserErrorException">Something in it cannot be honoured.</exception>
    public static JsonElement Of(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        using var bytes = new MemoryStream();
        using (var to = new Utf8JsonWriter(bytes))
        {
            to.WriteStartObject();
            to.WriteStartArray("messages");
            if (options?.Instructions is { Length: > 0 } instructions)
                ChatBodyMessages.WriteText(to, "system", instructions);
            foreach (var message in messages)
                ChatBodyMessages.Write(to, message);
            to.WriteEndArray();
            if (options is not null)
                Write(to, options);
            to.WriteEndObject();
        }
        return JsonSerializer.Deserialize<JsonElement>(bytes.ToArray());
    }

    static void Write(Utf8JsonWriter to, ChatOptions options)
    {
        if (options.ConversationId is not null)
            throw Unsupported("ConversationId", "a local model keeps no conversation: give all of its messages");
        if (options.ContinuationToken is not null)
            throw Unsupported("ContinuationToken", "answers are computed while they are waited for");
        WriteNumber(to, "temperature", options.Temperature);
        WriteNumber(to, "top_p", options.TopP);
        WriteNumber(to, "top_k", options.TopK);
        WriteNumber(to, "presence_penalty", options.PresencePenalty);
        WriteNumber(to, "frequency_penalty", options.FrequencyPenalty);
        WriteNumber(to, "max_completion_tokens", options.MaxOutputTokens);
        if (options.Seed is { } seed)
            to.WriteNumber("seed", seed);
        if (options.StopSequences is { Count: > 0 } stops)
            WriteJson(to, "stop", stops);
        WriteText(to, "reasoning_effort", EffortOf(options.Reasoning?.Effort));
        WriteFormat(to, options.ResponseFormat);
        WriteTools(to, options);
        WriteFurther(to, options.AdditionalProperties);
    }

    static void WriteFurther(Utf8JsonWriter to, AdditionalPropertiesDictionary? further)
    {
        if (further is null)
            return;
        foreach (var (name, value) in further)
            WriteJson(to, s_further.Contains(name) ? name
                : throw Unsupported($"AdditionalProperties[\"{name}\"]", $"there are {string.Join(", ", s_further)}"), value);
    }

    static string? EffortOf(ReasoningEffort? effort) => effort switch
    {
        null => null,
        ReasoningEffort.None => "none",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        ReasoningEffort.ExtraHigh => "xhigh",
        var other => throw Unsupported("Reasoning.Effort", $"{other} is not known"),
    };

    static void WriteFormat(Utf8JsonWriter to, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson json)
            return;
        to.WriteStartObject("response_format");
        to.WriteString("type", json.Schema is null ? "json_object" : "json_schema");
        if (json.Schema is { } schema)
        {
            to.WriteStartObject("json_schema");
            to.WriteString("name", json.SchemaName ?? "answer");
            WriteText(to, "description", json.SchemaDescription);
            WriteJson(to, "schema", schema);
            to.WriteEndObject();
        }
        to.WriteEndObject();
    }

    static void WriteTools(Utf8JsonWriter to, ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools)
            return;
        to.WriteStartArray("tools");
        foreach (var tool in tools)
            WriteTool(to, tool as AIFunctionDeclaration ?? throw Unsupported("Tools", $"'{tool.Name}' is no function"));
        to.WriteEndArray();
        switch (options.ToolMode)
        {
            case NoneChatToolMode:
                to.WriteString("tool_choice", "none");
                break;
            case RequiredChatToolMode { RequiredFunctionName: { } name }:
                WriteJson(to, "tool_choice", new { type = "function", function = new { name } });
                break;
            case RequiredChatToolMode:
                to.WriteString("tool_choice", "required");
                break;
        }
        if (options.AllowMultipleToolCalls is { } several)
            to.WriteBoolean("parallel_tool_calls", several);
    }

    static void WriteTool(Utf8JsonWriter to, AIFunctionDeclaration tool)
    {
        to.WriteStartObject();
        to.WriteString("type", "function");
        to.WriteStartObject("function");
        to.WriteString("name", tool.Name);
        to.WriteString("description", tool.Description);
        WriteJson(to, "parameters", tool.JsonSchema);
        to.WriteEndObject();
        to.WriteEndObject();
    }

    static void WriteText(Utf8JsonWriter to, string name, string? value)
    {
        if (value is not null)
            to.WriteString(name, value);
    }

    static void WriteNumber(Utf8JsonWriter to, string name, float? value)
    {
        if (value is { } number)
            to.WriteNumber(name, number);
    }

    static void WriteNumber(Utf8JsonWriter to, string name, int? value)
    {
        if (value is { } number)
            to.WriteNumber(name, number);
    }

    static void WriteJson(Utf8JsonWriter to, string name, object? value)
    {
        to.WritePropertyName(name);
        JsonSerializer.Serialize(to, value);
    }

    static UserErrorException Unsupported(string option, string why) => new($"ChatOptions.{option} is not honoured here: {why}.");
}
