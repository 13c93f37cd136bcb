// The form that an answer must have: a schema, or a tool's call. It is kept to token by token, or refused.

using System.Text.Json;
using R1Sharp.Learning.Grammars;
using R1Sharp.Learning.Grammars.Schemas;

namespace R1Sharp.App.Serving;

/// <summary>Reads the fields that ask for a form.</summary>
static class AnswerForm
{
    static readonly JsonElement s_anyObject = JsonDocument.Parse("""{"type":"object"}""").RootElement;

    /// <summary>The schema of "response_format"; null where the answer is free.</summary>
    public static JsonElement? Schema(JsonFields fields)
    {
        if (fields.Object("response_format") is not { } format)
            return null;
        JsonElement? schema = format.RequiredText("type") switch
        {
            "text" => null,
            "json_object" => s_anyObject,
            "json_schema" => Named(format.Object("json_schema")
                ?? throw ApiException.Bad("response_format.json_schema", "'response_format.json_schema' is missing.")),
            _ => throw ApiException.Bad("response_format.type", "'response_format.type' must be text, json_object or json_schema.", "unsupported_parameter"),
        };
        format.RefuseOthers();
        return schema;
    }

    /// <summary>The rules that a request's answers keep to; null where they are free.</summary>
    /// <param name="schema">The schema of the answer.</param>
    /// <param name="tools">The tools.</param>
    /// <param name="opensThoughts">Whether the prompt has opened the thoughts.</param>
    /// <param name="mostTokens">Tokens that an answer may have.</param>
    /// <param name="model">Whom it asks.</param>
    public static GrammarRules? Rules(JsonElement? schema, ToolRequest? tools, bool opensThoughts, int mostTokens, ServedModel model)
    {
        if (schema is not null && tools is not null)
            throw ApiException.Bad("response_format", "'response_format' beside 'tools' cannot be kept to: ask for one of them.", "unsupported_parameter");
        var place = opensThoughts ? GrammarPlace.BehindThoughts : GrammarPlace.Whole;
        var rules = schema is { } one ? Compiled("response_format", [("", one)], "", place, model)
            : tools is null ? null
            : tools.Required is not null ? Compiled("tools", Calls(tools, GrammarRules.CallMarker + "\n"), "}\n</tool_call>", place, model)
            : Tried(tools, model);
        bool isFree = tools is { Required: null };
        if (rules is not null && !isFree && rules.LeastTokens > mostTokens)
            throw ApiException.Bad("max_tokens", $"The shortest answer of the form that is asked for may take {rules.LeastTokens} tokens: allow so many.");
        return rules;
    }

    static JsonElement Named(JsonFields named)
    {
        named.RequiredText("name");
        named.Text("description");
        named.Flag("strict");
        var schema = named.Find("schema") ?? s_anyObject;
        named.RefuseOthers();
        return schema.Clone();
    }

    static IReadOnlyList<(string, JsonElement)> Calls(ToolRequest tools, string before) =>
        [.. tools.Callable.Select(t => ($"{before}{{\"name\": \"{t.Name}\", \"arguments\": ", t.Parameters))];

    // Where the model decides whether to call, its calls keep to their schemas if those can be kept to; a strict one must, and one that must stay alone.
    static GrammarRules? Tried(ToolRequest tools, ServedModel model)
    {
        try
        {
            return Compiled("tools", Calls(tools, "\n"), "}\n</tool_call>", tools.IsParallel ? GrammarPlace.BehindCalls : GrammarPlace.BehindCall, model);
        }
        catch (ApiException) when (tools.IsParallel && !tools.Tools.Any(t => t.IsStrict))
        {
            return null;
        }
    }

    static GrammarRules Compiled(string parameter, IReadOnlyList<(string, JsonElement)> schemas, string after, GrammarPlace place, ServedModel model)
    {
        try
        {
            return model.Grammars.Rules(schemas, after, place);
        }
        catch (SchemaException e)
        {
            throw ApiException.Bad(parameter, e.Message, "unsupported_schema");
        }
    }
}
