// Tests of programs, and arguments of checks, where gold answers usually stand.

using System.Text.Json;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Data;

/// <summary>Tells them from answers.</summary>
static class TestsInPlace
{
    static readonly string[] s_keys = ["inputs", "outputs", "input", "output", "fn_name", "func_name", "testtype", "functional", "assert_case"];

    /// <summary>Whether a value is an object or a list of tests, in JSON or in a text: {"inputs": …}, [{"input": …}], ["assert …"].</summary>
    public static bool Are(JsonElement value) => Parsed(value) is { } json && (IsTest(json)
        || json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 0
        && (json.EnumerateArray().All(IsTest) || json.EnumerateArray().All(IsAssertion)));

    /// <summary>Whether a value is any object, or a text that holds one.</summary>
    public static bool IsObject(JsonElement value) => Parsed(value) is { ValueKind: JsonValueKind.Object };

    static bool IsTest(JsonElement json) => json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Any(p => s_keys.Contains(p.Name));

    static bool IsAssertion(JsonElement json) => json.ValueKind == JsonValueKind.String
        && json.GetString()!.TrimStart().StartsWith("assert ", StringComparison.Ordinal);

    static JsonElement? Parsed(JsonElement value) => value.ValueKind == JsonValueKind.String ? JsonText.HeldIn(value) : value;
}
