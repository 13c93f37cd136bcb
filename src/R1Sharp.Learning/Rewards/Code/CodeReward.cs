// The reward for a program that passes its tests (DeepSeek-R1, section 2.2.2: "a compiler to generate feedback based on
// predefined test cases"; Open-R1's code_reward and binary_code_reward).

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>How a program is scored.</summary>
sealed record CodeRewardOptions : ProgramUse
{
    /// <summary>What the tests passed are worth.</summary>
    [AllowedValues("fraction", "all", "subtasks"),
        Description("fraction: share of tests passed; all: 1 where all are passed, else 0; subtasks: points of the groups passed as a whole, over all points")]
    public string Scoring { get; init; } = "fraction";

    /// <summary>How printed texts are compared.</summary>
    [AllowedValues("source", "lines", "decimals", "exact", "words"),
        Description("how printed texts are compared: as the tests' source does (LiveCodeBench: decimals, Codeforces: words, others: lines), by line without "
        + "blanks at its ends, by line with decimal numbers equal where their values are, by character, or by word")]
    public string Comparison { get; init; } = "source";

    /// <summary>Numbers may differ by this share.</summary>
    [Range(0.0, 1.0), Description("numbers may differ by this, times the expected number where that is larger than 1; 0: not at all")]
    public double Tolerance { get; init; }
}

/// <summary>
/// Runs the last Python block after the thoughts on the problem's tests; the problem's answer is their JSON (see
/// <see cref="CodeTests.Parse"/>). 0 where there is no such block; not applicable where the tests cannot be read.
/// </summary>
sealed class CodeReward : IReward
{
    /// <summary>The family of problems whose answers are tests.</summary>
    public const string Family = "code";

    readonly CodeGrader _grader;
    readonly CodeRewardOptions _options;

    /// <param name="runner">Runs programs.</param>
    /// <param name="options">How they are scored.</param>
    public CodeReward(IProgramRunner runner, CodeRewardOptions? options = null)
    {
        _options = options ?? new();
        OutputRule? rule = _options.Comparison == "source" ? null : Enum.Parse<OutputRule>(_options.Comparison, ignoreCase: true);
        _grader = new CodeGrader(runner, _options.Limits, new OutputComparison(rule, _options.Tolerance));
    }

    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } =
        RewardDescription.Of<CodeRewardOptions>("code", (options, host) => new CodeReward(host.Programs, options),
        "share of the tests that the last python block after the thoughts passes; null where the solution holds no tests that can be read", "0 to 1",
        "DeepSeek-R1, section 2.2.2; Open-R1 rewards.py, code_reward and binary_code_reward") with
        {
            Departures = "Runs in the sandbox of docs/sandbox.md. Expected outputs stay outside it; all lines are compared, not those up to the shorter "
                + "output; "
            + "assertions cannot be forged from inside; of several blocks the last that defines what the tests ask for counts.",
        };

    /// <inheritdoc/>
    public string Name => "code";

    /// <inheritdoc/>
    public bool HasVotes(Problem problem) => false;

    /// <inheritdoc/>
    public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group) => ProgramUse.InParallel(group, Score);

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        CodeTests tests;
        try
        {
            tests = CodeTests.Parse(input.Problem.Answer);
        }
        catch (UserErrorException e)
        {
            return new RewardScore(null, e.Message);
        }
        var found = ProgramAssembly.Of(tests, input);
        if (found.Text is not { } program)
            return new RewardScore(0, found.Reason);
        var verdict = _grader.Grade(tests, program, stopEarly: _options.Scoring == "all");
        if (verdict.Unusable is { } why)
            return new RewardScore(null, why);
        int passed = verdict.Passed.Count(p => p);
        string reason = _options.Scoring == "all" && !verdict.IsRight ? verdict.Reason
            : $"{passed} of {verdict.Passed.Count} tests passed{(verdict.Reason.Length > 0 ? "; " : "")}{verdict.Reason}";
        return new RewardScore(Value(verdict, tests.Subtasks), reason) { Accuracy = verdict.IsRight ? 1 : 0 };
    }

    double Value(CodeVerdict verdict, IReadOnlyList<Subtask> subtasks) => _options.Scoring switch
    {
        "all" => verdict.IsRight ? 1 : 0,
        "subtasks" when subtasks.Count > 0 => subtasks.Where(s => s.Tests.All(t => t >= 0 && t < verdict.Passed.Count && verdict.Passed[t]))
            .Sum(s => s.Points) / subtasks.Sum(s => s.Points),
        _ => verdict.Passed.Average(passed => passed ? 1.0 : 0),
    };
}
