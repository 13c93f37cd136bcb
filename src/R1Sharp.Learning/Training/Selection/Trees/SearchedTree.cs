// What a search of one problem found: completions, one that is chosen, and what the tree looks like.

using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.Learning.Training.Selection.Trees;

/// <summary>A completion that a search came to.</summary>
/// <param name="Rollout">The completion; its reward is its value.</param>
/// <param name="AtTokens">Tokens that had been sampled of the problem when it was found.</param>
sealed record FoundCompletion(Rollout Rollout, long AtTokens);

/// <summary>The error of the values at one depth of the tree.</summary>
/// <param name="Depth">Edges from the root.</param>
/// <param name="Nodes">Nodes with a value, below which some completion ended.</param>
/// <param name="Error">Mean distance between the value and the share of right completions below.</param>
sealed record ValueError(int Depth, int Nodes, double Error);

/// <summary>A problem with what a search found.</summary>
sealed record SearchedTree
{
    /// <summary>The completions, in the order found; at least one.</summary>
    public required IReadOnlyList<FoundCompletion> Found { get; init; }

    /// <summary>The chosen one; null where none is.</summary>
    public required Rollout? Chosen { get; init; }

    /// <summary>Tokens sampled.</summary>
    public required long Tokens { get; init; }

    /// <summary>Tokens that the value model, and the policy where it gave priors of tokens, read.</summary>
    public required long ReadTokens { get; init; }

    /// <summary>Leaves that were looked at.</summary>
    public required int Simulations { get; init; }

    /// <summary>Mean number of children of the nodes that have any; 0 where none has.</summary>
    public required double Branching { get; init; }

    /// <summary>Edges from the root to the deepest node.</summary>
    public required int Depth { get; init; }

    /// <summary>The error of the values by depth.</summary>
    public required IReadOnlyList<ValueError> Errors { get; init; }

    /// <summary>The completions that had been found with so many tokens; at least the first.</summary>
    public IReadOnlyList<Rollout> Within(long tokens) =>
        Found.TakeWhile((f, i) => i == 0 || f.AtTokens <= tokens).Select(f => f.Rollout).ToList();

    /// <summary>The credit of the choice among what had been found with so many tokens.</summary>
    public double ChosenWithin(long tokens, SearchChoice choice) =>
        SearchSampler.Choose(Within(tokens), new() { Choose = choice, RequireAnswer = false }).Chosen is { Accuracy: >= 1 } ? 1 : 0;

    /// <summary>
    /// How good each step of a completion is: the share of right completions among all that were found and begin so. What a value model is trained on.
    /// </summary>
    /// <param name="steps">The steps of one of the completions, which together are its text.</param>
    public double[] Labels(IReadOnlyList<string> steps)
    {
        var (labels, length) = (new double[steps.Count], 0);
        string text = string.Concat(steps);
        for (int i = 0; i < labels.Length; i++)
        {
            length += steps[i].Length;
            string beginning = text[..length];
            labels[i] = Found.Where(f => f.Rollout.Text.StartsWith(beginning, StringComparison.Ordinal)).Average(f => f.Rollout.Accuracy >= 1 ? 1.0 : 0);
        }
        return labels;
    }
}
