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

    /// <summary>Rows with some of their columns, in the order in which they are named; what a later row lacks is null.</summary>
    /// <exception cref="UserErrorException">The first row lacks one of them.</exception>
    public static IEnumerable<JsonLine> Only(IEnumerable<JsonLine> rows, IReadOnlyList<string> columns)
    {
        bool isFirst = true;
        foreach (var row in rows)
        {
            if (isFirst && columns.FirstOrDefault(name => !row.Value.TryGetProperty(name, out _)) is { } missing)
                throw row.Error($"the row has no column '{missing}', which is one of the columns to be read; it has {string.Join(", ", row.Columns)}.");
            isFirst = false;
            yield return Only(row, columns);
        }
    }

    static JsonLine Only(JsonLine row, IReadOnlyList<string> columns)
    {
        var writer = new RowWriter();
        writer.BeginObject();
        foreach (string column in columns)
        {
            writer.Name(column);
            if (row.Value.TryGetProperty(column, out var value))
                writer.Raw(value);
            else
                writer.Null();
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
            Messages(writer, "messages", [.. conversation.Messages, .. conversation.After]);
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
