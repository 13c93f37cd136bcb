// Messages of Microsoft.Extensions.AI as fields of a body.

using System.Text.Json;
using Microsoft.Extensions.AI;
using R1Sharp.Learning;

namespace R1Sharp;

/// <summary>Writes messages.</summary>
static class ChatBodyMessages
{
    /// <summary>Writes a message; results of several tools are a message each.</summary>
    /// <exception cref="UserErrorException">It holds what is no text.</exception>
    public static void Write(Utf8JsonWriter to, ChatMessage message)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
            WriteResult(to, result);
        if (message.Contents.Count > 0 && message.Contents.All(content => content is FunctionResultContent))
            return;
        to.WriteStartObject();
        to.WriteString("role", message.Role.Value);
        if (message.AuthorName is { } name)
            to.WriteString("name", name);
        WriteContents(to, message);
        to.WriteEndObject();
    }

    /// <summary>Writes a message of text.</summary>
    public static void WriteText(Utf8JsonWriter to, string role, string text)
    {
        to.WriteStartObject();
        to.WriteString("role", role);
        to.WriteString("content", text);
        to.WriteEndObject();
    }

    static void WriteContents(Utf8JsonWriter to, ChatMessage message)
    {
        if (message.Contents.FirstOrDefault(c => c is not (TextContent or TextReasoningContent or FunctionCallContent or FunctionResultContent or UsageContent))
            is { } other)
            throw new UserErrorException($"A message of {message.Role} holds {other.GetType().Name}, but the model reads text alone: leave it out.");
        var calls = message.Contents.OfType<FunctionCallContent>().ToList();
        to.WriteString("content", calls.Count > 0 && message.Text.Length == 0 ? null : message.Text);
        string thoughts = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(c => c.Text));
        if (thoughts.Length > 0)
            to.WriteString("reasoning_content", thoughts);
        if (calls.Count == 0)
            return;
        to.WriteStartArray("tool_calls");
        calls.ForEach(call => WriteCall(to, call));
        to.WriteEndArray();
    }

    static void WriteCall(Utf8JsonWriter to, FunctionCallContent call)
    {
        to.WriteStartObject();
        to.WriteString("id", call.CallId);
        to.WriteString("type", "function");
        to.WriteStartObject("function");
        to.WriteString("name", call.Name);
        to.WriteString("arguments", JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions));
        to.WriteEndObject();
        to.WriteEndObject();
    }

    static void WriteResult(Utf8JsonWriter to, FunctionResultContent result)
    {
        to.WriteStartObject();
        to.WriteString("role", "tool");
        to.WriteString("tool_call_id", result.CallId);
        to.WriteString("content", result.Result switch
        {
            null => result.Exception?.Message ?? "",
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } text => text.GetString(),
            var value => JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions),
        });
        to.WriteEndObject();
    }
}
