// Tests that call a function: its arguments and what it should return, as data sets write them. LiveCodeBench, TACO and PRIME
// write JSON texts, one argument a line; APPS writes lists, and wraps what is returned in a list of one.

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>Reads calls. A value is {"json": value}, or {"python": text} where it is no JSON but may be a literal of Python's.</summary>
static partial class CallTests
{
    /// <summary>The tests.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="calls">The arguments and the results, any of which is right.</param>
    public static CodeTests Of(string function, IEnumerable<(JsonArray Arguments, JsonArray Results)> calls)
    {
        var list = new JsonArray([.. calls.Select(call => new JsonObject { ["args"] = call.Arguments, ["results"] = call.Results })]);
        return list.Count > 0 ? new() { Calls = list.ToJsonString(), EntryPoint = function } : throw CodeTests.Unknown("there is no test among them");
    }

    /// <summary>A call whose texts are JSON: one argument a line, or several values one after the other.</summary>
    public static (JsonArray, JsonArray) FromTexts(JsonElement input, JsonElement output) => (Arguments(input), [Value(output)]);

    /// <summary>A call of APPS's form: where the arguments are a list, so is the result, and a list of one also means what is in it.</summary>
    public static (JsonArray, JsonArray) FromLists(JsonElement input, JsonElement output)
    {
        if (input.ValueKind == JsonValueKind.String)
            return FromTexts(input, output);
        var results = new JsonArray(Plain(output));
        if (output.ValueKind == JsonValueKind.Array && output.GetArrayLength() == 1)
            results.Add(Plain(output[0]));
        return (Arguments(input), results);
    }

    static JsonArray Arguments(JsonElement input) => input.ValueKind switch
    {
        JsonValueKind.String => FromLines(input.GetString()!),
        JsonValueKind.Array => [.. input.EnumerateArray().Select(Plain)],
        _ => [Plain(input)],
    };

    static JsonArray FromLines(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.All(IsJson))
            return [.. lines.Select(Json)];
        if (ManyValues(text) is { } values)
            return values;
        return lines.FirstOrDefault(line => !IsJson(line) && !PythonLiteral().IsMatch(line)) is { } other
            ? throw CodeTests.Unknown($"an argument is neither JSON nor a literal of Python's: {other[..Math.Min(60, other.Length)]}")
            : [.. lines.Select(line => IsJson(line) ? Json(line) : Python(line))];
    }

    // A text that is neither JSON nor a literal is the text that the function should return.
    static JsonNode Value(JsonElement output) => output.ValueKind != JsonValueKind.String ? Plain(output)
        : output.GetString()!.Trim() is var text && IsJson(text) ? Json(text) : PythonLiteral().IsMatch(text) ? Python(text) : Plain(output);

    static JsonArray? ManyValues(string text)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowMultipleValues = true });
        var values = new JsonArray();
        try
        {
            while (reader.Read())
                values.Add(Plain(JsonElement.ParseValue(ref reader)));
        }
        catch (JsonException)
        {
            return null;
        }
        return values;
    }

    static bool IsJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static JsonNode Json(string text) => new JsonObject { ["json"] = JsonNode.Parse(text) };

    // Numbers keep their digits, however many.
    static JsonNode Plain(JsonElement value) => Json(value.GetRawText());

    static JsonNode Python(string text) => new JsonObject { ["python"] = text };

    // How a literal begins; whether it is one is seen where Python reads it.
    [GeneratedRegex(@"^(?:True\b|False\b|None\b|-?(?:NaN|Infinity|inf|nan)\b|[-+.0-9]|[rbu]?['""]|[\[({])")]
    private static partial Regex PythonLiteral();
}
