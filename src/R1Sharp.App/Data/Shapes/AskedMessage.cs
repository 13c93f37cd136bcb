// The question of a row that holds a conversation: what the user says last, behind all that is said before it.

using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Data.Shapes;

/// <summary>What a row asks.</summary>
/// <param name="Before">What is said before, a system's message of the list or of a column of its own among it; empty where the question is all.</param>
/// <param name="Question">What the user says last.</param>
sealed record AskedMessage(IReadOnlyList<ChatMessage> Before, string Question)
{
    const string Prompt = "prompt";

    static readonly string[] s_columns = [Prompt, "messages", "conversations", "conversation"];

    /// <summary>Descriptions of the conversation's tools; null for none.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>All that is said, the question last.</summary>
    public IReadOnlyList<ChatMessage> Messages => [.. Before, new(Conversation.User, Question)];

    /// <summary>Whether a row holds a conversation.</summary>
    public static bool IsIn(JsonLine row) => s_columns.Any(name => IsConversation(row.Column(name)));

    /// <summary>The question of a row.</summary>
    /// <exception cref="UserErrorException">It holds no conversation, or nobody asks.</exception>
    public static AskedMessage Of(JsonLine row) => Of(row, s_columns.FirstOrDefault(name => IsConversation(row.Column(name)))
        ?? throw row.Error($"the data begins with conversations, but this row holds none; it has {string.Join(", ", row.Columns)}."));

    /// <summary>The question of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column of the conversation.</param>
    /// <exception cref="UserErrorException">It is no conversation, or nobody asks.</exception>
    public static AskedMessage Of(JsonLine row, string column)
    {
        var list = row.Needed(column);
        if (!IsConversation(list))
            throw row.Error($"the column '{column}' is neither a text nor a list of messages.");
        var messages = Conversation.Said(row, list);
        // Other columns hold whole conversations, whose answers are not asked.
        if (column == Prompt && messages[^1].Role == Conversation.Assistant)
            throw row.Error($"the column '{Prompt}' ends with an answer that the assistant has begun, which is not gone on with here: end it with what the "
                + "user says.");
        int last = messages.FindLastIndex(m => m.Role == Conversation.User);
        return last >= 0 && messages[last].Content is { } question && !string.IsNullOrWhiteSpace(question)
            ? new(messages[..last], question) { Tools = Conversation.ToolsOf(row) }
            : throw row.Error($"nobody asks anything in the column '{column}'.");
    }

    static bool IsConversation(JsonElement? value) => RowShapes.IsListWith(value, "role") || RowShapes.IsListWith(value, "from");
}
