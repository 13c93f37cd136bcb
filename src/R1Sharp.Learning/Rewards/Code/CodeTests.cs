// The tests of a programming problem, as data sets write them.

using System.Text.Json;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>What is fed to a program and what it should print.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">The expected standard output; it never enters the sandbox.</param>
public sealed record InputOutputCase(string Input, string Output);

/// <summary>Tests that count together.</summary>
/// <param name="Points">What they are worth when all are passed.</param>
/// <param name="Tests">Indices of the tests.</param>
public sealed record Subtask(double Points, IReadOnlyList<int> Tests);

/// <summary>The tests of one problem: of exactly one of the three kinds.</summary>
public sealed record CodeTests
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

    /// <summary>Groups of tests with points; empty where every test counts alike.</summary>
    public IReadOnlyList<Subtask> Subtasks { get; init; } = [];

    /// <summary>
    /// Reads tests. Understood are: Open-R1 ({"language": "python", "test_cases": [{"input", "output", "fn_name"}]}); APPS and TACO
    /// ({"inputs", "outputs", "fn_name"}); MBPP ({"test_list", "test_setup_code", "test_imports"} or a JSON list of
    /// assertions); HumanEval ({"test", "entry_point"}); each with "subtasks": [{"points", "tests"}] beside them; and plain
    /// text of assertions.
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
        new($"The tests of the program cannot be read: {what.TrimEnd('.')}; give test_cases, inputs and outputs, test_list, or test and entry_point.");
}
