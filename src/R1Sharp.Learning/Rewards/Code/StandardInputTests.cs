// Tests that run the whole program: what is fed to it and what it should print, as data sets write them.

using System.Text.Json;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>Reads pairs of input and output.</summary>
static class StandardInputTests
{
    /// <summary>The tests.</summary>
    public static CodeTests Of(IEnumerable<(JsonElement Input, JsonElement Output)> pairs)
    {
        InputOutputCase[] cases = [.. pairs.Select(pair => new InputOutputCase(Text(pair.Input), Text(pair.Output)))];
        return cases.Length > 0 ? new() { Cases = cases } : throw CodeTests.Unknown("there is no test among them");
    }

    /// <summary>CodeContests: {"input": […], "output": […]}, or a list of {"input", "output"}.</summary>
    public static IEnumerable<(JsonElement, JsonElement)> Pairs(JsonElement tests) => tests.ValueKind == JsonValueKind.Array
        ? tests.EnumerateArray().Select(test => (test.GetProperty("input"), test.GetProperty("output")))
        : Zipped(tests.GetProperty("input"), tests.GetProperty("output"));

    /// <summary>Two lists of the same length.</summary>
    public static IEnumerable<(JsonElement, JsonElement)> Zipped(JsonElement inputs, JsonElement outputs) => inputs.GetArrayLength() == outputs.GetArrayLength()
        ? inputs.EnumerateArray().Zip(outputs.EnumerateArray())
        : throw CodeTests.Unknown($"there are {inputs.GetArrayLength()} inputs but {outputs.GetArrayLength()} outputs");

    // Some data sets give lines instead of a text.
    static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(Text)),
        JsonValueKind.Number => value.GetRawText(),
        _ => throw new FormatException($"an input or output is {value.ValueKind}, not a text"),
    };
}
