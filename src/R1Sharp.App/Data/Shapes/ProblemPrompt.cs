// A problem as it is put to a model: the question behind all that its row says before it.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Data.Shapes;

/// <summary>Turns problems into prompts, and what is said before their questions into columns and back.</summary>
static class ProblemPrompt
{
    const string BeforeColumn = "before";

    /// <summary>The prompt of a problem.</summary>
    /// <param name="template">The template.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="shown">Answered examples, which stand behind the system's message and before everything else; null shows none.</param>
    /// <exception cref="UserErrorException">The template has no place for the conversation, or fails; the message names the problem.</exception>
    public static string Of(PromptTemplate template, Problem problem, IReadOnlyList<(string Question, string Completion)>? shown = null)
    {
        try
        {
            var own = RowVariables.Applied(template, problem);
            return problem is not { Before.Count: 0, Tools: null } ? own.Render(Messages(problem, shown ?? []), problem.Tools)
                : shown is null ? own.Render(problem.Question) : own.Render(shown, problem.Question);
        }
        catch (UserErrorException e) when (!e.Message.StartsWith($"{problem.Id}:", StringComparison.Ordinal))
        {
            throw new UserErrorException($"{problem.Id}: {e.Message}", e);
        }
    }

    /// <summary>The prompt of the question of a row, which may hold what is said before it as a stage writes it.</summary>
    /// <param name="template">The template.</param>
    /// <param name="row">The row.</param>
    /// <param name="question">The question.</param>
    /// <exception cref="UserErrorException">The template has no place for the conversation, or fails.</exception>
    public static string Of(PromptTemplate template, JsonLine row, string question) => Before(row) is { } before
        ? template.Render([.. before, new ChatMessage(Conversation.User, question)], Conversation.ToolsOf(row)) : template.Render(question);

    /// <summary>A problem as it is asked.</summary>
    public static AskedMessage Asked(Problem problem) => new(problem.Before, problem.Question) { Tools = problem.Tools };

    /// <summary>What a service is asked of a problem, by which its answer is known.</summary>
    public static JsonElement Row(Problem problem)
    {
        var row = new JsonObject { ["id"] = problem.Id, ["question"] = problem.Question };
        Write(problem, row);
        if (problem.Columns.GetValueOrDefault(RowVariables.Column) is { } variables)
            row[RowVariables.Column] = variables;
        return JsonSerializer.SerializeToElement(row);
    }

    /// <summary>Writes what is said before the question into a row, where there is anything.</summary>
    public static void Write(Problem problem, JsonObject row)
    {
        if (problem is not { Before.Count: 0, Tools: null })
            row[BeforeColumn] = new JsonArray([.. problem.Before.Select(Json)]);
        if (problem.Tools is { } tools)
            row[Conversation.ToolColumn] = JsonNode.Parse(tools.GetRawText());
    }

    /// <summary>A problem with what its row says before the question.</summary>
    public static Problem Read(Problem problem, JsonLine row) => Before(row) is { } before
        ? problem with { Before = before, Tools = Conversation.ToolsOf(row) } : problem;

    static List<ChatMessage>? Before(JsonLine row) =>
        row.Column(BeforeColumn) is { ValueKind: JsonValueKind.Array } list && (list.GetArrayLength() == 0 || RowShapes.IsListWith(list, "role"))
            ? Conversation.MessagesOf(row, list) : null;

    static JsonNode Json(ChatMessage message)
    {
        var json = new JsonObject { ["role"] = message.Role, ["content"] = message.Content };
        foreach (var (name, value) in message.Properties)
            json[name] = JsonNode.Parse(value.GetRawText());
        return json;
    }

    static List<ChatMessage> Messages(Problem problem, IReadOnlyList<(string Question, string Completion)> shown)
    {
        var turns = shown.SelectMany(e => (ChatMessage[])[new(Conversation.User, e.Question), new(Conversation.Assistant, e.Completion)]);
        var (system, others) = (problem.Before.Where(m => m.Role == Conversation.System), problem.Before.Where(m => m.Role != Conversation.System));
        return [.. system, .. turns, .. others, new(Conversation.User, problem.Question)];
    }
}
