// The question of a row that holds a conversation: what the user says last.

using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Data.Shapes;

/// <summary>Finds the question of conversations.</summary>
static class AskedMessage
{
    static readonly string[] s_columns = ["prompt", "messages", "conversations", "conversation"];

    /// <summary>Whether a row holds a conversation.</summary>
    public static bool IsIn(JsonLine row) => s_columns.Any(name => IsConversation(row.Column(name)));

    /// <summary>The question of a row.</summary>
    /// <exception cref="UserErrorException">It holds no conversation, or nobody asks.</exception>
    public static string Of(JsonLine row) => Of(row, s_columns.FirstOrDefault(name => IsConversation(row.Column(name)))
        ?? throw row.Error($"the data begins with conversations, but this row holds none; it has {string.Join(", ", row.Columns)}."));

    /// <summary>The question of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column of the conversation.</param>
    /// <exception cref="UserErrorException">It is no conversation, or nobody asks.</exception>
    public static string Of(JsonLine row, string column)
    {
        var list = row.Needed(column);
        if (!IsConversation(list))
            throw row.Error($"the column '{column}' is neither a text nor a list of messages.");
        var asked = list.EnumerateArray().LastOrDefault(m => Text(m, "role") is "user" || Text(m, "from") is "user" or "human");
        return asked.ValueKind == JsonValueKind.Object && (Text(asked, "content") ?? Text(asked, "value")) is { } question
            && !string.IsNullOrWhiteSpace(question) ? question
            : throw row.Error($"nobody asks anything in the column '{column}'.");
    }

    /// <summary>All that is said up to what the user says last, the system's message of a column of its own among it.</summary>
    /// <exception cref="UserErrorException">It holds no conversation, or nobody asks.</exception>
    public static IReadOnlyList<ChatMessage> Conversation(JsonLine row)
    {
        Of(row);
        var list = row.Needed(s_columns.First(name => IsConversation(row.Column(name))));
        var messages = Shapes.Conversation.Said(row, list);
        return messages[..(messages.FindLastIndex(m => m.Role == "user") + 1)];
    }

    static bool IsConversation(JsonElement? value) => RowShapes.IsListWith(value, "role") || RowShapes.IsListWith(value, "from");

    static string? Text(JsonElement message, string name) => message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        ? value.GetString() : null;
}
