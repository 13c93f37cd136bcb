// The messages of a conversation, as clients write them and as templates know them.

using System.Text.Json;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Serving;

/// <summary>Reads messages.</summary>
static class ChatMessages
{
    const int MostMessages = 4096;

    /// <summary>The messages of a body.</summary>
    /// <exception cref="ApiException">There is none, or something in one cannot be honoured.</exception>
    public static IReadOnlyList<ChatMessage> Read(JsonFields fields)
    {
        var list = fields.List("messages") ?? throw ApiException.Bad("messages", "'messages' is missing: give what is said as a list.");
        if (list.Count is 0 or > MostMessages)
            throw ApiException.Bad("messages", $"'messages' has {list.Count} messages, but must have 1 to {MostMessages}.");
        return [.. list.Select((message, i) => Read(message, $"messages[{i}]"))];
    }

    static ChatMessage Read(JsonElement message, string place)
    {
        if (message.ValueKind != JsonValueKind.Object)
            throw ApiException.Bad(place, $"'{place}' must be an object with a role and a content.");
        var fields = new JsonFields(message, place);
        string role = fields.RequiredText("role");
        var properties = new Dictionary<string, JsonElement>();
        // Servers have two names for thoughts; templates know the first.
        if ((fields.Find("reasoning_content") ?? fields.Find("reasoning")) is { } thoughts)
        {
            JsonFields.Text(thoughts, place + ".reasoning_content");
            properties["reasoning_content"] = thoughts.Clone();
        }
        foreach (string name in (string[])["name", "tool_calls", "tool_call_id"])
            if (fields.Find(name) is { } value)
                properties[name] = value.Clone();
        // What clients send back of an answer, and what harnesses add, says nothing.
        fields.Pass("reasoning", "refusal", "annotations", "audio", "function_call", "type", "id", "provider_specific_fields", "reasoning_details",
            "cache_control");
        fields.RefuseUnless(_ => false, "audio", "function_call");
        string? content = fields.Find("content") is { } given ? Content(given, place + ".content") : null;
        fields.RefuseOthers();
        if (content is null && !properties.ContainsKey("tool_calls"))
            throw ApiException.Bad(place + ".content", $"'{place}.content' is missing.");
        return new ChatMessage(Role(role, place), content) { Properties = properties };
    }

    static string Role(string role, string place) => role switch
    {
        "system" or "user" or "assistant" or "tool" => role,
        "developer" => "system",
        _ => throw ApiException.Bad(place + ".role", $"'{place}.role' must be system, developer, user, assistant or tool."),
    };

    // A text, or a list of texts.
    static string Content(JsonElement content, string place)
    {
        if (content.ValueKind != JsonValueKind.Array)
            return JsonFields.Text(content, place);
        return string.Concat(content.EnumerateArray().Select((part, i) => Part(part, $"{place}[{i}]")));
    }

    static string Part(JsonElement part, string place)
    {
        if (part.ValueKind != JsonValueKind.Object)
            throw ApiException.Bad(place, $"'{place}' must be an object with a type and a text.");
        var fields = new JsonFields(part, place);
        if (fields.RequiredText("type") is not "text" and var type)
            throw ApiException.Bad(place + ".type", $"'{place}.type' is '{type}', but the model reads text alone.", "unsupported_parameter");
        string text = fields.RequiredText("text");
        fields.Pass("cache_control");
        fields.RefuseOthers();
        return text;
    }
}
