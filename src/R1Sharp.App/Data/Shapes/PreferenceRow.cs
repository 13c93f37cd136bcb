// A pair of completions of one prompt, of which one is preferred: texts, or lists of messages whose common beginning may be the prompt.

using System.Text.RegularExpressions;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Data.Shapes;

/// <summary>A pair.</summary>
/// <param name="Chosen">The better one behind what is said before.</param>
/// <param name="Rejected">The other one.</param>
sealed partial record PreferenceRow(Conversation Chosen, Conversation Rejected)
{
    static readonly string[] s_prompts = ["question", "prompt", "instruction", "problem", "input"];

    /// <summary>Reads a row.</summary>
    /// <exception cref="UserErrorException">It is no pair, or its completions follow different prompts.</exception>
    public static PreferenceRow Of(JsonLine row)
    {
        if (!RowShapes.Preference(row))
            throw row.Error($"the row has no 'chosen' and 'rejected'; it has {string.Join(", ", row.Columns)}.");
        var (chosen, rejected) = (Conversation.AnswerIn(row, "chosen"), Conversation.AnswerIn(row, "rejected"));
        string? prompt = s_prompts.FirstOrDefault(name => row.Column(name) is not null);
        // A prompt of messages is what is said before; beside one of text, conversations hold it themselves.
        if (prompt is not null && (chosen.Count == 1 || RowShapes.IsListWith(row.Column(prompt), "role")))
            return Pair(row, Conversation.Prompt(row, row.Needed(prompt)), chosen, rejected);
        if (chosen.Count == 1 && rejected.Count == 1)
            (chosen, rejected) = (Spoken(chosen[0]), Spoken(rejected[0]));
        int common = chosen.Zip(rejected).TakeWhile(pair => Says(pair.First) == Says(pair.Second)).Count();
        common = Math.Min(common, Math.Min(chosen.Count, rejected.Count) - 1);
        if (common > 0 && chosen[..common].Exists(m => m.Role == Conversation.User))
            return Pair(row, Conversation.WithSystem(row, chosen[..common]), chosen[common..], rejected[common..]);
        throw row.Error(chosen.Count > 1 ? "the chosen and the rejected conversation have no beginning in common: a pair answers one prompt."
            : $"the pair has no prompt by its usual names ({string.Join(", ", s_prompts)}), nor in its messages; it has {string.Join(", ", row.Columns)}.");
    }

    static PreferenceRow Pair(JsonLine row, IReadOnlyList<ChatMessage> before, List<ChatMessage> chosen, List<ChatMessage> rejected)
    {
        var (tools, variables) = (Conversation.ToolsOf(row), RowVariables.Of(row));
        return new(Conversation.Answered(before, chosen) with { Tools = tools, Variables = variables },
            Conversation.Answered(before, rejected) with { Tools = tools, Variables = variables });
    }

    static (string, string?) Says(ChatMessage message) => (message.Role, message.Content);

    // Anthropic/hh-rlhf: "\n\nHuman: … \n\nAssistant: …", several times.
    static List<ChatMessage> Spoken(ChatMessage text)
    {
        string[] parts = Turn().Split(text.Content!);
        return parts.Length < 3 || parts[0].Trim().Length > 0 ? [text]
            : [.. Enumerable.Range(0, parts.Length / 2).Select(i => new ChatMessage(parts[2 * i + 1] == "Human" ? Conversation.User : Conversation.Assistant,
                parts[2 * i + 2].Trim()))];
    }

    [GeneratedRegex(@"(?:^|\n\n)(Human|Assistant): ?")] private static partial Regex Turn();
}
