// Which solutions of a completion follow a strategy that no earlier one follows: by rules, or by a model behind a URL.

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>Puts solutions into groups of one strategy.</summary>
interface IStrategyJudge
{
    /// <summary>The group of each solution, any numbers; null where the judge gives no usable answer.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="solutions">Two solutions at least.</param>
    IReadOnlyList<int>? Groups(Problem problem, IReadOnlyList<string> solutions);
}

/// <summary>Says which solutions are new.</summary>
static class StrategyGroups
{
    // A solution of which at least half the steps stand in one earlier solution says that one again.
    const double SharedSteps = 0.5;

    /// <summary>For each solution whether its strategy is new.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="solutions">Text and normalised steps of each, in order.</param>
    /// <param name="judge">Groups them; null, or no usable answer, leaves it to the rules.</param>
    public static bool[] AreNew(Problem problem, IReadOnlyList<(string Text, IReadOnlySet<string> Steps)> solutions, IStrategyJudge? judge = null)
    {
        if (solutions.Count > 1 && judge?.Groups(problem, [.. solutions.Select(s => s.Text)]) is { } groups)
            return [.. groups.Select((group, i) => !groups.Take(i).Contains(group))];
        return [.. solutions.Select((solution, i) => i == 0
            || (solution.Steps.Count > 0 && !solutions.Take(i).Any(earlier => Shares(solution.Steps, earlier.Steps))))];
    }

    static bool Shares(IReadOnlySet<string> steps, IReadOnlySet<string> earlier) => steps.Count(earlier.Contains) >= SharedSteps * steps.Count;
}

/// <summary>A language model that groups solutions, as the paper on overthinking had it done (arXiv 2412.21187, section 2.3).</summary>
/// <param name="endpoint">The model.</param>
sealed partial class ChatStrategyJudge(IChatEndpoint endpoint) : IStrategyJudge
{
    /// <inheritdoc/>
    public IReadOnlyList<int>? Groups(Problem problem, IReadOnlyList<string> solutions)
    {
        var lines = Groups().Matches(endpoint.Ask(Message(problem, solutions)));
        if (lines.Count == 0)
            return null;
        int[] groups = [.. lines[^1].Value.Split(',', StringSplitOptions.TrimEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        return groups.Length == solutions.Count ? groups : null;
    }

    static string Message(Problem problem, IReadOnlyList<string> solutions)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"Question:\n{problem.Question}\n\nBelow are {solutions.Count} solutions that one writer gave one after the other.\n");
        for (int i = 0; i < solutions.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"\nSolution {i + 1}:\n{solutions[i]}\n");
        return text.Append("\nPut solutions that follow the same line of reasoning into one group. Reply with the group's number for each solution, in "
            + "order, on one line: for example 1, 1, 2.").ToString();
    }

    [GeneratedRegex(@"(?<=^\W*)[0-9]{1,4}(?:\s*,\s*[0-9]{1,4})*(?=\W*$)", RegexOptions.Multiline)]
    private static partial Regex Groups();
}
