// The tree of one problem while it grows.

using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Selection.Trees;

/// <summary>A tree, what was found in it, and what it cost.</summary>
/// <param name="prompt">The problem as it is put to the policy.</param>
sealed class GrowingTree(Prompt prompt)
{
    readonly SearchNode _root = new(null, [], [], 1);
    readonly List<FoundCompletion> _found = [];
    int _simulations, _idle;
    long _tokensBefore;

    // A tree whose ends are all known costs nothing any more; it is left after so many rounds without a token.
    const int MostIdle = 32;

    /// <summary>The problem.</summary>
    public Prompt Prompt => prompt;

    /// <summary>Tokens sampled.</summary>
    public long Tokens { get; set; }

    /// <summary>Tokens read for values and priors.</summary>
    public long ReadTokens { get; set; }

    /// <summary>The leaf that is looked at.</summary>
    public SearchNode Leaf { get; private set; } = new(null, [], [], 1);

    /// <summary>Completions found.</summary>
    public IReadOnlyList<FoundCompletion> Found => _found;

    /// <summary>Whether it has not grown for long.</summary>
    public bool IsExhausted => _idle >= MostIdle;

    /// <summary>Chooses the leaf of a round.</summary>
    public void Select(double exploration)
    {
        _idle = _simulations > 0 && Tokens == _tokensBefore ? _idle + 1 : 0;
        (_tokensBefore, _simulations) = (Tokens, _simulations + 1);
        Leaf = _root.Leaf(exploration);
    }

    /// <summary>A completion was found.</summary>
    public void Add(Rollout rollout) => _found.Add(new(rollout with { SampleIndex = _found.Count }, Tokens));

    /// <summary>The end of the way along the most visited children.</summary>
    public SearchNode MostVisited()
    {
        var node = _root;
        while (node.Children.Count > 0)
            node = node.Children.MaxBy(c => c.Visits)!;
        return node.IsEnd ? node.Parent! : node;
    }

    /// <summary>What the search came to.</summary>
    public SearchedTree Searched(SearchChoice choice)
    {
        List<SearchNode> nodes = [.. _root.All()];
        return new SearchedTree
        {
            Found = _found,
            Chosen = SearchSampler.Choose([.. _found.Select(f => f.Rollout)], new() { Choose = choice, RequireAnswer = false }).Chosen,
            Tokens = Tokens,
            ReadTokens = ReadTokens,
            Simulations = _simulations,
            Branching = nodes.Where(n => n.Children.Count > 0).Select(n => (double)n.Children.Count).DefaultIfEmpty().Average(),
            Depth = nodes.Max(n => n.Depth),
            Errors = [.. nodes.Where(n => !double.IsNaN(n.Value)).GroupBy(n => n.Depth).OrderBy(g => g.Key).Select(g => Error(g.Key, [.. g]))
                .Where(e => e.Nodes > 0)],
        };
    }

    ValueError Error(int depth, SearchNode[] nodes)
    {
        double[] errors = [.. nodes.Select(n => (Node: n, Right: RightBelow(n))).Where(n => n.Right is not null)
            .Select(n => Math.Abs(n.Node.Value - n.Right!.Value))];
        return new(depth, errors.Length, errors.DefaultIfEmpty().Average());
    }

    double? RightBelow(SearchNode node) => _found
        .Where(f => f.Rollout.Completion.Tokens.AsSpan().StartsWith(node.Tokens)).Select(f => (double?)(f.Rollout.Accuracy >= 1 ? 1.0 : 0)).Average();
}
