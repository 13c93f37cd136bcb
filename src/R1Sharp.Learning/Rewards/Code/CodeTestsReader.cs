// From the JSON of a data set to tests.

using System.Text.Json;
using System.Text.Json.Nodes;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>Reads the forms that <see cref="CodeTests.Parse"/> names.</summary>
static class CodeTestsReader
{
    /// <summary>The tests.</summary>
    public static CodeTests Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
            return Assertions(json, default);
        if (json.TryGetProperty("language", out var language) && !language.ValueEquals("python"))
            throw CodeTests.Unknown($"their language is {language}, but only python can be run");
        var tests = json.TryGetProperty("test_cases", out var cases) ? OpenR1(cases)
            : json.TryGetProperty("inputs", out var inputs) ? Apps(json, inputs)
            : json.TryGetProperty("test_list", out var list) ? Assertions(list, json)
            : json.TryGetProperty("test", out var test) ? new CodeTests { Assertions = [HumanEval(test.GetString()!, Text(json, "entry_point"))], EntryPoint = Text(json, "entry_point") }
            : throw CodeTests.Unknown("none of the known keys is there");
        return json.TryGetProperty("subtasks", out var subtasks) ? tests with { Subtasks = [.. subtasks.EnumerateArray().Select(Subtask)] } : tests;
    }

    static CodeTests OpenR1(JsonElement cases)
    {
        string? function = cases.EnumerateArray().Select(c => Text(c, "fn_name")).FirstOrDefault(name => name is not null);
        return function is null
            ? InputOutput([.. cases.EnumerateArray().Select(c => new InputOutputCase(AsText(c.GetProperty("input")), AsText(c.GetProperty("output"))))])
            : Calls(function, cases.EnumerateArray().Select(c => (Arguments(c.GetProperty("input")), Value(c.GetProperty("output")))));
    }

    static CodeTests Apps(JsonElement json, JsonElement inputs)
    {
        var outputs = json.GetProperty("outputs");
        if (inputs.GetArrayLength() != outputs.GetArrayLength())
            throw CodeTests.Unknown($"there are {inputs.GetArrayLength()} inputs but {outputs.GetArrayLength()} outputs");
        var pairs = inputs.EnumerateArray().Zip(outputs.EnumerateArray());
        return Text(json, "fn_name") is { } function
            ? Calls(function, pairs.Select(p => (Arguments(p.First), Unwrapped(p.Second))))
            : InputOutput([.. pairs.Select(p => new InputOutputCase(AsText(p.First), AsText(p.Second)))]);
    }

    static CodeTests InputOutput(InputOutputCase[] cases) => cases.Length > 0 ? new() { Cases = cases } : throw CodeTests.Unknown("there is no test among them");

    static CodeTests Calls(string function, IEnumerable<(JsonNode? Arguments, JsonNode? Expected)> calls)
    {
        var list = new JsonArray([.. calls.Select(call => new JsonObject { ["args"] = call.Arguments, ["expected"] = call.Expected })]);
        return list.Count > 0 ? new() { Calls = list.ToJsonString(), EntryPoint = function } : throw CodeTests.Unknown("there is no test among them");
    }

    static CodeTests Assertions(JsonElement list, JsonElement json)
    {
        string[] texts = [.. list.EnumerateArray().Select(item => item.GetString()!)];
        if (texts.Length == 0)
            throw CodeTests.Unknown("there is no test among them");
        var imports = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("test_imports", out var given) ? given.EnumerateArray().Select(i => i.GetString()!) : [];
        string setup = string.Join('\n', imports.Append(json.ValueKind == JsonValueKind.Object ? Text(json, "test_setup_code") ?? "" : ""));
        return new() { Assertions = texts, Setup = setup, EntryPoint = json.ValueKind == JsonValueKind.Object ? Text(json, "entry_point") : null };
    }

    // HumanEval's test defines check(candidate) and leaves the call to the grader.
    static string HumanEval(string test, string? entryPoint) =>
        test.Contains("def check(", StringComparison.Ordinal) && entryPoint is not null ? $"{test}\ncheck({entryPoint})\n" : test;

    static Subtask Subtask(JsonElement json) => new(json.GetProperty("points").GetDouble(), [.. json.GetProperty("tests").EnumerateArray().Select(t => t.GetInt32())]);

    // A list of arguments; a text holds one JSON value a line (TACO, Open-R1).
    static JsonNode? Arguments(JsonElement input) => input.ValueKind == JsonValueKind.String
        ? new JsonArray([.. input.GetString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonNode.Parse(line))])
        : JsonNode.Parse(input.ValueKind == JsonValueKind.Array ? input.GetRawText() : $"[{input.GetRawText()}]");

    static JsonNode? Value(JsonElement output)
    {
        try
        {
            return JsonNode.Parse(output.ValueKind == JsonValueKind.String ? output.GetString()! : output.GetRawText());
        }
        catch (JsonException)
        {
            return JsonValue.Create(output.GetString());
        }
    }

    // APPS wraps every expected value in a list of one.
    static JsonNode? Unwrapped(JsonElement output) =>
        JsonNode.Parse(output.ValueKind == JsonValueKind.Array && output.GetArrayLength() == 1 ? output[0].GetRawText() : output.GetRawText());

    // Some data sets give lines instead of a text.
    static string AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(AsText)),
        JsonValueKind.Number => value.GetRawText(),
        _ => throw new FormatException($"an input or output is {value.ValueKind}, not a text"),
    };

    static string? Text(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
