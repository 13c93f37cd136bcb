// Tools: their descriptions in a request, and calls told apart from what is said. Calls are written as Hermes and Qwen write them:
// <tool_call>{"name": …, "arguments": {…}}</tool_call>.

using System.Buffers;
using System.Text.Json;
using R1Sharp.Learning.Grammars;

namespace R1Sharp.App.Serving;

/// <summary>A call of a tool.</summary>
/// <param name="Id">A name that no other call has.</param>
/// <param name="Name">The tool's.</param>
/// <param name="Arguments">Its arguments as JSON.</param>
sealed record ToolCall(string Id, string Name, string Arguments)
{
    /// <summary>Writes it, with its place where it is a piece of a stream.</summary>
    public void Write(Utf8JsonWriter to, int? index)
    {
        to.WriteStartObject();
        if (index is { } place)
            to.WriteNumber("index", place);
        to.WriteString("id", Id);
        to.WriteString("type", "function");
        to.WriteStartObject("function");
        to.WriteString("name", Name);
        to.WriteString("arguments", Arguments);
        to.WriteEndObject();
        to.WriteEndObject();
    }
}

/// <summary>The tools of a request.</summary>
/// <param name="Descriptions">As the template is given them.</param>
/// <param name="Tools">Names and schemas of their arguments.</param>
/// <param name="Required">The tools of which one must be called; null where the model decides.</param>
/// <param name="IsParallel">Whether there may be several calls.</param>
sealed record ToolRequest(
    JsonElement Descriptions, IReadOnlyList<(string Name, JsonElement Parameters, bool IsStrict)> Tools, IReadOnlyList<string>? Required, bool IsParallel)
{
    const int MostTools = 128, MostNameLength = 64;

    static readonly JsonElement s_anyObject = JsonDocument.Parse("""{"type":"object"}""").RootElement;

    /// <summary>The tools that may be called.</summary>
    public IEnumerable<(string Name, JsonElement Parameters, bool IsStrict)> Callable => Tools.Where(t => Required?.Contains(t.Name) ?? true);

    /// <summary>Reads the fields of a body; null where no tool may be called.</summary>
    public static ToolRequest? Read(JsonFields fields, ServedModel model)
    {
        var choice = fields.Find("tool_choice");
        var list = fields.List("tools");
        bool isParallel = fields.Flag("parallel_tool_calls") ?? true;
        if (list is not { Count: > 0 })
            return choice is { } lone && !lone.ValueEqualsText("none", "auto") ? throw ApiException.Bad("tool_choice", "'tool_choice' needs 'tools'.") : null;
        if (list.Count > MostTools)
            throw ApiException.Bad("tools", $"'tools' has more than {MostTools} tools.");
        var tools = list.Select((tool, i) => Tool(tool, $"tools[{i}]")).ToArray();
        if (tools.DistinctBy(t => t.Name).Count() < tools.Length)
            throw ApiException.Bad("tools", "'tools' has two tools of one name.");
        if (choice is { } none && none.ValueEqualsText("none"))
            return null;
        if (model.Tokenizer.ChatTemplate is not { } template || !template.Contains("tools", StringComparison.Ordinal)
            || !template.Contains(GrammarRules.CallMarker, StringComparison.Ordinal))
            throw ApiException.Bad(
                "tools", $"The model's chat template has no place for tools whose calls stand in {GrammarRules.CallMarker}.", "unsupported_parameter");
        return new(fields.Find("tools")!.Value.Clone(), tools, Chosen(choice, tools), isParallel);
    }

    static (string Name, JsonElement Parameters, bool IsStrict) Tool(JsonElement tool, string place)
    {
        if (tool.ValueKind != JsonValueKind.Object)
            throw ApiException.Bad(place, $"'{place}' must be an object.");
        var fields = new JsonFields(tool, place);
        if (fields.RequiredText("type") != "function" || fields.Object("function") is not { } function)
            throw ApiException.Bad(place, $"'{place}' must have the type \"function\" and a function.", "unsupported_parameter");
        fields.Pass("cache_control");
        fields.RefuseOthers();
        string name = function.RequiredText("name");
        if (name.Length is 0 or > MostNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            throw ApiException.Bad(place, $"'{place}.function.name' must have 1 to {MostNameLength} letters, digits, _ or -.");
        function.Text("description");
        var parameters = function.Object("parameters") is null ? s_anyObject : AnObject(function.Find("parameters")!.Value, place + ".function.parameters");
        bool isStrict = function.Flag("strict") ?? false;
        function.RefuseOthers();
        return (name, parameters, isStrict);
    }

    // Clients read arguments as an object, whether or not the schema says that they are one.
    static JsonElement AnObject(JsonElement schema, string place)
    {
        bool isTyped = schema.TryGetProperty("type", out var type);
        if (isTyped && (type.ValueKind == JsonValueKind.Array ? !type.EnumerateArray().Any(t => t.ValueEqualsText("object")) : !type.ValueEqualsText("object")))
            throw ApiException.Bad(place, $"'{place}.type' must be object: what a function is called with has names.");
        if (isTyped && type.ValueKind == JsonValueKind.String)
            return schema.Clone();
        var written = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(written))
        {
            json.WriteStartObject();
            json.WriteString("type", "object");
            foreach (var property in schema.EnumerateObject().Where(p => p.Name != "type"))
                property.WriteTo(json);
            json.WriteEndObject();
        }
        return JsonElement.Parse(written.WrittenSpan);
    }

    static IReadOnlyList<string>? Chosen(JsonElement? choice, (string Name, JsonElement, bool)[] tools)
    {
        if (choice is not { } given || given.ValueEqualsText("auto"))
            return null;
        if (given.ValueEqualsText("required"))
            return [.. tools.Select(t => t.Name)];
        if (given.ValueKind == JsonValueKind.Object && new JsonFields(given, "tool_choice").Object("function")?.Text("name") is { } name)
            return tools.Any(t => t.Name == name) ? [name]
                : throw ApiException.Bad("tool_choice", $"'tool_choice' names '{name[..Math.Min(name.Length, MostNameLength)]}', which is none of the tools.");
        throw ApiException.Bad("tool_choice", "'tool_choice' must be none, auto, required, or name a function.");
    }
}

/// <summary>Small questions about JSON.</summary>
static class JsonElements
{
    /// <summary>Whether a value is one of some texts.</summary>
    public static bool ValueEqualsText(this JsonElement value, params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(text))
                return true;
        return false;
    }
}

/// <summary>Tells calls apart from what is said, piece by piece.</summary>
sealed class ToolCallSplitter
{
    const string Open = GrammarRules.CallMarker, Close = "</tool_call>";

    readonly List<ToolCall> _calls = [];
    string _held = "";
    bool _isInside;

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<ToolCall> Calls => _calls;

    /// <summary>Takes a piece; gives what is said beside calls.</summary>
    public string Add(string piece) => Take(piece, isEnd: false);

    /// <summary>What was held back; a call that has not ended is something said.</summary>
    public string Finish() => Take("", isEnd: true);

    string Take(string piece, bool isEnd)
    {
        string text = _held + piece, said = "";
        while (true)
        {
            int at = text.IndexOf(_isInside ? Close : Open, StringComparison.Ordinal);
            if (at < 0)
                break;
            said += _isInside ? Call(text[..at]) : BesideCalls(text[..at]);
            text = text[(at + (_isInside ? Close : Open).Length)..];
            _isInside = !_isInside;
        }
        if (isEnd)
        {
            _held = "";
            return said + (_isInside ? Open + text : BesideCalls(text));
        }
        int held = _isInside ? text.Length : Beginning(text);
        _held = text[^held..];
        return said + BesideCalls(text[..^held]);
    }

    // Line breaks between calls are no answer.
    string BesideCalls(string text) => _calls.Count > 0 && string.IsNullOrWhiteSpace(text) ? "" : text;

    string Call(string text)
    {
        try
        {
            using var call = JsonDocument.Parse(text);
            var root = call.RootElement;
            string arguments = !root.TryGetProperty("arguments", out var given) && !root.TryGetProperty("parameters", out given) ? "{}"
                : given.ValueKind == JsonValueKind.String ? given.GetString()! : given.GetRawText();
            if (JsonElement.Parse(arguments).ValueKind != JsonValueKind.Object)
                return Open + text + Close;
            _calls.Add(new("call_" + Guid.NewGuid().ToString("N"), root.GetProperty("name").GetString() ?? "", arguments));
            return "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Open + text + Close;
        }
    }

    static int Beginning(string text)
    {
        int length = Math.Min(text.Length, Open.Length - 1);
        while (length > 0 && !Open.AsSpan().StartsWith(text.AsSpan(text.Length - length), StringComparison.Ordinal))
            length--;
        return length;
    }
}
