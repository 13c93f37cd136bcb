// A tree of beginnings of completions, and which leaf of it is looked at next: PUCT, as AlphaZero has it (Silver et al., arXiv 1712.01815, after
// Rosin, 2011):
//
//   a* = argmax over the children of  Q(a) + c P(a) √N / (1 + N(a))
//
// with N the visits of the parent and N(a) those of the child, P the prior, Q the mean of the values seen below it. Beside it:
// 1. A child that was never visited has the parent's mean as Q; AlphaZero takes it for lost.
// 2. Values lie between 0 and 1, since there is no opponent.

namespace R1Sharp.Learning.Training.Selection.Trees;

/// <summary>A beginning of a completion in a tree.</summary>
sealed class SearchNode
{
    /// <param name="parent">What it goes on from; null for the empty completion.</param>
    /// <param name="tokens">The completion so far.</param>
    /// <param name="logProbs">The log-probabilities of its tokens.</param>
    /// <param name="prior">P, the share among its siblings.</param>
    public SearchNode(SearchNode? parent, int[] tokens, float[] logProbs, double prior)
    {
        (Parent, Tokens, LogProbs, Prior) = (parent, tokens, logProbs, prior);
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    /// <summary>What it goes on from.</summary>
    public SearchNode? Parent { get; }

    /// <summary>The completion so far.</summary>
    public int[] Tokens { get; }

    /// <summary>Their log-probabilities.</summary>
    public float[] LogProbs { get; }

    /// <summary>P.</summary>
    public double Prior { get; }

    /// <summary>Nodes above it.</summary>
    public int Depth { get; }

    /// <summary>Whether the completion has ended, so that nothing can follow.</summary>
    public bool IsEnd { get; init; }

    /// <summary>What follows it; empty before it is expanded.</summary>
    public List<SearchNode> Children { get; } = [];

    /// <summary>N.</summary>
    public int Visits { get; private set; }

    /// <summary>The value that was found for it when it was first looked at; NaN before.</summary>
    public double Value { get; private set; } = double.NaN;

    /// <summary>Q: the mean of the values found at it and below it; 0 before there is any.</summary>
    public double Mean => Visits == 0 ? 0 : _sum / Visits;

    double _sum;

    /// <summary>The leaf that PUCT leads to.</summary>
    /// <param name="exploration">c.</param>
    public SearchNode Leaf(double exploration)
    {
        var node = this;
        while (node.Children.Count > 0)
            node = node.Best(exploration);
        return node;
    }

    /// <summary>The child that PUCT chooses; of equals the first.</summary>
    public SearchNode Best(double exploration) => Children.MaxBy(child => Score(child, exploration))!;

    /// <summary>Q(a) + c P(a) √N / (1 + N(a)) of a child.</summary>
    public double Score(SearchNode child, double exploration) =>
        (child.Visits == 0 ? Mean : child.Mean) + exploration * child.Prior * Math.Sqrt(Visits) / (1 + child.Visits);

    /// <summary>A value was found here: it counts here and above.</summary>
    public void Found(double value)
    {
        if (double.IsNaN(Value))
            Value = value;
        for (var node = this; node is not null; node = node.Parent)
            (node.Visits, node._sum) = (node.Visits + 1, node._sum + value);
    }

    /// <summary>The node and all below it.</summary>
    public IEnumerable<SearchNode> All() => Children.SelectMany(child => child.All()).Prepend(this);
}
