// A reward for thoughts in visible steps: numbered, listed, or begun with First, Next, Finally.

using System.ComponentModel;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>What counts as a step.</summary>
sealed record ReasoningStepsOptions
{
    /// <summary>Whether numbers count at the beginning of every line.</summary>
    [Description("whether \"2.\" counts as a step at the beginning of every line; in Open-R1's code, against its comment, it does only at the beginning of "
        + "the text")]
    public bool NumberedLines { get; init; }
}

/// <summary>A third for each mark of a step, at most 1.</summary>
/// <param name="options">What counts as a step.</param>
sealed partial class ReasoningStepsReward(ReasoningStepsOptions options) : IReward
{
    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } =
        RewardDescription.Of<ReasoningStepsOptions>("reasoning_steps", options => new ReasoningStepsReward(options),
        "min(1, marks / 3); marks: \"Step 1:\", \"1.\" at the beginning, a line that begins with - or *, \"First,\" \"Second,\" \"Next,\" \"Finally,\"",
        "0 to 1",
        "Open-R1 rewards.py, reasoning_steps_reward") with
        {
            Departures = "None by default. numbered_lines: true counts numbered lines, which Open-R1 describes but does not do.",
        };

    /// <inheritdoc/>
    public string Name => "reasoning_steps";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        int marks = (options.NumberedLines ? EveryLine() : Source()).Count(input.Completion);
        return new RewardScore(Math.Min(1.0, marks / 3.0), $"{marks} marks of steps");
    }

    [GeneratedRegex(@"Step \d+:|\A\d+\.|\n-|\n\*|First,|Second,|Next,|Finally,")]
    private static partial Regex Source();

    [GeneratedRegex(@"Step \d+:|^\d+\.|\n-|\n\*|First,|Second,|Next,|Finally,", RegexOptions.Multiline)]
    private static partial Regex EveryLine();
}
