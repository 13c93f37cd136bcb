// The expressions of one grammar. While it is written its rules may stand for things that are not known yet; once it is complete, what can never
// come to an end is nothing, so that whatever is begun can be ended.

namespace R1Sharp.Learning.Grammars;

/// <summary>Makes expressions, each once. Not for two threads at once.</summary>
sealed class Grammar
{
    readonly Dictionary<(int Kind, object? A, object? B, int C, int D), GrammarNode> _nodes = [];
    readonly List<RuleNode> _rules = [];
    bool _isComplete;

    public Grammar() => Empty = new EmptyNode(this);

    /// <summary>What nothing fits to.</summary>
    public GrammarNode Nothing { get; } = new NothingNode();

    /// <summary>The end.</summary>
    public GrammarNode Empty { get; }

    /// <summary>One byte of a set.</summary>
    public GrammarNode Bytes(ByteSet set) => set.IsEmpty ? Nothing : Node((1, set, null, 0, 0), () => new BytesNode(this, set));

    /// <summary>One byte from one to another.</summary>
    public GrammarNode Range(int from, int to) => Bytes(ByteSet.Range(from, to));

    /// <summary>A text in UTF-8.</summary>
    public GrammarNode Text(string text) => Text(System.Text.Encoding.UTF8.GetBytes(text), 0);

    /// <summary>The rest of a text.</summary>
    public GrammarNode Text(byte[] text, int from) => from == text.Length ? Empty : Node((2, text, null, from, 0), () => new TextNode(this, text, from));

    /// <summary>One after the other.</summary>
    public GrammarNode Sequence(params ReadOnlySpan<GrammarNode> parts)
    {
        var all = Empty;
        for (int i = parts.Length - 1; i >= 0; i--)
            all = Sequence(parts[i], all);
        return all;
    }

    /// <summary>One after the other.</summary>
    public GrammarNode Sequence(GrammarNode first, GrammarNode then)
    {
        if (IsNothing(first) || IsNothing(then))
            return Nothing;
        if (first == Empty || then == Empty)
            return first == Empty ? then : first;
        if (first is SequenceNode { First: var head, Then: var tail })
            return Sequence(head, Sequence(tail, then));
        return Node((3, first, then, 0, 0), () => new SequenceNode(this, first, then));
    }

    /// <summary>One or the other.</summary>
    public GrammarNode Choice(params GrammarNode[] choices)
    {
        var all = new List<GrammarNode>();
        foreach (var choice in choices)
            foreach (var one in choice is ChoiceNode { Choices: var inner } ? inner : [choice])
                if (!IsNothing(one) && !all.Contains(one))
                    all.Add(one);
        if (all.Count < 2)
            return all.Count == 0 ? Nothing : all[0];
        return all[1..].Aggregate(all[0], (a, b) => Pair(a, b));
    }

    // A choice of many is found by the choice of all but the last, and the last.
    GrammarNode Pair(GrammarNode before, GrammarNode last) => Node((4, before, last, 0, 0), () =>
        new ChoiceNode(this, [.. before is ChoiceNode { Choices: var some } ? some : [before], last]));

    /// <summary>The same several times.</summary>
    /// <param name="repeated">What has at least one byte.</param>
    /// <param name="least">How often at least.</param>
    /// <param name="most">How often at most; null without a limit.</param>
    public GrammarNode Repeat(GrammarNode repeated, int least, int? most) =>
        least > most || (least > 0 && IsNothing(repeated)) ? Nothing : most == 0 || IsNothing(repeated) ? Empty
        : Node((5, repeated, null, least, most ?? -1), () => new RepeatNode(this, repeated, least, most));

    /// <summary>The same or nothing.</summary>
    public GrammarNode Optional(GrammarNode node) => Choice(Empty, node);

    /// <summary>Something that is said later.</summary>
    public RuleNode Rule()
    {
        var rule = new RuleNode();
        _rules.Add(rule);
        return rule;
    }

    /// <summary>An expression that is found again by what it is made of.</summary>
    public GrammarNode Node((int Kind, object? A, object? B, int C, int D) key, Func<GrammarNode> make)
    {
        if (!_nodes.TryGetValue(key, out var node))
            _nodes.Add(key, node = make());
        return node;
    }

    /// <summary>All rules are said: finds the fewest bytes of each.</summary>
    public void Complete()
    {
        bool isChanged = true;
        while (isChanged)
        {
            isChanged = false;
            var known = new Dictionary<GrammarNode, int>();
            foreach (var rule in _rules)
                isChanged |= rule.Lower(Fewest(rule.Body, known));
        }
        _isComplete = true;
    }

    static int Fewest(GrammarNode node, Dictionary<GrammarNode, int> known)
    {
        if (known.TryGetValue(node, out int least))
            return least;
        return known[node] = node.LeastOf(part => Fewest(part, known));
    }

    bool IsNothing(GrammarNode node) => node == Nothing || (_isComplete && node.Least >= GrammarNode.Infinite);
}
