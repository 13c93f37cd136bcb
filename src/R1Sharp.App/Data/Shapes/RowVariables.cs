// The column of a row that sets variables of the chat template, as TRL and transformers call it: {"enable_thinking": false}.

using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Data.Shapes;

/// <summary>Reads it.</summary>
static class RowVariables
{
    /// <summary>The column's name.</summary>
    public const string Column = "chat_template_kwargs";

    /// <summary>The variables of a row, an object or a text that holds one; null where it has none.</summary>
    /// <exception cref="UserErrorException">The column is something else.</exception>
    public static IReadOnlyDictionary<string, JsonElement>? Of(JsonLine row) => row.Column(Column) is not { } value ? null
        : (value.ValueKind == JsonValueKind.String ? Parse(value.GetString()!) : Map(value))
        ?? throw row.Error($"the column '{Column}' is no map of variables of the chat template.");

    /// <summary>A template with the variables of a problem's row.</summary>
    /// <exception cref="UserErrorException">The column is no map, or the template fails with it.</exception>
    public static PromptTemplate Applied(PromptTemplate template, Problem problem) => problem.Columns.GetValueOrDefault(Column) is not { } text ? template
        : template.With(Parse(text)
            ?? throw new UserErrorException($"{problem.Id}: the column '{Column}' is no map of variables of the chat template."));

    /// <summary>The variables of a JSON object; null where a text is none.</summary>
    public static IReadOnlyDictionary<string, JsonElement>? Parse(string text)
    {
        try
        {
            return Map(JsonElement.Parse(text));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static Dictionary<string, JsonElement>? Map(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().ToDictionary(v => v.Name, v => v.Value) : null;
}
