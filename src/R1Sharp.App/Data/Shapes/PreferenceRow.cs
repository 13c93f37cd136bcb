// A pair of completions of one prompt, of which one is preferred: texts, or lists of messages whose common beginning may be the prompt.

using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Data.Shapes;

/// <summary>A pair.</summary>
/// <param name="Chosen">The better one behind what is said before.</param>
/// <param name="Rejected">The other one.</param>
sealed record PreferenceRow(Conversation Chosen, Conversation Rejected)
{
    static readonly string[] s_prompts = ["question", "prompt", "instruction", "problem", "input"];

    /// <summary>Reads a row.</summary>
    /// <exception cref="UserErrorException">It is no pair, or its completions follow different prompts.</exception>
    public static PreferenceRow Of(JsonLine row)
    {
        if (!RowShapes.Preference(row))
            throw row.Error($"the row has no 'chosen' and 'rejected'; it has {string.Join(", ", row.Columns)}.");
        var (chosen, rejected) = (Messages(row, "chosen"), Messages(row, "rejected"));
        string chosenText = Conversation.LastText(row, "chosen"), rejectedText = Conversation.LastText(row, "rejected");
        if (chosen is { Count: > 1 })
        {
            if (rejected is null || !Said(chosen).SequenceEqual(Said(rejected)))
                throw row.Error("the chosen and the rejected conversation differ before their last message: a pair answers one prompt.");
            return Pair(row, chosen[..^1], chosenText, rejectedText);
        }
        string prompt = s_prompts.FirstOrDefault(name => row.Column(name) is not null) ?? throw row.Error(
            $"the pair has no prompt by its usual names ({string.Join(", ", s_prompts)}), nor in its messages; it has {string.Join(", ", row.Columns)}.");
        return Pair(row, Conversation.Prompt(row, row.Needed(prompt)), chosenText, rejectedText);
    }

    static PreferenceRow Pair(JsonLine row, IReadOnlyList<ChatMessage> before, string chosen, string rejected)
    {
        var better = new Conversation(before, chosen) { Tools = Conversation.ToolsOf(row), Variables = RowVariables.Of(row) };
        return new(better, better with { Completion = rejected });
    }

    static List<ChatMessage>? Messages(JsonLine row, string column) => RowShapes.IsListWith(row.Needed(column), "role")
        ? Conversation.Messages(row, row.Needed(column)) : null;

    static IEnumerable<(string, string?)> Said(List<ChatMessage> messages) => messages.SkipLast(1).Select(m => (m.Role, m.Content));
}
