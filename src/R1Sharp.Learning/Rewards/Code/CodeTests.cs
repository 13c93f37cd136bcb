// The tests of a programming problem, as data sets write them.

using System.Text.Json;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>What is fed to a program and what it should print.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">The expected standard output; it never enters the sandbox.</param>
sealed record InputOutputCase(string Input, string Output);

/// <summary>Tests that count together.</summary>
/// <param name="Points">What they are worth when all are passed.</param>
/// <param name="Tests">Indices of the tests.</param>
sealed record Subtask(double Points, IReadOnlyList<int> Tests);

/// <summary>The tests of one problem: of exactly one of the three kinds.</summary>
sealed record CodeTests
{
    /// <summary>Runs of the whole program.</summary>
    public IReadOnlyList<InputOutputCase> Cases { get; init; } = [];

    /// <summary>Texts of assertions on what the program defines.</summary>
    public IReadOnlyList<string> Assertions { get; init; } = [];

    /// <summary>Runs before the assertions: imports and the like.</summary>
    public string Setup { get; init; } = "";

    /// <summary>Calls of <see cref="EntryPoint"/>: a JSON list of {"args": […], "expected": …}; null where the tests are of another kind.</summary>
    public string? Calls { get; init; }

    /// <summary>The function that is asked for; it may then have the name of a built-in one.</summary>
    public string? EntryPoint { get; init; }

    /// <summary>What the program goes on from where it does not define <see cref="EntryPoint"/> itself (HumanEval); null where there is none.</summary>
    public string? Prompt { get; init; }

    /// <summary>How the source of the tests compares printed texts.</summary>
    public OutputRule Rule { get; init; } = OutputRule.Lines;

    /// <summary>
    /// Whether the source of the tests gives programs the names of common modules (List, defaultdict, math …) without an import (LiveCodeBench, APPS).
    /// </summary>
    public bool ImportsAtHand { get; init; }

    /// <summary>
    /// A Python program that judges outputs where several are right: it is run with the names of the files of input, expected and printed output.
    /// </summary>
    public string? Checker { get; init; }

    /// <summary>Seconds of processor time that the problem allows each run; 0 where it does not say.</summary>
    public int CpuSeconds { get; init; }

    /// <summary>Megabytes that the problem allows each run; 0 where it does not say.</summary>
    public int MemoryMegabytes { get; init; }

    /// <summary>Groups of tests with points; empty where every test counts alike.</summary>
    public IReadOnlyList<Subtask> Subtasks { get; init; } = [];

    /// <summary>
    /// Reads tests. Understood are: Open-R1 ({"language": "python", "test_cases": [{"input", "output", "fn_name"}]}); APPS, TACO and
    /// PRIME ({"inputs", "outputs", "fn_name"}, {"assert_case"}); LiveCodeBench ({"public_test_cases", "private_test_cases",
    /// "metadata"}); CodeContests ({"public_tests", "private_tests", "generated_tests"}); Codeforces ({"official_tests",
    /// "generated_checker", "time_limit", "memory_limit"}); a list of cases; MBPP ({"test_list", "test_setup_code", "test_imports"} or a
    /// JSON list of assertions); HumanEval ({"prompt", "test", "entry_point"}); each inside "verification_info", "input_output", "tests",
    /// "reward_model" or "ground_truth" too, as JSON or as its text, and with "subtasks": [{"points", "tests"}] beside them; and plain text of
    /// assertions.
    /// </summary>
    /// <exception cref="UserErrorException">The text is none of these, or holds no test.</exception>
    public static CodeTests Parse(string text)
    {
        if (!text.TrimStart().StartsWith('{') && !text.TrimStart().StartsWith('['))
            return text.Contains("assert", StringComparison.Ordinal) ? new() { Assertions = [text] } : throw Unknown("they are neither JSON nor assertions");
        try
        {
            using var json = JsonDocument.Parse(text);
            return CodeTestsReader.Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Unknown(e.Message);
        }
    }

    /// <summary>Why tests cannot be read; null where they can.</summary>
    public static string? Mistake(string text)
    {
        try
        {
            Parse(text);
            return null;
        }
        catch (UserErrorException e)
        {
            return e.Message;
        }
    }

    internal static UserErrorException Unknown(string what) =>
        new($"The tests of the program cannot be read: {what.TrimEnd('.')}; give test_cases, inputs and outputs, public_test_cases, official_tests, "
            + $"test_list, or test and entry_point.");
}
