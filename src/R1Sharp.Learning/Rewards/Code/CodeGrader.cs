// Runs a program on its tests. What is expected stays outside the sandbox that the program runs in: printed texts are
// compared here, and assertions run in a sandbox of their own that only values reach (see docs/sandbox.md).

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>Which tests a program passed.</summary>
/// <param name="Passed">One truth value a test.</param>
/// <param name="Reason">Why the first failing test failed; empty where all were passed.</param>
sealed record CodeVerdict(IReadOnlyList<bool> Passed, string Reason)
{
    /// <summary>Whether there are tests and all were passed.</summary>
    public bool IsRight => Passed.Count > 0 && Passed.All(passed => passed);

    /// <summary>Why the tests themselves cannot be run here, e.g. since they import what there is not; null where they can.</summary>
    public string? Unusable { get; init; }
}

/// <summary>Grades programs.</summary>
/// <param name="runner">Runs them.</param>
/// <param name="limits">What each run may use.</param>
/// <param name="comparison">How printed texts and returned numbers are compared.</param>
sealed partial class CodeGrader(IProgramRunner runner, ProgramLimits limits, OutputComparison comparison)
{
    // Values that go to and fro are output too.
    const int ConversationKilobytes = 16 << 10, MostRuns = 10;

    static readonly string s_values = Script("values.py");
    static readonly string s_server = s_values + Script("call_server.py");
    static readonly string s_checker = s_values
        + string.Concat(new[] { "guard.py", "stand_ins.py", "program_link.py", "call_checker.py", "pytest_stand_in.py", "assertion_checker.py" }.Select(
        Script));
    static readonly string s_imports = Script("source_imports.py");

    /// <summary>Runs the tests.</summary>
    /// <param name="tests">The tests.</param>
    /// <param name="program">A Python program.</param>
    /// <param name="stopEarly">Whether to end with the first test that fails; the others then count as failed.</param>
    /// <exception cref="UserErrorException">There is no sandbox on this machine.</exception>
    public CodeVerdict Grade(CodeTests tests, string program, bool stopEarly = false) =>
        tests.Cases.Count > 0 ? RunCases(tests, program, stopEarly) : runner.Converse(start => Converse(tests, program, start));

    // A program that has used up its time once would do so again and again: the tests after that count as failed.
    CodeVerdict RunCases(CodeTests tests, string program, bool stopEarly)
    {
        var passed = new bool[tests.Cases.Count];
        string first = "", source = program;
        for (int i = 0; i < passed.Length; i++)
        {
            var result = Run(tests, source, i);
            if (tests.ImportsAtHand && source == program && LacksName(result) && !program.Contains("__future__", StringComparison.Ordinal))
                result = Run(tests, source = s_imports.TrimEnd() + "\n" + program, i);
            string reason = result.Status != ProgramStatus.Ok ? result.Complaint : Complaint(tests, i, result.Output);
            passed[i] = reason.Length == 0;
            if (first.Length == 0 && !passed[i])
                first = $"test {i + 1}: {reason}";
            if (result.Status == ProgramStatus.Timeout || (stopEarly && !passed[i]))
                break;
        }
        return new(passed, first);
    }

    // What is expected may be longer than what a program may usually print.
    ProgramResult Run(CodeTests tests, string source, int index)
    {
        var test = tests.Cases[index];
        int printed = (int)Math.Min(1 << 20, ((4L * test.Output.Length) >> 10) + 64);
        return runner.Run(new ProgramRequest(source, test.Input)
        {
            Limits = LimitsOf(tests) with { OutputKilobytes = Math.Max(limits.OutputKilobytes, printed) },
        });
    }

    // A problem that allows more than the limits given is given more.
    ProgramLimits LimitsOf(CodeTests tests) => limits with
    {
        CpuSeconds = Math.Max(limits.CpuSeconds, tests.CpuSeconds),
        WallSeconds = Math.Max(limits.WallSeconds, 3.0 * tests.CpuSeconds),
        MemoryMegabytes = Math.Max(limits.MemoryMegabytes, tests.MemoryMegabytes),
    };

    string Complaint(CodeTests tests, int index, string printed)
    {
        var test = tests.Cases[index];
        if ((comparison with { Rule = comparison.Rule ?? tests.Rule }).AreEqual(printed, test.Output))
            return "";
        return tests.Checker is { } checker ? CheckerProgram.Complaint(runner, LimitsOf(tests), checker, test, printed) : "wrong output";
    }

    static bool LacksName(ProgramResult result) => result.Status == ProgramStatus.Error && MissingName().IsMatch(result.Error);

    CodeVerdict Converse(CodeTests tests, string program, Func<ProgramRequest, IProgramConversation> start)
    {
        var conversation = ConversationLimits(CountOf(tests));
        var server = start(new ProgramRequest(s_server) { Limits = conversation, AnswerCpuSeconds = limits.CpuSeconds });
        string? hello = server.Ask(Line(new() { ["program"] = program, ["imports"] = tests.Calls is null ? null : s_imports }));
        if (hello is null || hello.StartsWith("{\"error\":", StringComparison.Ordinal))
            return Failed(tests, server.Finish().Complaint);
        var checker = start(new ProgramRequest(s_checker) { Limits = conversation });
        string? line = checker.Ask(Work(tests, hello));
        while (line is not null && line.StartsWith("{\"op\":", StringComparison.Ordinal))
            line = checker.Ask(server.Ask(line) ?? "{\"gone\": true}");
        return line is not null ? Verdict(line) : Failed(tests, $"the tests ended early: {checker.Finish().Complaint}");
    }

    // Many tests are run in one process: each answer has the limit of a run, and all together that of at most so many runs.
    ProgramLimits ConversationLimits(int tests) => limits with
    {
        OutputKilobytes = Math.Max(limits.OutputKilobytes, ConversationKilobytes),
        CpuSeconds = Math.Min(3600, limits.CpuSeconds * Math.Clamp(tests, 1, MostRuns)),
        WallSeconds = Math.Min(3600, limits.WallSeconds * Math.Clamp(tests, 1, MostRuns)),
    };

    static int CountOf(CodeTests tests) => Math.Max(1, tests.Calls is { } calls ? JsonNode.Parse(calls)!.AsArray().Count : tests.Assertions.Count);

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
        if (json.RootElement.TryGetProperty("unusable", out var why))
            return new([], why.GetString()!) { Unusable = why.GetString() };
        bool[] passed = [.. json.RootElement.GetProperty("passed").EnumerateArray().Select(p => p.GetBoolean())];
        int first = Array.IndexOf(passed, false);
        return new(passed, first < 0 ? "" : $"test {first + 1}: {json.RootElement.GetProperty("reasons")[first].GetString()}");
    }

    static CodeVerdict Failed(CodeTests tests, string reason) => new(new bool[CountOf(tests)], reason);

    static string Line(JsonObject message) => message.ToJsonString();

    static string Script(string name)
    {
        using var reader = new StreamReader(typeof(CodeGrader).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"NameError: name '\w+' is not defined[^\n]*\s*$")]
    private static partial Regex MissingName();
}
