// What follows a leaf: steps that the policy samples, or its most probable tokens. The priors are the policy's probabilities among them.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Selection.Trees;

/// <summary>Gives leaves children.</summary>
/// <param name="asker">Who is asked.</param>
/// <param name="continuer">Samples.</param>
/// <param name="options">The settings.</param>
sealed class TreeExpansion(Asker asker, Continuer continuer, TreeSearchOptions options)
{
    // A step whose end is only seen behind it is sampled so far at most and cut there. What lies behind the cut, but for the token that shows it, does
    // not count as sampled: whoever looks at every token would not draw it.
    const int StepTokens = 32;

    /// <summary>A node as a beginning to go on from.</summary>
    public static Beginning BeginningOf(Prompt prompt, SearchNode node) => new(prompt, node.Tokens, node.LogProbs);

    /// <summary>Expands the leaves of trees, none of which has ended.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="round">Coordinate of the random streams.</param>
    public void Expand(IReadOnlyList<GrowingTree> trees, long round)
    {
        if (options.Unit == TreeUnit.Tokens)
            foreach (var tree in trees)
                ByTokens(tree);
        else
            BySteps(trees, round);
    }

    // The most probable tokens; each costs one token, and reading what stands before it.
    void ByTokens(GrowingTree tree)
    {
        var leaf = tree.Leaf;
        int[] read = [.. tree.Prompt.Tokens, .. leaf.Tokens];
        float[] next = asker.Policy.Score(read).LastLogProbs;
        int[] likely = [.. Enumerable.Range(0, next.Length).OrderByDescending(t => next[t]).Take(options.Children)];
        double sum = likely.Sum(t => Math.Exp(next[t]));
        foreach (int token in likely)
            leaf.Children.Add(Child(leaf, [.. leaf.Tokens, token], [.. leaf.LogProbs, next[token]], Math.Exp(next[token]) / sum));
        tree.ReadTokens += read.Length;
        tree.Tokens += likely.Length;
    }

    void BySteps(IReadOnlyList<GrowingTree> trees, long round)
    {
        Beginning[] from = [.. trees.Select(t => BeginningOf(t.Prompt, t.Leaf))];
        var sampled = continuer.Sample(from, options.Children, round, options.Unit == TreeUnit.Lines ? ["\n"] : null, StepTokens);
        for (int i = 0; i < trees.Count; i++)
        {
            var leaf = trees[i].Leaf;
            var cut = sampled[i].Select(c => (Tokens: c.Tokens[..Cut(c.Tokens, leaf.Tokens.Length)], c.LogProbs)).ToList();
            trees[i].Tokens += cut.Sum(s => (long)Math.Min(s.Tokens.Length + 1, s.LogProbs.Length) - leaf.Tokens.Length);
            var steps = cut.DistinctBy(s => string.Join(' ', s.Tokens)).ToList();
            double[] priors = Priors([.. steps.Select(s => s.LogProbs.AsSpan(leaf.Tokens.Length..s.Tokens.Length).ToArray())]);
            for (int c = 0; c < steps.Count; c++)
                leaf.Children.Add(Child(leaf, steps[c].Tokens, steps[c].LogProbs[..steps[c].Tokens.Length], priors[c]));
        }
    }

    // π of each step among them all: exp of the summed log-probabilities, made to sum to 1.
    static double[] Priors(float[][] logProbs)
    {
        double[] logs = [.. logProbs.Select(l => l.Sum(p => (double)p))];
        double largest = logs.Max(), sum = logs.Sum(l => Math.Exp(l - largest));
        return [.. logs.Select(l => Math.Exp(l - largest) / sum)];
    }

    // How many tokens end with the first step behind so many; all where it does not end before them.
    int Cut(int[] tokens, int before)
    {
        if (options.Unit == TreeUnit.Lines)
            return tokens.Length;
        string text = asker.Tokenizer.Decode(tokens.AsSpan(before..));
        int step = StepText.Cut(text, StepUnit.Results)[0].Length;
        if (step == text.Length)
            return tokens.Length;
        for (int count = before + 1; count < tokens.Length; count++)
            if (asker.Tokenizer.Decode(tokens.AsSpan(before..count)).Length >= step)
                return count;
        return tokens.Length;
    }

    SearchNode Child(SearchNode parent, int[] tokens, float[] logProbs, double prior) => new(parent, tokens, logProbs, prior)
    {
        IsEnd = asker.EndIds.Contains(tokens[^1]) || tokens.Length >= options.MaxCompletionTokens,
    };
}
