// Rows of one shape as rows of another.

using R1Sharp.App.Data.Rows;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Data.Shapes;

/// <summary>Rewrites rows.</summary>
static class ShapedRows
{
    /// <summary>The rows as messages, or as prompt and completion; of other columns those of tools and of the template's variables are kept.</summary>
    /// <param name="rows">Rows that can be learned from.</param>
    /// <param name="wanted">The shape.</param>
    /// <exception cref="UserErrorException">A row has no shape, or another one than the first.</exception>
    public static IEnumerable<JsonLine> Of(IEnumerable<JsonLine> rows, RowShape wanted)
    {
        RowShape? shape = null;
        foreach (var row in rows)
            yield return Row(row, Conversation.Of(row, shape ??= Conversation.ShapeOf(row)), wanted);
    }

    /// <summary>A row with some of its columns.</summary>
    /// <exception cref="UserErrorException">It lacks one.</exception>
    public static JsonLine Only(JsonLine row, IReadOnlyList<string> columns)
    {
        var writer = new RowWriter();
        writer.BeginObject();
        foreach (string column in columns)
        {
            writer.Name(column);
            writer.Raw(row.Needed(column));
        }
        writer.EndObject();
        return writer.Line(row.Path, row.Line);
    }

    static JsonLine Row(JsonLine row, Conversation conversation, RowShape wanted)
    {
        var answers = conversation.Messages[conversation.Before.Count..];
        var writer = new RowWriter();
        writer.BeginObject();
        if (wanted == RowShape.Messages)
            Messages(writer, "messages", conversation.Messages);
        else
        {
            Messages(writer, "prompt", conversation.Before);
            Messages(writer, "completion", answers);
        }
        foreach (string column in (string[])[Conversation.ToolColumn, RowVariables.Column])
            if (row.Column(column) is { } kept)
            {
                writer.Name(column);
                writer.Raw(kept);
            }
        writer.EndObject();
        return writer.Line(row.Path, row.Line);
    }

    static void Messages(RowWriter writer, string column, IReadOnlyList<ChatMessage> messages)
    {
        writer.Name(column);
        writer.BeginArray();
        foreach (var message in messages)
        {
            writer.BeginObject();
            writer.Name("role");
            writer.Text(message.Role);
            writer.Name("content");
            if (message.Content is { } content)
                writer.Text(content);
            else
                writer.Null();
            foreach (var (name, value) in message.Properties)
            {
                writer.Name(name);
                writer.Raw(value);
            }
            writer.EndObject();
        }
        writer.EndArray();
    }
}
