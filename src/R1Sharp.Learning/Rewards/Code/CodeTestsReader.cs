// From the JSON of a data set to tests.

using System.Text.Json;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>Reads the forms that <see cref="CodeTests.Parse"/> names.</summary>
static partial class CodeTestsReader
{
    // Columns in which data sets keep the tests as a whole, often as a JSON text.
    static readonly string[] s_wrappers = ["verification_info", "input_output", "tests", "reward_model", "ground_truth"];

    static readonly string[] s_python = ["python", "python3", "py", "python 3"];

    /// <summary>The tests.</summary>
    public static CodeTests Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
            return CodeTests.Parse(json.GetString()!);
        if (json.ValueKind == JsonValueKind.Array)
            return json.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object) ? Cases(json, null) : Assertions(json, default);
        if (Text(json, "language") is { } language && !s_python.Contains(language.ToLowerInvariant()))
            throw CodeTests.Unknown($"their language is {language}, but only python can be run");
        var tests = Known(json) ?? (s_wrappers.Select(name => Given(json, name)).FirstOrDefault(value => value is not null) is { } inner
            ? Read(inner) : throw CodeTests.Unknown("none of the known keys is there"));
        return Given(json, "subtasks") is { } subtasks ? tests with { Subtasks = [.. subtasks.EnumerateArray().Select(Subtask)] } : tests;
    }

    static CodeTests? Known(JsonElement json)
    {
        if (Given(json, "public_test_cases") is not null || Given(json, "private_test_cases") is not null)
            return LiveCodeBench(json);
        if (Given(json, "official_tests") is not null)
            return CodeforcesTests.Read(json);
        if (Given(json, "test_cases") is { } cases)
            return cases.ValueKind == JsonValueKind.Array ? Cases(cases, FunctionName(json)) : Read(cases);
        if (Given(json, "public_tests") is not null || Given(json, "private_tests") is not null)
            return StandardInputTests.Of(new[] { "public_tests", "private_tests", "generated_tests" }.Select(name => Given(json, name)).OfType<JsonElement>()
                .SelectMany(StandardInputTests.Pairs));
        if (Given(json, "inputs") is { } inputs && Given(json, "outputs") is { } outputs)
            return FunctionName(json) is { } function
                ? CallTests.Of(function, StandardInputTests.Zipped(inputs, outputs).Select(pair => CallTests.FromLists(pair.Item1, pair.Item2)))
                : StandardInputTests.Of(StandardInputTests.Zipped(inputs, outputs)) with { ImportsAtHand = true };
        if ((Given(json, "test_list") ?? Given(json, "assert_case")) is { } list)
            return Assertions(list, json);
        return Text(json, "test") is { } test ? HumanEval(json, test) : null;
    }

    // LiveCodeBench: lists of {"input", "output", "testtype"} as JSON texts, the private ones packed; the function's name lies in the metadata.
    static CodeTests LiveCodeBench(JsonElement json)
    {
        var all = new[] { "public_test_cases", "private_test_cases" }.Select(name => Given(json, name)).OfType<JsonElement>().SelectMany(Unpacked).ToList();
        string? function = FunctionName(json);
        if (all.Count == 0)
            throw CodeTests.Unknown("there is no test among them");
        return Cases(all, function) with { Rule = OutputRule.Decimals, ImportsAtHand = true };
    }

    static List<JsonElement> Unpacked(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray()];
        string text = value.GetString()!;
        return text.Trim().Length == 0 ? [] : Unpacked(Parsed(text.TrimStart().StartsWith('[') ? text : PickledText.Unpack(text)));
    }

    static CodeTests Cases(JsonElement cases, string? function) => Cases([.. cases.EnumerateArray()], function);

    static CodeTests Cases(List<JsonElement> cases, string? function)
    {
        if (cases.Any(c => c.ValueKind != JsonValueKind.Object))
            throw CodeTests.Unknown("a test is not an object with input and output");
        function = cases.Select(FunctionName).FirstOrDefault(name => name is not null) ?? (cases.Any(c => Text(c, "testtype") == "stdin") ? null : function);
        if (function is null && cases.Any(c => (Text(c, "testtype") ?? Text(c, "type")) is "functional" or "function_call"))
            throw CodeTests.Unknown("they call a function whose name is missing (fn_name, or func_name in the metadata)");
        var pairs = cases.Select(c => (Input: c.GetProperty("input"), Output: c.GetProperty("output")));
        return function is null ? StandardInputTests.Of(pairs) : CallTests.Of(function, pairs.Select(pair => CallTests.FromTexts(pair.Input, pair.Output)));
    }

    static CodeTests Assertions(JsonElement list, JsonElement json)
    {
        string[] texts = list.ValueKind == JsonValueKind.String ? [list.GetString()!] : [.. list.EnumerateArray().Select(item => item.GetString()!)];
        if (texts.Length == 0)
            throw CodeTests.Unknown("there is no test among them");
        var imports = Given(json, "test_imports") is { } given ? given.EnumerateArray().Select(i => i.GetString()!) : [];
        string setup = string.Join('\n', imports.Append(Text(json, "test_setup_code") ?? ""));
        return new() { Assertions = texts, Setup = setup, EntryPoint = Text(json, "entry_point") };
    }

    // HumanEval's test defines check(candidate) and leaves the call to the grader; the program may go on from the prompt.
    static CodeTests HumanEval(JsonElement json, string test)
    {
        string? prompt = Text(json, "prompt"), function = Text(json, "entry_point")
            ?? (prompt is null ? null : LastDefinition().Match(prompt) is { Success: true } match ? match.Groups["name"].Value : null);
        bool isCheck = test.Contains("def check(", StringComparison.Ordinal) && !CallOfCheck().IsMatch(test);
        if (isCheck && function is null)
            throw CodeTests.Unknown("test defines check(candidate), but entry_point is missing");
        return new() { Assertions = [isCheck ? $"{test}\ncheck({function})\n" : test], EntryPoint = function, Prompt = function is null ? null : prompt };
    }

    static string? FunctionName(JsonElement json) => Text(json, "fn_name") ?? Text(json, "func_name") ?? (Given(json, "metadata") switch
    {
        { ValueKind: JsonValueKind.Object } metadata => Text(metadata, "func_name") ?? Text(metadata, "fn_name"),
        { ValueKind: JsonValueKind.String } text when text.GetString()!.TrimStart().StartsWith('{') => FunctionName(Parsed(text.GetString()!)),
        _ => null,
    });

    static JsonElement Parsed(string text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    static Subtask Subtask(JsonElement json) =>
        new(json.GetProperty("points").GetDouble(), [.. json.GetProperty("tests").EnumerateArray().Select(t => t.GetInt32())]);

    /// <summary>A value that is there and not null.</summary>
    internal static JsonElement? Given(JsonElement json, string key) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    internal static string? Text(JsonElement json, string key) =>
        Given(json, key) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    [GeneratedRegex(@"\bdef\s+(?<name>\w+)\s*\(", RegexOptions.RightToLeft)]
    private static partial Regex LastDefinition();

    [GeneratedRegex(@"(?m)^check\(")]
    private static partial Regex CallOfCheck();
}
