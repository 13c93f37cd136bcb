// Which shape a row has. The order matters where a row has several: what holds a whole conversation goes before columns that only name a solution.

using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Recipes;

namespace R1Sharp.App.Data.Shapes;

/// <summary>Finds shapes.</summary>
static class RowShapes
{
    /// <summary>Columns of a question, in the order in which they are looked for.</summary>
    public static readonly string[] Questions = ["problem", "question", "instruction", "Problem", "Question", "query", "problem_statement", "prompt", "input"];

    /// <summary>Columns of a written solution.</summary>
    public static readonly string[] Solutions =
        [Reannotated, "solution", "Solution", "response", "output", "completion", "generated_solution", "r1_solution_1"];

    // ServiceNow-AI/R1-Distill-SFT: what R1 thought and answered stands beside the messages and the solution that it takes the place of.
    const string Reannotated = "reannotated_assistant_content";

    static readonly string[] s_messages = ["reannotated_messages", "messages", "conversation", "dialogue", "conversations"],
        s_conversations = ["conversations", "conversation"];

    // open-thoughts/OpenThoughts-114k (metadata), simplescaling/s1K-1.1 and s1K, cognitivecomputations/dolphin-r1, APIs that tell thoughts apart.
    static readonly (string Thoughts, string Answer)[] s_thoughts =
    [
        ("deepseek_reasoning", "deepseek_solution"), ("deepseek_thinking_trajectory", "deepseek_attempt"), ("thinking_trajectories", "attempt"),
            ("reasoning", "answer"),
        ("reasoning_content", "content"), ("thinking", "answer"), ("reasoning", "response"), ("thinking", "response"), ("reasoning_content", "response"),
        ("Complex_CoT", "Response"), ("model_reasoning", "model_answer"),
    ];

    /// <summary>All shapes that a row has to learn from, the one to take first.</summary>
    public static IEnumerable<RowShape> ToLearn(JsonLine row)
    {
        bool hasQuestion = Question(row) is not null || Messages(row) is not null;
        bool isReannotated = Question(row) is not null && row.Column(Reannotated) is { ValueKind: JsonValueKind.String };
        if (isReannotated)
            yield return RowShape.ProblemSolution;
        if (AnsweredMessages(row) is not null)
            yield return RowShape.Messages;
        if (Conversations(row) is not null)
            yield return RowShape.Conversations;
        if (hasQuestion && Thoughts(row) is not null)
            yield return RowShape.ThoughtsAndAnswer;
        if (row.Column("prompt") is not null && row.Column("completion") is not null)
            yield return RowShape.PromptCompletion;
        if (hasQuestion && IsListOfTexts(row.Column("generations")))
            yield return RowShape.Generations;
        if (row.Column("instruction") is not null && (row.Column("output") ?? row.Column("response")) is not null)
            yield return RowShape.Instruction;
        if (!isReannotated && Question(row) is not null && Solution(row) is not null)
            yield return RowShape.ProblemSolution;
        if (Question(row) is not null && row.Column("answer") is not null)
            yield return RowShape.QuestionAnswer;
        if (Preference(row))
            yield return RowShape.Preference;
    }

    /// <summary>The column of a question's text; null where no column is called so.</summary>
    public static string? Question(JsonLine row) => Questions.FirstOrDefault(name => row.Column(name) is { ValueKind: JsonValueKind.String });

    /// <summary>The column of a written solution.</summary>
    public static string? Solution(JsonLine row) => Solutions.FirstOrDefault(name => row.Column(name) is { ValueKind: JsonValueKind.String });

    /// <summary>The column of a list of messages.</summary>
    public static string? Messages(JsonLine row) => s_messages.FirstOrDefault(name => IsListWith(row.Column(name), "role"));

    /// <summary>The column of a list of messages in which the assistant speaks.</summary>
    public static string? AnsweredMessages(JsonLine row) =>
        s_messages.FirstOrDefault(name => row.Column(name) is { } list && IsListWith(list, "role")
            && list.EnumerateArray().Any(m => m.TryGetProperty("role", out var role) && role.ValueEquals("assistant")));

    /// <summary>The column of a list of turns.</summary>
    public static string? Conversations(JsonLine row) => s_conversations.FirstOrDefault(name => IsListWith(row.Column(name), "from"));

    /// <summary>The columns of thoughts and answer.</summary>
    public static (string Thoughts, string Answer)? Thoughts(JsonLine row)
    {
        var found = s_thoughts.Where(t => AreThoughts(row.Column(t.Thoughts)) && row.Column(t.Answer) is not null).ToList();
        return found.Count > 0 ? found[0] : null;
    }

    // Some data says by "reasoning" whether there is any.
    static bool AreThoughts(JsonElement? value) => value is { ValueKind: JsonValueKind.Array } || value is { ValueKind: JsonValueKind.String } text
        && text.GetString()!.Trim().ToLowerInvariant() is not ("" or "on" or "off" or "true" or "false" or "yes" or "no");

    /// <summary>Whether it is a pair of which one is preferred.</summary>
    public static bool Preference(JsonLine row) => row.Column("chosen") is not null && row.Column("rejected") is not null;

    /// <summary>Whether it is TinyZero's task.</summary>
    public static bool Countdown(JsonLine row) => CountdownRow.Columns(row) is not null;

    /// <summary>Whether a value is a list whose elements are objects with a key.</summary>
    public static bool IsListWith(JsonElement? value, string key) =>
        value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0
            && list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty(key, out _));

    static bool IsListOfTexts(JsonElement? value) => value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0
        && list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String);
}
