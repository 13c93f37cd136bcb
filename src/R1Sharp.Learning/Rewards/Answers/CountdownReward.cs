// Countdown for data sets of their own: numbers and target from the gold answer or from columns (TinyZero's task).

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>What a wrong equation is worth.</summary>
sealed record CountdownRewardOptions
{
    /// <summary>Score of an expression that uses the right numbers but misses the target.</summary>
    [Description("score of an expression that uses each number once but misses the target; TinyZero gives 0.1 for anything inside answer tags"),
        Range(0.0, 1.0)]
    public double FormatScore { get; init; }
}

/// <summary>1 where the answer is an expression of exactly the given numbers that comes to the target.</summary>
/// <param name="options">What a wrong equation is worth.</param>
sealed class CountdownReward(CountdownRewardOptions options) : IReward
{
    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<CountdownRewardOptions>("countdown", options => new CountdownReward(options),
        "1 if the answer uses each given number once and comes to the target exactly; format_score if only the numbers are right; else 0", "0 or 1",
        "TinyZero countdown.py; Countdown in docs/miniature.md") with
    {
        Kind = RewardKind.Grader,
        Departures = "The gold answer is an expression, {\"target\": 24, \"nums\": [1, 2, 3, 4]}, or the columns target and nums. Exact fractions and a "
            + "grammar of + - * / and parentheses; "
            + "nothing is executed, so ** cannot hang it. Something that is no expression gets 0, not 0.1. \"… = 24\" behind the expression is allowed.",
    };

    /// <inheritdoc/>
    public string Name => "countdown";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        if (Task(input.Problem) is not { } task)
            return new RewardScore(null, "gold answer gives no numbers and target");
        if (AnswerFinder.Find(input, AnswerPlaces.Tags | AnswerPlaces.Boxes, out string reason) is not { Text: var answer })
            return new RewardScore(0, reason);
        int equals = answer.LastIndexOf('=');
        string expression = equals > 0 && answer[(equals + 1)..].Trim() == task.Target.ToString() ? answer[..equals].Trim() : answer;
        string? fault = CountdownChecker.Judge(task.Numbers, task.Target, expression);
        bool rightNumbers = fault?.StartsWith("comes to", StringComparison.Ordinal) ?? false;
        return new RewardScore(fault is null ? 1 : rightNumbers ? options.FormatScore : 0, fault ?? "right", expression);
    }

    static (IReadOnlyList<int> Numbers, Rational Target)? Task(Problem problem)
    {
        if (ExpressionReader.TryRead(problem.Answer, out var gold))
            return (gold!.Numbers, gold.Value);
        string? target = problem.Column("target"), numbers = problem.Column("nums") ?? problem.Column("numbers");
        return Task(target is null ? problem.Answer : $"{{\"target\":{target},\"nums\":{numbers ?? "[]"}}}");
    }

    static (IReadOnlyList<int> Numbers, Rational Target)? Task(string json)
    {
        try
        {
            var task = JsonElement.Parse(json);
            var numbers = task.TryGetProperty("nums", out var nums) ? nums : task.GetProperty("numbers");
            int[] given = [.. numbers.EnumerateArray().Select(n => n.GetInt32())];
            return given.Length > 0 ? (given, new Rational(task.GetProperty("target").GetInt32(), 1)) : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
