// Runs a program on its tests. What is expected stays outside the sandbox that the program runs in: printed texts are
// compared here, and assertions run in a sandbox of their own that only values reach (see docs/sandbox.md).

using System.Text.Json;
using System.Text.Json.Nodes;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>Which tests a program passed.</summary>
/// <param name="Passed">One truth value a test.</param>
/// <param name="Reason">Why the first failing test failed; empty where all were passed.</param>
public sealed record CodeVerdict(IReadOnlyList<bool> Passed, string Reason)
{
    /// <summary>Whether there are tests and all were passed.</summary>
    public bool IsRight => Passed.Count > 0 && Passed.All(passed => passed);
}

/// <summary>Grades programs.</summary>
/// <param name="runner">Runs them.</param>
/// <param name="limits">What each run may use.</param>
/// <param name="comparison">How printed texts and returned numbers are compared.</param>
public sealed class CodeGrader(IProgramRunner runner, ProgramLimits limits, OutputComparison comparison)
{
    // Values that go to and fro are output too.
    const int ConversationKilobytes = 16 << 10;

    static readonly string s_server = Script("values.py") + Script("call_server.py");
    static readonly string s_checker = Script("values.py") + Script("assertion_checker.py");

    /// <summary>Runs the tests.</summary>
    /// <param name="tests">The tests.</param>
    /// <param name="program">A Python program.</param>
    /// <param name="stopEarly">Whether to end with the first test that fails; the others then count as failed.</param>
    /// <exception cref="UserErrorException">There is no sandbox on this machine.</exception>
    public CodeVerdict Grade(CodeTests tests, string program, bool stopEarly = false) =>
        tests.Cases.Count > 0 ? RunCases(tests.Cases, program, stopEarly) : runner.Converse(start => Converse(tests, program, start));

    // A program that has used up its time once would do so again and again: the tests after that count as failed.
    CodeVerdict RunCases(IReadOnlyList<InputOutputCase> cases, string program, bool stopEarly)
    {
        var passed = new bool[cases.Count];
        string first = "";
        for (int i = 0; i < cases.Count; i++)
        {
            var result = runner.Run(new ProgramRequest(program, cases[i].Input) { Limits = limits });
            string reason = result.Status != ProgramStatus.Ok ? result.Complaint : comparison.AreEqual(result.Output, cases[i].Output) ? "" : "wrong output";
            passed[i] = reason.Length == 0;
            if (first.Length == 0 && !passed[i])
                first = $"test {i + 1}: {reason}";
            if (result.Status == ProgramStatus.Timeout || (stopEarly && !passed[i]))
                break;
        }
        return new(passed, first);
    }

    CodeVerdict Converse(CodeTests tests, string program, Func<ProgramRequest, IProgramConversation> start)
    {
        var conversation = limits with { OutputKilobytes = Math.Max(limits.OutputKilobytes, ConversationKilobytes) };
        var server = start(new ProgramRequest(s_server) { Limits = conversation });
        string? hello = server.Ask(Line(new() { ["program"] = program }));
        if (hello is null || hello.StartsWith("{\"error\":", StringComparison.Ordinal))
            return Failed(server.Finish().Complaint);
        var checker = start(new ProgramRequest(s_checker) { Limits = conversation });
        string? line = checker.Ask(Work(tests, hello));
        while (line is not null && line.StartsWith("{\"op\":", StringComparison.Ordinal))
            line = checker.Ask(server.Ask(line) ?? "{\"gone\": true}");
        return line is not null ? Verdict(line) : Failed($"the tests ended early: {checker.Finish().Complaint}");
    }

    // What the program says of itself goes on unread, as text: the tests' process believes nothing in it but that names exist.
    string Work(CodeTests tests, string hello) => Line(new()
    {
        ["hello"] = hello,
        ["tests"] = new JsonArray([.. tests.Assertions.Select(a => JsonValue.Create(a))]),
        ["setup"] = tests.Setup,
        ["entry_point"] = tests.EntryPoint,
        ["calls"] = tests.Calls is null ? null : JsonNode.Parse(tests.Calls),
        ["tolerance"] = comparison.Tolerance,
    });

    static CodeVerdict Verdict(string line)
    {
        using var json = JsonDocument.Parse(line);
        bool[] passed = [.. json.RootElement.GetProperty("passed").EnumerateArray().Select(p => p.GetBoolean())];
        int first = Array.IndexOf(passed, false);
        return new(passed, first < 0 ? "" : $"test {first + 1}: {json.RootElement.GetProperty("reasons")[first].GetString()}");
    }

    static CodeVerdict Failed(string reason) => new([false], reason);

    static string Line(JsonObject message) => message.ToJsonString();

    static string Script(string name)
    {
        using var reader = new StreamReader(typeof(CodeGrader).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
