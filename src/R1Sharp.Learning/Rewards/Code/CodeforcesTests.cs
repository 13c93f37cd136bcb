// Codeforces' official tests as Open-R1 publishes them (open-r1/codeforces): pairs of input and output, limits, and where
// several outputs are right a checker, a Python program that is given the names of three files.

using System.Text.Json;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>Reads a row of Codeforces' problems.</summary>
static class CodeforcesTests
{
    /// <summary>The tests; the limits that the problem names.</summary>
    /// <exception cref="UserErrorException">The problem is interactive, or reads and writes files.</exception>
    public static CodeTests Read(JsonElement json)
    {
        if (CodeTestsReader.Text(json, "interaction_format") is not null)
            throw CodeTests.Unknown("the problem is interactive");
        if (CodeTestsReader.Text(json, "input_mode") is { } mode && mode != "stdio")
            throw CodeTests.Unknown($"the problem's input_mode is {mode}, but only stdio can be run");
        var official = CodeTestsReader.Given(json, "official_tests")!.Value;
        var tests = official.GetArrayLength() > 0 ? official
            : CodeTestsReader.Given(json, "examples") is { } examples ? examples : throw CodeTests.Unknown("there is no test among them");
        return StandardInputTests.Of(StandardInputTests.Pairs(tests)) with
        {
            Rule = OutputRule.Words,
            Checker = CodeTestsReader.Text(json, "generated_checker"),
            CpuSeconds = Number(json, "time_limit"),
            MemoryMegabytes = Number(json, "memory_limit"),
        };
    }

    static int Number(JsonElement json, string key) =>
        CodeTestsReader.Given(json, key) is { ValueKind: JsonValueKind.Number } value ? (int)Math.Clamp(Math.Ceiling(value.GetDouble()), 0, 3600) : 0;
}
