// A row to learn from as a conversation, whatever its shape: what is said before, and what the assistant says last.

using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Data.Shapes;

/// <summary>What is said.</summary>
/// <param name="Before">The system's, the user's and earlier assistant's messages, the user's last.</param>
/// <param name="Completion">What the assistant's last message says, thoughts of their own before it in R1's form; it is learned.</param>
sealed record Conversation(IReadOnlyList<ChatMessage> Before, string Completion)
{
    // What APIs call thoughts that they tell apart.
    static readonly string[] s_thoughts = ["reasoning_content", "reasoning", "thinking"];

    /// <summary>What is learned where it is more than a text: calls of tools, or several messages, as a template writes them. Null for the text.</summary>
    public IReadOnlyList<ChatMessage>? Answers { get; init; }

    /// <summary>What is said behind the assistant's last message; it is learned where everything is.</summary>
    public IReadOnlyList<ChatMessage> After { get; init; } = [];

    /// <summary>All messages to the last of the assistant's.</summary>
    public List<ChatMessage> Messages => [.. Before, .. Answers ?? [new(Assistant, Completion)]];

    /// <summary>Who speaks.</summary>
    public const string System = "system", User = "user", Assistant = "assistant";

    /// <summary>The column of the tools.</summary>
    public const string ToolColumn = "tools";

    /// <summary>Descriptions of the tools that the assistant may call, a JSON array; null for none.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Variables of the chat template for this conversation; null for none.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Variables { get; init; }

    /// <summary>The shape of a row to learn from.</summary>
    /// <param name="row">The row.</param>
    /// <param name="named">What the user calls it; null finds it.</param>
    /// <exception cref="UserErrorException">It has none, or not the named one.</exception>
    public static RowShape ShapeOf(JsonLine row, RowShape? named = null)
    {
        List<RowShape> shapes = [.. RowShapes.ToLearn(row)];
        if (named is not null)
            return shapes.Contains(named.Value) ? named.Value
                : throw row.Error($"the row has not the shape '{SettingsText.Write(named.Value)}'; it has {string.Join(", ", row.Columns)}.");
        return shapes.Count > 0 ? shapes[0] : throw row.Error(
            $"the row has no shape that can be learned from by itself (messages, conversations, prompt and completion, problem and solution, …); say with "
                + $"templates (question, completion) what to take from {string.Join(", ", row.Columns)}.");
    }

    /// <summary>Reads a row of a shape.</summary>
    /// <exception cref="UserErrorException">It has another shape, or says nothing.</exception>
    public static Conversation Of(JsonLine row, RowShape shape)
    {
        if (!RowShapes.ToLearn(row).Contains(shape))
            throw row.Error($"the data begins with rows of the shape '{SettingsText.Write(shape)}', but this one is none: it has "
                + $"{string.Join(", ", row.Columns)}; keep one shape in a source.");
        var conversation = Read(row, shape);
        conversation.RequireAnswer(row, "completion");
        return conversation with { Tools = ToolsOf(row), Variables = RowVariables.Of(row) };
    }

    /// <summary>The tools of a row: its column of that name, a list, or a text that holds one.</summary>
    /// <exception cref="UserErrorException">It is something else.</exception>
    internal static JsonElement? ToolsOf(JsonLine row)
    {
        if (row.Column(ToolColumn) is not { } column || column.ValueKind == JsonValueKind.Null)
            return null;
        var tools = column.ValueKind == JsonValueKind.String ? Parsed(row, column.GetString()!) : column;
        return tools is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() == 0 ? null : JsonNulls.Without(list)
            : tools is null ? null : throw row.Error("the column 'tools' is no list of tools.");
    }

    static JsonElement? Parsed(JsonLine row, string text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            throw row.Error("the column 'tools' is a text that holds no JSON list of tools.");
        }
    }

    /// <summary>Question and completion, where one question is asked.</summary>
    /// <exception cref="UserErrorException">More is said before.</exception>
    public (string Question, string Completion) AsQuestion(JsonLine row) =>
        Before.Where(m => m.Role != System).ToList() is [{ Role: User, Content: { } question }] ? (question, Completion)
        : throw row.Error("the conversation has several turns, and here one question with its answer is wanted.");

    static Conversation Read(JsonLine row, RowShape shape) => shape switch
    {
        RowShape.Messages => Spoken(row, WithSystem(row, MessagesOf(row, row.Needed(RowShapes.AnsweredMessages(row)!)))),
        RowShape.Conversations => Spoken(row, WithSystem(row, Turns(row, row.Needed(RowShapes.Conversations(row)!)))),
        RowShape.ThoughtsAndAnswer => new(Asked(row), Thought(row)),
        RowShape.PromptCompletion => Answered(Prompt(row, row.Needed("prompt")), AnswerIn(row, "completion")),
        RowShape.Generations => new(Asked(row), RightGeneration(row)),
        RowShape.Instruction => new(WithSystem(row, [new(User, Instruction(row))]), Text(row, row.Column("output") is null ? "response" : "output")),
        RowShape.ProblemSolution => new(Asked(row), Text(row, RowShapes.Solution(row)!)),
        RowShape.Preference => PreferenceRow.Of(row).Chosen,
        _ => new(Asked(row), Text(row, "answer")),
    };

    static Conversation Spoken(JsonLine row, List<ChatMessage> messages)
    {
        int last = messages.FindLastIndex(m => m.Role == Assistant);
        if (last < 1)
            throw row.Error("the conversation has no answer of the assistant behind a question.");
        return Answered(messages[..last], [messages[last]]) with { After = messages[(last + 1)..] };
    }

    /// <summary>What answers what is said before: the text of one message, or messages of which a text alone would not tell all.</summary>
    internal static Conversation Answered(IReadOnlyList<ChatMessage> before, IReadOnlyList<ChatMessage> answers)
    {
        ChatMessage[] plain = [.. answers.Select(WithThoughts)];
        return new(before, plain[^1].Content ?? "") { Answers = plain is [var one] && !HasCalls(one) ? null : plain };
    }

    /// <summary>Refuses an answer that says nothing and calls nothing.</summary>
    /// <exception cref="UserErrorException">It is such a one.</exception>
    internal void RequireAnswer(JsonLine row, string what)
    {
        if (Answers?.Any(HasCalls) != true)
            LineTemplate.RequireText(row, Completion, what);
    }

    static bool HasCalls(ChatMessage message) =>
        message.Properties.GetValueOrDefault("tool_calls") is { ValueKind: JsonValueKind.Array } calls && calls.GetArrayLength() > 0;

    // In R1's form, which templates that tell thoughts apart read too.
    static ChatMessage WithThoughts(ChatMessage message)
    {
        var thoughts = s_thoughts.Select(name => message.Properties.GetValueOrDefault(name)).Where(v => v.ValueKind == JsonValueKind.String)
            .Select(v => v.GetString()!).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
        var rest = message.Properties.Where(p => !s_thoughts.Contains(p.Key)).ToDictionary(p => p.Key, p => p.Value);
        return message.Role != Assistant ? message : message with
        {
            Content = thoughts is null || message.Content?.Contains(StandardTokens.Think, StringComparison.Ordinal) == true ? message.Content
                : ThinkAnswerText.Written(thoughts, message.Content?.Trim()),
            Properties = rest,
        };
    }

    /// <summary>Messages behind the system's in a column of its own, where they have none themselves.</summary>
    internal static List<ChatMessage> WithSystem(JsonLine row, List<ChatMessage> messages)
    {
        string? system = new[] { System, "system_prompt" }.Select(row.Column).OfType<JsonElement>().Where(value => value.ValueKind == JsonValueKind.String)
            .Select(value => value.GetString()).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
        return string.IsNullOrWhiteSpace(system) || messages.Exists(m => m.Role == System) ? messages : [new(System, system), .. messages];
    }

    static List<ChatMessage> Asked(JsonLine row) => RowShapes.Question(row) is { } question ? WithSystem(row, [new(User, Text(row, question))])
        : WithSystem(row, MessagesOf(row, row.Needed(RowShapes.Messages(row)!)));

    /// <summary>A prompt: a text, or messages.</summary>
    internal static List<ChatMessage> Prompt(JsonLine row, JsonElement prompt) => WithSystem(row, RowShapes.IsListWith(prompt, "role") ? MessagesOf(row, prompt)
        : GoldAnswer.Text(prompt) is { } text ? [new(User, text)] : throw row.Error("the prompt is neither a text nor a list of messages."));

    /// <summary>All that a list of messages or turns says, with the system's message of a column of its own.</summary>
    internal static List<ChatMessage> Said(JsonLine row, JsonElement list) =>
        WithSystem(row, RowShapes.IsListWith(list, "role") ? MessagesOf(row, list) : Turns(row, list));

    /// <summary>A list of messages.</summary>
    internal static List<ChatMessage> MessagesOf(JsonLine row, JsonElement list) => [.. list.EnumerateArray().Select(message => new ChatMessage(
        message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String ? role.GetString()! : throw row.Error("a message has no role."),
        message.TryGetProperty("content", out var content) ? Content(row, content) : null)
    {
        Properties = message.EnumerateObject().Where(p => p.Name is not ("role" or "content") && p.Value.ValueKind != JsonValueKind.Null)
            .ToDictionary(p => p.Name, p => JsonNulls.Without(p.Value)),
    })];

    // OpenAI's form: a list of parts, of which texts are understood.
    static string? Content(JsonLine row, JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString(),
        JsonValueKind.Null => null,
        JsonValueKind.Array when content.EnumerateArray()
            .All(p => p.ValueKind == JsonValueKind.Object && p.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String) =>
            string.Concat(content.EnumerateArray().Select(p => p.GetProperty("text").GetString())),
        _ => throw row.Error("a message's content is no text; pictures and other parts are not learned from."),
    };

    // A system that says nothing is none.
    static List<ChatMessage> Turns(JsonLine row, JsonElement list) => [.. list.EnumerateArray().Where(t => !IsSilentSystem(t)).Select(turn => new ChatMessage(
        turn.GetProperty("from").GetString()?.ToLowerInvariant() switch
        {
            "human" or "user" => User,
            "gpt" or "assistant" or "model" or "chatgpt" or "bing" or "bard" => Assistant,
            "system" => System,
            "tool" or "observation" or "function_response" => "tool",
            var other => throw row.Error($"a turn is from '{other}'; human, user, gpt, assistant, system and tool are known."),
        },
        turn.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()
            : throw row.Error("a turn has no value that is a text.")))];

    static bool IsSilentSystem(JsonElement turn) => turn.GetProperty("from") is { ValueKind: JsonValueKind.String } from && from.ValueEquals(System)
        && (!turn.TryGetProperty("value", out var value) || value.ValueKind == JsonValueKind.Null);

    // R1's form, in which chat templates expect it.
    static string Thought(JsonLine row)
    {
        var (thoughts, answer) = RowShapes.Thoughts(row)!.Value;
        string thought = First(row, thoughts).Trim();
        return thought.Contains(StandardTokens.Think, StringComparison.Ordinal) ? $"{thought}\n\n{First(row, answer).Trim()}"
            : ThinkAnswerText.Written(thought, First(row, answer).Trim());
    }

    static string First(JsonLine row, string column) => row.Needed(column) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0
        && list[0].ValueKind == JsonValueKind.String
        ? list[0].GetString()! : Text(row, column);

    // Alpaca's input, Dolly's context.
    static string Instruction(JsonLine row) => new[] { "input", "context" }.Select(row.Column).OfType<JsonElement>()
        .FirstOrDefault(v => v.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(v.GetString())) is { ValueKind: JsonValueKind.String } input
        ? $"{Text(row, "instruction")}\n\n{input.GetString()}" : Text(row, "instruction");

    // The first that every column of verdicts which says something calls right.
    static string RightGeneration(JsonLine row)
    {
        var generations = row.Needed("generations");
        int right = Generations.Right(row).ToList().IndexOf(true);
        return right >= 0 ? generations[right].GetString()!
            : throw row.Error("none of its generations is called right; filter such rows out before (r1 data filter).");
    }

    /// <summary>What a column says that is a text, a message, or a list of messages or turns.</summary>
    internal static List<ChatMessage> AnswerIn(JsonLine row, string column)
    {
        var value = row.Needed(column);
        var list = value.ValueKind == JsonValueKind.Object ? JsonElement.Parse($"[{value.GetRawText()}]") : value;
        return RowShapes.IsListWith(list, "role") ? MessagesOf(row, list) : RowShapes.IsListWith(list, "from") ? Turns(row, list)
            : [new(Assistant, GoldAnswer.Text(value) ?? throw row.Error($"the column '{column}' is neither a text nor a list of messages."))];
    }

    static string Text(JsonLine row, string column) => GoldAnswer.Text(row.Needed(column))
        ?? throw row.Error($"the column '{column}' is neither a text nor a number.");
}
